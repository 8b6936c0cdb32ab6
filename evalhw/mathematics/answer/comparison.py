"""Compare a claim with a gold answer: the entry point of the mathematics.

Invariant: every call ends with a verdict; what a model wrote raises nothing, runs nothing and takes bounded time.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evalhw.errors import ReadingError
from evalhw.mathematics import verdict
from evalhw.mathematics.answer import answers, diagnosis, words
from evalhw.mathematics.answer.answers import Answer, Formula, Given, Ratio, Time, Unread, Words, understand
from evalhw.mathematics.answer.claims import claimed
from evalhw.mathematics.answer.deciding import decide, is_value
from evalhw.mathematics.answer.extraction import Answer as Found
from evalhw.mathematics.answer.extraction import answer_in
from evalhw.mathematics.scalar.arithmetic import TooLongError
from evalhw.mathematics.scalar.measures import same_quantity
from evalhw.mathematics.scalar.scalars import DIGITS_SHOWN
from evalhw.mathematics.syntax.reader import read
from evalhw.mathematics.syntax.tree import (
    Collection,
    Name,
    Negative,
    Node,
    Product,
    Quotient,
    Relation,
    Space,
    Sum,
    names,
)
from evalhw.reading.thoughts import Thoughts, read_thoughts

if TYPE_CHECKING:
    from evalhw.mathematics.declared.symbols import Symbols
    from evalhw.mathematics.verdict import Verdict

MAX_CHOICE = 200  # characters; a gold that is a choice is short
MAX_SHIFT = 2_000  # blanks put before an answer so that its places are those of the source


def compare(
    gold: str, claim: str, symbols: Symbols | None = None, *, prove: bool = False, diagnose: bool = False
) -> Verdict:
    r"""Decide whether a claim is the gold answer; the gold decides what kind of answer it is.

    Args:
        gold: The expected answer as a dataset or rubric has it, with or without `$`, `\boxed` or prose around it.
        claim: What was answered, likewise.
        symbols: The declared symbols; matrices among them make this a comparison of matrix equations.
        prove: Ask computer algebra to confirm what sampling found; what it cannot confirm in time is undecided.
        diagnose: Say what is wrong with an unequal claim, where one known mistake explains it.

    Returns:
        The verdict, with its reason, its method and, for `unequal`, a counterexample where one was found.
    """
    divided = read_thoughts(claim)
    if not divided.finished and not divided.answer.strip():
        return verdict.unreadable("the model was still thinking when its text ended, and gave no answer")
    claim = divided.answer
    try:
        if symbols is not None and symbols.has_matrices:
            return _placed(_over_symbols(gold, claim, symbols, prove=prove), divided)
        return _answers(gold, claim, prove=prove, diagnose=diagnose)
    except RecursionError:
        return verdict.undecided("nested too deep to compare")
    except TooLongError:
        return verdict.undecided("too many steps to compute")
    except (ArithmeticError, MemoryError):
        return verdict.undecided("too large to compute")


def _placed(found: Verdict, divided: Thoughts) -> Verdict:
    """A verdict whose places are those of the text as it came."""
    if not divided.thoughts or found.start is None or found.end is None:
        return found
    return replace(found, start=divided.place(found.start), end=divided.place(found.end))


def _over_symbols(gold: str, claim: str, symbols: Symbols, *, prove: bool) -> Verdict:
    """Compare over declared matrices; a gold in which none of them occurs is an answer like any other."""
    wanted = _read(answer_in(gold), symbols)
    if isinstance(wanted, ReadingError) or not any(symbols.is_matrix(name) for name in names(wanted)):
        return _answers(gold, claim, prove=prove)
    given = _read(answer_in(claim), symbols)
    if isinstance(given, ReadingError):
        return verdict.unreadable(given.reason, given.start, given.end)
    from evalhw.mathematics.matrix import matrices  # numpy is loaded only where matrices are compared

    rule = matrices.compare_conditions if isinstance(wanted, Relation) else matrices.compare_expressions
    found = rule(wanted, given, symbols)
    if not prove or found.outcome != "equal" or found.method != "sampled":
        return found
    from evalhw.mathematics.proof import prover

    return prover.confirmed_matrices(wanted, given, symbols, found)


def _read(answer: Found, symbols: Symbols) -> Node | ReadingError:
    """Read an answer against declared symbols; the places in the tree and in an error are those of the source."""
    shift = answer.offset or 0
    text = answer.text if len(answer.text) <= answers.MAX_ANSWER else ""
    try:
        return read(" " * shift + text if shift <= MAX_SHIFT else text, symbols)
    except ReadingError as error:
        moved = shift if shift > MAX_SHIFT else 0
        return ReadingError(error.reason, error.start + moved, error.end + moved)


def _answers(gold: str, claim: str, *, prove: bool, diagnose: bool = False) -> Verdict:
    expected = understand(gold)
    given = claimed(claim, expected)
    found = compare_given(expected, given, prove=prove)
    return diagnosed(expected, given, found) if diagnose else found


def diagnosed(expected: Given, given: Given, found: Verdict) -> Verdict:
    """Return an unequal verdict with what is wrong, where one known mistake explains it."""
    if found.outcome != "unequal":
        return found
    try:
        return replace(found, diagnosis=diagnosis.diagnose(expected.form, given.form))
    except (ArithmeticError, RecursionError, MemoryError, ValueError):
        return found


def compare_given(expected: Given, given: Given, *, prove: bool = False) -> Verdict:
    """Decide two answers that are read."""
    found = _by_word(expected, given)
    if found is not None:
        return found
    found = _by_form(expected.form, given.form)
    if found.outcome == "unequal" and any(
        _by_form(expected.form, other.form).outcome == "equal" for other in given.others
    ):
        return verdict.undecided("several values stand in the last sentence, and none is marked as the answer")
    open_question = found.method == "sampled" or found.outcome == "undecided"
    if prove and open_question and isinstance(expected.form, Formula) and isinstance(given.form, Formula):
        return _proved(expected.form.node, given.form.node, found)
    return found


def _by_word(expected: Given, given: Given) -> Verdict | None:
    """Decide the same text, a choice or several, yes and no; None for any other answer."""
    if expected.text and expected.text == given.text:
        return verdict.equal("exact", "the same answer")
    short = expected.text if len(expected.text) < MAX_CHOICE else ""
    letter, chosen = words.choice(short), words.chosen(given.text) if words.choice(short) else None
    if letter is not None and chosen is not None:
        return _choice(letter, chosen)
    letters = words.choices(short)
    if letters and words.choices(given.text) == letters:
        return verdict.equal("exact", "the same choices")
    if isinstance(expected.form, Words) and words.agrees(expected.text, given.text):
        return verdict.equal("exact", "the same word")
    return None


def quoted(text: str) -> str:
    """Return the beginning of an answer for a reason, control characters replaced."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text[:60])


