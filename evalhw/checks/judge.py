"""A criterion in words, decided by what models said of the answer: the last resort, where rules do not reach.

Invariant: nobody is asked here. The verdicts come with the answer, each is bound to what its judge was told, and where
they are missing, unusable or divided the criterion is left to a person.
"""

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from evalhw.checks.base import Answer, Check, CheckResult, Premise, Remark
from evalhw.checks.fenced import Shown, fence, label
from evalhw.checks.judge_output import vote_of
from evalhw.checks.judge_prompt import Prompt
from evalhw.checks.judgements import Judgements, Vote

LONGEST = 100_000
NO_JUDGE = "No judge was asked; `evalhw grade RUN --judge MODEL` asks one."
TOO_LONG = f"The answer is longer than the {LONGEST:,} characters that a judge is shown."


class JudgeCheck(Check):
    """A criterion in words, judged by the models that `--judge` names; without one it is `unscored`."""

    kind: Literal["judge"]
    criterion: str = Field(min_length=1, description="What the answer must say or do, as one would tell a colleague.")
    rule: Literal["majority", "min"] = Field(
        default="majority",
        description="majority: more than half of the judges decide. min: met only if all say so, not met if one does.",
    )

    @property
    def by_judges(self) -> bool:
        """Nobody else decides it."""
        return True

    def apply(self, answer: Answer) -> CheckResult:
        """Count the votes on this answer."""
        given = answer.judgements
        prompt = self.prompt(answer)
        if prompt is None:
            return CheckResult("unscored", TOO_LONG)
        if given is None or not given.panel:
            return CheckResult("unscored", NO_JUDGE)
        votes = tuple(_vote(given, judge, prompt) for judge in given.panel)
        return self._counted(votes)

    def prompt(self, answer: Answer) -> Prompt | None:
        """What a judge is told about this answer; None if the answer is too long to be shown."""
        if sum(span.end - span.start for span in answer.spans) > LONGEST:
            return None
        shown = Shown.of(answer.raw, answer.spans)
        parts = {
            "question": answer.statement,
            "solution": answer.solution,
            "criterion": self.criterion,
            "answer": shown.text,
        }
        word = label(*parts.values())
        text = "\n\n".join(fence(name, word, part) for name, part in parts.items() if part)
        return Prompt(f"The label is {word}.\n\n{text}", shown)

    def _counted(self, votes: Sequence[Vote]) -> CheckResult:
        outcome = self._outcome(votes)
        deciding = [vote for vote in votes if vote.outcome == outcome]
        cast = tuple(vote for vote in votes if vote.prompt)
        trail = tuple(
            Premise(f"{one.judge}: {one.outcome.replace('_', ' ')}", one.span, (), one.reason) for one in cast
        )
        if outcome == "unscored":
            return CheckResult(outcome, _undecided(votes), votes=cast, trail=trail)
        spans = tuple(dict.fromkeys(vote.span for vote in deciding if vote.span))
        reason = f"Judged by {_named(deciding)}: {deciding[0].reason}"
        if outcome == "met":
            return CheckResult(outcome, reason, evidence=spans, votes=cast, trail=trail)
        # A judge may be wrong: its doubt is noted beside the passage, which is not called incorrect for it.
        remarks = tuple(
            Remark(vote.span.start, vote.span.end, "note", f"Judged by {vote.judge}: {vote.reason}")
            for vote in deciding
            if vote.span
        )
        return CheckResult(outcome, reason, evidence=spans, remarks=remarks, said=bool(spans), votes=cast, trail=trail)

    def _outcome(self, votes: Sequence[Vote]) -> Literal["met", "not_met", "unscored"]:
        """What stands whatever the judges would say whose votes are missing."""
        met, not_met = (sum(vote.outcome == side for vote in votes) for side in ("met", "not_met"))
        if self.rule == "min":
            return "not_met" if not_met else "met" if met == len(votes) else "unscored"
        return "met" if 2 * met > len(votes) else "not_met" if 2 * not_met > len(votes) else "unscored"


def _vote(given: Judgements, judge: str, prompt: Prompt) -> Vote:
    verdict = given.of(prompt.digest, judge)
    if verdict is None:
        return Vote(judge, "unscored", f"not asked yet; `evalhw grade RUN --judge {judge}` does", prompt="")
    return vote_of(verdict, prompt.shown)


def _undecided(votes: Sequence[Vote]) -> str:
    void = [f"{vote.judge}: {vote.reason}" for vote in votes if vote.outcome == "unscored"]
    if len(votes) == 1:
        return f"{void[0]}. A person should look."
    sides = [f"{vote.judge}: {vote.outcome.replace('_', ' ')}" for vote in votes if vote.outcome != "unscored"]
    return f"The panel did not decide ({'; '.join((*sides, *void))}). A person should look."


def _named(votes: Sequence[Vote]) -> str:
    return ", ".join(vote.judge for vote in votes)
