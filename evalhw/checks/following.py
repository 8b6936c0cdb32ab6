"""An answer's derivation, followed once for all checks of a question, and the comments that its faults deserve.

Invariant: all checks of a question hold the same statements against the same conditions, so that they cannot disagree.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from typing import TYPE_CHECKING

from pydantic import Field

from evalhw.checks.base import Answer, Check, Premise, Remark, marked
from evalhw.errors import ReadingError
from evalhw.text.layout.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from evalhw.mathematics.declared.symbols import Symbols
    from evalhw.mathematics.derivations.solved import Condition
    from evalhw.mathematics.derivations.verdicts import Statement
    from evalhw.mathematics.syntax.tree import Node, Relation

_KEPT = 8
_LOOKED_BACK = 3  # earlier answers whose numbering still holds
_followed: OrderedDict[tuple[object, ...], tuple[Symbols, tuple[Statement, ...]]] = OrderedDict()


class DerivationCheck(Check):
    """A check that looks at the equations of an answer."""

    def asked(self) -> Iterator[tuple[str, str]]:
        """The equations that this check asks for, each with the symbol it is about (or an empty string)."""
        yield from ()

    def faults(self, symbols: Symbols | None, sources: Mapping[str, str]) -> Iterator[tuple[tuple[str, ...], str]]:
        """Equations that cannot be read under the declared symbols."""
        del sources
        for formula, about in self.asked():
            said = misread(formula, about, symbols)
            if said:
                yield (), said


class Assumed(DerivationCheck):
    """A check of values that are put in for symbols."""

    assume: dict[str, str] = Field(description="what is put in for each symbol, in LaTeX")

    def faults(self, symbols: Symbols | None, sources: Mapping[str, str]) -> Iterator[tuple[tuple[str, ...], str]]:
        """Equations and values that cannot be read under the declared symbols."""
        from evalhw.mathematics.declared.symbols import Symbols as Declared

        yield from super().faults(symbols, sources)
        declared = symbols or Declared.empty()
        for name, formula in self.assume.items():
            try:
                values({name: formula}, declared)
            except ReadingError as error:
                yield ("assume", name), f"cannot read {formula!r}: {error.reason}"
            if not declared.declares(name):
                yield ("assume", name), f"{name} is not a declared symbol"


def misread(formula: str, about: str, symbols: Symbols | None) -> str:
    """What is wrong with an equation of a rubric, or an empty string."""
    from evalhw.mathematics.declared.symbols import Symbols as Declared

    declared = symbols or Declared.empty()
    if about and not declared.declares(about):
        return f"{about} is not a declared symbol"
    try:
        read = equation(formula, declared)
    except ReadingError as error:
        return f"cannot read {formula!r}: {error.reason}"
    from evalhw.mathematics.declared.naming import undeclared

    unknown = undeclared((read,), declared)
    return f"{', '.join(unknown)} in {formula!r}: expected declared symbols only" if unknown else ""


def equation(formula: str, symbols: Symbols) -> Relation:
    """The equation that a rubric writes.

    Raises:
        ReadingError: It is not one equation.
    """
    from evalhw.mathematics.syntax.reader import read
    from evalhw.mathematics.syntax.tree import Relation

    node = read(formula, symbols)
    if not isinstance(node, Relation) or node.operators != ("=",):
        raise ReadingError("expected one equation, such as A B = C")
    return node


def values(assume: Mapping[str, str], symbols: Symbols) -> dict[str, Node]:
    """The expressions that are put in, by symbol.

    Raises:
        ReadingError: One of them cannot be read.
    """
    from evalhw.mathematics.syntax.reader import read

    return {name: read(formula, symbols) for name, formula in assume.items()}


def conditions(answer: Answer, own: Check) -> tuple[Condition, ...]:
    """The equations that the checks of the question ask for, each once, named by how the rubric writes it."""
    from evalhw.mathematics.declared.symbols import Symbols
    from evalhw.mathematics.derivations.solved import Condition

    symbols = answer.symbols or Symbols.empty()
    found: dict[str, Condition] = {}
    for check in (own, *answer.siblings):
        if not isinstance(check, DerivationCheck):
            continue
        for formula, about in check.asked():
            if formula not in found or (about and not found[formula].about):
                found[formula] = Condition(formula, equation(formula, symbols), about)
    return tuple(sorted(found.values(), key=lambda condition: condition.name))


def followed(answer: Answer, golds: Sequence[Condition]) -> tuple[Statement, ...]:
    """Every statement of the question's part of an answer, judged."""
    return tuple(one for one in whole(answer, golds) if answer.covers(one.start, one.end))


def whole(answer: Answer, golds: Sequence[Condition]) -> tuple[Statement, ...]:
    """Every statement of the turn, judged: a part may use what another part of the same turn set up."""
    return _follow(answer.raw, answer.before, answer, golds)


