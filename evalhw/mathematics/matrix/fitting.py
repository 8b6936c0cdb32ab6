"""Do parts of a formula fit: sums, products, squares; a fault names the two parts with their shapes.

Invariant: where an undeclared name could be to blame, nothing is called ill-shaped: that is a `ReadingError`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from evalhw.errors import EvalhwError, ReadingError
from evalhw.mathematics.declared.symbols import ONE, Shape, Symbols
from evalhw.mathematics.matrix.sizes import IDENTITY, SCALAR, UNKNOWN, ZERO, fits, is_sized, join, weaker
from evalhw.mathematics.syntax import tree
from evalhw.mathematics.syntax.rendering import readable
from evalhw.mathematics.syntax.spelling import GREEK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evalhw.mathematics.syntax.tree import Node

_VERBS = {
    "add": "do not add",
    "equal": "cannot be equal",
    "pair": "have no inner product",
    "multiply entry by entry": "do not multiply entry by entry",
}


class ShapeFault(EvalhwError):  # noqa: N818 - it is a finding about a claim, not a failure of ours
    """Two parts of a formula do not fit.

    Attributes:
        reason: The two parts with their shapes, in words.
        start: Where the faulty pair begins.
        end: Where it ends.
    """

    def __init__(self, reason: str, start: int, end: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.start = start
        self.end = end


class Fitting(ABC):
    """What sums, products and squares need.

    Attributes:
        symbols: What is declared.
        bound: The index names of the sums around this place.
    """

    def __init__(self, symbols: Symbols) -> None:
        self.symbols = symbols
        self.bound: frozenset[str] = frozenset()

    @abstractmethod
    def shape(self, node: Node) -> Shape:
        """The shape of the node."""

    def label(self, shape: Shape) -> str:
        """The shape in the problem's own letters."""
        if shape == ZERO:
            return "zero"
        if shape == IDENTITY:
            return "a multiple of the identity"
        return self.symbols.shape_label(shape)

    def scalar(self, node: Node, role: str) -> None:
        """The node must be a scalar."""
        shape = self.shape(node)
        if shape not in (SCALAR, ZERO):
            self.suspect(node, all_names=True)
            reason = f"{readable(node)} is {self.label(shape)}, where {role} must be a scalar"
            raise ShapeFault(reason, node.start, node.end)

    def square(self, node: Node, role: str) -> Shape:
        """The node must be square."""
        shape = self.shape(node)
        if is_sized(shape) and shape[0] != shape[1] and UNKNOWN not in shape:
            self.suspect(node, all_names=True)
            raise ShapeFault(f"{readable(node)} is {self.label(shape)}, not square: {role}", node.start, node.end)
        return shape

    def sum(self, terms: Sequence[Node], verb: str = "add") -> Shape:
        """The one shape that all terms have."""
        whole, holder = ZERO, terms[0]
        for term in terms:
            shape = self.shape(term)
            joined = join(whole, shape)
            if joined is None:
                raise self._unequal(holder, whole, term, shape, verb)
            if joined != whole:
                holder = term
            whole = joined
        return whole

    def _unequal(self, left: Node, first: Shape, right: Node, second: Shape, verb: str) -> ShapeFault:
        for node, shape in ((left, first), (right, second)):
            self.suspect(node, all_names=shape == SCALAR)
        said = f"{readable(left)} is {self.label(first)}, {readable(right)} is {self.label(second)}"
        return ShapeFault(f"{said}: these {_VERBS[verb]}", right.start, right.end)

    def suspect(self, *nodes: Node, all_names: bool = False) -> None:
        """Refuse where an undeclared name may be a vector or a matrix: a Latin letter, or with `all_names` any name.

        Greek letters that nobody declared are step sizes and the like; they are scalars beside a matrix.
        """
        for node in nodes:
            for name in tree.names(node):
                stem = name.partition("_")[0].rstrip("'*")
                if not self.symbols.declares(name) and name not in self.bound and (all_names or stem not in GREEK):
                    raise ReadingError(f"{readable(tree.Name(name))} is not declared", node.start, node.end)

    def product(self, factors: Sequence[Node]) -> Shape:
        """The shape of the product, factor by factor from the left; scalars and identities change nothing.

        A zero is a zero of whatever shape is needed there, so that what stands before it need not fit what follows.
        """
        shapes = [self.shape(factor) for factor in factors]
        if ZERO in shapes:
            at = shapes.index(ZERO)
            return self._annulled(self.product(factors[:at]), self.product(factors[at + 1 :]))
        whole: Shape = SCALAR
        unsized: Shape = SCALAR
        run: list[Node] = []
        for factor, shape in zip(factors, shapes, strict=True):
            if not is_sized(shape):
                unsized = weaker(unsized, shape)
            elif not run:
                whole, run = shape, [factor]
            else:
                if not fits(whole[1], shape[0]):
                    self.suspect(*factors)
                    raise self._unfit(run, whole, factor, shape)
                whole = (whole[0], shape[1])
                run.append(factor)
                if whole == (ONE, ONE):
                    whole, run = SCALAR, []
        return whole if run else unsized

    @staticmethod
    def _annulled(before: Shape, behind: Shape) -> Shape:
        """The shape of a zero between two products: its rows are those before it, its columns those behind it."""
        if not is_sized(before) and not is_sized(behind):
            return ZERO
        return (before[0] if is_sized(before) else UNKNOWN, behind[1] if is_sized(behind) else UNKNOWN)

    def _unfit(self, run: list[Node], whole: Shape, factor: Node, shape: Shape) -> ShapeFault:
        if whole[1] == ONE == shape[1]:
            raise ReadingError(
                "a product of two columns, which may be meant as a dot product", run[0].start, factor.end
            )
        left = readable(tree.Product(tuple(run)) if len(run) > 1 else run[0])
        said = f"{left} is {self.label(whole)}, {readable(factor)} is {self.label(shape)}"
        return ShapeFault(f"{said}: these do not multiply", run[-1].start, factor.end)
