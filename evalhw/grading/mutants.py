"""Damage a right answer on purpose, to see whether a rubric notices.

Invariant: a mutant differs from the answer in one place, and shows that place before and after.
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

MAX_OF_A_KIND = 6
CONTEXT = 28
"""Characters that are shown on either side of a change."""
_LONGEST_BETWEEN = 40
_LONGEST_STEP = 80

_TRANSPOSE = re.compile(r"\^\{?\s*(?:\\top|\\intercal|\\mathsf\s*\{?T\}?|T)\s*\}?|ᵀ|⊤")
_SIGN = re.compile(r"(?<=[\w)}\]] )[-+−](?= ?[\w\\(\[{])")
_NUMBER = re.compile(r"(?<![\w.,^_{\\])[0-9]+(?:\.[0-9]+)?(?![\w}])")
_VERB = re.compile(r"\b(is|are|does|do|can|will|has|have|must|should)\b(?! not\b)")


@dataclass(frozen=True)
class Mutant:
    """A damaged answer.

    Attributes:
        kind: What was done: drops a transpose, flips a sign, swaps two numbers, negates a sentence, deletes a step.
        text: The damaged answer.
        start: Where the damage starts in the answer.
        end: Where it ends there, exclusive.
        line: The 1-based line of the damage.
        was: The place before the change, with a few words around it, on one line.
        now: The same place after it; empty where a step is deleted.
    """

    kind: str
    text: str
    start: int
    end: int
    line: int
    was: str
    now: str

    @property
    def in_formula(self) -> bool:
        """Whether a formula was damaged, and not the prose around it."""
        return self.kind in {"drops a transpose", "flips a sign"}


def mutants(answer: str) -> Iterator[Mutant]:
    """Damaged versions of an answer, at most `MAX_OF_A_KIND` of each kind, spread over the text."""
    for match in _spread(list(_TRANSPOSE.finditer(answer))):
        yield _changed("drops a transpose", answer, match.start(), match.end(), "")
    for match in _spread(list(_SIGN.finditer(answer))):
        flipped = "+" if match.group() in "-−" else "-"
        yield _changed("flips a sign", answer, match.start(), match.end(), flipped)
    yield from _swapped_numbers(answer)
    for match in _spread(list(_VERB.finditer(answer))):
        yield _changed("negates a sentence", answer, match.end(), match.end(), " not")
    yield from _deleted_steps(answer)


def _spread(found: list[re.Match[str]]) -> list[re.Match[str]]:
    step = max(1, -(-len(found) // MAX_OF_A_KIND))
    return found[::step]


def _changed(kind: str, answer: str, start: int, end: int, new: str) -> Mutant:
    before, after = _left_of(answer, start), _right_of(answer, end)
    was, now = (_one_line(before + _middle(part) + after) for part in (answer[start:end], new))
    return Mutant(kind, answer[:start] + new + answer[end:], start, end, _line(answer, start), was, now)


def _line(answer: str, at: int) -> int:
    return answer.count("\n", 0, at) + 1


def _left_of(answer: str, at: int) -> str:
    low = max(0, at - CONTEXT)
    part = answer[low:at]
    if low and (cut := re.search(r"\s", part)):
        part = "…" + part[cut.end() :]
    return part


def _right_of(answer: str, at: int) -> str:
    part = answer[at : at + CONTEXT]
    if at + CONTEXT < len(answer) and (cut := re.search(r"\s\S*$", part)):
        part = part[: cut.start()] + "…"
    return part


def _middle(part: str) -> str:
    """A changed part, without its inside where it is long."""
    half = _LONGEST_BETWEEN // 2
    return part if len(part) <= _LONGEST_BETWEEN else f"{part[:half]} … {part[-half:]}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _swapped_numbers(answer: str) -> Iterator[Mutant]:
    found = [match for match in _NUMBER.finditer(answer) if len(match.group()) > 1]
    pairs = [(a, b) for a, b in itertools.pairwise(found) if a.group() != b.group()]
    for first, second in pairs[:MAX_OF_A_KIND]:
        between = answer[first.end() : second.start()]
        swapped = second.group() + between + first.group()
        yield _changed("swaps two numbers", answer, first.start(), second.end(), swapped)


def _deleted_steps(answer: str) -> Iterator[Mutant]:
    blocks = [match for match in re.finditer(r"(?:[^\n]+\n?)+", answer) if match.group().strip()]
    if len(blocks) > 2:  # noqa: PLR2004 - with the first and the last block kept, something must be left to delete
        for match in _spread(blocks[1:-1]):
            start, end = match.span()
            step = _one_line(match.group())
            shown = step if len(step) <= _LONGEST_STEP else step[:_LONGEST_STEP].rsplit(" ", 1)[0] + "…"
            yield Mutant("deletes a step", answer[:start] + answer[end:], start, end, _line(answer, start), shown, "")
