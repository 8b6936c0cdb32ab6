"""Several options of a list: exactly these and no others.

Invariant: an option is chosen or not by the last firm word on it; a final selection says it of all options at once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from evalhw.checks.base import Answer, Check, CheckResult, Remark
from evalhw.checks.choosing.options import AnyOption, OptionReader
from evalhw.checks.choosing.picks import picks
from evalhw.checks.choosing.selection import Pick, premises, selection

if TYPE_CHECKING:
    from evalhw.mathematics.declared.symbols import Symbols


class ChoicesCheck(Check):
    """Met when the answer chooses exactly these options; a declared share is earned when it is off by one."""

    kind: Literal["choices"]
    options: Annotated[tuple[AnyOption, ...], Field(min_length=2, strict=False)] = Field(
        description="All options in the question's order: a name, or the keys below."
    )
    answers: Annotated[tuple[str, ...], Field(min_length=1, strict=False)] = Field(
        description="Names of the right options."
    )
    one_missing: float = Field(default=0, ge=0, le=1, description="Share earned when exactly one is missing.")
    one_extra: float = Field(default=0, ge=0, le=1, description="Share earned when exactly one is too many.")

    @cached_property
    def reader(self) -> OptionReader:
        """Finds the options in a text."""
        return OptionReader(self.options)

    @cached_property
    def right(self) -> frozenset[int]:
        """The indices of the right options."""
        return frozenset(index for index, option in enumerate(self.options) if option.name in self.answers)

    @property
    def beyond_prompt(self) -> bool:
        """The prompt lists all options; it chooses none."""
        return True

    def apply(self, answer: Answer) -> CheckResult:
        """Find the final selection and hold it against the right one."""
        found = picks(answer, self.reader)
        if not found:
            return CheckResult("not_met", "No option is chosen.", said=False)
        made = selection(answer.raw, found)
        if made is None:
            return replace(self._hedged(found), trail=premises(found, self.options))
        result = self._judged({pick.option for pick in made}, made)
        return replace(result, trail=premises(made, self.options))

    def _judged(self, chosen: set[int], made: Sequence[Pick]) -> CheckResult:
        missing, extra = self.right - chosen, chosen - self.right
        evidence = tuple(pick.span for pick in made)
        if not missing and not extra:
            return CheckResult("met", f"Exactly {self._names(self.right)} are chosen.", evidence=evidence)
        parts = [f"{self._names(missing)} missing"] if missing else []
        parts += [f"{self._names(extra)} not needed"] if extra else []
        share = self.one_missing if (len(missing), len(extra)) == (1, 0) else 0.0
        share = self.one_extra if (len(missing), len(extra)) == (0, 1) else share
        chosen_names = self._names(chosen) if chosen else "Nothing"
        reason = f"{chosen_names} chosen: {', '.join(parts)}."
        remarks = tuple(
            Remark(
                pick.span.start,
                pick.span.end,
                "incorrect",
                f"{self.options[pick.option].name} is not among the right options.",
            )
            for pick in made
            if pick.option in extra
        )
        return CheckResult("not_met", reason, share=share, evidence=evidence, remarks=remarks)

    def _hedged(self, found: Sequence[Pick]) -> CheckResult:
        evidence = tuple(pick.span for pick in found[:2])
        return CheckResult("not_met", "Two different selections are offered.", evidence=evidence)

    def _names(self, chosen: Iterator[int] | set[int] | frozenset[int]) -> str:
        return ", ".join(self.options[index].name for index in sorted(chosen))

    def faults(self, symbols: "Symbols | None", sources: Mapping[str, str]) -> Iterator[tuple[tuple[str, ...], str]]:
        """Answers that are not among the options."""
        del symbols, sources
        names = [option.name for option in self.options]
        for row, name in enumerate(self.answers):
            if name not in names:
                yield ("answers", str(row)), f"'{name}' is not among the options {', '.join(names)}"
