r"""Solutions with arbitrary constants: `C_1 e^x + C_2 e^{-x}` is `A e^{-x} + B e^x`, and is `A \cosh x + B \sinh x`.

Two families that are linear in their constants are the same when the functions behind the constants span the same space
and the rest differs by a function of that space.

Invariant: the rule applies only where the gold has two or more numbered constants of one letter, before functions of
one variable, or of several with an exponential or trigonometric one among them: sums of named quantities stay sums.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evalhw.mathematics import verdict
from evalhw.mathematics.scalar import points
from evalhw.mathematics.scalar.arithmetic import NoValueError, TooLargeError
from evalhw.mathematics.scalar.fields import REAL
from evalhw.mathematics.scalar.values import Evaluation
from evalhw.mathematics.syntax.contents import free
from evalhw.mathematics.syntax.tree import Call, Constant, Node, Power, Sum, walk

if TYPE_CHECKING:
    from evalhw.mathematics.verdict import Verdict

_NUMBERED = re.compile(r"([CcKkAaBb])_(\d)")
_ANY = re.compile(r"(?:[CcKk]_\d|[A-DKa-dk])")
_MOST = 4  # constants
_CLOSE = 1e-7
_RISING = frozenset({"exp", "sin", "cos", "tan", "sinh", "cosh", "tanh", "ln", "log"})


def same_family(gold: Node, claim: Node) -> Verdict | None:
    """Decide two general solutions; None when the gold is none, or what was found decides nothing."""
    if not isinstance(gold, Sum):
        return None
    letters = free(gold)
    own = sorted(name for name in letters if _NUMBERED.fullmatch(name))
    if not 2 <= len(own) <= _MOST or len({name[0] for name in own}) > 1:  # noqa: PLR2004  # two constants
        return None
    variables = letters - set(own)
    if not variables or ((len(variables) > 1 or own[0][0] not in "Cc") and not _moves(gold)):
        return None
    other = sorted(name for name in free(claim) - variables if _ANY.fullmatch(name))
    if len(other) != len(own) or free(claim) - set(other) != variables:
        return None
    return _spans(gold, claim, (own, other), variables)


def _moves(node: Node) -> bool:
    """Whether an exponential or a trigonometric function occurs."""
    return any(
        (isinstance(here, Call) and here.function in _RISING)
        or (isinstance(here, Power) and isinstance(here.base, Constant) and here.base.name == "e")
        for here in walk(node)
    )


def _spans(
    gold: Node, claim: Node, constants: tuple[list[str], list[str]], variables: frozenset[str]
) -> Verdict | None:
    import numpy as np  # only general solutions need it

    tables = []
    drawn = [dict(point) for point in points.points(variables, "real")][: 4 * _MOST]
    for side, names in zip((gold, claim), constants, strict=True):
        rows = []
        for point in drawn:
            row = _row(side, names, point)
            if row is None:
                return None
            rows.append(row)
        tables.append(np.array(rows, dtype=float))
    if len(drawn) < 2 * _MOST or not all(np.isfinite(table).all() for table in tables):
        return None
    sizes = np.maximum(np.abs(np.hstack(tables)).max(axis=1, keepdims=True), _CLOSE)
    (first, second), count = [table / sizes for table in tables], len(constants[0])
    scale = np.abs(first[:, 1:]).max(axis=0)
    if not scale.all() or np.linalg.matrix_rank(first[:, 1:] / scale, tol=_CLOSE) < count:
        return None
    both = np.hstack([first[:, 1:] / scale, second[:, 1:] / np.maximum(np.abs(second[:, 1:]).max(axis=0), _CLOSE)])
    apart = (first[:, 0] - second[:, 0])[:, None]
    apart = apart / max(float(np.abs(apart).max()), 1.0)
    ranks = [
        int(np.linalg.matrix_rank(table, tol=_CLOSE)) for table in (both[:, count:], both, np.hstack([both, apart]))
    ]
    if ranks == [count] * 3:
        return verdict.equal("sampled", "the same solutions for other constants")
    return verdict.unequal("sampled", "the constants do not give the same solutions")


def _row(side: Node, names: list[str], point: dict[str, complex]) -> list[float] | None:
    """Return the value without constants, and what each constant adds to it; None where it is not linear in them."""
    at = [dict.fromkeys(names, 0.0)] + [{**dict.fromkeys(names, 0.0), name: 1.0} for name in names]
    check = {name: 0.7 + 0.9 * place for place, name in enumerate(names)}
    try:
        found = [float(Evaluation(REAL, {**point, **values}).value(side)) for values in [*at, check]]
    except (NoValueError, TooLargeError, TypeError, OverflowError):
        return None
    row = [found[0], *(one - found[0] for one in found[1:-1])]
    expected = row[0] + sum(value * part for value, part in zip(check.values(), row[1:], strict=True))
    return row if abs(expected - found[-1]) <= _CLOSE * max(1.0, *map(abs, found)) else None
