"""Compare a claim with a gold answer: the entry point of the mathematics.

Invariant: every call ends with a verdict; what a model wrote raises nothing, runs nothing and takes bounded time.
"""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from evalhw.errors import ReadingError
from evalhw.mathematics import verdict
from evalhw.mathematics.answer import answers, chemistry, diagnosis, qualifiers, words, written
from evalhw.mathematics.answer.answers import (
    Answer,
    Dotted,
    Formula,
    Given,
    Quantities,
    Ratio,
    Time,
    Unread,
    Words,
    understand,
)
from evalhw.mathematics.answer.claims import claimed
from evalhw.mathematics.answer.deciding import decide, is_value
from evalhw.mathematics.answer.extraction import Answer as Found
from evalhw.mathematics.answer.extraction import answer_in
from evalhw.mathematics.declared.symbols import Symbols
from evalhw.mathematics.scalar import growth, logarithms, opaque, steps
from evalhw.mathematics.scalar.arithmetic import TooLongError
from evalhw.mathematics.scalar.measures import same_quantity
from evalhw.mathematics.scalar.scalars import DIGITS_SHOWN
from evalhw.mathematics.syntax.contents import contents, free
from evalhw.mathematics.syntax.reader import read
from evalhw.mathematics.syntax.tree import (
    Collection,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Relation,
    Space,
    Sum,
    Transpose,
    names,
    walk,
)
from evalhw.reading.thoughts import Thoughts, may_think, read_thoughts

if TYPE_CHECKING:
    from evalhw.mathematics.verdict import Verdict

_STARTS = (*"ABCDEFGHIJKLMNOPQRSTUVWXYZ[", "\\text", "\\mathrm", "\\ce")  # of capitals, and of a chemical formula
_FRAMES = re.compile(r"\\(?:left|right)(?![a-z])|[{}\s]")
# What a formula must hold to be more than values and names; a quick look before its tree is walked.
_UNUSUAL = re.compile(
    r"[∑∫Σ′'ᵀ⊤\u0307\u0308]|\\(?:sum|int|Sigma|top|intercal|prime|d?dot)(?![a-z])|\btr|\^\s*\{?\s*(?:\\\w+\s*\{)?T|"
    r"(?:frac\s*\{\s*(?:\\mathrm\s*\{\s*)?|^|[=+\s])d\s?[A-Za-z\d^}]|partial|∂|[A-Za-z}]\s*(?:\\left\s*)?\{?\s*(?:\\left\s*)?\("
)
_WHOLE = frozenset("klmn")
_MINUS_ONE = Negative(Number(Fraction(1)))
_LISTS = frozenset({"bare", "and"})
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
    divided = read_thoughts(claim) if may_think(claim) else None
    if divided is not None:
        claim = divided.answer
        if not divided.finished and not claim.strip():
            return verdict.unreadable("the model was still thinking when its text ended, and gave no answer")
    try:
        if symbols is not None and symbols.has_matrices:
            return _placed(_over_symbols(gold, claim, symbols, prove=prove, diagnose=diagnose), divided)
        return _answers(gold, claim, prove=prove, diagnose=diagnose)
    except RecursionError:
        return verdict.undecided("nested too deep to compare")
    except TooLongError:
        return verdict.undecided("too many steps to compute")
    except (ArithmeticError, MemoryError):
        return verdict.undecided("too large to compute")


def _placed(found: Verdict, divided: Thoughts | None) -> Verdict:
    """A verdict whose places are those of the text as it came."""
    if divided is None or not divided.thoughts or found.start is None or found.end is None:
        return found
    return replace(found, start=divided.place(found.start), end=divided.place(found.end))


def is_over_matrices(gold: str, symbols: Symbols | None) -> bool:
    """Whether a declared matrix occurs in a gold answer, so that shapes and order of factors count."""
    if symbols is None or not symbols.has_matrices:
        return False
    wanted = _read(answer_in(gold), symbols)
    return not isinstance(wanted, ReadingError) and any(symbols.is_matrix(name) for name in names(wanted))