def numbers(answer: Answer, golds: Sequence[Condition]) -> dict[str, str]:
    """Which condition a number such as `1` stands for, by this turn and those before it."""
    from evalhw.mathematics.derivations.stating import numbered

    found: dict[str, str] = {}
    for place, earlier in enumerate(answer.before[-_LOOKED_BACK:]):
        found.update(numbered(_follow(earlier, answer.before[:place], answer, golds), golds))
    found.update(numbered(whole(answer, golds), golds))
    return found


def signature(answer: Answer, golds: Sequence[Condition], raw: str | None = None) -> tuple[object, ...]:
    """What the judging of a turn rests on; equal signatures give equal statements while the symbols live."""
    names = tuple((gold.name, gold.about) for gold in golds)
    text = answer.raw if raw is None else raw
    return text, id(answer.symbols), answer.before, names, tuple(sorted(_put_in(answer).items()))


def _put_in(answer: Answer) -> dict[str, str]:
    checks = (check for check in answer.siblings if isinstance(check, Assumed))
    return {name: formula for check in checks for name, formula in check.assume.items()}


def _follow(raw: str, before: tuple[str, ...], answer: Answer, golds: Sequence[Condition]) -> tuple[Statement, ...]:
    from evalhw.mathematics.declared.symbols import Symbols
    from evalhw.mathematics.derivations.derivation import follow

    symbols = answer.symbols or Symbols.empty()
    key = (*signature(answer, golds, raw), before)
    if key not in _followed:
        statements = follow(raw, symbols, golds, assume=values(_put_in(answer), symbols), before=before)
        _followed[key] = (symbols, statements)  # the symbols are kept, so that their id is not given to others
        while len(_followed) > _KEPT:
            _followed.popitem(last=False)
    return _followed[key][1]


def remark(statement: Statement) -> Remark:
    """What a teaching assistant writes beside a wrong statement, on the factor that is to blame."""
    start = statement.start if statement.fault_start is None else statement.fault_start
    end = statement.end if statement.fault_end is None else statement.fault_end
    return Remark(start, end, "incorrect", comment(statement))


def comment(statement: Statement) -> str:
    """Why a statement is wrong, in words."""
    reason = _sentence(statement.reason)
    if statement.judgement == "consequence":
        return f"Carried forward from above: {lowered(reason)}"
    if statement.judgement == "ill_shaped":
        return reason
    if statement.kind == "gradient":
        return f"This is not the derivative: {statement.counterexample or statement.reason}."
    return f"This equation does not hold: {statement.counterexample or statement.reason}."


def lowered(sentence: str) -> str:
    """A sentence as it goes on behind a colon; a symbol at its start stays as it is."""
    return sentence[0].lower() + sentence[1:] if sentence[:2].istitle() and sentence[1:2].isascii() else sentence


def _sentence(reason: str) -> str:
    text = reason.strip() or "this does not hold"
    return text if text.endswith((".", "!", "?")) else f"{text}."


_AFFIRMS = re.compile(
    r"[\s$\])`.,]{0,8}\s*((?:This|Which|That|It|which)\s+(?:is|holds|follows)\b(?![^.\n]{0,120}\bnot\b)[^.\n]{0,120}?"
    r"\b(?:true|correct|satisfied|valid|definition|identity)\b[^.\n]{0,120})"
)


def affirmed(raw: str, statement: Statement) -> Remark | None:
    """A comment on the sentence that calls a wrong statement true, right behind it; None when there is none."""
    match = _AFFIRMS.match(raw, statement.end)
    if match is None or not statement.wrong:
        return None
    return Remark(match.start(1), match.end(1), "incorrect", f"It is not true: {lowered(comment(statement))}")


def slip(statement: Statement) -> Remark:
    """A comment on a statement that is right but for a constant factor."""
    return Remark(
        statement.start, statement.end, "partial", "A constant factor is lost or added here; the rest of it is right."
    )


_METHODS = {"exact": "by arithmetic or form", "proved": "proved", "sampled": "at drawn points"}
MOST_PREMISES = 6
"""Statements that one decision shows."""


def premise(statement: Statement, note: str = "") -> Premise:
    """A statement as a fact that a decision rests on: what it is, what was found, by what method, and where it fails.

    Args:
        statement: The statement.
        note: What it is to the check that asks, where its own kind does not say it.
    """
    stance = "" if statement.stance == "claim" else f", as {statement.stance}"
    what = f"{note or statement.kind}{stance}: {statement.judgement.replace('_', ' ')}"
    methods = dict.fromkeys(finding.link.judgement.method for finding in statement.findings)
    parts = [f"decided {' and '.join(_METHODS[one] for one in methods if one)}"] if any(methods) else []
    parts += [one for one in (statement.reason, statement.counterexample) if one]
    if statement.wrong and statement.fault_start is not None and statement.fault_end is not None:
        factor = statement.source[statement.fault_start - statement.start : statement.fault_end - statement.start]
        parts += [f"to blame is {marked(factor)}"] if factor.strip() and factor != statement.source else []
    return Premise(what, Span(statement.start, statement.end), (), "; ".join(dict.fromkeys(parts)))
