"""What judges said: the verdicts that an answer carries, and the votes that come of them.

Invariant: a verdict is known by the digest of the prompt it answers, so it never decides about another answer, another
criterion or another wording of the question.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from evalhw.text.layout.spans import Span

Decision = Literal["met", "not_met", "unscored"]


@dataclass(frozen=True, slots=True)
class JudgeVerdict:
    """What one judge said about one answer under one criterion.

    Attributes:
        judge: The model, as the user named it.
        prompt: SHA-256 of all that it was told, in hexadecimal.
        output: What it said, as it said it.
        cost: US dollars; None if the price is not known.
    """

    judge: str
    prompt: str
    output: str
    cost: float | None = None


@dataclass(frozen=True)
class Judgements:
    """All verdicts about a trace.

    Attributes:
        panel: The judges that decide, as the user named them.
        verdicts: Verdicts by prompt digest and judge; those of judges who left the panel may stand among them.
    """

    panel: tuple[str, ...] = ()
    verdicts: Mapping[tuple[str, str], JudgeVerdict] = field(default_factory=dict)

    def of(self, prompt: str, judge: str) -> JudgeVerdict | None:
        """What a judge said in answer to a prompt, or None if it was not asked."""
        return self.verdicts.get((prompt, judge))


@dataclass(frozen=True, slots=True)
class Vote:
    """What a verdict counts for.

    Attributes:
        judge: The judge.
        outcome: ``met``, ``not_met``, or ``unscored`` where the verdict cannot be used.
        reason: The judge's reason, or why the verdict cannot be used; one line, made visible.
        prompt: The digest of what it was told; empty if it was not asked.
        cost: US dollars; None if the price is not known.
        span: The passage it quotes, in the raw answer.
    """

    judge: str
    outcome: Decision
    reason: str
    prompt: str
    cost: float | None = None
    span: Span | None = None
