"""Whether two scalar expressions are the same number or the same function.

Exact arithmetic decides where both sides are rational. Otherwise both are evaluated: numbers with fifty digits,
functions at real points first, then at whole numbers and complex ones. A difference seen in floats is confirmed with
fifty digits before it counts.

Invariant: `unequal` carries a point, or the two values, that show the difference.
"""

from collections.abc import Iterator
from fractions import Fraction

from evalhw.mathematics import verdict
from evalhw.mathematics.scalar import decimals, points
from evalhw.mathematics.scalar.arithmetic import NoValueError, TooLargeError, exact, shortened
from evalhw.mathematics.scalar.fields import COMPLEX, REAL, Field, Value, precise, widened
from evalhw.mathematics.scalar.values import Budget, Evaluation
from evalhw.mathematics.syntax.contents import Contents, contents
from evalhw.mathematics.syntax.tree import Constant, Negative, Node
from evalhw.mathematics.verdict import Verdict

DIGITS_SHOWN = "equal to the digits shown"
ENOUGH = 6  # points that agree
SHARED = 50_000  # steps for all points together
FEWEST = 3  # points that may do, when a domain is narrow
_CLOSE = 1e-11
_ROUGH = 1e-7  # for derivatives, integrals and limits, which are found numerically
_VISIBLE = 1e-6
_SAME = 1e-30
_NOTHING = 1e-40


def same(gold: Node, claim: Node) -> Verdict:
    """Decide whether two scalar trees are equal."""
    if gold == claim:
        return verdict.equal("exact", "the same expression")
    inside = contents(gold), contents(claim)
    if not (inside[0].free or inside[1].free) or _infinity(gold) or _infinity(claim):
        return constants(gold, claim)
    return _functions(gold, claim, inside)


def constants(gold: Node, claim: Node) -> Verdict:
    """Decide whether two trees without names are the same number; decimals count to the digits they show."""
    infinite = _infinity(gold), _infinity(claim)
    if any(infinite):
        if infinite[0] == infinite[1]:
            return verdict.equal("exact")
        return verdict.unequal("exact", "one side is infinite, or with another sign")
    try:
        left, right = exact(gold), exact(claim)
        if left is not None and right is not None:
            return _rationals(gold, claim, left, right)
        return _closed_forms(gold, claim)
    except NoValueError as error:
        return verdict.undecided(f"one side has no value: {error}")
    except TooLargeError as error:
        return verdict.undecided(f"too large to compute: {error}")


def _rationals(gold: Node, claim: Node, left: Fraction, right: Fraction) -> Verdict:
    if left == right:
        return verdict.equal("exact")
    if decimals.rounded(gold, claim, left, right, terminating=True):
        return verdict.equal("exact", DIGITS_SHOWN)
    return verdict.unequal(
        "exact", f"{plain(left)} is expected, this is {plain(right)}", f"{plain(left)} ≠ {plain(right)}"
    )


def _closed_forms(gold: Node, claim: Node) -> Verdict:
    rough = contents(gold).rough or contents(claim).rough
    left, right = (Evaluation(REAL, {}).value(side) if rough else number(side) for side in (gold, claim))
    if agree(left, right, _ROUGH if rough else _SAME):
        return verdict.equal("sampled", "the same to the digits that were computed")
    if _is_real(left) and _is_real(right) and decimals.rounded(gold, claim, left, right, terminating=False):
        return verdict.equal("sampled", DIGITS_SHOWN)
    shown, found = digits(left), digits(right)
    if shown == found:
        return verdict.unequal(
            "sampled", f"both begin with {shown}, and differ after that", f"{digits(left - right)} apart"
        )
    return verdict.unequal("sampled", f"{shown} is expected, this is {found}", f"{shown} ≠ {found}")


def _is_real(value: Value) -> bool:
    return isinstance(value, float) or hasattr(value, "_mpf_")


def number(node: Node) -> Value:
    """Return the value of a tree without names to fifty digits, real where it can be.

    Raises:
        NoValueError: It has none.
        TooLargeError: It would take too long.
    """
    try:
        return Evaluation(precise(real=True), {}).value(node)
    except NoValueError:
        return Evaluation(precise(real=False), {}).value(node)


def _infinity(node: Node) -> int:
    """Return 1 or -1 for plus or minus infinity, else 0."""
    if isinstance(node, Constant):
        return int(node.name == "infinity")
    return -_infinity(node.operand) if isinstance(node, Negative) else 0


def agree(left: Value, right: Value, tolerance: float) -> bool:
    """Whether two values are the same relative to their size."""
    difference = abs(left - right)
    return bool(difference <= tolerance * max(abs(left), abs(right)) or difference < _NOTHING)


