"""What a run shows while it goes: a live line on a terminal, remarks on standard error, nothing on a pipe."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from evalhw.dialogue import Observer
from evalhw.reports.visible import one_line

if TYPE_CHECKING:
    from rich.progress import Progress

    from evalhw.trace import Completion


class Remarks(Observer):
    """Says what went wrong, a line each, on standard error."""

    def failed(self, conversation: str, error: str) -> None:
        """Say why a conversation ends."""
        self._say(f"conversation {conversation}: {error}")

    def remarked(self, conversation: str, text: str) -> None:
        """Pass a remark on."""
        self._say(f"conversation {conversation}: {text}" if conversation else text)

    def _say(self, text: str) -> None:
        print(f"evalhw: {one_line(text)}", file=sys.stderr)


class Live(Remarks):
    """Also shows what is in flight."""

    def __init__(self, progress: "Progress") -> None:
        self._progress = progress
        self._task = progress.add_task("asking", total=None, answered=0, waiting="")
        self._answered = 0
        self._waiting: list[str] = []

    def asked(self, conversation: str, questions: Sequence[str], follow_up: str | None) -> None:
        """A turn was sent."""
        del follow_up
        self._waiting.append(f"{conversation} ({', '.join(questions)})")
        self._show()

    def answered(self, conversation: str, completion: "Completion") -> None:
        """An answer is on the disk."""
        del completion
        self._answered += 1
        self._done(conversation)

    def failed(self, conversation: str, error: str) -> None:
        """Say why a conversation ends."""
        self._done(conversation)
        super().failed(conversation, error)

    def _done(self, conversation: str) -> None:
        self._waiting = [one for one in self._waiting if not one.startswith(f"{conversation} (")]
        self._show()

    def _show(self) -> None:
        waiting = one_line(", ".join(self._waiting))[:120]
        self._progress.update(self._task, answered=self._answered, waiting=waiting)

    def _say(self, text: str) -> None:
        self._progress.console.print(f"evalhw: {one_line(text)}", markup=False, highlight=False)


@contextmanager
def observer() -> Iterator[Observer]:
    """An observer for as long as a run goes: live on a terminal, else remarks only."""
    if not sys.stderr.isatty():
        yield Remarks()
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.fields[answered]} turns answered"),
        TimeElapsedColumn(),
        TextColumn("{task.fields[waiting]}", markup=False),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield Live(progress)
