"""Which statements of an answer state which condition, and whether rightly.

A right statement says so itself: it is equivalent to its condition. A wrong one is told by the derivative it sets to
zero, by its number, by the words right beside it, or by the condition whose factors it comes nearest to.
Invariant: only an equation that comes near to a condition, or is named as one, is taken for a statement of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from evalhw.mathematics.derivations import wording
from evalhw.mathematics.derivations.calling import called
from evalhw.mathematics.derivations.judging import is_zero
from evalhw.mathematics.derivations.links import examine
from evalhw.mathematics.derivations.nearness import nearest
from evalhw.mathematics.matrix.matrices import compare_conditions
from evalhw.mathematics.syntax import tree
from evalhw.mathematics.syntax.spelling import canonical

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evalhw.mathematics.derivations.judging import Finding
    from evalhw.mathematics.derivations.solved import Condition
    from evalhw.mathematics.derivations.verdicts import Statement

_ZERO = Fraction(0)
_WEAKER = "it follows from the conditions, but demands less"


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement of a condition.

    Attributes:
        condition: The name of the condition.
        statement: Where it stands.
        verdict: `right`, `wrong`, or `open` when it could not be decided.
        reason: Why it is not right.
    """

    condition: str
    statement: Statement
    verdict: Literal["right", "wrong", "open"]
    reason: str = ""


def stated(statements: Sequence[Statement], golds: Sequence[Condition]) -> tuple[Stated, ...]:
    """Every statement of a condition, in the order of the answer."""
    by_index = {one.place.index: one for one in statements}
    labels: dict[str, str] = {}
    zero = any(wording.speaks_of_zero(_around(one)) or _sets_zero(one) for one in statements)
    found: list[Stated] = []
    for statement in statements:
        introduces = statement.kind in {"definition", "assumption", "declaration"} and not statement.condition
        if introduces or statement.stance in {"rejected", "example", "supposed"} or _is_of_a_point(statement):
            continue
        beside = _beside(statement, statements)
        cause = next((one.condition for one in found if one.statement.place.index == statement.consequence_of), "")
        rivals = _rival(statement, found)
        for one in rivals or _states(statement, golds, labels, by_index, (cause, beside), zero=zero):
            found.append(one)
            if statement.place.clause.label and one.verdict == "right":
                labels.setdefault(statement.place.clause.label, one.condition)
    return tuple(found)


def _is_of_a_point(statement: Statement) -> bool:
    """Whether it speaks of a second derivative, or gives a derivative its value at one point: no condition."""
    for finding in statement.findings:
        left = finding.link.left
        second = isinstance(left, tree.Derivative) and isinstance(left.operand, tree.Derivative)
        if second or (finding.link.at_a_point and not is_zero(finding.link.right)):
            return True
    return False


def numbered(statements: Sequence[Statement], golds: Sequence[Condition]) -> dict[str, str]:
    """The condition that each number of the answer stands for; a wrong statement of one counts as well."""
    found: dict[str, str] = {}
    for one in stated(statements, golds):
        label = one.statement.place.clause.label
        if label:
            found[label] = one.condition
    return found


def _around(statement: Statement) -> str:
    place = statement.place
    return f"{' '.join(place.leads)} {place.before} {place.after} {place.behind}"


def _sets_zero(statement: Statement) -> bool:
    return any(is_zero(operand) for operand in statement.piece.operands)


def _states(
    statement: Statement,
    golds: Sequence[Condition],
    labels: dict[str, str],
    by_index: dict[int, Statement],
    others: tuple[str, frozenset[str]],
    *,
    zero: bool,
) -> list[Stated]:
    """What one statement states; nothing for most. `others`: the condition its fault was made in, those beside it."""
    about = _derived_by(statement)
    named = called(statement, {gold.about for gold in golds if gold.about}, by_index)
    if statement.condition:
        gold = next(gold for gold in golds if gold.name == statement.condition)
        other = _named_otherwise(gold, about if statement.wrong else None, named, golds)
        if other is None:
            return [Stated(gold.name, statement, "right")]
        said = f"it is given as the condition for {other.about}, and is not that one"
        return [Stated(other.name, statement, "wrong", said)]
    gradient = _gradient(statement)
    if gradient is not None:
        return list(_by_gradient(statement, gradient, golds)) if zero else []
    if _is_candidate(statement):
        target = _target(statement, golds, labels, about or named, others)
        if target is not None:
            verdict: Literal["wrong", "open"] = "wrong" if _is_different(statement) else "open"
            return [Stated(target.name, statement, verdict, statement.reason or _WEAKER)]
    return []


def _beside(statement: Statement, statements: Sequence[Statement]) -> frozenset[str]:
    """The conditions that other statements of the same sentence state rightly."""
    unit = statement.place.unit
    return frozenset(
        one.condition for one in statements if one.place.unit == unit and one.condition and one is not statement
    )


