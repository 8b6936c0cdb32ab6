"""Whether a part has the length that was asked for.

Invariant: what is counted is the part's own words, as a person would count them on the printed page.

The rule: a word is a run of characters between white space that holds a letter or a digit, after markup is taken off.
An inline formula is one word, and so is a piece of inline code without spaces. Displayed formulas, blocks of code and
images are none. The words of headings, lists and tables count, their marks (hashes, bullets, numbers, bars) do not.
The heading that carries the part's label does not count, nor does a label at the start of a sentence; nor does a row of
a summary table at the end of the whole answer, a polite opening ("Sure, here is …:") or closing ("I hope this helps").
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from evalhw.checks.base import Answer, Check, CheckResult, Premise, Remark
from evalhw.text.parts.counting import first_words, word_count

if TYPE_CHECKING:
    from evalhw.mathematics.declared.symbols import Symbols


class WordCountCheck(Check):
    """A number of words, both ends included."""

    kind: Literal["word_count"]
    min: int | None = Field(default=None, ge=0, description="The fewest words.")
    max: int | None = Field(default=None, ge=1, description="The most words.")

    def apply(self, answer: Answer) -> CheckResult:
        """Count the words of the part."""
        count = word_count(answer.document, answer.spans)
        trail = (Premise(f"{count} words of its own"),)
        if self.min is not None and count < self.min:
            return _wrong(answer, f"{count} words, fewer than the {self.min} that are asked for at least.", trail)
        if self.max is not None and count > self.max:
            return _wrong(answer, f"{count} words, more than the {self.max} that are allowed.", trail)
        return CheckResult("met", f"{count} words.", trail=trail)

    def faults(self, symbols: "Symbols | None", sources: Mapping[str, str]) -> Iterator[tuple[tuple[str, ...], str]]:
        """Name limits that are missing or crossed."""
        del symbols, sources
        if self.min is None and self.max is None:
            yield (), "min, max or both"
        elif self.min is not None and self.max is not None and self.min > self.max:
            yield ("min",), f"at most max, which is {self.max}"


def _wrong(answer: Answer, reason: str, trail: tuple[Premise, ...]) -> CheckResult:
    """The length is not met: said at the first sentence of the part."""
    place = first_words(answer.document, answer.spans)
    remarks = (Remark(place.start, place.end, "incorrect", reason),) if place else ()
    return CheckResult("not_met", reason, remarks=remarks, trail=trail)
