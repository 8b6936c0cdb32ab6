"""What a run covers of a homework as it is now: what was asked, answered, cut short, and asked in other words.

Invariant: what a trace does not tell is not claimed; a question counts as asked in other words only where a digest or
the prompt itself shows it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from evalhw.grading.grade import Grade
from evalhw.homework.homework import Homework
from evalhw.homework.prompts import question_prompt
from evalhw.record.finish import unfinished
from evalhw.record.trace import Header, Trace, Turn

RECORDED = "recorded"
"""The provider of imported chats, whose prompts are a person's own words."""


@dataclass(frozen=True)
class Coverage:
    """How a run stands to the questions of a homework.

    Attributes:
        answered: Questions with an answer, whatever it is worth.
        not_asked: Questions that no turn asks.
        failed: Questions that were asked, and no answer arrived.
        cut: Questions with an answer that was cut short.
        changed: Questions whose words or files are others now than when they were asked.
        gone: Questions that were asked and that the homework no longer has.
        rubric_changed: Whether the rubric is another one than when the run was asked.
        ended: Whether the run came to its end.
        intended: The questions that the run was to ask; empty for all.
        conversations: The conversation in which each question was asked first.
        deductions: What each criterion that can only cost points costs, by question and criterion.
    """

    answered: frozenset[str]
    not_asked: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    cut: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    rubric_changed: bool = False
    ended: bool = True
    intended: frozenset[str] = frozenset()
    conversations: Mapping[str, str] = field(default_factory=dict)
    deductions: Mapping[tuple[str, str], float] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Whether the run came to its end with every question of the homework answered."""
        return self.ended and not self.not_asked and not self.failed

    @property
    def state(self) -> str:
        """How complete the run is, in a few words."""
        questions = len(self.answered) + len(self.not_asked) + len(self.failed)
        said = ["complete"] if self.complete else [f"{len(self.answered)} of {questions} questions"]
        said += [f"{len(self.failed)} failed"] if self.failed else []
        said += [] if self.ended else ["not finished"]
        said += [f"{len(self.cut)} cut short"] if self.cut else []
        said += [f"{len(self.changed)} asked in other words"] if self.changed else []
        said += [f"{len(self.gone)} no longer in the homework"] if self.gone else []
        return ", ".join(said)

    @property
    def remarks(self) -> Iterator[str]:
        """What a reader of the grade must know of how it came to be, in words."""
        if self.changed:
            names = ", ".join(self.changed)
            yield f"{names}: asked in other words than the homework has now; graded as if it had been in these"
        if self.gone:
            yield f"{', '.join(self.gone)}: asked, but no longer in the homework; left out of the grade"
        if self.rubric_changed:
            yield "the rubric changed since this run was asked; graded under the rubric of now"


def coverage_of(trace: Trace, homework: Homework) -> Coverage:
    """How a trace stands to a homework."""
    asked: dict[str, list[Turn]] = {}
    told: dict[str, list[Turn]] = {}
    for turn in trace.turns:
        told.setdefault(turn.asked.conversation, []).append(turn)
        for question in turn.asked.questions:
            asked.setdefault(question, []).append(turn)
    known = tuple(homework.spec.questions)
    answered = {name for name, turns in asked.items() if any(turn.completion for turn in turns)}
    return Coverage(
        answered=frozenset(name for name in known if name in answered),
        not_asked=tuple(name for name in known if name not in asked),
        failed=tuple(name for name in known if name in asked and name not in answered),
        cut=tuple(name for name in known if any(_is_cut(turn) for turn in asked.get(name, ()))),
        changed=tuple(
            name for name in known if name in answered and _changed(name, asked[name], trace.header, told, homework)
        ),
        gone=tuple(name for name in asked if name not in homework.spec.questions),
        rubric_changed="rubric" in trace.header.digests
        and trace.header.digests["rubric"] != homework.digests.get("rubric"),
        ended=trace.ended,
        intended=frozenset(trace.header.questions),
        conversations={name: turns[0].asked.conversation for name, turns in asked.items()},
        deductions={
            (question, name): -criterion.points
            for question, rubric in homework.rubric.questions.items()
            for name, criterion in rubric.criteria.items()
            if criterion.points < 0
        },
    )


def coverage_of_grade(grade: Grade) -> Coverage:
    """What a grade alone tells: which of its questions were answered at all."""
    answered = frozenset(question.id for question in grade.questions if question.attempts)
    return Coverage(answered, tuple(question.id for question in grade.questions if question.id not in answered))


def _is_cut(turn: Turn) -> bool:
    return turn.completion is not None and bool(unfinished(turn.completion.finish_reason))


def _changed(
    question: str, turns: Iterable[Turn], header: Header, told: Mapping[str, Sequence[Turn]], homework: Homework
) -> bool:
    """Whether a question was asked as another one, as far as the trace tells."""
    key = f"question:{question}"
    if key in header.digests:
        return header.digests[key] != homework.digests.get(key)
    first = [turn for turn in turns if turn.asked.follow_up is None]
    if any(_other_files(turn, homework) for turn in first):
        return True
    # A trace of before there were digests of questions: its prompts tell, if they were made from a problem file.
    made = header.provider != RECORDED and bool(header.evalhw or "problem" in header.digests)
    worded = made and any(turn.asked.prompt.strip() for turn in first)
    same = header.digests.get("problem") == homework.digests.get("problem", "")
    return worded and not same and not any(_holds(question, turn, told, homework) for turn in first)


def _other_files(turn: Turn, homework: Homework) -> bool:
    sent = ((one.digest, homework.digests.get(f"attachment:{one.id}")) for one in turn.asked.attachments)
    return any(then and now and then != now for then, now in sent)


def _holds(question: str, turn: Turn, told: Mapping[str, Sequence[Turn]], homework: Homework) -> bool:
    """Whether a prompt asks a question in just the words that it has now, its problem's statement before it."""
    spec = homework.spec
    prompt = turn.asked.prompt
    before, found, after = prompt.partition(question_prompt(spec, question))
    starts = not before or before.endswith("\n")
    if not found or not starts or not _ends(after, question, turn, homework):
        return False
    statement = spec.problem_of[question].text.strip()
    before_it = (one for one in told[turn.asked.conversation] if one.asked.position <= turn.asked.position)
    return not statement or any(statement in one.asked.prompt for one in before_it)


def _ends(after: str, question: str, turn: Turn, homework: Homework) -> bool:
    """Whether a prompt ends here, or goes on with the next thing that it asks."""
    if not after.strip():
        return True
    later = turn.asked.questions[turn.asked.questions.index(question) + 1 :]
    openings = [opening for name in later if name in homework.parts for opening in _openings(name, homework)]
    return after.startswith("\n\n") and any(after.lstrip("\n").startswith(opening) for opening in openings if opening)


def _openings(question: str, homework: Homework) -> Iterator[str]:
    spec = homework.spec
    problem, asked = spec.problem_of[question], spec.questions[question]
    yield asked.labels[0] if asked.labels else question
    yield f"Problem {problem.id}"
    yield problem.text.strip()[:40]
