"""What every node of a syntax tree has in common, and how trees are walked and rewritten.

Invariant: `start` and `end` are offsets in the string that was read and never take part in equality.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(frozen=True, slots=True)
class Node:
    """Any piece of a formula; `source[start:end]` is how it was spelled."""

    start: int = field(default=0, compare=False, kw_only=True)
    end: int = field(default=0, compare=False, kw_only=True)


_PARTS: dict[type, tuple[str, ...]] = {}


def _parts(node: Node) -> tuple[str, ...]:
    """The names of the fields that can hold nodes; found once for each kind."""
    kind = type(node)
    found = _PARTS.get(kind)
    if found is None:
        held = (part.name for part in fields(node) if "Node" in str(part.type) or "Name" in str(part.type))
        found = _PARTS[kind] = tuple(held)
    return found


def children(node: Node) -> list[Node]:
    """The nodes directly under this one, in the order in which they are stored."""
    found: list[Node] = []
    for part in _parts(node):
        _gather(getattr(node, part), found)
    return found


def _gather(value: object, found: list[Node]) -> None:
    if isinstance(value, Node):
        found.append(value)
    elif isinstance(value, tuple):
        for item in value:
            _gather(item, found)


def walk(node: Node) -> Iterator[Node]:
    """This node and every node below it, parents first; without recursion."""
    waiting = [node]
    while waiting:
        here = waiting.pop()
        yield here
        parts = _PARTS.get(type(here))
        if parts is None:
            parts = _parts(here)
        for part in reversed(parts):
            value = getattr(here, part)
            if type(value) is tuple:
                for item in reversed(value):
                    if isinstance(item, Node):
                        waiting.append(item)
                    elif type(item) is tuple:
                        _gather(item[::-1], waiting)
            elif isinstance(value, Node):
                waiting.append(value)


_FIELDS: dict[type, tuple[str, ...]] = {}
_set = object.__setattr__


def placed(node: Node, start: int, end: int) -> Node:
    """The same node at another place of the source; several times as fast as `dataclasses.replace`."""
    kind = type(node)
    names = _FIELDS.get(kind)
    if names is None:
        names = _FIELDS[kind] = tuple(part.name for part in fields(node) if part.name not in {"start", "end"})
    new = kind.__new__(kind)
    for name in names:
        _set(new, name, getattr(node, name))
    _set(new, "start", start)
    _set(new, "end", end)
    return new


def rewrite(node: Node, change: Callable[[Node], Node | None]) -> Node:
    """The tree with every node for which `change` returns one replaced, from the top; nothing replaced is entered."""
    new = change(node)
    if new is not None:
        return new
    parts: dict[str, Any] = {part: _rewritten(getattr(node, part), change) for part in _parts(node)}
    return replace(node, **parts) if any(parts[part] is not getattr(node, part) for part in parts) else node


def _rewritten(value: object, change: Callable[[Node], Node | None]) -> object:
    if isinstance(value, Node):
        return rewrite(value, change)
    if isinstance(value, tuple):
        new = tuple(_rewritten(item, change) for item in value)
        return value if all(a is b for a, b in zip(new, value, strict=True)) else new
    return value
