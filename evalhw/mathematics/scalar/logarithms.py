r"""A logarithm without a base: `\log x` is the natural one where the other side writes `\ln`.

Invariant: a base that is written stands; the natural reading is only ever tried beside a natural logarithm.
"""

from __future__ import annotations

from evalhw.mathematics.syntax.tree import Call, Node, rewrite, walk


def differ_in_base(gold: Node, claim: Node) -> bool:
    """Whether one side writes logarithms without a base only, and the other natural ones only."""
    kinds = [
        {here.function for here in walk(side) if isinstance(here, Call) and _is_bare(here)} for side in (gold, claim)
    ]
    return kinds in ([{"log"}, {"ln"}], [{"ln"}, {"log"}])


def natural(node: Node) -> Node:
    """Return the tree with every logarithm that has no base as a natural one."""
    return rewrite(node, lambda here: Call("ln", here.arguments) if isinstance(here, Call) and _is_bare(here) else None)


def _is_bare(call: Call) -> bool:
    return call.function in {"log", "ln"} and len(call.arguments) == 1
