"""Which decisions of a grade differ from those of an older one, and which rules are responsible.

Invariant: the two grades are of one run; other words for the same decision are no change of it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from evalhw.errors import UserError
from evalhw.files.disk import read
from evalhw.grading.grade import CriterionGrade, Grade, Premise

MAX_GRADE = 200_000_000
"""Bytes of a grade that is read."""
_WHOLE = 0
"""The turn of a decision that stands after all follow-ups."""


@dataclass(frozen=True)
class Change:
    """A decision that is another one than before.

    Attributes:
        question: The question's id.
        criterion: The criterion's id.
        turn: The turn whose answer was decided on; 0 for the decision after all follow-ups.
        before: The decision as it was; None where there was none.
        after: The decision as it is; None where there is none.
        gone: Ids of the rules that made it before and do not any more.
        come: Ids of the rules that make it now and did not before.
    """

    question: str
    criterion: str
    turn: int
    before: CriterionGrade | None
    after: CriterionGrade | None
    gone: tuple[str, ...] = ()
    come: tuple[str, ...] = ()


def read_grade(path: Path) -> Grade:
    """A grade file.

    Raises:
        NotFoundError: It is not there.
        UserError: It is no grade.
    """
    try:
        return Grade.model_validate_json(read(path, MAX_GRADE))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise UserError(f"{path}: no grade of evalhw: {where}: {first['msg']}") from None


def changes(before: Grade, after: Grade) -> Iterator[Change]:
    """The decisions that differ, in the order of the homework: of each answer, then those after all follow-ups.

    Raises:
        UserError: The grades are of different runs.
    """
    of = [(one.homework, one.model, one.run) for one in (before, after)]
    if of[0] != of[1]:
        raise UserError(
            f"the old grade is of {'/'.join(of[0])}, not of {'/'.join(of[1])}; `evalhw diff` compares two runs"
        )
    then, now = _decisions(before), _decisions(after)
    changed: set[tuple[str, str]] = set()
    for key in (*now, *(key for key in then if key not in now)):
        question, criterion, turn = key
        old, context_then = then.get(key, _NOTHING)
        new, context_now = now.get(key, _NOTHING)
        if _decided(old) == _decided(new) or (turn == _WHOLE and (question, criterion) in changed):
            continue
        changed.add((question, criterion))
        rules_then, rules_now = _rules(old, context_then), _rules(new, context_now)
        gone = tuple(one for one in rules_then if one not in rules_now)
        come = tuple(one for one in rules_now if one not in rules_then)
        yield Change(question, criterion, turn, old, new, gone, come)


def other_inputs(before: Grade, after: Grade) -> tuple[str, ...]:
    """What else differs between the makings of two grades: problem, rubric, rules, mathematics."""
    names = dict.fromkeys((*before.digests, *after.digests))
    return tuple(name for name in names if before.digests.get(name) != after.digests.get(name))


_Decision = tuple[CriterionGrade | None, Sequence[Premise]]
_NOTHING: _Decision = (None, ())


def _decisions(grade: Grade) -> dict[tuple[str, str, int], _Decision]:
    """Every decision by question, criterion and turn, each with what was found before any check."""
    found: dict[tuple[str, str, int], _Decision] = {}
    for question in grade.questions:
        before_checks = {attempt.turn: attempt.trail for attempt in question.attempts}
        standing = {(one.id, one.turn): one for one in question.criteria}
        for attempt in question.attempts:
            for one in attempt.criteria:
                whole = standing.get((one.id, attempt.turn), one)  # which holds the trail
                found[question.id, one.id, attempt.turn] = (whole, attempt.trail)
        for one in question.criteria:
            found[question.id, one.id, _WHOLE] = (one, before_checks.get(one.turn, ()))
    return found


def _decided(one: CriterionGrade | None) -> tuple[str, float] | None:
    return (one.outcome, one.points) if one is not None else None


def _rules(one: CriterionGrade | None, before_checks: Sequence[Premise]) -> tuple[str, ...]:
    """The rules that a decision rests on, those that passed over lines before it included."""
    trail = (*before_checks, *(one.trail if one is not None else ()))
    return tuple(dict.fromkeys(rule for premise in trail for rule in premise.rules))
