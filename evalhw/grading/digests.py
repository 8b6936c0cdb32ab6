"""What a grade follows from, by digest: the problem, the rubric, and evalhw's own rules and mathematics.

Invariant: a digest is of contents, never of times or paths, so the same code gives the same one on every machine.
"""

from functools import cache
from hashlib import sha256
from pathlib import Path

from evalhw.homework.homework import Homework

_ROOT = Path(__file__).parents[1]
_ROOMS = {
    "rules": ("homework", "record", "reading", "text", "units", "argument", "checks", "grading"),
    "mathematics": ("mathematics",),
}
"""The rooms whose modules decide, by the digest that they go into."""


def digests_of(homework: Homework) -> dict[str, str]:
    """The digests of all that a grade of a homework follows from but its trace."""
    files = {name: homework.digests[name] for name in ("problem", "rubric") if name in homework.digests}
    return files | engine_digests()


@cache
def engine_digests() -> dict[str, str]:
    """The digests of evalhw's rules and mathematics, installed check kinds included; computed once a process.

    The modules' bytes are read (some 400 files, 3 MB: about 15 ms), which importing them costs several times over.
    """
    from evalhw.checks.kinds import INSTALLED

    made = {name: sha256() for name in _ROOMS}
    for name, rooms in _ROOMS.items():
        for room in rooms:
            for path in sorted((_ROOT / room).rglob("*.py"), key=lambda path: path.relative_to(_ROOT).as_posix()):
                made[name].update(_framed(path.relative_to(_ROOT).as_posix().encode()))
                made[name].update(_framed(path.read_bytes().replace(b"\r\n", b"\n")))
    for extension in INSTALLED:
        made["rules"].update(_framed(f"{extension.name} of {extension.package}".encode()))
        made["rules"].update(_framed(extension.source()))
    return {name: digest.hexdigest() for name, digest in made.items()}


def _framed(content: bytes) -> bytes:
    """Content behind its length, so that no two sequences of contents are the same bytes."""
    return len(content).to_bytes(8, "big") + content
