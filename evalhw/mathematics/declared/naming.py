"""Which names of a formula somebody declared.

Invariant: nothing is computed here, so that a rubric is checked without what computes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalhw.mathematics.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evalhw.mathematics.declared.symbols import Symbols
    from evalhw.mathematics.syntax.tree import Node


def undeclared(nodes: Sequence[Node], symbols: Symbols) -> list[str]:
    """Names that nobody declared and no sum binds, in order."""
    bound = {
        i.name for node in nodes for here in tree.walk(node) if isinstance(here, tree.Series) for i in here.indices
    }
    found = {name for node in nodes for name in tree.names(node)}
    return sorted(name for name in found if not symbols.declares(name) and name not in bound)
