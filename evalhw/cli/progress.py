"""What a run shows while it goes: a live line on a terminal, remarks on standard error, nothing on a pipe."""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from evalhw.providers.catalogue import Model, Prices, cost
from evalhw.reports.visible import one_line
from evalhw.run.conversation import Observer

if TYPE_CHECKING:
    from rich.progress import Progress

    from evalhw.record.trace import Completion


@dataclass
class Counts:
    """What happened so far, over all models of a run."""

    planned: int = 0
    answered: int = 0
    in_flight: int = 0
    waiting_for: dict[str, int] = field(default_factory=dict)
    failed: int = 0
    tokens: int = 0
    cost: float = 0.0
    cost_known: bool = True
    began: float = field(default_factory=time.monotonic)

    @property
    def waiting(self) -> int:
        """Requests that wait for a service's limits."""
        return sum(self.waiting_for.values())

    @property
    def asked_now(self) -> int:
        """Requests that a service is answering."""
        return max(self.in_flight - self.waiting, 0)

    def line(self) -> str:
        """The counts in a line."""
        parts = [f"{self.answered} of {max(self.planned, self.answered)} turns", f"{self.asked_now} in flight"]
        if self.waiting:
            parts.append(f"{self.waiting} waiting")
        if self.failed:
            parts.append(f"{self.failed} failed")
        if self.tokens:
            parts.append(f"{self.tokens} tokens")
        if self.cost:
            parts.append(f"${self.cost:.4f}" + ("" if self.cost_known else " and more"))
        if self.answered and self.planned > self.answered:
            left = (time.monotonic() - self.began) / self.answered * (self.planned - self.answered)
            parts.append(f"about {left:.0f} s left")
        return " · ".join(parts)


class Screen(Protocol):
    """Where counts and remarks go."""

    def show(self, counts: Counts) -> None:
        """Show the counts."""
        ...

    def say(self, text: str) -> None:
        """Say a line."""
        ...


class Quiet:
    """Says remarks on standard error, and shows nothing else."""

    def show(self, counts: Counts) -> None:
        """Show nothing."""

    def say(self, text: str) -> None:
        """Say a line."""
        print(f"evalhw: {one_line(text)}", file=sys.stderr)


class Live:
    """A line that keeps up, on a terminal."""

    def __init__(self, progress: "Progress") -> None:
        self._progress = progress
        self._task = progress.add_task("", total=None)

    def show(self, counts: Counts) -> None:
        """Show the counts."""
        self._progress.update(
            self._task, description=counts.line(), total=max(counts.planned, counts.answered), completed=counts.answered
        )

    def say(self, text: str) -> None:
        """Say a line above the live one."""
        self._progress.console.print(f"evalhw: {one_line(text)}", markup=False, highlight=False)


class Watcher(Observer):
    """Counts what one model's run does, and shows it."""

    def __init__(self, name: str, prices: Prices | None, counts: Counts, screen: Screen) -> None:
        self._name = name
        self._prices = prices
        self._counts = counts
        self._screen = screen
        self._asked: set[str] = set()

    def planned(self, turns: int) -> None:
        """So many turns will be asked."""
        self._counts.planned += turns
        self._screen.show(self._counts)

    def waiting(self, requests: int) -> None:
        """So many requests wait for a service's limits."""
        self._counts.waiting_for[self._name] = requests
        self._screen.show(self._counts)

    def asked(self, conversation: str, questions: Sequence[str], follow_up: str | None) -> None:
        """A turn was sent."""
        del conversation, questions
        self._counts.planned += follow_up is not None
        self._counts.in_flight += 1
        self._screen.show(self._counts)

    def answered(self, conversation: str, completion: "Completion") -> None:
        """An answer is on the disk."""
        del conversation
        self._counts.answered += 1
        self._counts.in_flight -= 1
        if completion.usage and not completion.cached:
            usage = completion.usage
            self._counts.tokens += usage.input_tokens + usage.output_tokens
            price = cost(self._prices, usage.input_tokens, usage.output_tokens, usage.cached_tokens)
            self._counts.cost += price or 0.0
            self._counts.cost_known &= price is not None
        self._screen.show(self._counts)

    def failed(self, conversation: str, error: str) -> None:
        """Say why a conversation ends."""
        self._counts.failed += 1
        self._counts.in_flight -= 1
        self._screen.say(f"{self._name}, conversation {conversation}: {error}")
        self._screen.show(self._counts)

    def remarked(self, conversation: str, text: str) -> None:
        """Pass a remark on."""
        self._screen.say(f"{self._name}{f', conversation {conversation}' if conversation else ''}: {text}")


class Watching:
    """Gives every model of a run an observer; all add to the same counts."""

    def __init__(self, screen: Screen) -> None:
        self.counts = Counts()
        self.screen = screen

    def __call__(self, model: Model) -> Observer:
        """An observer for a model."""
        return Watcher(model.name, model.entry.prices, self.counts, self.screen)

    def interrupted(self) -> None:
        """Say what the first Ctrl-C does."""
        self.screen.say(f"waiting for {self.counts.asked_now} in flight; Ctrl-C again stops at once")


@contextmanager
def watching() -> Iterator[Watching]:
    """Watch for as long as a run goes: live on a terminal, else remarks only."""
    if not sys.stderr.isatty():
        yield Watching(Quiet())
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(bar_width=20), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield Watching(Live(progress))
