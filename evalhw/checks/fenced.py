"""An answer as a judge sees it: hidden characters shown, fenced by a label that it cannot contain.

Invariant: what is shown leads back to the raw answer, character by character, and the fence is closed by nothing but
its own end.
"""

import hashlib
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from evalhw.text.layout.anchors import find
from evalhw.text.layout.hidden import HIDDEN, INVISIBLE, SHOWN, symbol
from evalhw.text.layout.spans import Span

SHORTEST = 6
"""So many characters, white space aside, a quote has at least, if it is not a whole line."""
_BETWEEN = "\n\n"
_LABEL = 24
_VERDICT = "verdict"
_DECISIONS = ("met", "notmet", "not_met", "not met")
_STRAIGHT = str.maketrans(
    {**dict.fromkeys("‘’‚‛′", "'"), **dict.fromkeys("“”„‟″«»", '"'), **dict.fromkeys("‐‑‒–—−", "-")}
)
"""Quotation marks and dashes as a keyboard has them, one character for one."""


@dataclass(frozen=True)
class Shown:
    """Passages of a raw answer, made visible.

    Attributes:
        text: What is shown.
        starts: For each character of `text`, the offset of its passage in the raw answer.
        spans: The passages, in order.
    """

    text: str
    starts: "array[int]"
    spans: tuple[Span, ...]

    @classmethod
    def of(cls, raw: str, spans: Sequence[Span]) -> "Shown":
        """The passages of `raw` one below the other, every hidden character written out."""
        pieces: list[str] = []
        starts: array[int] = array("q")
        for span in spans:
            if pieces:
                pieces.append(_BETWEEN)
                starts.extend([span.start] * len(_BETWEEN))
            at = span.start
            for found in HIDDEN.finditer(raw, span.start, span.end):
                pieces.append(raw[at : found.start()])
                starts.extend(range(at, found.start()))
                at = found.end()
                if found.group() == "\r" and raw[at : at + 1] == "\n":
                    continue  # the end of a line, and no more than that
                pieces.append(symbol(found.group()))
                starts.extend([found.start()] * len(pieces[-1]))
            pieces.append(raw[at : span.end])
            starts.extend(range(at, span.end))
        return cls("".join(pieces), starts, tuple(spans))

    def locate(self, quote: str) -> Span | None:
        """The passage of the raw answer that is quoted: the very words, but for white space and hidden characters.

        Returns:
            The passage, inside one of `spans`; None if the words do not stand in the answer.
        """
        wanted = INVISIBLE.sub("", SHOWN.sub("", quote)).strip()
        if not any(sign.isalnum() for sign in wanted):
            return None
        plain, offsets = self._plain()
        exact = find(plain, wanted)
        if exact is None or exact.how not in {"exact", "spacing"}:
            plain, wanted = plain.translate(_STRAIGHT), wanted.translate(_STRAIGHT)
        found = find(plain, wanted)
        if found is None or found.how not in {"exact", "spacing"}:
            return None
        start, end = found.span.start, found.span.end
        if "".join(plain[start:end].split()) != "".join(wanted.split()):
            return None  # in other letters: capitals for small ones
        return self._within(Span(self.starts[offsets[start]], self.starts[offsets[end - 1]] + 1))

    def tells(self, quote: str) -> bool:
        """Whether a quote is long enough to say what decides: some characters, or all of a line."""
        wanted = _signs(quote)
        if len(wanted) >= SHORTEST:
            return True
        bare = _letters(wanted)
        return bool(bare) and any(_letters(_signs(line)) == bare for line in self.text.splitlines())

    def repeats(self, reason: str) -> bool:
        """Whether a judge's reason is what the answer gives as the reason of a verdict of its own."""
        wanted = _letters(_signs(reason))
        own = (self.text[span.start : span.end] for span in self._own_verdicts)
        return bool(wanted) and any(wanted in _letters(_signs(text)) for text in own)

    def in_own_verdict(self, passage: Span) -> bool:
        """Whether a passage of the raw answer touches a verdict that the answer gives itself."""
        own = ((self.starts[span.start], self.starts[span.end - 1] + 1) for span in self._own_verdicts)
        return any(start < passage.end and passage.start < end for start, end in own)

    @cached_property
    def _own_verdicts(self) -> tuple[Span, ...]:
        """Where the shown answer gives a verdict such as a judge gives, each with the braces or the line around it."""
        text = "".join(_folded(sign) for sign in self.text)
        found: list[Span] = []
        at = text.find(_VERDICT)
        while at >= 0:
            end = at + len(_VERDICT)
            value = _value(text, end)
            if value:
                found.append(self._around(at, value, found[-1].end if found else 0))
                end = max(end, found[-1].end)
            at = text.find(_VERDICT, end)
        return tuple(found)

    def _around(self, start: int, end: int, least: int) -> Span:
        opened = self.text.rfind("{", least, start)
        closed = self.text.find("}", end)
        if opened >= 0 and closed >= 0 and "}" not in self.text[opened:start]:
            return Span(opened, closed + 1)
        # Without braces its reason and quote may stand on the lines around it: the paragraph is its own.
        before = self.text.rfind(_BETWEEN, least, start)
        after = self.text.find(_BETWEEN, end)
        return Span(least if before < 0 else before + len(_BETWEEN), len(self.text) if after < 0 else after)

    def _plain(self) -> tuple[str, Sequence[int]]:
        """What is shown without the symbols for hidden characters, and where each character stands in `text`."""
        pieces: list[str] = []
        offsets: array[int] = array("q")
        at = 0
        for found in SHOWN.finditer(self.text):
            pieces.append(self.text[at : found.start()])
            offsets.extend(range(at, found.start()))
            at = found.end()
        pieces.append(self.text[at:])
        offsets.extend(range(at, len(self.text)))
        return "".join(pieces), offsets

    def _within(self, passage: Span) -> Span:
        """The passage, cut at the end of the part in which it begins."""
        home = next((span for span in self.spans if span.start <= passage.start < span.end), passage)
        return Span(passage.start, min(passage.end, home.end))


def _signs(text: str) -> str:
    """A text without white space, without what cannot be seen, and as a keyboard writes it."""
    return "".join(INVISIBLE.sub("", SHOWN.sub("", text)).translate(_STRAIGHT).split())


def _letters(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def _folded(sign: str) -> str:
    """A character in small letters, still one character."""
    small = sign.lower()
    return small if len(small) == 1 else sign


def _value(text: str, at: int) -> int:
    """Where a verdict's value ends that begins behind the word, with nothing but marks between; 0 if there is none."""
    near = at + _LABEL
    start = next((place for place in range(at, min(near, len(text))) if text[place].isalnum()), None)
    if start is None or start == at:
        return 0
    for word in _DECISIONS:
        end = start + len(word)
        if text.startswith(word, start) and not text[end : end + 1].isalnum():
            return end
    return 0


def label(*texts: str) -> str:
    """A word that none of the texts contains, the same every time for the same texts."""
    seed = "\0".join(texts)
    while True:
        word = hashlib.sha256(seed.encode("utf-8", "backslashreplace")).hexdigest()[:_LABEL]
        if not any(word in text.lower() for text in texts):
            return word
        seed = word + seed


def fence(name: str, word: str, text: str) -> str:
    """A text between marks that carry a label."""
    return f"<{name} {word}>\n{text}\n</{name} {word}>"
