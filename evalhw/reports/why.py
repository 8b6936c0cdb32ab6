"""Why a grade is what it is: each decision as a tree of the facts it rests on, with the rules that made them.

Invariant: a model's words are made visible and stand on one line; an id that no rule has is shown without a reason.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from evalhw.errors import NotFoundError
from evalhw.grading.changes import Change
from evalhw.grading.grade import CriterionGrade, Grade, Premise, QuestionGrade, plain
from evalhw.reading.rules import book
from evalhw.reports.layout import outcome_shown
from evalhw.reports.scores import points, with_open
from evalhw.reports.visible import one_line

_QUOTED = 100  # characters of a passage


@dataclass(frozen=True)
class Decision:
    """A criterion of a question, with what was found in its answer before any check."""

    question: QuestionGrade
    criterion: CriterionGrade

    @property
    def before_checks(self) -> tuple[Premise, ...]:
        """What was found before any check in the answer that decided."""
        return next((one.trail for one in self.question.attempts if one.turn == self.criterion.turn), ())

    def is_called(self, name: str) -> bool:
        """Whether a name means it: its question's, or ``QUESTION.CRITERION``."""
        return name in {self.question.id, f"{self.question.id}.{self.criterion.id}"}


@dataclass(frozen=True)
class Branch:
    """A line with what stands beneath it."""

    line: str
    below: tuple["Branch", ...] = ()


def chosen(grade: Grade, wanted: Sequence[str]) -> tuple[Decision, ...]:
    """The decisions that are asked for: of questions, of single criteria as ``QUESTION.CRITERION``, or all of them.

    Raises:
        NotFoundError: There is none of that name.
    """
    every = tuple(Decision(question, one) for question in grade.questions for one in question.criteria)
    for name in wanted:
        if not any(one.is_called(name) for one in every):
            raise NotFoundError(f"no question or criterion '{one_line(name)}'; {_expected(name, grade)}")
    return tuple(one for one in every if not wanted or any(one.is_called(name) for name in wanted))


def _expected(name: str, grade: Grade) -> str:
    """What could be asked for: the criteria of a question that is there, else the questions."""
    question = next((one for one in grade.questions if name.startswith(f"{one.id}.")), None)
    if question is not None:
        return f"expected one of {', '.join(f'{question.id}.{one.id}' for one in question.criteria)}"
    return f"expected one of {', '.join(one.id for one in grade.questions)}"


def tree(decisions: Iterable[Decision]) -> Iterator[str]:
    """The decisions as lines of a tree, question by question."""
    known: dict[str, list[Decision]] = {}
    for one in decisions:
        known.setdefault(one.question.id, []).append(one)
    for own in known.values():
        question = own[0].question
        earned = with_open(question.points, question.open_points, question.max_points)
        yield from _drawn(Branch(f"{one_line(question.id)}: {earned}", tuple(_decision(one) for one in own)))


def _decision(one: Decision) -> Branch:
    criterion = one.criterion
    outcome = " ".join(outcome_shown(criterion.outcome, criterion.max_points))
    of = f" of {points(criterion.max_points)}" if criterion.max_points > 0 else ""
    turn = f", turn {criterion.turn}" if criterion.turn else ""
    head = f"{one_line(criterion.id)}: {outcome}, {points(criterion.points)}{of}{turn}"
    facts = [Branch(f"before any check: {_fact(found)}", tuple(_grounds(found))) for found in one.before_checks]
    facts += [Branch(_fact(found), tuple(_grounds(found))) for found in facts_of(criterion)]
    return Branch(head, (*facts, Branch(f"so: {one_line(criterion.reason)}")))


def facts_of(criterion: CriterionGrade) -> tuple[Premise, ...]:
    """The facts of a decision; where a check tells none, or a grade is older than trails, the passages that decided."""
    return criterion.trail or tuple(Premise(what="decided by", passage=one) for one in criterion.evidence)


def _fact(premise: Premise) -> str:
    what = one_line(premise.what)
    if premise.passage is None:
        return what
    said = "" if what.rstrip("`").endswith(one_line(premise.passage.quote)) else f" “{quoted(premise.passage.quote)}”"
    return f"{what}{said} [{premise.passage.start}:{premise.passage.end}]"


