"""What every check shares: the answer it is given, and the result it gives.

A check is one criterion's way of deciding. It is a pydantic model (so that it can stand in a rubric) with one method,
`apply`. Invariant: a check reads nothing but the `Answer`; the same answer gives the same result, byte for byte.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Literal

from evalhw.frozen import Frozen
from evalhw.text.layout.spans import Span

if TYPE_CHECKING:
    from evalhw.checks.judge_prompt import Prompt
    from evalhw.checks.judgements import Judgements, Vote
    from evalhw.mathematics.declared.symbols import Symbols
    from evalhw.mathematics.verdict import Diagnosis
    from evalhw.reading.rules import Found
    from evalhw.text.layout.document import Document

Outcome = Literal["met", "not_met", "no_answer", "unscored"]
PassageVerdict = Literal["correct", "partial", "incorrect", "note"]


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment on a passage, in the words a teaching assistant would use.

    Attributes:
        start: Offset of the passage in the raw answer.
        end: Its end, exclusive.
        verdict: What the comment says of the passage.
        comment: The comment itself, one or two plain sentences.
    """

    start: int
    end: int
    verdict: PassageVerdict
    comment: str


def marked(formula: str) -> str:
    """A formula for a sentence: as code where it is LaTeX, so that every report shows it as it was written."""
    return f"`{formula}`" if "\\" in formula and "`" not in formula else formula


@dataclass(frozen=True, slots=True)
class Premise:
    """A fact that a decision rests on: what was read where, and what made it.

    Attributes:
        what: The fact, in a few words: ``chosen: B``, ``identity: false``.
        passage: Where it stands in the raw answer; None for what stands nowhere, such as a count of words.
        rules: Ids of the rules of reading that made it, each once, in the order in which they applied.
        because: The mathematics that decided it: the method, the counterexample, the factor to blame; else empty.
    """

    what: str
    passage: Span | None = None
    rules: tuple[str, ...] = ()
    because: str = ""

    @classmethod
    def read(cls, what: str, passage: Span | None, found: "Iterable[Found]", because: str = "") -> "Premise":
        """A fact made by the rules that were found to apply."""
        return cls(what, passage, tuple(dict.fromkeys(one.rule.id for one in found)), because)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a check found.

    Attributes:
        outcome: ``met``, ``not_met``, ``no_answer`` (the answer does not try) or ``unscored`` (could not be decided).
        reason: Why, in one sentence.
        share: Part of the criterion's points that is earned, 0 to 1; by default all of them when met, else none.
        evidence: The passages that decided.
        remarks: Comments on passages.
        said: Whether the answer says anything on the matter at all. A reply to a follow-up that is silent on a
            criterion leaves the earlier outcome standing.
        votes: What judges said, where the criterion is left to them.
        diagnosis: What is wrong with a wrong result, where one known mistake explains it.
        trail: The facts that it rests on, in the order of the argument; empty where the passages say it all.
    """

    outcome: Outcome
    reason: str
    share: float | None = None
    evidence: tuple[Span, ...] = ()
    remarks: tuple[Remark, ...] = ()
    said: bool = True
    votes: tuple["Vote", ...] = ()
    diagnosis: "Diagnosis | None" = None
    trail: tuple[Premise, ...] = ()

    @property
    def earned(self) -> float:
        """The share of the points that is earned, 0 to 1."""
        if self.share is not None:
            return self.share
        return 1.0 if self.outcome == "met" else 0.0


@dataclass(frozen=True)
class Answer:
    """One question's part of a turn, with what is needed to judge it.

    Attributes:
        raw: The whole turn as the model wrote it; every offset points into it.
        spans: The passages of `raw` that answer this question, in order, not overlapping. Often just one.
        question: The question's id.
        prompt: What was asked, so that an echo of the prompt is not taken for an answer.
        symbols: The declared symbols of this question, for mathematics.
        sources: Texts the answer must be grounded in, by attachment id.
        before: Earlier answers of the same conversation, oldest first: definitions made there still hold.
        siblings: All checks of the same question, so that one can tell its statement from another's.
        statement: The question in the homework's own words, for a judge.
        solution: The staff solution, for a judge.
        judgements: What judges said, of this answer and of others; None if none was asked.
    """

    raw: str
    spans: tuple[Span, ...]
    question: str = ""
    prompt: str = ""
    symbols: "Symbols | None" = None
    sources: Mapping[str, str] = field(default_factory=dict)
    before: tuple[str, ...] = ()
    siblings: tuple["Check", ...] = ()
    statement: str = ""
    solution: str = ""
    judgements: "Judgements | None" = None

    @classmethod
    def whole(cls, raw: str, **rest: object) -> "Answer":
        """An answer that is the whole of `raw`."""
        return cls(raw=raw, spans=(Span(0, len(raw)),), **rest)  # type: ignore[arg-type]  # the caller's names

    @cached_property
    def document(self) -> "Document":
        """The raw turn, parsed into blocks once for all checks."""
        from evalhw.text.layout.document import Document

        return Document.parse(self.raw)

    @property
    def text(self) -> str:
        """The answer's own text: its spans, joined by blank lines."""
        return "\n\n".join(self.raw[span.start : span.end] for span in self.spans)

    def covers(self, start: int, end: int) -> bool:
        """Whether a passage lies in this question's part."""
        return any(span.start <= start and end <= span.end for span in self.spans)


class Check(Frozen):
    """A way to decide a criterion; each kind stands in a file of its own.

    Attributes:
        mathematical: Whether it decides by mathematics rather than by words.
        proving: Whether it decides a whole step of an argument, not only whether a fact is used.
    """

    mathematical: ClassVar[bool] = False
    proving: ClassVar[bool] = False

    def apply(self, answer: Answer) -> CheckResult:
        """Decide the criterion for this answer."""
        raise NotImplementedError

    @property
    def beyond_prompt(self) -> bool:
        """Whether giving the question back cannot meet it, so that an answer that does is more than that."""
        return False

    @property
    def beyond_greeting(self) -> bool:
        """Whether a polite phrase ("Absolutely, happy to help!") cannot be read as meeting it."""
        return True

    @property
    def by_judges(self) -> bool:
        """Whether models decide it: rules alone leave it undecided."""
        return False

    def prompt(self, answer: Answer) -> "Prompt | None":
        """What a judge is told about this answer; None where no judge is asked."""
        del answer
        return None

    def faults(self, symbols: "Symbols | None", sources: Mapping[str, str]) -> Iterator[tuple[tuple[str, ...], str]]:
        """What is wrong with this check under the homework's symbols and sources.

        Args:
            symbols: The declared symbols of the question.
            sources: The attachments' texts by id.

        Yields:
            The path of the faulty key inside the check, and what was expected.
        """
        del symbols, sources
        yield from ()
