"""Sentences that say nothing on any matter: refusals, excuses, greetings, offers, plans that are only announced.

Invariant: a sentence with a number, a formula, or a reason in it is never idle; what it says is for the checks to read.
A sentence is read once, by the rules of the stage `attempt`.
"""

import re
from functools import cached_property

from evalhw.reading.rules import Found
from evalhw.reading.rules.en.attempt import STAGE

_FORMAL = re.compile(r"\b\d|=|[≈∂∇‖]|:\s*\w")
"""Numbers, relations and what a colon leads to."""
_LONGEST = 24
"""Words of a sentence that only announces; a longer one says something."""
_SHORT_OFFER = 10


class Said:
    """What a sentence says instead of an answer, by the rules of the stage.

    Args:
        text: The sentence.
    """

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def found(self) -> tuple[Found, ...]:
        """Where rules apply, in order."""
        return tuple(STAGE.find(self.text))

    @cached_property
    def effects(self) -> frozenset[str]:
        """The effects of the rules that apply."""
        return frozenset(one.rule.effect for one in self.found)

    def first(self, effect: str, start: int = 0) -> Found | None:
        """The first rule of an effect that applies from a place on."""
        return next((one for one in self.found if one.rule.effect == effect and one.start >= start), None)

    @property
    def is_announcement(self) -> bool:
        """Whether the sentence only says that something will come: "I will now derive both gradients."."""
        if "announcement" not in self.effects or len(self.text.split()) > _LONGEST:
            return False
        return not self._says_more and "clause" not in self.effects

    @property
    def is_advice(self) -> bool:
        """Whether the sentence tells the reader where to look, and nothing of what is found there."""
        return "referral" in self.effects and not self._says_more and "clause" not in self.effects

    @property
    def is_beside_refusal(self) -> bool:
        """Whether the sentence only offers other help, asks back, or says that the question looks like homework."""
        if self.text.rstrip().endswith("?"):
            return True
        return not self.effects.isdisjoint({"aid", "suspicion"}) and not self._says_more

    @property
    def is_excuse(self) -> bool:
        """Whether the sentence says why there is no answer, and does not go on to give one."""
        return not self.effects.isdisjoint({"refuses", "excuse"}) and not self.goes_on

    @property
    def goes_on(self) -> bool:
        """Whether a sentence that refuses goes on to answer after "but"."""
        said = self.after_but
        return bool(said) and Said(said).effects.isdisjoint(_EMPTY | {"advice", "advises", "gives_up"})

    @cached_property
    def after_but(self) -> str:
        """What a refusing sentence goes on to say after "but", if it is enough to be an answer."""
        refused = self.first("refuses") or self.first("excuse")
        but = self.first("but", refused.end) if refused else None
        rest = self.text[but.end :].strip(" ,.") if but else ""
        return rest if any(sign.isalnum() for sign in rest) else ""

    @property
    def is_empty(self) -> bool:
        """Whether the sentence says nothing beside a refusal."""
        return not self.effects.isdisjoint(_EMPTY) or self.is_advice or self.is_beside_refusal

    def is_idle(self, *, asked_yes_or_no: bool) -> bool:
        """Whether the sentence only greets, excuses, advises, offers or announces. "Sure!" may answer yes or no."""
        courtesy = {"greeting"} if asked_yes_or_no else {"greeting", "assent"}
        if self.is_announcement or self.is_advice or not self.effects.isdisjoint(courtesy):
            return True
        if "help" in self.effects and len(self.text.split()) <= _SHORT_OFFER:
            return True
        offer = self.first("offer")
        return self.is_excuse if offer is None else self._only_leads_to(offer)

    def _only_leads_to(self, offer: Found) -> bool:
        """Whether what stands before an offer says nothing."""
        before, at = "", 0
        for polite in self.found:
            if polite.rule.effect == "polite" and polite.end <= offer.start:
                before, at = before + self.text[at : polite.start], polite.end
        before = (before + self.text[at : offer.start]).strip(" ,;:–—-(")
        lead = Said(before)
        return not before or "condition" in lead.effects or lead.is_excuse or lead.is_announcement

    @property
    def _says_more(self) -> bool:
        return "reason" in self.effects or _FORMAL.search(self.text.rstrip(" .:…!\n")) is not None


_EMPTY = frozenset({"refuses", "excuse", "offer"})
