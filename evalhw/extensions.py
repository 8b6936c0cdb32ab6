"""What other packages add: check kinds and providers, found by their entry points.

Invariant: nothing is looked up before something is wanted that could be added, and what cannot be loaded is told in one
line that names the package.
"""

import itertools
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any, Literal

from evalhw.errors import UserError

Group = Literal["evalhw.checks", "evalhw.providers"]


@dataclass(frozen=True)
class Extension:
    """Something that an installed package adds.

    Attributes:
        name: What it is called: the kind of a check, the prefix of a provider's models.
        package: The package and its version.
        loaded: What its entry point names.
    """

    name: str
    package: str
    loaded: Any

    def source(self) -> bytes:
        """The module that it stands in, as bytes; empty where that is no file."""
        module = sys.modules.get(getattr(self.loaded, "__module__", ""))
        path = getattr(module, "__file__", None)
        return Path(path).read_bytes() if path and Path(path).is_file() else b""


def extensions(group: Group) -> Iterator[Extension]:
    """All that installed packages add to a group, by name.

    Raises:
        UserError: One cannot be loaded, or two have one name.
    """
    found = sorted(entry_points(group=group), key=lambda one: (one.name, _package(one)))
    for one, other in itertools.pairwise(found):
        if one.name == other.name:
            raise UserError(f"two packages add {one.name!r} to {group}: {_package(one)} and {_package(other)}")
    yield from (_loaded(one) for one in found)


def extension(group: Group, name: str) -> Extension | None:
    """What is added to a group under a name, or None; the others are not loaded.

    Raises:
        UserError: It cannot be loaded.
    """
    found = next(iter(entry_points(group=group, name=name)), None)
    return _loaded(found) if found is not None else None


def names(group: Group) -> tuple[str, ...]:
    """What is added to a group, without loading it."""
    return tuple(sorted({one.name for one in entry_points(group=group)}))


def refused(extension: Extension, group: Group, why: str) -> UserError:
    """The error that an extension is not what it should be."""
    return UserError(f"{extension.package} adds {extension.name!r} to {group}, which {why}; mend or uninstall it")


def _loaded(one: EntryPoint) -> Extension:
    try:
        return Extension(one.name, _package(one), one.load())
    except Exception as error:  # whatever the package does when it is imported
        said = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        why = f"{_package(one)} adds {one.name!r} to {one.group}, which cannot be loaded ({said})"
        raise UserError(f"{why}; mend or uninstall it") from error


def _package(one: EntryPoint) -> str:
    return f"{one.dist.name} {one.dist.version}" if one.dist is not None else one.value
