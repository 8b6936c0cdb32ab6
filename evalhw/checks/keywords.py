"""Whether an answer says certain things, in any of the words listed for each.

Invariant: nothing is earned by words that the answer denies or merely lists, and nothing is lost by words it denies.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from evalhw.checks.base import Answer, Check, CheckResult, Premise, Remark, marked
from evalhw.checks.formulae import Formula
from evalhw.checks.language import foreign_language, unread
from evalhw.checks.wording import Group, Said, Within, Wording, affirmed, found, said, windows
from evalhw.frozen import Frozen
from evalhw.text.attempts.restating import is_copied
from evalhw.text.language.prose import Prose, prose_of
from evalhw.text.language.terms import Mention
from evalhw.text.language.words import FUNCTION_WORDS, tokens
from evalhw.text.layout.spans import Span

_LONGEST = 20_000
"""Characters of an answer in which the sentence nearest to a missed idea is looked for."""

if TYPE_CHECKING:
    from evalhw.mathematics.declared.symbols import Symbols


class Way(Frozen):
    """One way to meet the criterion: ideas that must all be stated, perhaps close together."""

    all_of: tuple[Group, ...] = Field(default=(), description="Ideas, each with its wordings.")
    none_of: tuple[Wording, ...] = Field(default=(), description="Wordings that spoil it, unless they are denied.")
    within: Within | None = Field(default=None, description="So many words, or one sentence, or one block.")
    at_least: int | None = Field(default=None, ge=1, description="So many of `all_of` are enough; by default all.")

    @property
    def needed(self) -> int:
        """How many ideas are needed."""
        return len(self.all_of) if self.at_least is None else self.at_least


class KeywordsCheck(Check):
    """Ideas in words. Give `all_of`, or several `ways` of which one is enough."""

    kind: Literal["keywords"]
    all_of: tuple[Group, ...] = Field(default=(), description="Ideas, each with its wordings.")
    none_of: tuple[Wording, ...] = Field(default=(), description="Wordings that spoil it, unless they are denied.")
    within: Within | None = Field(default=None, description="So many words, or one sentence, or one block.")
    at_least: int | None = Field(default=None, ge=1, description="So many of `all_of` are enough; by default all.")
    partial: bool = Field(default=False, description="Fewer ideas than needed earn their share of the points.")
    ways: tuple[Way, ...] = Field(default=(), description="Alternatives to `all_of`: one of them is enough.")

    def apply(self, answer: Answer) -> CheckResult:
        """Look for the ideas; the best of the ways decides."""
        language = foreign_language(answer)
        if language and not self._is_of_formulas:
            return unread(language)
        prose = prose_of(answer.document, answer.spans)
        results = []
        for way in self._ways:
            results.append(self._tried(way, prose, answer.prompt))
            if results[-1].outcome == "met":
                break
        best = max(results, key=lambda result: (result.earned, result.said))
        return unread(language) if language and best.outcome != "met" else best

    @cached_property
    def _is_of_formulas(self) -> bool:
        """Whether nothing but formulas is looked for, which stand in an answer in any language."""
        wordings = [one for way in self._ways for group in way.all_of for one in group.any_of]
        wordings += [one for way in self._ways for one in way.none_of]
        return all(isinstance(one, Formula) for one in wordings)

    @cached_property
    def _ways(self) -> tuple[Way, ...]:
        own = Way(all_of=self.all_of, none_of=self.none_of, within=self.within, at_least=self.at_least)
        return (own, *self.ways) if self.all_of or not self.ways else self.ways

    def _tried(self, way: Way, prose: Prose, prompt: str) -> CheckResult:
        claimed = [mention for group in way.all_of for mention in found(group.any_of, prose)]
        every = [_in_own_words(said(group, prose, claimed), prose, prompt) for group in way.all_of]
        spoilt = next(affirmed(way.none_of, prose), None)
        if spoilt is not None:
            words = prose.text[spoilt.start : spoilt.end]
            evidence = _sentences([spoilt], prose)
            spoils = (_premise("says what spoils it", spoilt, prose),)
            return CheckResult("not_met", f'The answer says "{words}".', evidence=evidence, trail=spoils)
        chosen = windows([one.stated for one in every], prose, way.within)
        evidence = _sentences(chosen, prose)
        anything = any(one.anything for one in every)
        trail = tuple(_premises(way, every, chosen, prose))
        if len(chosen) >= way.needed:
            return CheckResult("met", _found(chosen, prose), evidence=evidence, trail=trail)
        share = len(chosen) / way.needed if self.partial else 0.0
        reason = _missing(way, every, chosen)
        shown = evidence if share else ()
        remarks = tuple(_nearest(way, every, prose))
        return CheckResult("not_met", reason, share=share, evidence=shown, remarks=remarks, said=anything, trail=trail)

    def faults(self, symbols: "Symbols | None", sources: Mapping[str, str]) -> Iterator[tuple[tuple[str, ...], str]]:
        """Name a check that looks for nothing, and counts that cannot be reached."""
        del symbols, sources
        if not self.all_of and not self.ways and not self.none_of:
            yield (), "at least one of all_of, ways and none_of"
        own = Way(all_of=self.all_of, at_least=self.at_least)
        named = [(("at_least",), own), *((("ways", str(at), "at_least"), way) for at, way in enumerate(self.ways))]
        for path, way in named:
            if way.at_least is not None and way.at_least > len(way.all_of):
                yield path, f"at most {len(way.all_of)}, the number of ideas in all_of"


def _nearest(way: Way, every: Sequence[Said], prose: Prose) -> Iterator[Remark]:
    """A comment on the sentence that comes nearest to an idea that is missed, if any holds a word of it."""
    missed = next((group for group, one in zip(way.all_of, every, strict=True) if not one.anything), None)
    if missed is None or len(prose.text) > _LONGEST:
        return
    wanted = {stem for wording in missed.any_of for stem in _stems(wording)}
    others = [mention.start for one in every for mention in one.stated]
    held: dict[int, set[str]] = {}
    for token in prose.tokens:
        if token.stem in wanted:
            held.setdefault(prose.line_at(token.start), set()).add(token.stem)
    beside = Counter(map(prose.line_at, others))
    best = max(held, key=lambda line: (len(held[line]), beside[line], -line), default=None)
    if best is None:
        return
    line = prose.lines[best]
    span = prose.view.raw_span(line.start, line.end)
    yield Remark(span.start, span.end, "note", f'This comes nearest to "{missed.title}", which is not found.')


def _stems(wording: Wording) -> Iterator[str]:
    """The stems of a phrase's words that say something of a subject."""
    if isinstance(wording, str):
        yield from (token.stem for token in tokens(wording) if token.word not in FUNCTION_WORDS)