def _over_symbols(gold: str, claim: str, symbols: Symbols, *, prove: bool, diagnose: bool) -> Verdict:
    """Compare over declared matrices; a gold in which none of them occurs is an answer like any other."""
    wanted = _read(answer_in(gold), symbols)
    if isinstance(wanted, ReadingError) or not any(symbols.is_matrix(name) for name in names(wanted)):
        return _answers(gold, claim, prove=prove, diagnose=diagnose)
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
    if expected.text.startswith(_STARTS) and given.text.startswith(_STARTS):
        spelled = _as_strings(expected.text, given.text) or _as_substances(expected.text, given.text)
        if spelled is not None:
            return spelled  # no algebra could tell
    found = _by_form(expected.form, given.form)
    if found.outcome != "equal" and "," in expected.text + given.text:
        found = _with_point(expected, given) or found
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
    letter = words.choice(short)
    chosen = words.chosen(given.text) if letter else None
    if letter is not None and chosen is not None:
        return _choice(letter, chosen)
    letters = words.choices(short)
    if letters and words.choices(given.text) == letters:
        return verdict.equal("exact", "the same choices")
    if isinstance(expected.form, Words) and words.agrees(expected.text, given.text):
        return verdict.equal("exact", "the same word")
    return None


def _as_strings(gold: str, claim: str) -> Verdict | None:
    """Decide two strings of capitals, which are read letter by letter: HTH is not THH. None when they are none."""
    if not (gold.isupper() or gold[0] == "\\") or not (claim.isupper() or claim[0] == "\\"):
        return None
    expected, given = (written.letters(words.unstyled(side).strip()) for side in (gold, claim))
    if not expected or not given or len(expected) != len(given):
        return None
    if expected == given:
        return verdict.equal("exact", "the same letters")
    return verdict.unequal("exact", f"{expected} is expected, this is {given}", f"{expected} ≠ {given}")


def _as_substances(gold: str, claim: str) -> Verdict | None:
    """Decide two chemical formulas, which are no products of letters; None when they are none."""
    expected = chemistry.substance(gold)
    given = chemistry.substance(claim) if expected else None
    return chemistry.same_substance(expected, given) if expected and given else None


def _with_point(gold: Given, claim: Given) -> Verdict | None:
    """Decide 1,22 against a single value as the decimal that it is then; None when neither side is such a pair."""
    pairs = [written.with_point(side.text) for side in (gold, claim)]
    if (pairs[0] is None) == (pairs[1] is None):
        return None
    other = (claim if pairs[0] else gold).form
    if not isinstance(other, Formula) or isinstance(other.node, Collection):
        return None
    sides = [understand(pair).form if pair else side.form for pair, side in zip(pairs, (gold, claim), strict=True)]
    found = _by_form(sides[0], sides[1])
    return found if found.outcome == "equal" else None


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
    if isinstance(gold, written.Date | Dotted) or isinstance(claim, written.Date | Dotted):
        return _dates(gold, claim)
    if isinstance(gold, Words | Unread):
        return _words(gold, claim)
    if isinstance(gold, Time):
        return _time(gold, claim)
    return verdict.unreadable(claim.reason) if isinstance(claim, Unread) else _values(gold, claim)


def _values(gold: Ratio | Formula | Quantities, claim: Answer) -> Verdict:
    """Decide by the form of a gold that is a value: several quantities, a ratio, or a formula."""
    if isinstance(gold, Quantities) or isinstance(claim, Quantities):
        return _quantities(gold, claim)
    return _ratio(gold, claim) if isinstance(gold, Ratio) else _formula(gold, claim)


def _words(gold: Words | Unread, claim: Answer) -> Verdict:
    """Decide words; a gold that is no readable formula is compared letter by letter."""
    if isinstance(claim, Formula) and not words.has_signs(gold.text):
        return _word_for_formula(gold.text, claim.node)
    alike = isinstance(claim, Words | Unread) and words.same(gold.text, claim.text)
    if alike and isinstance(claim, Words | Unread) and _in_another_order(gold.text, claim.text):
        return verdict.unequal("exact", "the words stand in another order")
    if isinstance(gold, Unread) and words.has_signs(
        gold.text
    ):  # a formula after all: only the same letters are the same
        if isinstance(claim, Unread) and _bare(gold.text) == _bare(claim.text):
            return verdict.equal("exact", "the same letters")
        return verdict.undecided(f"the expected answer cannot be read: {gold.reason}")
    if alike:
        return verdict.equal("exact", "the same words")
    return verdict.unequal("exact", f"“{quoted(gold.text)}” is expected")