def _choice(letter: str, chosen: str) -> Verdict:
    if letter == chosen:
        return verdict.equal("exact", f"choice {letter}")
    return verdict.unequal("exact", f"choice {letter} is expected, this is {chosen}", f"{letter} ≠ {chosen}")


def _by_form(gold: Answer, claim: Answer) -> Verdict:
    """Decide by the form of the gold: words, a time of day, a ratio, or a formula."""
    for side, whose in ((gold, "the expected answer: "), (claim, "")):
        if isinstance(side, Unread) and not side.text:
            return verdict.unreadable(f"{whose}{side.reason}")
    if isinstance(gold, Words | Unread):
        return _words(gold, claim)
    if isinstance(gold, Time):
        return _time(gold, claim)
    if isinstance(claim, Unread):
        return verdict.unreadable(claim.reason)
    return _ratio(gold, claim) if isinstance(gold, Ratio) else _formula(gold, claim)


def _words(gold: Words | Unread, claim: Answer) -> Verdict:
    """Decide words; a gold that is no readable formula is compared letter by letter."""
    if isinstance(claim, Formula) and not words.has_signs(gold.text):
        return _word_for_formula(gold.text, claim.node)
    alike = isinstance(claim, Words | Unread) and words.same(gold.text, claim.text)
    if isinstance(gold, Unread) and words.has_signs(
        gold.text
    ):  # a formula after all: only the same letters are the same
        if isinstance(claim, Unread) and "".join(gold.text.split()) == "".join(claim.text.split()):
            return verdict.equal("exact", "the same letters")
        return verdict.undecided(f"the expected answer cannot be read: {gold.reason}")
    if alike:
        return verdict.equal("exact", "the same words")
    return verdict.unequal("exact", f"“{quoted(gold.text)}” is expected")


