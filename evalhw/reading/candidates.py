"""What a statement may mean as its answer, by the kind of answer that is wanted: the likeliest reading first.

Invariant: the order follows from the text alone, never from the expected value; what is denied is no candidate.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Literal

from evalhw.reading.answers import Statement
from evalhw.reading.delimiters import Formula, formulas
from evalhw.reading.rules import Found
from evalhw.reading.rules.en import values as english

Kind = Literal["number", "quantity", "formula", "option", "truth", "words", "time", ""]

_STAGE = english.STAGE
_EDGE = ' \t\r\n*`"“”'
_DIGITS = r"(?:\d{1,3}(?:(?:,|\{,\}|\\,|,\\!|\\!,)\d{3})+(?!\d)|(?<!,)\d+,\d{1,2}(?![\d,.])|\d+)(?:\.\d+)?|\.\d+"
_ROOT = r"(?:√(?:\d+|\([^()\n]{1,20}\))|sqrt\s?\([^()\n]{1,20}\)|π|pi\b)"
_ATOM = (
    rf"(?:(?:{_DIGITS})?\s?[*·]?\s?{_ROOT}|(?:\\?[$€£¥₹]\s?)?(?:{_DIGITS})(?:\s\d+/\d+)?(?:\s?(?:\\?%|per ?cent\b))?"
    r"|\\[dt]?frac\{[^{}]{1,20}\}\{[^{}]{1,20}\})"
)
_SIGN = r"(?:(?<![\w)\]}])[-−]\s?)?"
_OPERATOR = r"(?:\s?(?:[*/×·÷^]|\\times|\\cdot|\\div)\s?|\s[+−-]\s|\+)"
_BEFORE = r"(?<![\w.\\])(?<!\d:)(?<!\^)(?<!\^[{(-])(?<!\^[{(]-)"
_BEHIND = (
    r"(?!(?:st|nd|rd|th)\b|:\d|[\d.]*\d|[A-Za-z](?![A-Za-z])|\s?\\(?:sqrt|pi|frac|left)|[({^_]"
    r"|\s?[+*]\s?(?:\d|[A-Za-z]\b|\\|\()|\s[-−]\s?(?:\d|[A-Za-z]\b|\\))"
)
_NUMBER = re.compile(rf"{_BEFORE}{_SIGN}{_ATOM}(?:{_OPERATOR}{_SIGN}{_ATOM})*(?:\s?≈\s?{_ATOM})?{_BEHIND}")
"""A number, or a computation with numbers, that is no exponent, ordinal, time or factor of something unread."""
_CLOCK = re.compile(r"(?<![\d:])\d{1,2}(?::\d{2}){1,2}(?:\s?[ap]\.?m\b\.?)?|\b\d{1,2}\s?[ap]\.?m\b\.?", re.IGNORECASE)
_OPTION = re.compile(
    r"\(([A-Ra-j])\)|\[([A-J])\]"
    r"|(?<![A-Za-z0-9_\\({'’-])([B-HJ]|A(?! [a-z]|,? (?:an?|the) )|A(?= (?:and|or|is|are)\b))(?![A-Za-z0-9_'’-])"
)
_TRUTH = re.compile(r"(?<![\w-])(yes|no|true|false|valid|invalid)(?![\w-])", re.IGNORECASE)
_BOLD = re.compile(r"\*\*(?=\S)([^*\n]{1,200}?)(?<=\S)\*\*|__(?=\S)([^_\n]{1,200}?)(?<=\S)__")
_QUOTED = re.compile(r"[\"“]([^\"“”\n]{1,200})[\"”]|(?<!\w)[‘']([^‘’'\n]{1,80})[’'](?!\w)")
_JOINT = re.compile(r"[\s,;.]*(?:\b(?:and|or)\b|&)?[\s,;]*", re.IGNORECASE)
_EQUALS = re.compile(r"(?<![<>!:=])=(?![=>])|≈|\\approx(?![a-z])")
_NAME = re.compile(r"\b\w{1,2} ?\Z")
_LONGEST_NAME = 12
_BRACKETS = re.compile(r"[\[(][^()\[\]\n,]{1,40}(?:,[^()\[\]\n,]{1,40}){1,5}[)\]]")
_UNIT = re.compile(r"\s?[^\s,;:!?()=$*]+")
_STOP = re.compile(r"[,;:!?]|\.(?=\s|$)| \(")
_SIGNS = re.compile(r"[=^_{}/|<>+*]|\\(?!\$)")
_CLOSES = re.compile(r"[*_)\s]*(?:[.;!?\n]|$)")
PROSE = re.compile(r"(?<![\\a-zA-Z])[A-Za-z]{2,}|[\u3040-\u9fff\uac00-\ud7a3]")
"""A word of running text, rather than a letter or a command."""
_LONGEST_LEAD = 120
_FEW_WORDS = 4
_MOST = 60  # values of one sentence that are looked at
_MOST_TEXT = 2_000  # characters of one sentence that are searched for values


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read the answer of a statement.

    Attributes:
        text: The answer, without the delimiters of its formula.
        start: Where it begins, or None when it was put together from several places.
        how: `whole`, `value`, `unit` (a value with the words behind it), `word`, or `unmarked` (one of several values
            of a sentence that does not say which is its point).
        rules: The ids of the rules that led to it.
    """

    text: str
    start: int | None
    how: Literal["whole", "value", "unit", "word", "unmarked"]
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Value:
    start: int
    end: int
    inner: tuple[int, int]
    passing: bool = False