def _in_another_order(gold: str, claim: str) -> bool:
    """Whether two texts have the same words, articles and all, in another order."""
    expected, given = gold.lower().split(), claim.lower().split()
    return expected != given and len(expected) > 2 and sorted(expected) == sorted(given)  # noqa: PLR2004  # a sequence


def _bare(text: str) -> str:
    """Return a formula that cannot be read without what only frames it."""
    return _FRAMES.sub("", text)


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


def _dates(gold: Answer, claim: Answer) -> Verdict:
    """Decide days and dotted numbers, which are no arithmetic: only another of their kind can be the same."""
    if isinstance(gold, written.Date) and isinstance(claim, written.Date):
        same = gold.same(claim)
        if same is None:
            return verdict.undecided("which number is the day and which the month is not known")
        return verdict.equal("exact", "the same day") if same else verdict.unequal("exact", "another day is expected")
    if isinstance(gold, Dotted) and isinstance(claim, Dotted):
        if gold.parts == claim.parts:
            return verdict.equal("exact", "the same number")
        return verdict.unequal("exact", f"{'.'.join(map(str, gold.parts))} is expected")
    kind = "a date" if isinstance(gold, written.Date) or isinstance(claim, written.Date) else "a dotted number"
    side = "is expected, this is none" if isinstance(gold, written.Date | Dotted) else "is not what is expected"
    return verdict.unequal("exact", f"{kind} {side}")


def _quantities(gold: Answer, claim: Answer) -> Verdict:
    """Decide several quantities, each of which must find its partner with a unit that agrees."""
    expected, given = _parts(gold), _parts(claim)
    if expected is None or given is None:
        return verdict.unequal("exact", "several quantities are on one side only")
    if len(expected) != len(given):
        return verdict.unequal("exact", f"{len(expected)} quantities are expected, these are {len(given)}")
    left = list(given)
    sampled = False
    for one in expected:
        verdicts = [_formula(one, other) for other in left]
        place = next((at for at, found in enumerate(verdicts) if found.outcome == "equal"), None)
        if place is None:
            doubt = next((found for found in verdicts if found.outcome != "unequal"), None)
            return doubt or verdict.unequal("exact", "one of the expected quantities is missing")
        sampled = sampled or verdicts[place].method == "sampled"
        del left[place]
    return verdict.equal("sampled" if sampled else "exact", "the same quantities")


def _parts(side: Answer) -> tuple[Formula, ...] | None:
    """Return the quantities of an answer; a list of values in one unit, or in none, is several too."""
    if isinstance(side, Quantities):
        return side.parts
    if not isinstance(side, Formula):
        return None
    items = side.node.items if isinstance(side.node, Collection) and side.node.kind in _LISTS else (side.node,)
    return tuple(Formula(item, side.unit) for item in items)


def _ratio(gold: Ratio, claim: Answer) -> Verdict:
    """Decide a ratio: proportional parts, or for two parts their quotient."""
    if isinstance(claim, Time) and gold.clock is not None:
        return _time(Time(gold.clock), claim)
    if isinstance(claim, Ratio):
        if gold.clock is not None and claim.clock is not None and gold.clock == claim.clock:
            return verdict.equal("exact", "the same time")
        return _ratio_or_time(gold, claim) or proportional(gold.parts, claim.parts)
    if isinstance(claim, Formula) and len(gold.parts) == 2:  # noqa: PLR2004  # a : b is a/b
        return decide(Quotient(gold.parts[0], gold.parts[1]), claim.node)
    return verdict.unequal("exact", f"a ratio of {len(gold.parts)} parts is expected")