def quoted(passage: str) -> str:
    """A passage as a line shows it: made visible, and cut where it is long."""
    quote = one_line(passage)
    return quote if len(quote) <= _QUOTED else f"{quote[: _QUOTED - 1]}…"


def _grounds(premise: Premise) -> Iterator[Branch]:
    """The mathematics and the rules that made a fact."""
    if premise.because:
        yield Branch(one_line(premise.because))
    yield from (Branch(rule_line(rule)) for rule in premise.rules)


def rule_line(rule_id: str) -> str:
    """A rule by its id, with why it exists."""
    said = book.why(rule_id)
    return f"rule {one_line(rule_id)}: {said}" if said else f"rule {one_line(rule_id)}"


def _drawn(branch: Branch, lead: str = "", mark: str = "") -> Iterator[str]:
    yield f"{lead}{mark}{branch.line}"
    inner = lead + {"": "", "├─ ": "│  ", "└─ ": "   "}[mark]
    for place, one in enumerate(branch.below, 1):
        yield from _drawn(one, inner, "└─ " if place == len(branch.below) else "├─ ")


def values(grade: Grade, decisions: Iterable[Decision]) -> dict[str, Any]:
    """The decisions as JSON values, with why each rule exists."""
    shown = tuple(decisions)
    told = [
        {
            "question": one.question.id,
            **plain(one.criterion),
            **({"before_checks": [plain(found) for found in one.before_checks]} if one.before_checks else {}),
        }
        for one in shown
    ]
    named = (rule for one in shown for found in (*one.before_checks, *one.criterion.trail) for rule in found.rules)
    return {
        **{name: getattr(grade, name) for name in ("homework", "model", "run", "digests")},
        "decisions": told,
        "rules": {rule: book.why(rule) for rule in dict.fromkeys(named)},
    }


def changed_lines(changed: Sequence[Change], inputs: Sequence[str]) -> Iterator[str]:
    """The decisions that changed, each with both reasons and the rules that are responsible."""
    since = f"; since then changed: {', '.join(map(one_line, inputs))}" if inputs else ""
    yield f"{len(changed) or 'no'} decision{'' if len(changed) == 1 else 's'} changed{since}"
    for one in changed:
        turn = f", turn {one.turn}" if one.turn else ", after follow-ups"
        head = f"{one_line(one.question)}.{one_line(one.criterion)}{turn}"
        below = [Branch(f"before: {_reached(one.before)}"), Branch(f"now: {_reached(one.after)}")]
        responsible = [Branch(f"no longer: {rule_line(rule)}") for rule in one.gone]
        responsible += [Branch(f"new: {rule_line(rule)}") for rule in one.come]
        blamed = Branch("responsible", tuple(responsible)) if responsible else Branch(_unnamed(inputs))
        yield from _drawn(Branch(head, (*below, blamed)))


def _unnamed(inputs: Sequence[str]) -> str:
    """What may be responsible where the same named rules made both decisions."""
    if not inputs:
        return "responsible: what judges said, or the trace; nothing else differs"
    return f"responsible: no named rule differs; look at what changed ({', '.join(map(one_line, inputs))})"


def _reached(one: CriterionGrade | None) -> str:
    if one is None:
        return "not decided on"
    outcome = " ".join(outcome_shown(one.outcome, one.max_points))
    return f"{outcome}, {points(one.points)}: {one_line(one.reason)}"


def changed_values(changed: Sequence[Change], inputs: Sequence[str]) -> dict[str, Any]:
    """The decisions that changed, as JSON values."""
    rules = dict.fromkeys(rule for one in changed for rule in (*one.gone, *one.come))
    return {
        "changed_inputs": list(inputs),
        "changes": [
            {
                "question": one.question,
                "criterion": one.criterion,
                "turn": one.turn,
                "before": plain(one.before) if one.before else None,
                "after": plain(one.after) if one.after else None,
                "responsible": {"gone": list(one.gone), "come": list(one.come)},
            }
            for one in changed
        ],
        "rules": {rule: book.why(rule) for rule in rules},
    }
