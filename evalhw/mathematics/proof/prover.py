"""Proof of what sampling suggests: sympy in one killable worker, and the exact normal form of matrix polynomials.

Invariant: the worker is fed nodes, never text; it has a memory limit and each question a time budget, and whatever it
does not answer in time is undecided, never unequal.
"""

from __future__ import annotations

import atexit
import pickle
import select
import struct
import subprocess
import sys
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from evalhw.errors import EvalhwError, ReadingError
from evalhw.mathematics.syntax import tree
from evalhw.mathematics.verdict import Verdict

if TYPE_CHECKING:
    from evalhw.mathematics.declared.symbols import Symbols
    from evalhw.mathematics.syntax.tree import Node

SECONDS = 5.0
START_SECONDS = 20.0
_HEADER = struct.Struct("!I")
_MAX_REPLY = 1 << 20
_SIDES = 2


class Worker:
    """One process that holds sympy; it is started when first asked and killed when it takes too long."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.lock = threading.Lock()

    def ask(self, question: str, node: Node, seconds: float = SECONDS) -> Any:
        """The worker's answer, or None when it did not answer in time or could not.

        Args:
            question: `is_zero`.
            node: What it is about.
            seconds: The time it may take, the start of the process apart.
        """
        with self.lock:
            process = self._running()
            if process is None:
                return None
            try:
                _send(process, (question, node))
                return _receive(process, seconds)
            except (OSError, EOFError, pickle.PickleError, TimeoutError, RecursionError):
                self._kill()
                return None

    def _running(self) -> subprocess.Popen[bytes] | None:
        if self.process is not None and self.process.poll() is None:
            return self.process
        code = f"import sys; sys.path[:] = {sys.path!r}; from evalhw.mathematics.proof.worker import serve; serve()"
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter runs our own code
            [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        try:
            ready = _receive(self.process, START_SECONDS)
        except (OSError, EOFError, pickle.PickleError, TimeoutError):
            ready = None
        if ready != "ready":
            self._kill()
            return None
        return self.process

    def _kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None

    def close(self) -> None:
        """End the process, if there is one."""
        with self.lock:
            self._kill()


def _send(process: subprocess.Popen[bytes], message: object) -> None:
    packed = pickle.dumps(message)
    if process.stdin is None:
        raise EOFError
    process.stdin.write(_HEADER.pack(len(packed)) + packed)
    process.stdin.flush()


def _receive(process: subprocess.Popen[bytes], seconds: float) -> Any:
    """One message of the worker, our own code; its bytes come from nowhere else.

    Raises:
        TimeoutError: It did not come in time.
        EOFError: The worker has ended.
    """
    if process.stdout is None:
        raise EOFError
    if not select.select([process.stdout], [], [], seconds)[0]:
        raise TimeoutError
    header = process.stdout.read(_HEADER.size)
    if len(header) < _HEADER.size:
        raise EOFError
    length = _HEADER.unpack(header)[0]
    if length > _MAX_REPLY:
        raise EOFError
    return pickle.loads(process.stdout.read(length))  # noqa: S301 - the worker, which is our code, wrote it


WORKER = Worker()
atexit.register(WORKER.close)


def is_zero(node: Node, seconds: float = SECONDS) -> bool | None:
    """Whether algebra shows a scalar expression to be zero (True), not zero (False), or cannot tell in time (None)."""
    answer = WORKER.ask("is_zero", node, seconds)
    return answer if isinstance(answer, bool) else None


def confirmed(gold: Node, claim: Node, found: Verdict, seconds: float = SECONDS) -> Verdict:
    """A sampled verdict on scalars, proved; or undecided, when algebra cannot confirm it in time."""
    if found.outcome != "equal":
        return found
    difference = tree.Sum((gold, tree.Negative(claim)))
    if is_zero(difference, seconds) is True:
        return replace(found, method="proved")
    return Verdict("undecided", "sampling finds no difference, but algebra could not prove it in time")


def confirmed_matrices(gold: Node, claim: Node, symbols: Symbols, found: Verdict) -> Verdict:
    """A sampled verdict on matrices, proved by normal form; or undecided, where the normal form does not show it."""
    try:
        shown = _shown(gold, claim, symbols)
    except EvalhwError as error:
        return Verdict("undecided", f"sampling finds no difference, but it is not proved: {error}")
    if shown:
        return replace(found, method="proved")
    return Verdict("undecided", "sampling finds no difference, but algebra does not show it")


def _shown(gold: Node, claim: Node, symbols: Symbols) -> bool:
    from evalhw.mathematics.matrix.conditions import residual, stated_side
    from evalhw.mathematics.matrix.tracing import multiple, same

    if not isinstance(gold, tree.Relation):
        return same(gold, stated_side(claim), symbols)
    if not isinstance(claim, tree.Relation) or {len(gold.operands), len(claim.operands)} != {_SIDES}:
        raise ReadingError("a chain is not proved as a whole")
    if same(gold.operands[0], gold.operands[1], symbols):
        return same(claim.operands[0], claim.operands[1], symbols)
    return multiple(residual(*gold.operands), residual(*claim.operands), symbols)