def readings(text: str, statement: Statement, kind: Kind) -> Iterator[Reading]:
    """The readings of a statement for a wanted kind, the likeliest first."""
    if len(statement.boxes) > 1:
        joined = ", ".join(text[start:end].strip() for start, end in statement.boxes)
        yield Reading(joined, None, "whole")
        return
    if statement.mark == "box":
        (start, end), *_ = statement.boxes
        yield Reading(text[start:end], start, "whole")
        return
    yield from _Passage(text, statement).readings(kind)


def commits(text: str, statement: Statement) -> bool:
    """Whether a statement without a value of the wanted kind is an answer still, rather than a remark on one."""
    if statement.mark in {"box", "hashes"}:
        return True
    passage = text[statement.start : min(statement.end, statement.start + _MOST_TEXT)]
    if len(passage.split()) <= _FEW_WORDS or any(letter.isdigit() for letter in passage):
        return True
    return any(one.rule.effect == "nothing" for one in _STAGE.find(passage))


def lead(text: str) -> int:
    """How many characters at the beginning only lead in: "so it is approximately"."""
    first = next(
        (one for one in _STAGE.find(text[:_LONGEST_LEAD]) if one.rule.effect == "lead" and not one.start), None
    )
    return first.end if first else 0


def point_of(text: str) -> Reading | None:
    """What one sentence ends in: its last formulas, or its value to the end; None where it ends in neither."""
    return _Passage(text, Statement(0, len(text), "sentence")).point()


