"""What a run may cost. Invariant: a request begins only if, with all that are in flight, it is expected to fit."""

from dataclasses import dataclass, field

from evalhw.errors import BudgetError
from evalhw.providers.catalogue import Prices, cost
from evalhw.record.trace import Usage

_FIRST_GUESS = 1000


@dataclass
class Budget:
    """Money and tokens, shared by all models of a run.

    Attributes:
        max_cost: US dollars; None for any.
        max_tokens: Tokens, in and out; None for any.
        cost: What was spent.
        tokens: What was used.
    """

    max_cost: float | None = None
    max_tokens: int | None = None
    cost: float = 0.0
    tokens: int = 0
    _reserved_cost: float = 0.0
    _reserved_tokens: int = 0
    _answers: list[int] = field(default_factory=lambda: [0, 0])

    def typical_answer(self) -> int:
        """Tokens of an answer, as they were so far."""
        count, total = self._answers
        return total // count if count else _FIRST_GUESS

    def reserve(self, tokens: int, cost: float) -> None:
        """Set aside what a request is expected to take.

        Raises:
            BudgetError: It does not fit.
        """
        if self.max_cost is not None and self.cost + self._reserved_cost + cost > self.max_cost:
            raise BudgetError(f"stopped: the next request would go beyond ${self.max_cost:g} (${self.cost:.4f} spent)")
        if self.max_tokens is not None and self.tokens + self._reserved_tokens + tokens > self.max_tokens:
            raise BudgetError(
                f"stopped: the next request would go beyond {self.max_tokens} tokens ({self.tokens} used)"
            )
        self._reserved_tokens += tokens
        self._reserved_cost += cost

    def release(self, tokens: int, cost: float) -> None:
        """Give back what was set aside."""
        self._reserved_tokens -= tokens
        self._reserved_cost -= cost

    def charge(self, usage: Usage, prices: Prices | None) -> None:
        """Count what a request took in the end, or what a run took before it was broken off."""
        price = cost(prices, usage.input_tokens, usage.output_tokens, usage.cached_tokens) or 0.0
        self.spend(usage.input_tokens + usage.output_tokens, price, usage.output_tokens)

    def spend(self, tokens: int, cost: float, answer: int = 0) -> None:
        """Count what a request took in the end."""
        self.tokens += tokens
        self.cost += cost
        if answer:
            self._answers[0] += 1
            self._answers[1] += answer
