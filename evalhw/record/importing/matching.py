"""Decide which turn of a chat answers which questions, how surely, and why.

What was told is followed; then what the prompt says (a follow-up of the rubric, a label, a question's own words); then
the labels and words of the answer. Invariant: words alone never decide. Such a turn stays open, and the likeliest
questions are only suggested: a turn laid to the wrong question would be graded as a wrong answer.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from evalhw.homework.homework import Homework
from evalhw.homework.rubric import FollowUpSpec
from evalhw.homework.spec import ProblemSpec
from evalhw.record.chat import ChatTurn
from evalhw.record.importing.naming import Path, labels_of_answer, named_in_prompt, passages, under_partial, under_whole
from evalhw.record.importing.subjects import Subjects, alike, quotes, share, stems
from evalhw.record.trace import ASKED_AGAIN, FollowUpAsked
from evalhw.text.language.words import tokens

Sureness = Literal["told", "sure", "likely", "open"]

_CLEAR = 1.25
_SHORT_PROMPT = 12
_MOSTLY = 0.6  # of a passage's words
_NEARLY = 0.8
_HALF = 0.5
_FEW = 3  # words
_SEVERAL = 4  # words
_SHOWN = 60  # characters


@dataclass(frozen=True)
class Decision:
    """Which questions a turn answers.

    Attributes:
        turn: The turn's number, from 1.
        questions: Their ids, in the order of the homework; none if it stays open.
        sureness: How sure that is.
        reason: Why, in words for a person.
        follow_up: Which follow-up the turn is, if its questions were answered before.
        suggestions: What an open turn most likely answers.
        unassigned: Parts of the prompt or of the answer that are laid to no question.
    """

    turn: int
    questions: tuple[str, ...]
    sureness: Sureness
    reason: str
    follow_up: FollowUpAsked | None = None
    suggestions: tuple[str, ...] = ()
    unassigned: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Reading:
    questions: tuple[str, ...]
    sureness: Sureness
    reason: str
    follow_up: tuple[str, FollowUpSpec] | None = None
    suggestions: tuple[str, ...] = ()


def decide(
    turns: Sequence[ChatTurn], homework: Homework, told: Mapping[int, tuple[str, ...]] | None = None
) -> tuple[Decision, ...]:
    """Decide for all turns of a chat, in order."""
    matcher = _Matcher(homework)
    return tuple(matcher.next(number, turn, (told or {}).get(number)) for number, turn in enumerate(turns, 1))


class _Matcher:
    """Decides turn by turn, in the light of the turns before."""

    def __init__(self, homework: Homework) -> None:
        self._homework = homework
        self._spec = homework.spec
        self._subjects = Subjects(homework)
        self._answered: dict[str, None] = {}
        self._last: tuple[str, ...] = ()

    def next(self, number: int, turn: ChatTurn, told: tuple[str, ...] | None) -> Decision:
        reading = self._read(turn)
        if told is not None:
            reading = _Reading(told, "told", "as told by --map", reading.follow_up)
        questions = self._ordered(reading.questions)
        unassigned = () if told is not None else tuple(self._unassigned(turn, reading, questions))
        if unassigned and reading.sureness == "sure":
            reading = replace(reading, sureness="likely")
        decision = Decision(
            turn=number,
            questions=questions,
            sureness=reading.sureness,
            reason=reading.reason,
            follow_up=self._follow_up(turn, questions, reading.follow_up),
            suggestions=reading.suggestions,
            unassigned=unassigned,
        )
        if questions:
            self._last = questions
            self._answered.update(dict.fromkeys(questions))
        return decision

    def _ordered(self, questions: Iterable[str]) -> tuple[str, ...]:
        wanted = set(questions)
        return tuple(id_ for id_ in self._spec.questions if id_ in wanted)

    def _read(self, turn: ChatTurn) -> _Reading:
        named = self._named(turn.prompt)
        return (
            self._rubric_follow_up(turn, named)
            or self._by_prompt(turn, named)
            or self._by_part(turn)
            or self._by_answer(turn)
        )

    def _named(self, prompt: str, words: str = "") -> tuple[str, ...]:
        """The questions that a prompt names with its problem's number, but for labels that stand in some words."""
        named, own = named_in_prompt(prompt), named_in_prompt(words)
        whole = [path for path in _deepest(named.whole) if path not in own.whole]
        found = [id_ for path in whole for id_ in under_whole(self._spec, path)]
        for path, title in named.numbered:
            if path in {other for other, _ in own.numbered}:
                continue
            # A number that heads a line is a problem's only if the line says what the problem is about.
            ids = under_whole(self._spec, path)
            about = {word for id_ in ids for word in stems(self._spec.problem_of[id_].title)}
            if len(about & set(stems(title))) >= min(2, len(about)) > 0:
                found += ids
        return self._ordered(found)

    def _rubric_follow_up(self, turn: ChatTurn, named: tuple[str, ...]) -> _Reading | None:
        for question in self._answered:
            for follow_up in self._homework.rubric.questions[question].follow_ups:
                if alike(turn.prompt, follow_up.prompt):
                    asked = {question, *follow_up.asks_again, *named, *self._labelled(turn, question)}
                    why = f"the prompt is the follow-up '{follow_up.id}' on {question}"
                    return _Reading(tuple(asked), "sure", why, (question, follow_up))
        return None

    def _labelled(self, turn: ChatTurn, question: str) -> tuple[str, ...]:
        """The questions of the same problem, answered before, whose labels the answer bears."""
        problem = self._spec.problem_of[question]
        ids, _ = under_partial(self._spec, problem, labels_of_answer(turn.answer or ""))
        return tuple(id_ for id_ in ids if id_ in self._answered) if question in ids else ()

    def _by_prompt(self, turn: ChatTurn, named: tuple[str, ...]) -> _Reading | None:
        parts = passages(turn.prompt)
        quoted = tuple(
            id_
            for id_, question in self._spec.questions.items()
            if any(quotes(text, question.prompt) for text in (turn.prompt, *(text for _, text in parts)))
            and self._holds_its_own(turn.prompt, id_)
        )
        if quoted:
            # A prompt may hold one question in its own words and name another: both are asked.
            others = tuple(self._named_beside(turn.prompt, quoted))
            found = self._ordered((*quoted, *others))
            beside = self._ordered(
                id_ for id_ in (*self._beside(quoted, parts), *self._told(turn.prompt, found)) if id_ not in found
            )
            if beside:
                why = f"the prompt holds the words of {_listed(quoted)}, and most of the words of {_listed(beside)}"
                return _Reading((*found, *beside), "likely", why)
            why = f"the prompt holds the words of {_listed(quoted)}"
            return _Reading(found, "sure", f"{why} and names {_listed(others)}" if others else why)
        if named:
            return _Reading(named, "sure", f"the prompt names {_listed(named)}")
        return None

    def _named_beside(self, prompt: str, quoted: Sequence[str]) -> Iterator[str]:
        """Questions that a prompt names beside those it quotes; the number of their problem alone names no more."""
        deep = {id_ for path in named_in_prompt(prompt).whole if len(path) > 1 for id_ in under_whole(self._spec, path)}
        problems = {self._spec.problem_of[id_].id for id_ in quoted}
        for id_ in self._named(prompt, self._own_words(quoted)):
            if id_ not in quoted and (id_ in deep or self._spec.problem_of[id_].id not in problems):
                yield id_

    def _holds_its_own(self, prompt: str, question: str) -> bool:
        """Whether a prompt holds most of the words, numbers among them, that tell a question from all others."""
        others = {
            token.stem for id_, one in self._spec.questions.items() if id_ != question for token in tokens(one.prompt)
        }
        own = {token.stem for token in tokens(self._spec.questions[question].prompt)} - others
        held = own & {token.stem for token in tokens(prompt)}
        return len(held) >= _MOSTLY * len(own)

    def _beside(self, quoted: Sequence[str], parts: Sequence[tuple[Path, str]]) -> Iterator[str]:
        """Questions of the same problems whose labels stand in the prompt, above words that are mostly theirs."""
        for path, text in parts:
            for id_ in self._under(path, quoted):
                if share(text, self._words(id_)) >= _MOSTLY:
                    yield id_

    def _told(self, prompt: str, found: Sequence[str]) -> Iterator[str]:
        """Questions that a sentence of the prompt asks in most of their words, and in none so well of any other's."""
        known = self._own_words(found)
        for text in _sentences(prompt):
            if len(set(stems(text))) < _FEW or share(text, known) >= _MOSTLY:
                continue
            shares = {id_: share(text, question.prompt) for id_, question in self._spec.questions.items()}
            first, *others = sorted(shares, key=lambda id_: -shares[id_])
            if shares[first] >= _NEARLY and not (others and shares[others[0]] >= _MOSTLY):
                yield first

    def _under(self, path: Path, questions: Sequence[str]) -> Iterator[str]:
        """The questions that a label leads to within the problems of others, if it leads to one only in each."""
        for problem in {self._spec.problem_of[id_].id: self._spec.problem_of[id_] for id_ in questions}.values():
            ids, _ = under_partial(self._spec, problem, (path,))
            if len(ids) == 1:
                yield ids[0]

    def _unassigned(self, turn: ChatTurn, reading: _Reading, questions: Sequence[str]) -> Iterator[str]:
        """Parts of the prompt and of the answer that lead to none of the questions that the turn is laid to."""
        if not questions or reading.follow_up:
            return
        known = self._own_words(questions)
        asking = [text for text in _asked(turn.prompt) if not self._is_pasted(text, turn.prompt)]
        left = len(asking) - max(len(questions), sum(len(list(_asked(self._words(id_)))) for id_ in questions))
        for text in asking:
            covered, words = share(text, known), len(set(stems(text)))
            rivals = {id_: share(text, self._words(id_)) for id_ in self._spec.questions if id_ not in questions}
            likeliest = max(rivals, key=lambda id_: rivals[id_], default="")
            if rivals and rivals[likeliest] >= _MOSTLY > covered:
                yield f"the prompt's “{_shortened(text)}”, which may be {likeliest}"
            elif (words >= _SEVERAL and covered < _HALF) or (left > 0 and covered < _MOSTLY):
                yield f"the prompt's “{_shortened(text)}”"
        own = {path for path, _ in passages(known)}
        for path in labels_of_answer(turn.answer or ""):
            others = [id_ for id_ in self._under(path, questions) if id_ not in questions]
            if others and path not in own and path[-1:] not in [tuple(self._path(id_)[-1:]) for id_ in questions]:
                yield f"the answer's ({')('.join(path)}), which may be {_listed(others)}"

    def _own_words(self, questions: Sequence[str]) -> str:
        return "\n\n".join(map(self._words, questions))

    def _words(self, question: str) -> str:
        problem = self._spec.problem_of[question]
        return f"{problem.title}\n{problem.text}\n\n{self._spec.questions[question].prompt}"

    def _is_pasted(self, text: str, prompt: str) -> bool:
        """Whether a sentence is of a source that stands in the prompt."""
        return any(text in source for source in self._homework.sources.values() if quotes(prompt, source[:2000]))

    def _path(self, question: str) -> Path:
        return tuple(token.lower() for token in self._spec.questions[question].path)

    def _by_part(self, turn: ChatTurn) -> _Reading | None:
        """A prompt that names parts without their problem: read in the problem that was last spoken of."""
        paths = named_in_prompt(turn.prompt).partial
        if not paths or not self._last:
            return None
        problem = self._spec.problem_of[self._last[-1]]
        ids, lost = under_partial(self._spec, problem, paths)
        if not ids or lost:
            return None
        return _Reading(ids, "likely", f"the prompt names {_listed(ids)} within Problem {problem.id}")

    def _by_answer(self, turn: ChatTurn) -> _Reading:
        if not turn.answer:
            return _Reading((), "open", "it has no answer")
        paths = labels_of_answer(turn.answer)
        spoken = [id_ for path in paths if path[0].isdigit() for id_ in under_whole(self._spec, path)]
        if spoken and not turn.prompt:
            return _Reading(tuple(spoken), "likely", f"the answer names {_listed(self._ordered(spoken))}")
        ranked = sorted(
            (self._fit(turn.answer, problem, paths) for problem in self._spec.problems), key=lambda fit: -fit[0]
        )
        best, ids, labelled = ranked[0]
        clear = len(ranked) == 1 or best >= _CLEAR * ranked[1][0]
        if again := self._continues(turn, ids):
            return again
        if labelled and clear and best > 0:
            return _Reading(ids, "likely", f"the answer's labels and words are those of {_listed(ids)}")
        return _Reading((), "open", "neither prompt nor labels say", suggestions=self._nearest(turn.answer, ids))

    def _fit(
        self, answer: str, problem: ProblemSpec, paths: Sequence[tuple[str, ...]]
    ) -> tuple[float, tuple[str, ...], bool]:
        """How well an answer fits a problem: its words, and how many labels and parts find each other."""
        everything = tuple(question.id for question in problem.questions)
        ids, lost = under_partial(self._spec, problem, paths)
        likeness = self._subjects.likeness(answer, everything)
        if not ids:
            return likeness * 0.5, everything, False
        agreement = 2 * len(ids) / (len(ids) + lost + len(everything))
        return likeness * (0.5 + 0.5 * agreement), ids, True

    def _continues(self, turn: ChatTurn, ids: tuple[str, ...]) -> _Reading | None:
        """A short prompt that names nothing and brings nothing goes on with the questions before it."""
        brief = turn.prompt and not turn.attachments and len(stems(turn.prompt)) < _SHORT_PROMPT
        if not brief or not self._last or not set(ids) & set(self._last):
            return None
        return _Reading(self._last, "likely", "the prompt names nothing new, and the answer goes on as before")

    def _nearest(self, answer: str, ids: Sequence[str]) -> tuple[str, ...]:
        new = [id_ for id_ in ids if id_ not in self._answered] or list(ids)
        return (max(new, key=lambda id_: self._subjects.likeness(answer, (id_,))),)

    def _follow_up(
        self, turn: ChatTurn, questions: tuple[str, ...], found: tuple[str, FollowUpSpec] | None
    ) -> FollowUpAsked | None:
        if not questions or not set(questions) <= set(self._answered):
            return None
        if found and found[0] in questions:
            return FollowUpAsked(question=found[0], id=found[1].id, hint=found[1].hint)
        for question in questions:
            for spec in self._homework.rubric.questions[question].follow_ups:
                # A question asked again with something new at hand is the follow-up that hands it over.
                if spec.attachments and self._brings(turn, spec):
                    return FollowUpAsked(question=question, id=spec.id, hint=spec.hint)
        return FollowUpAsked(question=questions[0], id=ASKED_AGAIN)

    def _brings(self, turn: ChatTurn, spec: FollowUpSpec) -> bool:
        sources = [self._homework.sources[id_] for id_ in spec.attachments if id_ in self._homework.sources]
        return bool(turn.attachments) or any(quotes(turn.prompt, source[:2000]) for source in sources)


def _deepest(paths: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The paths without those that another goes on from: "2" says nothing beside "2(a)"."""
    return [path for path in paths if not any(other != path and other[: len(path)] == path for other in paths)]


def _sentences(prompt: str) -> Iterator[str]:
    for line in prompt[:20_000].splitlines():
        yield from line.replace("? ", ". ").replace("! ", ". ").split(". ")


def _asked(prompt: str) -> Iterator[str]:
    """The sentences of a prompt that ask something."""
    for piece in prompt[:20_000].split("?")[:-1]:
        line = piece.rsplit("\n", 1)[-1]
        yield line.rsplit(". ", 1)[-1].rsplit("! ", 1)[-1].strip()


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]} …"


def _listed(questions: Sequence[str]) -> str:
    return ", ".join(questions)
