"""Find equations that stand in a text without delimiters: `W2 W1 X X^T = I`, `dL = 2 tr(E^T dE)`, over several lines.

Invariant: a run never holds a word of a sentence; a line that begins with a relation sign goes on with the line before
it, and a run whose left side is a word (`left = A = B`) begins behind that sign.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

MAX_LINE = 400  # characters of a line that is looked through
_RELATION = re.compile(r"[=≈≡⟹⇒]|\\(?:approx|implies|Rightarrow|equiv)")
_EQUALS = re.compile(r"\S\s*[=≈≡]")
_OPENING = re.compile(r"[\s:]*(?:=|≈|≡)\s*")
_HEAVY = re.compile(r"[A-Za-z)][_^']|[₀-₉ₖᵀ⊤²∂∇Σσλ]")
_FACTOR = re.compile(r"[A-Z)][_^'₀-₉ₖᵀ⊤]")  # several of them may stand in one word: U_kU_kᵀXXᵀ
_MATHEMATICS = re.compile(f"{_RELATION.pattern}|{_HEAVY.pattern}")
_PRODUCT = 3  # factors with a script make a formula without a relation sign
_WORD = re.compile(r"\S+")
_PROSE = re.compile(r"[(\"'*_]*[A-Za-z]{2,}(?:['’-][A-Za-z]+)*[)\"'*_]*[,.:;!?]*")
_MARK = re.compile(r"[-*+•]|\(?(?:\d{1,2}|[ivx]{1,4}|[a-h])[.)]|[>#|]+|[①-⑳]|=>|⇒|⟹")
_NAMED = re.compile(r"[(\[][A-Za-z][\w₀-₉]{0,3}[)\]][:.]?")  # (A), (W1): a lone name in brackets is a label
_SIGNED = re.compile(r"[=≈≡⟹⇒+\-−*·×/^∈]")
_ARROW = re.compile(r"\s*(?:->|=>|[→⇒⟹⟶])\s*$")  # what it points to is said in words
_GRADIENT = re.compile(  # what a formula is the gradient of, and is no formula without that word
    r"\b(?:grad|nabla|(?:gradient|derivative)[ \t]+of|(?<!\bthe )(?<!\ba )(?<!\bits )gradient)[ \t]+"
    r"(?=[A-Za-z](?:_?\w)?[ \t]*(?:\([^()\n]{1,20}\)[ \t]*)?[=≈≡])",
    re.IGNORECASE,
)
_BY = re.compile(r"\b(?:with[ \t]+respect[ \t]+to|w\.?r\.?t\.?)[ \t]+[A-Za-z](?:_?\w)?[ \t]*(?=[=≈≡])", re.IGNORECASE)
_UNFINISHED = re.compile(r"\s*[=≈≡]\s*(?:diag|tr|det)?\s*$")
_LONE = re.compile(r"\(?[^\W\d](?:_?\w)?")
_FULL_STOP = re.compile(r"(?<![.\s])[.;]$")
_LONGEST_WORD, _LONGEST_SIDE = 20, 40  # "derivative of", and the function behind it
_COLUMN = 3  # blanks between what stands in two columns
_TICK = re.compile(r"[✓✔✅☑■□∎]+")
_OF = re.compile(r"(?:d|∂)/(?:d|∂)\S+\s+of\s*$")
_DIFFERENTIAL = re.compile("d[A-Z]")
_LETTERS = 4  # capitals of declared names side by side, such as AB; more of them are a word
_SHORT = 2  # characters; a sign alone
_WORDS = frozenset({
    "am", "an", "as", "at", "be", "by", "do", "go", "he", "if", "in", "is", "it", "me", "my", "no", "of", "ok", "on",
    "or", "so", "to", "up", "us", "vs", "we",
})  # fmt: skip
_FACTORS = re.compile(r"[A-Z][a-z]*")
_SPOKEN = frozenset({
    "tr", "trace", "vec", "diag", "rank", "det", "sum", "sqrt", "exp", "log", "dl", "df", "dw", "de", "dx", "dr",
    "alpha", "beta", "gamma", "delta", "epsilon", "eta", "theta", "kappa", "lambda", "mu", "nu", "xi", "pi", "rho",
    "sigma", "tau", "phi", "chi", "psi", "omega", "eps", "lam",
})  # fmt: skip
_PARTS = re.compile(r"(?:[^|\"“”]|(?<=\|)\||\|(?=\|))+")  # cells of a table, strings; || is a norm


@dataclass(slots=True)
class _Run:
    """Mathematical words side by side: where, and whether they begin and end their line, and open with a sign."""

    start: int
    end: int
    begins: bool
    ends: bool
    opens: bool
    whole: bool


class _Names:
    """The declared names as they stand in plain text."""

    def __init__(self, names: Collection[str]) -> None:
        joined = {one for name in names if (one := name.replace("_", "")).lower() not in _WORDS}  # U_k is also typed Uk
        self.long = frozenset(name for name in joined if len(name) > 1 and name.isalpha()) | _SPOKEN
        self.letters = frozenset(name for name in names if len(name) == 1 and name.isupper()) | {"I"}

    def is_prose(self, word: str, before: str) -> bool:
        """Whether a word is one of a sentence rather than of a formula."""
        if word.endswith(":") and not word.endswith("::"):
            return True  # what introduces a formula is no part of it
        bare_word = word.strip("()\"'*_,.:;!?")
        if len(bare_word) > _LETTERS and word == bare_word and word.isascii() and word.isalpha():
            return word not in self.long and word.lower() not in _SPOKEN and not self._is_product(word)
        if not _PROSE.fullmatch(word) or bare_word in self.long or bare_word.lower() in _SPOKEN:
            return False
        if _DIFFERENTIAL.fullmatch(bare_word) or _OF.search(before + word) or self._is_product(bare_word):
            return False
        return not (len(bare_word) <= _LETTERS and self.letters.issuperset(bare_word))

    def _is_product(self, word: str) -> bool:
        """Whether a word is capitals with declared names of several letters among them: UkUk, XXUk, UkT."""
        parts = _FACTORS.findall(word)
        known = any(part in self.long for part in parts) and len(parts) > 1 and "".join(parts) == word
        return known and all(len(part) == 1 or part in self.long for part in parts)


def bare(text: str, taken: Sequence[tuple[int, int]], names: Collection[str]) -> Iterator[tuple[int, int]]:
    """Start and end of the undelimited formulas outside of the given spans."""
    known = _Names(names)
    pending: _Run | None = None
    for start, end, inside in _lines(text, taken):
        runs = _runs_of_line(text, start, end, inside, known)
        if runs and pending is not None and runs[0].opens and runs[0].begins:
            first = runs.pop(0)
            pending = _Run(pending.start, first.end, pending.begins, first.ends, pending.opens, whole=True)
            if first.ends:
                continue
        if pending is not None:
            yield from _kept(text, pending)
            pending = None
        if runs and runs[-1].ends:
            pending = runs.pop()
        for run in runs:
            yield from _kept(text, run)
    if pending is not None:
        yield from _kept(text, pending)


def _lines(text: str, taken: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, list[tuple[int, int]]]]:
    """Each line with the spans in it that are taken; blank lines as well, since they part what stands around them."""
    upcoming = 0
    for line in re.finditer(r"[^\n]*\n?", text):
        start, end = line.start(), line.end()
        inside: list[tuple[int, int]] = []
        while upcoming < len(taken) and taken[upcoming][0] < end:
            inside.append(taken[upcoming])
            if taken[upcoming][1] > end:
                break  # it goes on in the next line
            upcoming += 1
        yield start, end, inside


def _runs_of_line(text: str, start: int, end: int, inside: list[tuple[int, int]], names: _Names) -> list[_Run]:
    if end - start > MAX_LINE or not _MATHEMATICS.search(text, start, end):
        return []
    found: list[_Run] = []
    for first, last in _outside(start, end, inside):
        if inside and not _MATHEMATICS.search(text, first, last):
            continue  # the line's signs are all in its formulas
        for part in _PARTS.finditer(text, first, last):
            found.extend(_runs(text, part.start(), part.end(), names))
    for run in found:
        run.begins = not text[start : run.start].strip(" \t>*-+•") or bool(
            _MARK.fullmatch(text[start : run.start].strip())
        )
        run.ends = not _TICK.sub("", text[run.end : end]).strip(" \t\n\r,.;")
        if not run.ends:
            _cut(text, run)
    return [run for run in found if run.start < run.end]


def _cut(text: str, run: _Run) -> None:
    """Take away a sign before which the line goes on in words: "A = B = RHS", "(D = diag of these)"."""
    left = _UNFINISHED.search(text, run.start, run.end)
    if left is None:
        return
    if _RELATION.search(text, run.start, left.start()):
        run.end = left.start()
    elif _LONE.fullmatch(text, run.start, left.start()):
        run.end = run.start


def _outside(start: int, end: int, taken: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """What is left of a line between the formulas in it."""
    for first, last in taken:
        if first > start:
            yield start, first
        start = max(start, last)
    if start < end:
        yield start, end


def _runs(text: str, start: int, end: int, names: _Names) -> Iterator[_Run]:
    """The runs of mathematical words between two offsets."""
    words: list[tuple[int, int]] = []
    for word in _WORD.finditer(text, start, end):
        before = text[max(start, word.start() - 30) : word.start()]
        if not names.is_prose(word.group(), before) and not _TICK.fullmatch(word.group()):
            words.append(word.span())
            continue
        if words and _closes(text, words) and not names.is_prose(word.group().rstrip(":"), before):
            words.append(word.span())  # A = B C: what the colon announces begins behind it
        for group in _groups(text, words):
            yield from _run(text, group)
        words = []
    for group in _groups(text, words):
        yield from _run(text, group)


def _closes(text: str, words: Sequence[tuple[int, int]]) -> bool:
    """Whether words are an equation so far, so that a word with a colon is its last factor and no label."""
    return _EQUALS.search(text, words[0][0], words[-1][1]) is not None


def _groups(text: str, words: list[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """The words of one formula each: parted by a full stop, by a wide gap, and from an equation in brackets."""
    group: list[tuple[int, int]] = []
    related = False
    for place, (start, end) in enumerate(words):
        aside = group and text[start] == "(" and _is_aside(text, words[place:])
        column = group and start - group[-1][1] >= _COLUMN and _parts_columns(text, group, words[place:])
        stop = group and related and _FULL_STOP.search(text, group[-1][0], group[-1][1])
        if aside or column or stop:
            yield group
            group, related = [], False
        group.append((start, end))
        related = related or _RELATION.search(text, start, end) is not None
    if group:
        yield group


def _is_aside(text: str, words: Sequence[tuple[int, int]]) -> bool:
    """Whether words begin with an equation in brackets: (S = A B)."""
    depth = 0
    for start, end in words:
        depth += text.count("(", start, end) - text.count(")", start, end)
        if depth <= 0:
            return _RELATION.search(text, words[0][0], end) is not None
    return _RELATION.search(text, words[0][0], words[-1][1]) is not None  # it goes on in words


def _is_enclosed(text: str, start: int, end: int) -> bool:
    """Whether the bracket at the start closes at the end, and not before."""
    depth = 0
    for at in range(start, end):
        depth += (text[at] == "(") - (text[at] == ")")
        if depth == 0:
            return at == end - 1
    return False


def _parts_columns(text: str, group: Sequence[tuple[int, int]], rest: Sequence[tuple[int, int]]) -> bool:
    """Whether a gap stands between two equations, and not around a sign."""
    if _SIGNED.match(text, rest[0][0]) or _SIGNED.fullmatch(text, group[-1][1] - 1, group[-1][1]):
        return False
    return all(_RELATION.search(text, part[0][0], part[-1][1]) for part in (group, rest))


def _run(text: str, words: list[tuple[int, int]]) -> Iterator[_Run]:
    """The run of words, without list marks in front and without what stands behind its last comma."""
    while len(words) > 1 and _is_mark(text, words):
        words = words[1:]
    for place in range(len(words) - 2, -1, -1):
        comma = text[words[place][1] - 1] in ",;"
        if comma and not _RELATION.search(text, words[place][1], words[-1][1]):
            words = words[: place + 1]
    start, end = words[0][0], words[-1][1]
    while end > start and (text[end - 1] in ".,;:" or text.endswith("**", start, end)):
        end -= 1 if text[end - 1] != "*" else len("**")
    if text.startswith("**", start, end):  # bold type
        start += len("**")
    while arrow := _ARROW.search(text, start, end):
        end = arrow.start()
    start, end = _unbracketed(text, start, end)
    start = _in_words(text, start)
    heavy = sum(max(1, len(_FACTOR.findall(text, *word))) for word in words if _HEAVY.search(text, *word))
    whole = _RELATION.search(text, start, end) is not None or heavy >= _PRODUCT
    yield _Run(start, end, begins=False, ends=False, opens=_OPENING.match(text, start, end) is not None, whole=whole)


def _in_words(text: str, start: int) -> int:
    """Where a formula starts whose left side is told in words: a gradient, or the name behind "with respect to"."""
    near = max(0, start - _LONGEST_WORD), start + _LONGEST_SIDE
    gradient, by = _GRADIENT.search(text, *near), _BY.search(text, *near)
    if gradient is not None and gradient.end() == start:
        return gradient.start()
    return by.end() if by is not None and by.start() < start < by.end() else start


def _is_mark(text: str, words: Sequence[tuple[int, int]]) -> bool:
    """Whether the first word is no factor: a list mark, or a label that is followed by no sign."""
    first = text[slice(*words[0])].strip("*_")
    return bool(_MARK.fullmatch(first)) or (bool(_NAMED.fullmatch(first)) and not _SIGNED.match(text, words[1][0]))


def _unbracketed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without a bracket at an end that opens or closes outside of it."""
    inside = text[start:end]
    surplus = inside.count("(") - inside.count(")")
    while surplus > 0 and start < end and text[start] == "(":
        start, surplus = start + 1, surplus - 1
    while surplus < 0 and start < end and text[end - 1] == ")":
        end, surplus = end - 1, surplus + 1
    if surplus == 0 and text[start : start + 1] == "(" and _is_enclosed(text, start, end) and _RELATION.search(inside):
        return start + 1, end - 1
    return start, end


def _kept(text: str, run: _Run) -> Iterator[tuple[int, int]]:
    """The span of a run that is a formula, behind the sign that a word stood before."""
    start = run.start
    opening = _OPENING.match(text, start, run.end)
    if opening is not None and not run.whole:
        return
    if opening is not None:
        start = opening.end()
        if not _MATHEMATICS.search(text, start, run.end):
            return
    if run.end - start > _SHORT and run.whole:
        yield start, run.end