def _in_own_words(one: Said, prose: Prose, prompt: str) -> Said:
    """What is said without the sentences that are copied from the prompt, a hint for instance."""
    own = tuple(
        mention for mention in one.stated if not is_copied(prose.sentence(prose.line_at(mention.start)), prompt)
    )
    return one if len(own) == len(one.stated) else replace(one, stated=own)


def _sentences(chosen: Sequence[Mention], prose: Prose) -> tuple[Span, ...]:
    return tuple(dict.fromkeys(prose.raw_sentence(mention.start, mention.end) for mention in chosen))


def _found(chosen: Sequence[Mention], prose: Prose) -> str:
    words = dict.fromkeys(prose.text[mention.start : mention.end] for mention in chosen)
    return f"Said: {_quoted(words)}." if words else "Nothing that would spoil it is said."


def _premises(way: Way, every: Sequence[Said], chosen: Sequence[Mention], prose: Prose) -> Iterator[Premise]:
    """Of each idea the mention that counts, or else one that does not, and why it does not."""
    for group, one in zip(way.all_of, every, strict=True):
        counted = next((mention for mention in one.stated if mention in chosen), None)
        if counted is not None:
            yield _premise(f"says {_titled(group)}", counted, prose)
        elif one.stated:
            yield _premise(f"says {_titled(group)}, too far from the rest", one.stated[0], prose)
        elif one.denied:
            yield _premise(f"denies {_titled(group)}", one.denied[0], prose)
        elif one.bare:
            yield _premise(f"only lists {_titled(group)}", one.bare[0], prose)


def _titled(group: Group) -> str:
    return f'"{marked(" ".join(group.title.split()))}"'


def _premise(what: str, mention: Mention, prose: Prose) -> Premise:
    return Premise(what, prose.view.raw_span(mention.start, mention.end))


def _quoted(words: Iterable[str]) -> str:
    return ", ".join('"' + " ".join(word.split()) + '"' for word in words)


def _missing(way: Way, every: Sequence[Said], chosen: Sequence[Mention]) -> str:
    absent = [group.title for group, one in zip(way.all_of, every, strict=True) if not one.stated]
    if not absent:
        return "The ideas are named, but too far apart to be one statement."
    denied = [group.title for group, one in zip(way.all_of, every, strict=True) if one.denied and not one.stated]
    bare = [group.title for group, one in zip(way.all_of, every, strict=True) if one.bare and not one.stated]
    if denied:
        return f'"{denied[0]}" comes up only to be denied.'
    if bare:
        return f'"{bare[0]}" is named in a bare list of words, which states nothing.'
    if way.needed < len(way.all_of):
        return f"{len(chosen)} of the {way.needed} ideas that are needed; nothing is said of {_quoted(absent[:3])}."
    return f"Nothing is said of {_quoted(absent[:3])}."