def _ratio_or_time(gold: Ratio, claim: Ratio) -> Verdict | None:
    """Decide 2:00 and 1:00, which may both be times of day: then they are two; None when one can only be a ratio."""
    if gold.clock is None or claim.clock is None or gold.clock == claim.clock:
        return None
    if 0 in {gold.clock.minute, claim.clock.minute, gold.clock.hour, claim.clock.hour}:
        return verdict.unequal("exact", "another time of day is expected")
    found = proportional(gold.parts, claim.parts)
    return verdict.undecided("one ratio, and two times of day") if found.outcome == "equal" else None


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
        found = (_integers(gold, claim) if gold.letter or claim.letter else None) or _of_kind(gold, claim)
        if found.outcome == "unequal" and _may_be_glued(gold) and _may_be_glued(claim):
            found = _both_glued(gold, claim) or found
        if found.outcome == "equal" and gold.condition and claim.condition:
            return qualifiers.compared(gold.condition, claim.condition, decide) or found
        return found
    if isinstance(claim, Ratio) and len(claim.parts) == 2:  # noqa: PLR2004  # a : b is a/b
        return decide(gold.node, Quotient(claim.parts[0], claim.parts[1]))
    return verdict.unequal("exact", f"a formula is expected, this is a {type(claim).__name__.lower()}")


def _may_be_glued(side: Formula) -> bool:
    """Whether a formula without a unit ends in a letter behind a space, and begins with a number."""
    return side.unit is None and side.text[-1:].isalpha() and " " in side.text and side.text[:1].isdigit()


def _both_glued(gold: Formula, claim: Formula) -> Verdict | None:
    """Decide 5 A s against 5 C, whose letters are no names but units; None unless they are units on both sides."""
    expected, given = answers.glued(gold), answers.glued(claim)
    if expected.unit is None or given.unit is None or expected.unit.dimensions != given.unit.dimensions:
        return None
    found = _measured(expected, given, expected.node, given.node)
    return found if found.outcome == "equal" and expected.unit.known else None


def _of_kind(gold: Formula, claim: Formula) -> Verdict:
    """Decide two formulas by what they hold: matrices, orders of growth, what has no value of its own, or values."""
    if isinstance(gold.node, Number) or not (_UNUSUAL.search(gold.text) or _UNUSUAL.search(claim.text)):
        plain = _measured(gold, claim, gold.node, claim.node)
        return _as_inverses(gold, claim, plain) if "-1" in gold.text else plain
    inside = contents(gold.node), contents(claim.node)
    found = (
        _of_matrices(gold, claim) if inside[0].turned and inside[0].free else growth.same_growth(gold.node, claim.node)
    )
    if found is not None:
        return found
    sides = gold.node, claim.node
    if opaque.has_parts(inside[0]) or opaque.has_parts(inside[1]):
        sides = sides[0], opaque.in_one_letter(*sides)
        means = opaque.with_means(*sides)
        if means is not None and not means[2]:
            return verdict.undecided("how many values the mean is taken over is not said")
        sides = opaque.named(*(means[:2] if means else sides), decide)
    found = _as_inverses(gold, claim, _measured(gold, claim, *sides))
    if found.outcome == "unequal" and opaque.MARK in found.reason + (found.counterexample or ""):
        return verdict.unequal(found.method, "the two sides differ, whatever functions and families stand in them")
    return found


def _as_inverses(gold: Formula, claim: Formula, found: Verdict) -> Verdict:
    """What inverts a product of capitals is of matrices, as far as one can tell: they commute only if told so."""
    if found.outcome != "equal" or found.method != "sampled" or not _inverts_product(gold.node):
        return found
    sides = [side.node.operands[-1] if isinstance(side.node, Relation) else side.node for side in (gold, claim)]
    expected, given = map(_ordered, sides)
    if expected is None or given is None or expected == given:
        return found
    return verdict.undecided("the same for numbers, but matrices do not commute")


def _inverts_product(node: Node) -> bool:
    """Whether a product of capitals is inverted, as a whole or each of them: (AB)^{-1}, B^{-1}A^{-1}."""
    for here in walk(node):
        if isinstance(here, Power) and _is_inverse(here) and _capitals(here.base) > 1:
            return True
        if isinstance(here, Product) and sum(map(_is_inverse, here.factors)) > 1:
            return True
    return False