def _solved(statement: Statement, golds: Sequence[Condition]) -> Condition | None:
    """The condition that a statement means to solve: its symbol alone on the left, its other names on the right."""
    first, *rest = statement.piece.operands
    for gold in golds:
        others = tree.names(gold.node) - {gold.about}
        if isinstance(first, tree.Name) and first.name == gold.about and rest and others <= tree.names(rest[-1]):
            return gold
    return None


def _rival(statement: Statement, found: Sequence[Stated]) -> list[Stated]:
    """The second of two equations between which a sentence leaves the choice."""
    last = found[-1] if found else None
    if last is None or statement.stance != "option" or last.statement.place.unit != statement.place.unit:
        return []
    offered = bool(statement.findings) and statement.condition == "" and statement.judgement != "true"
    return [Stated(last.condition, statement, "wrong", statement.reason)] if offered else []


def _named_otherwise(
    gold: Condition, about: str | None, named: str | None, golds: Sequence[Condition]
) -> Condition | None:
    """The other condition that the statement gives itself out for, or None."""
    for name in (about, named):
        if name and gold.about and name != gold.about:
            return next((one for one in golds if one.about == name), None)
    return None


def _derived_by(statement: Statement) -> str | None:
    """The symbol by which the statement differentiates."""
    for operand in statement.piece.operands:
        if isinstance(operand, tree.Derivative) and len(operand.variables) == 1:
            variable = operand.variables[0]
            if isinstance(variable, tree.Name):
                return variable.name
    return None


def _gradient(statement: Statement) -> Finding | None:
    """The link that gives the gradient of the whole function, or None."""
    for finding in statement.findings:
        left = finding.link.left
        if isinstance(left, tree.Derivative) and len(left.variables) == 1 and not is_zero(finding.link.right):
            return finding if _is_whole(left, statement) else None
    return None


def _is_whole(gradient: tree.Derivative, statement: Statement) -> bool:
    """Whether the differentiated expression is the declared function, and not one term of it."""
    if isinstance(gradient.operand, tree.Name):
        return True
    symbols = statement.symbols
    scalars = [
        name
        for name, symbol in symbols.symbols.items()
        if symbol.definition is not None
        and not symbol.optional
        and any(isinstance(part, tree.Norm) for part in tree.walk(symbol.definition))
    ]
    return any(examine("=", gradient.operand, tree.Name(name), symbols).truth == "true" for name in scalars)


def _by_gradient(statement: Statement, finding: Finding, golds: Sequence[Condition]) -> Iterator[Stated]:
    """A gradient that the answer sets to zero in words."""
    link = finding.link
    about = _derived_by_link(link.left)
    target = next((gold for gold in golds if gold.about and gold.about == about), None)
    if target is None:
        return
    last = statement.findings[-1].link.right
    zero = tree.Relation(("=",), (last, tree.Number(_ZERO)), start=last.start, end=last.end)
    verdict = compare_conditions(target.node, zero, link.symbols, target.about)
    if verdict.outcome == "equal" and not statement.wrong:
        yield Stated(target.name, statement, "right")
    elif statement.wrong or verdict.outcome in {"unequal", "ill_shaped"}:
        yield Stated(target.name, statement, "wrong", verdict.reason)
    else:
        yield Stated(target.name, statement, "open", statement.reason)


def _derived_by_link(node: tree.Node) -> str:
    variable = node.variables[0] if isinstance(node, tree.Derivative) else None
    return variable.name if isinstance(variable, tree.Name) else ""


def _is_candidate(statement: Statement) -> bool:
    """Whether a statement that is not right could be meant as a condition."""
    if statement.judgement in {"true", "vacuous", "definition"} and not _derived(statement):
        return False
    return bool(statement.findings) and statement.stance != "goal"


def _is_different(statement: Statement) -> bool:
    """Whether it was found not to be the condition, asserted or not."""
    failing = any(
        finding.link.truth in {"false", "ill_shaped"} and not finding.link.scaled for finding in statement.findings
    )
    return statement.wrong or failing or _derived(statement)


def _derived(statement: Statement) -> bool:
    """Whether it holds only because the conditions hold: weaker than one of them, perhaps."""
    return any(finding.derived for finding in statement.findings)


def _target(
    statement: Statement,
    golds: Sequence[Condition],
    labels: dict[str, str],
    named: str | None,
    others: tuple[str, frozenset[str]],
) -> Condition | None:
    """The condition that a statement is meant for; a fault that is carried along stays with its own."""
    cause, beside = others
    closest = nearest(statement.piece.operands, golds, statement.symbols)
    left_over = [gold for gold in closest if gold.name not in beside] if len(closest) > 1 else closest
    near = left_over[0] if len(left_over) == 1 else _solved(statement, golds)
    written = statement.place.clause.label
    label = labels.get(written)
    if label is not None and written:
        return next((gold for gold in golds if gold.name == label), None)
    named = named or canonical(written)
    by_name = next((gold for gold in golds if gold.about and gold.about == named), None)
    if by_name is not None and (_is_different(statement) or near is by_name):
        return by_name
    if cause:
        return next(gold for gold in golds if gold.name == cause)
    return near if statement.wrong or statement.judgement == "undecided" or _derived(statement) else None
