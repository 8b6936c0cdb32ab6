"""One option of several: what the answer finally chooses.

Invariant: the last firm statement counts; two options at once, or none, are no choice.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from evalhw.checks.base import Answer, Check, CheckResult, Premise, Remark
from evalhw.checks.choosing.options import AnyOption, OptionReader
from evalhw.checks.choosing.picks import picks
from evalhw.checks.choosing.selection import DECISIVE, PASSING, Pick, premises
from evalhw.checks.choosing.yesno import Claim, judgements
from evalhw.checks.stated import stated_part
from evalhw.frozen import Frozen
from evalhw.text.layout.spans import Span

if TYPE_CHECKING:
    from evalhw.mathematics.declared.symbols import Symbols

Words = Annotated[tuple[str, ...], Field(strict=False)]


class ClaimSpec(Frozen):
    """What a sentence says when it says yes: a word of each group."""

    all_of: Annotated[tuple[Words, ...], Field(min_length=1, strict=False)] = Field(
        description="Lists of words; a sentence that makes the claim has a word of each."
    )


class ChoiceCheck(Check):
    """Met when the answer chooses this option, and no other."""

    kind: Literal["choice"]
    options: Annotated[tuple[AnyOption, ...], Field(min_length=2, strict=False)] = Field(
        description="All options in the question's order: a name, or the keys below."
    )
    answer: str = Field(description="The name of the right option.")
    of: Words = Field(default=(), description="What a number among the options is a number of, such as layers.")
    yes_means: Annotated[tuple[ClaimSpec, ...], Field(strict=False)] = Field(
        default=(), description="For the options yes and no: claims that say yes when made and no when denied."
    )

    @cached_property
    def reader(self) -> OptionReader:
        """Finds the options in a text."""
        return OptionReader(self.options, self.of)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The options' names in lower case."""
        return tuple(option.name.lower() for option in self.options)

    @property
    def beyond_prompt(self) -> bool:
        """A question asked back may read as yes, but it chooses no other option."""
        return not self._is_yes_or_no

    @property
    def beyond_greeting(self) -> bool:
        """A polite phrase ("Absolutely!") may read as yes."""
        return False

    @property
    def _is_yes_or_no(self) -> bool:
        return set(self.names) == {"yes", "no"}

    def apply(self, answer: Answer) -> CheckResult:
        """Find what the answer says of the options; the last firm statement decides."""
        narrowed: tuple[Premise, ...] = ()
        stated = None if self._is_yes_or_no else stated_part(answer)
        if stated is not None and any(pick.chosen for pick in picks(stated.answer, self.reader)):
            answer, narrowed = stated.answer, (stated.premise,)
        if self._is_yes_or_no:
            found = judgements(answer, tuple(Claim(claim.all_of) for claim in self.yes_means), self.names.index("yes"))
        else:
            found = picks(answer, self.reader)
        chosen = [pick for pick in found if pick.chosen]
        if not chosen:
            return replace(self._none(found), trail=(*narrowed, *premises(found, self.options)))
        group = _last_group(chosen, found)
        return replace(self._decided(group), trail=(*narrowed, *premises(group, self.options)))

    def _decided(self, group: Sequence[Pick]) -> CheckResult:
        names = sorted({self.options[pick.option].name for pick in group})
        last = group[-1]
        if len(names) > 1:
            reason = f"More than one option is chosen: {', '.join(names)}."
        elif names[0] == self.answer:
            return CheckResult("met", f"The answer chooses {self.answer}.", evidence=(last.span,))
        else:
            reason = f"The answer chooses {names[0]}; right is {self.answer}."
        remark = Remark(last.span.start, last.span.end, "incorrect", reason)
        return CheckResult("not_met", reason, evidence=_spans(group), remarks=(remark,))

    def _none(self, found: Sequence[Pick]) -> CheckResult:
        if not found:
            return CheckResult("not_met", "No option is chosen.", said=False)
        rejected = [pick for pick in found if self.options[pick.option].name == self.answer]
        if not rejected and len({pick.option for pick in found}) == len(self.options) - 1:
            return CheckResult("met", f"All options but {self.answer} are ruled out.", evidence=_spans(found))
        return CheckResult("not_met", "Options are ruled out, but none is chosen.", evidence=_spans(found))

    def faults(self, symbols: "Symbols | None", sources: Mapping[str, str]) -> Iterator[tuple[tuple[str, ...], str]]:
        """An answer that is not among the options; claims without yes and no."""
        del symbols, sources
        names = [option.name for option in self.options]
        if self.answer not in names:
            yield ("answer",), f"'{self.answer}' is not among the options {', '.join(names)}"
        if len(set(names)) != len(names):
            yield ("options",), "two options have the same name"
        if self.yes_means and set(self.names) != {"yes", "no"}:
            yield ("yes_means",), "is for the options yes and no"


def _spans(found: Sequence[Pick]) -> tuple[Span, ...]:
    return tuple(dict.fromkeys(pick.span for pick in found))


def _last_group(chosen: Sequence[Pick], found: Sequence[Pick]) -> list[Pick]:
    """The picks that were made together in the last of the firmest statements."""
    top = max(pick.firmness for pick in chosen)
    best = [pick for pick in chosen if pick.firmness == top]
    last = [pick for pick in best if pick.group == best[-1].group]
    if top < DECISIVE:
        best = [pick for pick in best if pick.whole] or best  # a line of its own, before what is said of the others
        last = [pick for pick in best if pick.group == best[-1].group]
        withdrawn = {pick.option for pick in found if not pick.chosen and pick.span.start > last[-1].span.end}
        kept = [pick for pick in best if pick.option not in withdrawn]
        last = [pick for pick in kept if pick.group == kept[-1].group] if kept else last
    if top == PASSING:
        return best
    return last
