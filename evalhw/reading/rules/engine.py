"""Apply the rules of a stage to a text: one linear pass says which of them can apply, and only those are looked at.

Invariant: whatever the text, the time is linear in its length; nothing is remembered from one text to the next.

The engine is RE2 (Cox 2010, "Regular Expression Matching in the Wild"): a set of patterns is one automaton.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Protocol

import re2

from evalhw.reading.rules.rule import Lexicon, Rule, RuleError

_REFERENCE = re.compile(r"\{([a-z][a-z_]*)\}")
_ID = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+")
_SURROGATES = re.compile("[\ud800-\udfff]")
_BESIDE = 80
"""Characters beside a match in which `not_after` and `not_before` are looked for."""
_NOWHERE = (-1, -1)
_MEMORY = 64 << 20
"""Bytes that the automaton of one stage may take; the states it has not met yet are made as text asks for them."""


class _Pattern(Protocol):
    @property
    def groupindex(self) -> Mapping[str, int]: ...
    def finditer(self, text: str) -> Iterator["_Match"]: ...
    def match(self, text: str) -> "_Match | None": ...
    def search(self, text: str) -> "_Match | None": ...


class _Match(Protocol):
    def span(self, group: int = 0) -> tuple[int, int]: ...


@dataclass(frozen=True, slots=True)
class Found:
    """A place where a rule applies.

    Attributes:
        rule: The rule.
        start: Offset of the first character, in the text that was given.
        end: Offset behind the last one.
        groups: Named groups of the pattern that took part, with their offsets.
    """

    rule: Rule
    start: int
    end: int
    groups: Mapping[str, tuple[int, int]] = field(default_factory=lambda: MappingProxyType({}))


class Stage:
    """The rules of one stage of reading, in their order: where two apply to the same place, the earlier one decides.

    Args:
        name: The stage, with which every id begins.
        rules: The rows, in order.
        lexicons: The words that patterns may name.

    Raises:
        RuleError: When a row contradicts the contract: its id, a reference, a pattern outside the linear subset, no
            example on a side.
    """

    def __init__(self, name: str, rules: Sequence[Rule], lexicons: Sequence[Lexicon] = ()) -> None:
        self.name = name
        self.rules = tuple(rules)
        self.lexicons = {one.id: one for one in lexicons}
        self._check()

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.rules)

    def find(self, text: str) -> list[Found]:
        """Every place where a rule applies, by place and then by order; places of different rules may overlap."""
        text = _scalar(text)
        found = [one for number in self._possible(text) for one in self._places(number, text)]
        return sorted(found, key=lambda one: (one.start, self._order[one.rule.id]))

    def effects(self, text: str) -> frozenset[str]:
        """The effects of the rules whose pattern occurs, in one pass; what stands beside it is not looked at."""
        return frozenset(self.rules[number].effect for number in self._set.Match(_scalar(text)) or ())

    def decide(self, text: str) -> list[Found]:
        """The places from left to right, none within another: at each the earliest rule of those that begin there."""
        decided: list[Found] = []
        for one in self.find(text):
            if not decided or one.start >= decided[-1].end:
                decided.append(one)
        return decided

    def first(self, text: str) -> Found | None:
        """The first rule, in order, that applies anywhere in the text, at its first place."""
        text = _scalar(text)
        return next((one for number in self._possible(text) for one in self._places(number, text)), None)

    def applies(self, text: str) -> bool:
        """Whether the pattern of any rule occurs in the text: one pass, without the places."""
        return bool(self._set.Match(_scalar(text)))

    def without(self, *ids: str) -> "Stage":
        """The same stage without some of its rules: what an ablation measures."""
        return Stage(self.name, [one for one in self.rules if one.id not in ids], tuple(self.lexicons.values()))

    def expanded(self, pattern: str) -> str:
        """A pattern with the words of each lexicon in the place of its name."""

        def words(reference: re.Match[str]) -> str:
            lexicon = self.lexicons.get(reference[1])
            if lexicon is None:
                raise RuleError(f"stage {self.name}: no lexicon is called {reference[1]!r}")
            return "(?:" + "|".join(sorted(lexicon.words, key=len, reverse=True)) + ")"

        return _REFERENCE.sub(words, pattern)

    def check_patterns(self) -> None:
        """Compile every pattern, which reading does only with those that it needs.

        Raises:
            RuleError: When a pattern is outside the linear subset or names an unknown lexicon.
        """
        for number in range(len(self.rules)):
            self._compiled(number)

    def _possible(self, text: str) -> list[int]:
        """The numbers of the rules whose pattern occurs, in order."""
        return sorted(self._set.Match(text) or ())

    def _places(self, number: int, text: str) -> Iterator[Found]:
        rule = self.rules[number]
        pattern, behind, ahead = self._compiled(number)
        for match in pattern.finditer(text):
            start, end = match.span()
            if start == end or (ahead and ahead.match(text[end : end + _BESIDE])):
                continue
            if behind and behind.search(text[max(0, start - _BESIDE) : start]):
                continue
            groups = {
                name: span for name, group in pattern.groupindex.items() if (span := match.span(group)) != _NOWHERE
            }
            yield Found(rule, start, end, MappingProxyType(groups))

    @cached_property
    def _order(self) -> dict[str, int]:
        return {rule.id: number for number, rule in enumerate(self.rules)}

    @cached_property
    def _set(self) -> re2.Set:
        every = re2.Set.SearchSet(_options())
        for rule in self.rules:
            every.Add(f"(?ms{'' if rule.case else 'i'}:{self.expanded(rule.pattern)})")
        every.Compile()
        return every

    def _compiled(self, number: int) -> tuple[_Pattern, _Pattern | None, _Pattern | None]:
        """The pattern of a rule, what must not stand before it and what must not stand behind it."""
        made = self._cache.get(number)
        if made is None:
            rule = self.rules[number]
            made = (
                self._pattern(rule, rule.pattern),
                self._pattern(rule, f"(?:{rule.not_after})$") if rule.not_after else None,
                self._pattern(rule, f"^(?:{rule.not_before})") if rule.not_before else None,
            )
            self._cache[number] = made
        return made

    @cached_property
    def _cache(self) -> dict[int, tuple[_Pattern, _Pattern | None, _Pattern | None]]:
        return {}

    def _pattern(self, rule: Rule, pattern: str) -> _Pattern:
        try:
            compiled: _Pattern = re2.compile(f"(?ms{'' if rule.case else 'i'}:{self.expanded(pattern)})", _options())
        except re2.error as error:
            raise RuleError(f"{rule.id}: outside the linear subset: {error.args[0]!r}") from error
        return compiled

    def _check(self) -> None:
        ids = [rule.id for rule in self.rules]
        twice = {one for one in ids if ids.count(one) > 1}
        if twice:
            raise RuleError(f"stage {self.name}: several rules are called {', '.join(sorted(twice))}")
        for rule in self.rules:
            if not _ID.fullmatch(rule.id) or not rule.id.startswith(f"{self.name}."):
                raise RuleError(f"{rule.id!r}: an id reads {self.name}.what, in lower case")
            if not rule.positive or not rule.negative:
                raise RuleError(f"{rule.id}: give at least one example on each side")


def _scalar(text: str) -> str:
    """The text with a mark in the place of each lone surrogate, which no automaton over UTF-8 can read."""
    return text if text.isascii() else _SURROGATES.sub("\ufffd", text)


def _options() -> re2.Options:
    """Options of every pattern: no message on stderr, memory bounded."""
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    return options