class _Passage:
    """The passage of a statement, searched once."""

    def __init__(self, text: str, statement: Statement) -> None:
        self._source, self._statement = text, statement
        self._shift = statement.start
        self._text = text[statement.start : min(statement.end, statement.start + _MOST_TEXT)]
        self._marked = statement.mark != "sentence"

    def readings(self, kind: Kind) -> Iterator[Reading]:
        own = self._statement.rules
        if self._marked and not self._statement.before and not self._starts_denied:
            cut = self._remark
            if cut is not None and self._text[:cut].strip(_EDGE):
                yield Reading(self._text[:cut], self._shift, "whole", (*own, self._remark_rule))
            yield Reading(self._source[self._statement.start : self._statement.end], self._shift, "whole", own)
        if kind in {"number", "quantity"}:
            yield from self._numbers(kind)
        elif kind == "formula":
            yield from self._formulas()
        elif kind == "option":
            yield from self._options()
        elif kind == "truth":
            yield from self._truths()
        elif kind == "time":
            yield from (self._reading(one.start(), one.end(), "value") for one in self._in_order(_CLOCK))
        elif kind == "words":
            yield from self._words()

    def point(self) -> Reading | None:
        """What the passage ends in, whatever is wanted."""
        if self._delimited:
            return self._last_formulas()
        values = self._values
        best, rule = self._behind(values, [(one.end, one.rule.id) for one in self._of("copula")])
        words = len(PROSE.findall(self._text, 0, values[0].start)) if values else 0
        plain = words > 1 and not self._denied and not _SIGNS.search(self._text)
        if best is None and len(values) == 1 and not values[0].passing and plain:
            best = values[0]
        return self._reading(best.start, len(self._text), "value", rule) if best else None

    def _last_formulas(self) -> Reading | None:
        """The formula that ends the sentence, or several joined by commas and words."""
        run = self._runs[-1]
        before = self._text[: run[0].start]
        if not _CLOSES.match(self._text, run[-1].end) or not self._stands(run[0].start):
            return None
        return self._joined(run, "value") if not before.strip() or PROSE.search(before) else None

    @cached_property
    def _events(self) -> list[Found]:
        return _STAGE.find(self._text)

    def _of(self, *effects: str) -> list[Found]:
        return [one for one in self._events if one.rule.effect in effects]

    @cached_property
    def _starts_denied(self) -> bool:
        """Whether the passage begins with a word that denies or bounds what follows."""
        return self._statement.denied or any(
            one.rule.effect in {"denied", "bound", "range", "limit"} and not self._text[: one.start].strip(_EDGE)
            for one in self._events
        )

    @cached_property
    def _denied(self) -> list[tuple[int, int]]:
        """The stretches in which a value is denied."""
        instead = [one.end for one in self._of("instead", "consequence")]
        over = sorted(
            instead
            + [one.start for one in self._of("copula", "amount")]
            + [one.start() for one in _EQUALS.finditer(self._text)]
        )
        begins = [one.end for one in self._of("denied", "range")] + ([0] if self._statement.denied else [])
        found = [
            (begin, min((end for end in over if end > begin + 1), default=len(self._text))) for begin in begins[:_MOST]
        ]
        found += [
            (max((end for end in instead if end <= one.start), default=0), one.start)
            for one in self._of("refuted")[:_MOST]
        ]
        return found

    @cached_property
    def _remark(self) -> int | None:
        """Where an explanation behind the value begins."""
        found = [one.start for one in self._of("cause", "remark") if one.start > 0]
        return min(found, default=None)

    @cached_property
    def _remark_rule(self) -> str:
        return next((one.rule.id for one in self._of("cause", "remark") if one.start == self._remark), "")

    def _stands(self, start: int) -> bool:
        return not any(begin <= start < end for begin, end in self._denied)

    def _reading(self, start: int, end: int, how: Literal["value", "unit", "word", "unmarked"], *rules: str) -> Reading:
        return Reading(self._text[start:end], self._shift + start, how, (*self._statement.rules, *filter(None, rules)))

    def _in_order(self, pattern: re.Pattern[str]) -> list[re.Match[str]]:
        """The matches that are not denied: the first first in a marked statement, the last first in a sentence."""
        found = [one for one in list(pattern.finditer(self._text))[:_MOST] if self._stands(one.start())]
        return found if self._marked and not self._statement.before else found[::-1]

    # -- numbers ---------------------------------------------------------------------------------------------------

    @cached_property
    def _delimited(self) -> list[Formula]:
        return list(formulas(self._text))[:_MOST]

    @cached_property
    def _values(self) -> list[_Value]:
        """The formulas and the numbers outside them, in order, without those that are denied or only bounds."""
        bounds = {one.end for one in self._of("bound", "numbered", *(["limit"] if self._marked else []))}
        passing = {one.end for one in self._of("passing", "limit")} - {one.end for one in self._of("amount")}
        taken = self._delimited
        found = [_Value(one.start, one.end, (one.inner_start, one.inner_end)) for one in taken]
        at = 0
        for one in list(_NUMBER.finditer(self._text))[:_MOST]:
            while at < len(taken) and taken[at].end <= one.start():
                at += 1
            if at < len(taken) and one.end() > taken[at].start:
                continue
            found.append(_Value(one.start(), one.end(), (one.start(), one.end())))
        found.sort(key=lambda one: one.start)
        return [
            _Value(one.start, one.end, one.inner, self._before(one.start) in passing)
            for one in found
            if self._stands(one.start) and self._before(one.start) not in bounds
        ]

    def _before(self, start: int) -> int:
        """Where the words before a value end, emphasis and brackets between them left out."""
        while start > 0 and self._text[start - 1] in "*_$(\\":
            start -= 1
        return start

    def _numbers(self, kind: Kind) -> Iterator[Reading]:
        if not self._values:
            yield from self._in_words()
        for value, how, rule in self._ranked():
            if kind == "quantity":
                yield from self._with_units(value, rule)
            yield self._reading(*value.inner, how, rule)
        for end, rule in reversed(self._equals[-2:]):  # what is more than numbers, such as 3 + 4i
            yield self._reading(end, self._clause_end(end), "value", rule)

    def _clause_end(self, start: int) -> int:
        """Where an explanation begins behind a place, or the passage ends."""
        found = (one.start for one in self._of("cause", "remark", "consequence") if one.start > start)
        return min(found, default=len(self._text))

    def _in_words(self) -> Iterator[Reading]:
        """Numbers in words, where the passage has none in digits: what opens it first, then the last."""
        found = [one for one in self._of("number") if self._stands(one.start)]
        first = [one for one in found if self._marked and not self._text[: one.start].strip(_EDGE)]
        for one in [*first, *reversed(found)]:
            yield self._reading(one.start, one.end, "value", one.rule.id)

    def _ranked(self) -> Iterator[tuple[_Value, Literal["value", "unmarked"], str]]:
        """The values with how they are marked and by which rule, the likeliest first."""
        cut = self._remark
        values = [one for one in self._values if cut is None or one.start < cut or not self._marked]
        if not self._marked:
            kept = [one for one in values if not self._is_explained(one.start)]
            values = kept or values
        values = self._following(values)
        if not values:
            return
        best, rule = self._point(values)
        if best is not None:
            yield best, "value", rule
        if self._marked and not self._statement.before:
            yield from ((one, "value", "") for one in values if one is not best)
            return
        rest = [one for one in reversed(values) if one is not best]
        how: Literal["value", "unmarked"] = "unmarked" if best is None and len(rest) > 1 else "value"
        yield from ((one, how, "") for one in rest if not one.passing)
        yield from ((one, how, "value.passing") for one in rest if one.passing)

    def _following(self, values: list[_Value]) -> list[_Value]:
        """The values behind the last consequence of a plain sentence, if there are any; else all."""
        if self._marked:
            return values
        last = max((one.end for one in self._of("consequence")), default=0)
        if not last:
            return values
        behind = [one for one in values if self._text[last : one.start].strip(_EDGE) == "" or not one.passing]
        return [one for one in behind if one.start >= last] or values

    def _is_explained(self, place: int) -> bool:
        """Whether a place of a plain sentence stands in a clause that only explains."""
        opens = max((one.start for one in self._of("cause") if one.start <= place), default=None)
        if opens is None:
            return False
        return not any(sign in self._text[opens + 1 : place] for sign in (", ", "; "))

    def _point(self, values: list[_Value]) -> tuple[_Value | None, str]:
        """The value that the passage says is its point: the end of its chain, in bold, or behind its last verb."""
        marks = self._equals
        copulas = [(one.end, one.rule.id) for one in self._of("copula")]
        if self._opens(values[0]):
            ends = [one for one in marks if not self._breaks(one[0])]
            found = self._behind(values, ends[-1:])
            return found if found[0] is not None else (values[0], "")
        subjects = {one.start for one in self._of("subject")}
        marks = [*marks]
        marks += [
            (one.start, "value.subject") for one in values if self._after(one.end) in subjects or one.end in subjects
        ]
        marks += [(one.start, "") for one in values if not one.passing and self._is_equation(one)]
        bold = [one.start() for one in _BOLD.finditer(self._text)]
        inside = [one for one in values if any(0 <= one.start - at <= 4 for at in bold)]  # noqa: PLR2004  # ** and $
        if inside:
            return inside[-1], ""
        found = self._behind(values, sorted(marks + copulas))
        first = self._marked and not self._statement.before and self._statement.mark != "heading"
        return (values[0], "") if found[0] is None and first else found

    def _opens(self, value: _Value) -> bool:
        """Whether a marked statement begins with a value."""
        plain = self._marked and not (self._statement.before or self._statement.mark == "heading")
        return plain and not self._text[: value.start].strip(_EDGE + "=:-( \n").strip()

    @cached_property
    def _equals(self) -> list[tuple[int, str]]:
        """Where an equals sign outside formulas ends, but for those of what is said in passing: "at x = 2"."""
        passing = [one.end for one in self._of("passing")]
        found = []
        for one in list(_EQUALS.finditer(self._text))[-_MOST:]:
            name = _NAME.search(self._text, max(0, one.start() - _LONGEST_NAME), one.start())
            if self._in_formula(one.start()) or (name is not None and name.start() in passing):
                continue
            found.append((one.end(), ""))
        return found

    def _after(self, end: int) -> int:
        """Where the words behind a value begin, emphasis between them left out."""
        while end < len(self._text) and self._text[end] in "*_":
            end += 1
        return end

    def _is_equation(self, value: _Value) -> bool:
        """Whether a delimited formula holds an equals sign, so that it ends in a value."""
        return value.inner[1] != value.end and _EQUALS.search(self._text, *value.inner) is not None

    def _breaks(self, place: int) -> bool:
        """Whether a new clause has begun before a place, so that what follows is no part of the statement."""
        return any(one.end <= place for one in self._of("instead", "consequence", "cause", "remark"))

    def _in_formula(self, place: int) -> bool:
        return any(one.start <= place < one.end for one in self._delimited)

    def _behind(self, values: list[_Value], marks: list[tuple[int, str]]) -> tuple[_Value | None, str]:
        """The last value that stands right behind one of some places."""
        starts = {self._before(one.start): one for one in values} | {one.start: one for one in values}
        for place, rule in reversed(marks[-_MOST:]):
            at = place
            while at < len(self._text) and at not in starts and self._text[at] in " *_":
                at += 1
            if at in starts:
                return starts[at], rule
        return None, ""

    def _with_units(self, value: _Value, rule: str) -> Iterator[Reading]:
        """A value with the words behind it, most of them first."""
        ends: list[int] = []
        at = value.end
        stops = {
            one.start
            for one in self._of("passing", "cause", "remark")
            if self._text[one.start : one.start + 3] != "per"
        }
        for _ in range(4):
            word = _UNIT.match(self._text, at)
            if word is None or (ends and {at, at + 1} & stops):
                break
            at = word.end()
            ends.append(at - 1 if self._text[at - 1] == "." else at)
        inner = self._text[slice(*value.inner)]
        for end in reversed(ends):
            rules = (*self._statement.rules, *filter(None, [rule]))
            yield Reading(inner + self._text[value.end : end], self._shift + value.inner[0], "unit", rules)

    # -- other kinds -----------------------------------------------------------------------------------------------

    def _formulas(self) -> Iterator[Reading]:
        """Runs of formulas joined by commas and words; then what follows the last verb, where nothing is delimited."""
        runs = [run for run in self._runs if self._stands(run[0].start)]
        if not runs:
            yield from self._plain()
            return
        places = {run[0].start: run for run in runs}
        marked = [run for end, run in ((self._verb_before(start), run) for start, run in places.items()) if end]
        forward = self._marked and not self._statement.before
        order = runs if forward else [*reversed(marked), *(run for run in reversed(runs) if run not in marked)]
        for run in order:
            sure = forward or run in marked or len(runs) == 1
            yield self._joined(run, "value" if sure else "unmarked")

    @cached_property
    def _runs(self) -> list[list[Formula]]:
        """The formulas, those together that are joined by commas and words."""
        runs: list[list[Formula]] = []
        for one in self._delimited:
            if runs and _JOINT.fullmatch(self._text, runs[-1][-1].end, one.start):
                runs[-1].append(one)
            else:
                runs.append([one])
        return runs

    def _verb_before(self, start: int) -> bool:
        before = self._before(start)
        return any(one.end == before for one in self._of("copula"))

    def _joined(self, run: list[Formula], how: Literal["value", "unmarked"]) -> Reading:
        if len(run) == 1:
            return self._reading(run[0].inner_start, run[0].inner_end, how)
        joints = [self._text[one.end : other.start].lower() for one, other in pairwise(run)]
        joint = " \\text{ or } " if any("or" in text for text in joints) else ", "
        return Reading(
            joint.join(self._text[one.inner_start : one.inner_end] for one in run), None, how, self._statement.rules
        )

    def _plain(self) -> Iterator[Reading]:
        """Undelimited mathematics behind the last verb, to the end of its clause; else the whole sentence."""
        for one in reversed(self._of("copula")[-4:]):
            if not self._stands(one.end):
                continue
            end = min(
                (other.start for other in self._of("cause", "remark") if other.start > one.end), default=len(self._text)
            )
            yield self._reading(one.end, end, "value", one.rule.id)
        yield from (self._reading(*one.span(), "value") for one in self._in_order(_BRACKETS))
        if not self._marked and not self._denied:
            yield self._reading(0, len(self._text), "value")

    def _options(self) -> Iterator[Reading]:
        """The letters of options: of a run of several, all."""
        found = self._in_order(_OPTION)
        if not found:
            return
        lead = found[0]
        run = sorted((one for one in found if not self._statement.before or one is lead), key=lambda one: one.start())
        joined = [lead]
        for one in run[run.index(lead) + 1 :]:
            if not _JOINT.fullmatch(self._text, joined[-1].end(), one.start()):
                break
            joined.append(one)
        for one in reversed(run[: run.index(lead)]):
            if not _JOINT.fullmatch(self._text, one.end(), joined[0].start()):
                break
            joined.insert(0, one)
        if len(joined) == 1:
            yield self._reading(*lead.span(), "word")
        else:
            letters = [next(letter for letter in one.groups() if letter) for one in joined]
            yield Reading(", ".join(letters), None, "word", self._statement.rules)

    def _truths(self) -> Iterator[Reading]:
        """The word yes or no that the passage begins with, or has behind its verb."""
        verbs = {one.end for one in self._of("copula")} | {0}
        for one in _TRUTH.finditer(self._text):
            lead = self._text[: one.start()].strip(_EDGE + ",.").lower()
            opens = self._before(one.start()) in verbs or lead in {"so", "thus", "hence", "therefore", "then", "and so"}
            ends = self._text[one.end() : one.end() + 1] in {
                "",
                ",",
                ".",
                ";",
                ":",
                "!",
                "*",
                '"',
                "”",
                "—",
                "–",
                ")",
                "_",
            }
            if opens and (ends or self._explains(one.end())):
                yield self._reading(one.start(), one.end(), "word")
                return

    def _explains(self, place: int) -> bool:
        return any(other.start in {place, place + 1} for other in self._of("cause", "remark"))

    def _words(self) -> Iterator[Reading]:
        """What stands in bold or in quotes, and what follows the last verb, to the end of its clause."""
        for pattern in (_BOLD, _QUOTED):
            found = self._in_order(pattern)
            if found:
                group = 1 if found[0][1] is not None else 2
                yield self._reading(*found[0].span(group), "word")
        starts = [0] if self._marked else []
        starts += [one.end for one in reversed(self._of("copula")[-3:])]
        for start in starts:
            if self._stands(start):
                stop = _STOP.search(self._text, start)
                end = stop.start() if stop else len(self._text)
                remark = min((one.start for one in self._of("cause", "remark") if one.start > start), default=end)
                yield self._reading(start, min(end, remark), "word")