def _functions(gold: Node, claim: Node, inside: tuple[Contents, Contents]) -> Verdict:
    """Compare two functions at points of one kind after the other, until enough points decide."""
    most = 0
    budget = Budget(SHARED)
    names = inside[0].free | inside[1].free
    if inside[0].cases or inside[1].cases:
        found = _at_points(gold, claim, points.points(names, "near"), (REAL, budget), inside)
        if isinstance(found, Verdict):
            return found
    for kind, field in _kinds(whole=inside[0].whole or inside[1].whole):
        found = _at_points(gold, claim, points.points(names, kind), (field, budget), inside)
        if isinstance(found, Verdict):
            return found
        most = max(most, found)
        if found >= FEWEST:
            return verdict.equal("sampled", f"equal at {found} points")
    return verdict.undecided(f"both sides have a value at only {most} of the points tried")


def _kinds(*, whole: bool) -> Iterator[tuple[str, Field]]:
    if whole:
        yield "whole", REAL
    yield "real", REAL
    yield "whole", REAL
    yield "real", COMPLEX
    yield "complex", COMPLEX


def _at_points(
    gold: Node,
    claim: Node,
    drawn: Iterator[dict[str, complex]],
    within: tuple[Field, Budget],
    inside: tuple[Contents, Contents],
) -> Verdict | int:
    """Return the number of points that agree, or the verdict at the first that does not."""
    field, budget = within
    count = 0
    rough = inside[0].rough or inside[1].rough
    cases = inside[0].cases or inside[1].cases
    last: dict[str, complex] | None = None
    for point in drawn:
        wide = {name: widened(value, field) for name, value in point.items()}
        left, right = _valued(gold, wide, field, budget), _valued(claim, wide, field, budget)
        if left is None or right is None:
            if cases and field.real and left is not right:
                return verdict.unequal("sampled", f"only one side has a value at {shown(point)}", shown(point))
            continue
        if not agree(left, right, _ROUGH if rough else _CLOSE):
            difference = True if rough else _confirmed(gold, claim, point, field)
            if difference is None:
                continue
            if difference:
                return _counterexample(gold, claim, point, field)
        count += 1
        last = point
        if count >= ENOUGH and not cases:
            break
    if last is not None and not rough and _confirmed(gold, claim, last, field):
        return _counterexample(gold, claim, last, field)
    return count


def _value(node: Node, point: dict[str, complex], field: Field, budget: Budget | None = None) -> Value | None:
    return _valued(node, {name: widened(value, field) for name, value in point.items()}, field, budget)


def _valued(node: Node, point: dict[str, Value], field: Field, budget: Budget | None) -> Value | None:
    try:
        return Evaluation(field, point, budget).value(node)
    except (NoValueError, TooLargeError):
        return None


def _confirmed(gold: Node, claim: Node, point: dict[str, complex], field: Field) -> bool | None:
    """Whether the sides differ with fifty digits too; None when they have no value there."""
    wide = precise(real=field.real)
    left, right = _value(gold, point, wide), _value(claim, point, wide)
    return None if left is None or right is None else not agree(left, right, _SAME)


def _counterexample(gold: Node, claim: Node, point: dict[str, complex], field: Field) -> Verdict:
    """Return the verdict with a small whole point where one shows the difference, else with the drawn one."""
    for candidate in (*points.small(frozenset(point)), point):
        left, right = _value(gold, candidate, field), _value(claim, candidate, field)
        if left is None or right is None or (candidate is not point and agree(left, right, _VISIBLE)):
            continue
        example = f"at {shown(candidate)}: {digits(left)} against {digits(right)}"
        return verdict.unequal("sampled", f"the two sides differ {example}", example)
    return verdict.undecided("the sides differ only where neither is well defined")


def shown(point: dict[str, complex]) -> str:
    """Return a point in few characters, such as "x = 2, y = 3"."""
    return ", ".join(f"{name} = {digits(value)}" for name, value in sorted(point.items())[:4])


def digits(value: Value) -> str:
    """Return a value in at most about a dozen characters."""
    try:
        if hasattr(value, "imag") and value.imag:
            sign = "-" if value.imag < 0 else "+"
            return f"{float(value.real):.4g} {sign} {abs(float(value.imag)):.4g}i"
        real = float(value.real)
    except OverflowError:
        return "a very large number"
    return f"{real:.6g}"


def plain(value: Fraction) -> str:
    """Return a rational number in few characters."""
    if value.denominator == 1:
        return shortened(value.numerator)
    if max(abs(value.numerator), value.denominator) < 10**6:
        return f"{value.numerator}/{value.denominator}"
    try:
        return f"{float(value):.8g}"
    except OverflowError:
        return shortened(value.numerator // value.denominator)
