"""Tokens in order: the answer must give exactly these, and give them as what was asked for.

Invariant: a sequence that is written down for another purpose (the targets, a counterexample) is not the answer; of
several given as the answer, the last one counts.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from evalhw.checks.base import Answer, Check, CheckResult, Premise, Remark
from evalhw.text.language.phrases import last_match, pattern
from evalhw.text.language.vocabulary import Vocabulary
from evalhw.text.sequences.reading import Written, written

if TYPE_CHECKING:
    from evalhw.mathematics.declared.symbols import Symbols

Words = Annotated[tuple[str, ...], Field(strict=False)]

_DENIED = re.compile(
    r"\b(?:not|never|don't|doesn't|isn't|aren't|won't|rather than|instead of|no longer|unlike|wrong|"
    r"incorrect(?:ly)?)\b(?:(?!\b(?:correct|right|answer|should|but)\b)[^.;:]){0,48}$",
    re.IGNORECASE,
)
_DENIED_AFTER = re.compile(r"[^.;]{0,24}\b(?:(?:is|are|would be|was) (?:wrong|incorrect|not)|instead\b)", re.IGNORECASE)
_OR = re.compile(r"\bor\b|\beither\b", re.IGNORECASE)
_DEPENDS = re.compile(
    r"\b(?:(?:it|this|that|which) depends|either (?:answer|one|way|is|of)|both (?:are|answers|can))\b", re.IGNORECASE
)
_IS = re.compile(
    r"(?:\s+(?:sequence|tokens?|words?|sentence|side|string)){0,2}[\s*_`\"'(\[“]*"
    r"(?:(?:is|are|would be|[:=→–—]|->?)[\s*_`\"'(\[“]*)*",
    re.IGNORECASE,
)
_THE = re.compile(r"\W*(?:(?:the|these|those|our|its)\s+)?(?:(?!own\b|previous\b)\w+\s+)?", re.IGNORECASE)
_HEADS_ALL = re.compile(r"\W*(?:final\s+)?outputs?\W*", re.IGNORECASE)
_SLACK = 1
_ONE_SENTENCE = 120


class SequenceCheck(Check):
    """Met when the last sequence given as the answer has exactly these tokens in this order."""

    kind: Literal["sequence"]
    tokens: Annotated[tuple[str, ...], Field(min_length=2, strict=False)] = Field(description="The tokens in order.")
    synonyms: dict[str, Words] = Field(default_factory=dict, description="Other spellings of a token.")
    ignore_case: bool = Field(default=True, description="Whether upper and lower case are alike.")
    purpose: Words = Field(default=(), description="Words that announce this sequence, such as input, fed.")
    others: Words = Field(default=(), description="Words that announce another sequence, such as target, label.")

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The tokens with their spellings."""
        return Vocabulary.of(self.tokens, self.synonyms, ignore_case=self.ignore_case)

    @cached_property
    def wanted(self) -> tuple[str, ...]:
        """The canonical tokens."""
        return tuple(self.vocabulary.canonical[self.vocabulary.fold(token)] for token in self.tokens)

    @property
    def beyond_prompt(self) -> bool:
        """The prompt may give the tokens, not their order."""
        return True

    def apply(self, answer: Answer) -> CheckResult:
        """Find the sequences given as the answer; the last one decides."""
        own = pattern(self.purpose) if self.purpose else None
        found = [one for one in written(answer.document, answer.spans, self.vocabulary, own) if self._relevant(one)]
        stated = [one for one in found if not self._elsewhere(one)]
        if not any(self._marked(one) for one in stated):
            stated = stated or [
                one for one in found if one.tokens == self.wanted and not (_is_denied(one) or self._labelled(one))
            ]
        if self._has_special and any(self._marked(one) or one.assigned for one in stated):
            stated = [one for one in stated if self._marked(one) or one.assigned]
        announced = {one.table for one in stated if one.table >= 0 and self._announced(one)}
        stated = [one for one in stated if one.table not in announced or self._announced(one)]
        if not stated:
            return self._silent(found)
        last = stated[-1]
        undecided = any(_DEPENDS.search(answer.raw, span.start, span.end) for span in answer.spans)
        rivals = [
            one for one in stated[:-1] if one.tokens != last.tokens and (undecided or _offered(answer, one, last))
        ]
        evidence = (last.span,)
        if rivals:
            return self._missed(
                last, f"Two different sequences are offered, “{_shown(rivals[-1])}” and “{_shown(last)}”."
            )
        if last.tokens == self.wanted:
            trail = (_premise("given as the answer", last),)
            return CheckResult("met", f"“{_shown(last)}” is the sequence.", evidence=evidence, trail=trail)
        return self._missed(last, f"“{_shown(last)}” is not the sequence; {self._difference(last)}")

    def _missed(self, last: Written, reason: str) -> CheckResult:
        remark = Remark(last.span.start, last.span.end, "incorrect", reason)
        trail = (_premise("given as the answer", last),)
        return CheckResult("not_met", reason, evidence=(last.span,), remarks=(remark,), trail=trail)

    def _silent(self, found: Sequence[Written]) -> CheckResult:
        if found:
            last = found[-1]
            reason = f"“{_shown(last)}” is not given as what was asked for."
            trail = (_premise("given as something else", last),)
            return CheckResult("not_met", reason, evidence=(last.span,), trail=trail)
        return CheckResult("not_met", "No sequence is given.", said=False)

    def _relevant(self, one: Written) -> bool:
        """Whether a sequence is long enough to be an attempt at this one."""
        size = len(self.wanted)
        if one.loose and len(one.tokens) < size and not self._marked(one):
            return False  # a sentence that is quoted, such as the one in the question
        return one.assigned or abs(len(one.tokens) - size) <= _SLACK or (self._marked(one) and len(one.tokens) > size)

    @cached_property
    def _has_special(self) -> bool:
        return any(not token[:1].isalnum() for token in self.wanted)

    def _marked(self, one: Written) -> bool:
        """Whether it holds a special token, so that it is no mere quotation of a sentence."""
        return not self._has_special or any(not token[:1].isalnum() for token in one.tokens)

    def _elsewhere(self, one: Written) -> bool:
        """Whether the nearest word says that the sequence is something else, or is rejected."""
        if _is_denied(one):
            return True
        other = pattern(self.others) if self.others else None
        own = pattern(self.purpose) if self.purpose else None
        if other is None:
            return False
        for text in (one.before, *one.over):
            foreign, proper = _last(other, text), _last(own, text) if own else -1
            if foreign >= 0 or proper >= 0:
                return foreign > proper
        return False

    def _labelled(self, one: Written) -> bool:
        """Whether its own label calls it another sequence ("Targets: …"), and nothing beside it says otherwise."""
        other, own = pattern(self.others), pattern(self.purpose) if self.purpose else None
        label = one.before if one.before.strip() else next(iter(one.over), "")
        called = last_match(other, label) if self.others else None
        if called is None or _IS.fullmatch(label, called.end()) is None or _HEADS_ALL.fullmatch(label):
            return False
        if _THE.fullmatch(label, 0, called.start()) is None:
            return False
        return own is None or not any(own.search(text) for text in (one.before, one.after[:_ONE_SENTENCE]))

    def _announced(self, one: Written) -> bool:
        """Whether its own heading says that it is what was asked for."""
        return bool(self.purpose) and pattern(self.purpose).search(one.before) is not None

    def _difference(self, one: Written) -> str:
        """What is wrong with a sequence, for a reader."""
        if len(one.tokens) != len(self.wanted):
            return f"{len(self.wanted)} tokens are asked for, here are {len(one.tokens)}."
        pairs = zip(one.tokens, self.wanted, strict=True)
        places = [place for place, (given, wanted) in enumerate(pairs, 1) if given != wanted]
        first = places[0]
        return f"position {first} should be {self.tokens[first - 1]}."

    def faults(self, symbols: "Symbols | None", sources: Mapping[str, str]) -> Iterator[tuple[tuple[str, ...], str]]:
        """Synonyms of tokens that are not there."""
        del symbols, sources
        for token in self.synonyms:
            if not token.strip():
                yield ("synonyms",), "a token is empty"


def _is_denied(one: Written) -> bool:
    """Whether the words beside a sequence say that it is wrong, or not the answer."""
    return _DENIED.search(one.before) is not None or _DENIED_AFTER.match(one.after) is not None


def _last(words: re.Pattern[str], text: str) -> int:
    return max((found.start() for found in words.finditer(text)), default=-1)


def _offered(answer: Answer, one: Written, other: Written) -> bool:
    """Whether two sequences stand as alternatives in one sentence."""
    between = answer.raw[one.span.end : other.span.start]
    return len(between) <= _ONE_SENTENCE and "\n\n" not in between and _OR.search(between) is not None  # a sentence


def _premise(what: str, one: Written) -> Premise:
    return Premise(f"{what}: {_shown(one)}", one.span)


def _shown(one: Written) -> str:
    return " ".join(one.tokens)
