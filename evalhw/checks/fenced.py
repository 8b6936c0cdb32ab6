"""An answer as a judge sees it: hidden characters shown, fenced by a label that it cannot contain.

Invariant: what is shown leads back to the raw answer, character by character, and the fence is closed by nothing but
its own end.
"""

import hashlib
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from evalhw.text.layout.anchors import find
from evalhw.text.layout.hidden import HIDDEN, INVISIBLE, SHOWN, symbol
from evalhw.text.layout.spans import Span

_BETWEEN = "\n\n"
_LABEL = 24


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
        found = find(plain, wanted)
        if found is None or found.how not in {"exact", "spacing"}:
            return None
        start, end = found.span.start, found.span.end
        if "".join(plain[start:end].split()) != "".join(wanted.split()):
            return None  # in other letters: capitals for small ones
        return self._within(Span(self.starts[offsets[start]], self.starts[offsets[end - 1]] + 1))

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
