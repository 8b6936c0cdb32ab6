"""The other end of `prover`: a process that holds sympy and answers one question after another.

Invariant: it reads pickled nodes from its parent and nothing else, under a limit on its memory.
"""

from __future__ import annotations

import pickle
import struct
import sys
from typing import Any

MEMORY = 1 << 30
_HEADER = struct.Struct("!I")


def serve() -> None:
    """Answer questions until the input ends."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from evalhw.mathematics.proof import algebra

    _reply("ready")
    while True:
        header = sys.stdin.buffer.read(_HEADER.size)
        if len(header) < _HEADER.size:
            return
        question, node = pickle.loads(sys.stdin.buffer.read(_HEADER.unpack(header)[0]))  # noqa: S301 - our parent wrote it
        answer: Any = None
        if question == "is_zero":
            try:
                answer = algebra.is_zero(node)
            except Exception:  # noqa: BLE001 - whatever sympy raises means that it cannot say
                answer = None
        _reply(answer)


def _reply(message: object) -> None:
    packed = pickle.dumps(message)
    sys.stdout.buffer.write(_HEADER.pack(len(packed)) + packed)
    sys.stdout.buffer.flush()
