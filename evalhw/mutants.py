"""Damage a right answer on purpose, to see whether a rubric notices.

Invariant: a mutant differs from the answer in one place, and says which.
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

MAX_OF_A_KIND = 6

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
        line: The 1-based line of the damage.
        was: The passage that was changed.
    """

    kind: str
    text: str
    line: int
    was: str


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
    begin = answer.rfind("\n", 0, start) + 1
    stop = answer.find("\n", end)
    was = answer[begin : stop if stop >= 0 else len(answer)].strip()
    return Mutant(kind, answer[:start] + new + answer[end:], answer.count("\n", 0, start) + 1, was)


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
            yield _changed("deletes a step", answer, match.start(), match.end(), "")