def _ordered(node: Node) -> tuple[tuple[str, bool], ...] | None:
    """Return the factors of a product in order, each with whether it is inverted; None where no matrices are written.

    The inverse of a product is that of its factors in the other order. A fraction is written of numbers only.
    """
    if isinstance(node, Name):
        return ((node.name, False),)
    if isinstance(node, Power) and node.exponent == _MINUS_ONE:
        inside = _ordered(node.base)
        return None if inside is None else tuple((name, not inverted) for name, inverted in reversed(inside))
    if not isinstance(node, Product):
        return None
    parts = [_ordered(factor) for factor in node.factors]
    return None if None in parts else tuple(one for part in parts for one in part or ())


def _is_inverse(node: Node) -> bool:
    return isinstance(node, Power) and node.exponent == _MINUS_ONE and _capitals(node.base) > 0


def _capitals(node: Node) -> int:
    factors = node.factors if isinstance(node, Product) else (node,)
    return sum(isinstance(one, Name) and len(one.name) == 1 and one.name.isupper() for one in factors)


def _measured(gold: Formula, claim: Formula, *sides: Node) -> Verdict:
    """Decide two values with their units; a logarithm without a base is the natural one beside natural ones."""
    found = same_quantity((sides[0], gold.unit), (sides[1], claim.unit), decide)
    if found.outcome == "unequal" and "log" in gold.text + claim.text and logarithms.differ_in_base(*sides):
        natural = tuple(logarithms.natural(side) for side in sides)
        again = same_quantity((natural[0], gold.unit), (natural[1], claim.unit), decide)
        return again if again.outcome == "equal" else found
    return found


def _of_matrices(gold: Formula, claim: Formula) -> Verdict | None:
    """Decide formulas that transpose or trace: their capitals are matrices, whose shapes follow from the gold.

    Returns:
        None when no shapes make sense of the gold.
    """
    try:
        wanted, given = (read(side.text, Symbols.empty(), generic=True) for side in (gold, claim))
        wanted, given = _unlabelled_pair(wanted, given)
        from evalhw.mathematics.matrix import generic, matrices  # numpy is loaded only where matrices are compared

        columns = frozenset(
            here.operand.name
            for here in walk(wanted)
            if isinstance(here, Transpose) and isinstance(here.operand, Name) and here.operand.name[:1].islower()
        )
        symbols = generic.with_letters(wanted, Symbols.empty(), vectors=columns)
        if names(given) - names(wanted):
            return None
        rule = matrices.compare_conditions if isinstance(wanted, Relation) else matrices.compare_expressions
        return rule(wanted, given, symbols)
    except ReadingError:
        return None


def _unlabelled_pair(gold: Node, claim: Node) -> tuple[Node, Node]:
    """Return two formulas without the one name that both define, as in P = A (A^T A)^{-1} A^T."""
    label = _defined(gold)
    if label is None or not isinstance(gold, Relation):
        return gold, claim
    if isinstance(claim, Relation) and _defined(claim) == label:
        return gold.operands[-1], claim.operands[-1]
    return (gold, claim) if isinstance(claim, Relation) else (gold.operands[-1], claim)


def _defined(node: Node) -> str | None:
    """Return the name that an equation defines; None when it occurs again, or nothing is defined."""
    if not isinstance(node, Relation) or set(node.operators) != {"="} or not isinstance(node.operands[0], Name):
        return None
    name = node.operands[0].name
    return None if any(name in names(one) for one in node.operands[1:]) else name


def _integers(gold: Formula, claim: Formula) -> Verdict | None:
    """Decide x = 2k against x = 2n, where one side says at least that its letter is any whole number."""
    sides = [side.node.operands[-1] if isinstance(side.node, Relation) else side.node for side in (gold, claim)]
    labels = [side.node.operands[:-1] for side in (gold, claim) if isinstance(side.node, Relation)]
    if labels[1:] and labels[0] != labels[1]:
        return None
    letters = [
        side.letter or next(iter(free(node) & _WHOLE), "") for side, node in zip((gold, claim), sides, strict=True)
    ]
    if any(free(node) != {letter} for node, letter in zip(sides, letters, strict=True)):
        return None
    return steps.same_progression((sides[0], letters[0]), (sides[1], letters[1]))


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
