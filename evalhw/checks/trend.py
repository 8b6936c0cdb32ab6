"""How a quantity moves: it grows, it falls, it stays as it is.

Invariant: only what the answer states of just this quantity decides; contradictory, hedged and unreadable statements
leave the criterion undecided.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from evalhw.checks.base import Answer, Check, CheckResult, Remark
from evalhw.checks.language import foreign_language, unread
from evalhw.checks.movements import Direction, Movement, Subjects, movements
from evalhw.frozen import Frozen
from evalhw.text.language.prose import prose_of

if TYPE_CHECKING:
    from evalhw.mathematics.declared.symbols import Symbols

Words = Annotated[tuple[str, ...], Field(strict=False)]
_WAYS: dict[str, Direction] = {"increases": "up", "decreases": "down", "unchanged": "same"}
_SAID = {"up": "to increase", "down": "to decrease", "same": "to stay unchanged"}


class Mover(Frozen):
    """What the quantity moves with."""

    words: Annotated[tuple[str, ...], Field(min_length=1, strict=False)] = Field(
        description="Words for it, such as sample size."
    )
    moves: Literal["increases", "decreases"] = Field(default="increases", description="How the question lets it move.")


class TrendCheck(Check):
    """Met when the answer says that the quantity moves as expected: in a sentence, a table, or with arrows.

    "The higher X, the lower Y", "Y falls as X grows", "Y is inversely proportional to X", "Y doubles", "bias ↓" and
    "Y does not depend on X" are read. Where `with` is given, a sentence that lets it move the other way is turned
    round: "as supply falls, the price rises" says that the price decreases with supply. A denied direction is no other.
    """

    kind: Literal["trend"]
    of: Annotated[tuple[str, ...], Field(min_length=1, strict=False)] = Field(
        description="Words for the quantity, such as bias; everyday endings are understood."
    )
    moves: Literal["increases", "decreases", "unchanged"] = Field(description="How it moves.")
    with_: Mover | None = Field(default=None, alias="with", description="What it moves with.")

    def apply(self, answer: Answer) -> CheckResult:
        """Find what is said of the quantity's movement."""
        if language := foreign_language(answer):
            return unread(language)
        mover = self.with_
        subjects = Subjects(self.of, mover.words if mover else (), mover is None or mover.moves == "increases")
        stated, anything = movements(prose_of(answer.document, answer.spans), subjects, answer.prompt)
        right = [one for one in stated if not one.denied and one.direction == self._expected]
        wrong = [one for one in stated if self._contradicts(one)]
        evidence = tuple(dict.fromkeys(one.span for one in (right or wrong)[-1:]))
        if right and not wrong:
            return CheckResult("met", f"The {self.of[0]} is said {_SAID[self._expected]}.", evidence=evidence)
        if wrong and not right and all(one.direction for one in stated):
            return self._wrong(wrong[-1])
        if not stated and not anything:
            return CheckResult("not_met", f"Nothing is said of how the {self.of[0]} moves.", said=False)
        how = "contradictory" if right else "not clear"
        return CheckResult("unscored", f"What is said of how the {self.of[0]} moves is {how}.", evidence=evidence)

    def _wrong(self, one: Movement) -> CheckResult:
        said = f"not {_SAID[one.direction]}" if one.denied else _SAID[one.direction]
        reason = f"The {self.of[0]} is said {said}; expected: {self.moves}."
        remark = Remark(one.span.start, one.span.end, "incorrect", reason)
        return CheckResult("not_met", reason, evidence=(one.span,), remarks=(remark,))

    @property
    def _expected(self) -> Direction:
        return _WAYS[self.moves]

    def _contradicts(self, one: Movement) -> bool:
        """Whether a statement is of another direction, or denies this one; another that is denied tells nothing."""
        return one.direction != "" and (one.direction == self._expected) == one.denied

    @property
    def beyond_prompt(self) -> bool:
        """The prompt does not give what it asks for."""
        return True

    def faults(self, symbols: "Symbols | None", sources: Mapping[str, str]) -> Iterator[tuple[tuple[str, ...], str]]:
        """The same words for both quantities."""
        del symbols, sources
        both = {word.lower() for word in self.of} & {word.lower() for word in (self.with_.words if self.with_ else ())}
        for word in sorted(both):
            yield ("with", "words"), f"'{word}' is a word for both quantities"