def _word_for_formula(gold: str, claim: Node) -> Verdict:
    """Decide a gold in words against a formula that may mean it, such as no solution and the empty set."""
    meaning = words.normal(gold)
    if meaning == "all real numbers":
        return decide(Space("R"), claim)
    nothing = isinstance(claim, Collection) and not claim.items
    if (meaning == "nothing" and nothing) or (meaning and _spelled(claim) == meaning.replace(" ", "")):
        return verdict.equal("exact", "the same word")
    return verdict.unequal("exact", f"“{quoted(gold)}” is expected, this is a formula")


def _spelled(node: Node) -> str:
    """Return the word that a name, or a product of letters, spells; empty for anything else."""
    factors = node.factors if isinstance(node, Product) else (node,)
    names_only = all(isinstance(factor, Name) for factor in factors)
    return words.normal("".join(getattr(factor, "name", "") for factor in factors)) if names_only else ""


def _time(gold: Time, claim: Answer) -> Verdict:
    given = claim.clock if isinstance(claim, Time | Ratio) else None
    if given is None:
        return verdict.unequal("exact", "a time of day is expected")
    if words.same_time(gold.clock, given):
        return verdict.equal("exact", "the same time")
    return verdict.unequal("exact", "another time of day is expected")


def _ratio(gold: Ratio, claim: Answer) -> Verdict:
    """Decide a ratio: proportional parts, or for two parts their quotient."""
    if isinstance(claim, Time) and gold.clock is not None:
        return _time(Time(gold.clock), claim)
    if isinstance(claim, Ratio):
        if gold.clock is not None and claim.clock is not None and gold.clock == claim.clock:
            return verdict.equal("exact", "the same time")
        return proportional(gold.parts, claim.parts)
    if isinstance(claim, Formula) and len(gold.parts) == 2:  # noqa: PLR2004  # a : b is a/b
        return decide(Quotient(gold.parts[0], gold.parts[1]), claim.node)
    return verdict.unequal("exact", f"a ratio of {len(gold.parts)} parts is expected")


def proportional(gold: tuple[Node, ...], claim: tuple[Node, ...]) -> Verdict:
    """Decide two ratios by cross products with their first parts."""
    if len(gold) != len(claim):
        return verdict.unequal("exact", f"a ratio of {len(gold)} parts is expected, this has {len(claim)}")
    found = verdict.equal("exact", "the same ratio")
    for expected, given in zip(gold[1:], claim[1:], strict=True):
        one = decide(Product((expected, claim[0])), Product((given, gold[0])))
        if one.outcome != "equal":
            return verdict.unequal(one.method, "the parts are not in this ratio") if one.outcome == "unequal" else one
        found = one if one.method == "sampled" else found
    return found


def _formula(gold: Formula, claim: Answer) -> Verdict:
    if isinstance(claim, Words):
        return _formula_for_word(gold.node, claim.text)
    if isinstance(claim, Formula):
        if (gold.unit is None) != (claim.unit is None):
            gold, claim = answers.glued(gold), answers.glued(claim)
        return same_quantity((gold.node, gold.unit), (claim.node, claim.unit), decide)
    if isinstance(claim, Ratio) and len(claim.parts) == 2:  # noqa: PLR2004  # a : b is a/b
        return decide(gold.node, Quotient(claim.parts[0], claim.parts[1]))
    return verdict.unequal("exact", f"a formula is expected, this is a {type(claim).__name__.lower()}")


def _formula_for_word(gold: Node, claim: str) -> Verdict:
    """Decide a formula against words that may mean it."""
    meaning = words.normal(claim)
    if meaning == "nothing" and isinstance(gold, Collection) and not gold.items:
        return verdict.equal("exact", "nothing")
    if meaning == "all real numbers":
        return decide(gold, Space("R"))
    return verdict.unreadable(f"“{quoted(claim)}” are words, a formula is expected")


def _proved(gold: Node, claim: Node, found: Verdict) -> Verdict:
    """Let computer algebra confirm a sampled verdict on single values, or decide where sampling could not.

    What is equal only to the digits shown, and lists, sets and equations, keep the verdict of sampling.
    """
    if not is_value(gold) or not is_value(claim) or found.reason == DIGITS_SHOWN:
        return found
    from evalhw.mathematics.proof import prover  # sympy lives in a worker of its own

    if found.method == "sampled":
        return prover.confirmed(gold, claim, found)
    zero = prover.is_zero(Sum((gold, Negative(claim))))
    if zero is None:
        return found
    return (
        verdict.equal("proved", "shown by algebra") if zero else verdict.unequal("proved", "algebra shows a difference")
    )
