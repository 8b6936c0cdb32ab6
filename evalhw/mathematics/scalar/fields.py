"""The arithmetic that trees are evaluated in: real floats, complex floats, and the same with fifty digits.

Invariant: a function that has no value in its field raises `NoValueError`, and one that would take long raises
`TooLargeError`; none returns a NaN or an infinity.
"""

import cmath
import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from evalhw.mathematics.scalar.arithmetic import NoValueError, TooLargeError

DIGITS = 50
_LARGEST_EXPONENT = 1e12
_LARGEST_ANGLE = 1e30

Value = Any  # a float, a complex, or a number with fifty digits: whatever the field computes with


@dataclass(frozen=True)
class Field:
    """One kind of number.

    Attributes:
        real: Whether complex results are refused (so that odd roots of negative numbers are real).
        precise: Whether fifty digits are carried.
        number: The field's number for a fraction.
        pi: The constant pi.
        e: The base of natural logarithms.
        functions: Functions of one argument by name.
        raw_power: Base to exponent, by the field's own arithmetic.
    """

    real: bool
    precise: bool
    number: Callable[[Fraction], Value]
    pi: Value
    e: Value
    functions: dict[str, Callable[[Value], Value]]
    raw_power: Callable[[Value, Value], Value]

    def apply(self, name: str, value: Value) -> Value:
        """Return the function of this name at the value.

        Raises:
            NoValueError: It is not defined there, or not known.
            TooLargeError: Its value would take long.
        """
        function = self.functions.get(name)
        if function is None:
            raise NoValueError(f"the function {name} is not known")
        if abs(value) > _LARGEST_ANGLE:
            if name not in _HARMLESS:
                raise TooLargeError(f"{name} of a very large number")
        elif name == "exp" and abs(value) > _LARGEST_EXPONENT:
            raise TooLargeError("a very large exponent")
        try:
            return self.checked(function(value))
        except ZeroDivisionError:
            raise NoValueError(f"{name} has no value there") from None
        except ValueError:
            raise NoValueError(f"{name} has no value there") from None
        except OverflowError:
            raise TooLargeError(f"{name} of a large number") from None

    def power(self, base: Value, exponent: Value, exact_exponent: Fraction | None) -> Value:
        """Return the base to the exponent; in the real field odd roots of negative numbers are real.

        Raises:
            NoValueError: It is not defined.
            TooLargeError: It would take long.
        """
        if abs(exponent) > _LARGEST_EXPONENT:
            raise TooLargeError("a very large exponent")
        if base == 0:
            if (exponent.real if not self.real else exponent) <= 0:
                raise NoValueError("zero to a power that is not positive")
            return base
        try:
            if exact_exponent is not None and exact_exponent.denominator == 1:
                return self.checked(base**exact_exponent.numerator)
            if self.real and base < 0:
                return self._negative_base(base, exponent, exact_exponent)
            return self.checked(self.raw_power(base, exponent))
        except OverflowError:
            raise TooLargeError("a large power") from None
        except (ValueError, ZeroDivisionError):
            raise NoValueError("a power without a value") from None

    def _negative_base(self, base: Value, exponent: Value, exact_exponent: Fraction | None) -> Value:
        if exact_exponent is None:
            if exponent == int(exponent):
                return self.checked(base ** int(exponent))
            raise NoValueError("a negative number to a power that is no integer")
        if exact_exponent.denominator % 2 == 0:
            raise NoValueError("an even root of a negative number")
        size = self.checked(self.raw_power(-base, exponent))
        return -size if exact_exponent.numerator % 2 else size

    def checked(self, value: Value) -> Value:
        """Return the value when it is a finite number of this field.

        Raises:
            NoValueError: It is complex in a real field, or not a number.
            TooLargeError: It overflowed.
        """
        if self.precise:
            if self.real and not hasattr(value, "_mpf_"):
                raise NoValueError("a complex value")
            context = _context()
            if not context.isfinite(value):
                raise NoValueError("no finite value")
            return value
        if self.real and isinstance(value, complex):
            raise NoValueError("a complex value")
        if not (math.isfinite(value) if self.real else cmath.isfinite(value)):
            raise TooLargeError("a large value")
        return value


_HARMLESS = frozenset({"abs", "sqrt", "ln", "log", "cbrt", "sign", "re", "im", "conj", "arg"})


def _derived(base: dict[str, Callable[[Value], Value]], half_turn: Value) -> dict[str, Callable[[Value], Value]]:
    """Add the functions that are quotients or shifts of others."""
    sin, cos, tan, atan = base["sin"], base["cos"], base["tan"], base["arctan"]
    sinh, cosh = base["sinh"], base["cosh"]
    more: dict[str, Callable[[Value], Value]] = {
        "cot": lambda x: cos(x) / sin(x),
        "sec": lambda x: 1 / cos(x),
        "csc": lambda x: 1 / sin(x),
        "coth": lambda x: cosh(x) / sinh(x),
        "sech": lambda x: 1 / cosh(x),
        "csch": lambda x: 1 / sinh(x),
        "arccot": lambda x: half_turn / 2 - atan(x),
        "arcsec": lambda x: base["arccos"](1 / x),
        "arccsc": lambda x: base["arcsin"](1 / x),
        "sigmoid": lambda x: 1 / (1 + base["exp"](-x)),
    }
    return {**more, **base, "tan": lambda x: _finite_tangent(tan(x))}


def _finite_tangent(value: Value) -> Value:
    if abs(value) > 1e15:  # noqa: PLR2004  # rounding hides the pole at a right angle
        raise NoValueError("the tangent of a right angle")
    return value


def _real_log(x: float) -> float:
    if x <= 0:
        raise NoValueError("the logarithm of what is not positive")
    return math.log(x)


def _real_sqrt(x: float) -> float:
    if x < 0:
        raise NoValueError("the square root of a negative number")
    return math.sqrt(x)


REAL = Field(
    real=True,
    precise=False,
    number=lambda fraction: fraction.numerator / fraction.denominator,
    pi=math.pi,
    e=math.e,
    functions=_derived(
        {
            "sin": math.sin, "cos": math.cos, "tan": math.tan, "arcsin": math.asin, "arccos": math.acos,
            "arctan": math.atan, "sinh": math.sinh, "cosh": math.cosh, "tanh": math.tanh, "arsinh": math.asinh,
            "arcosh": math.acosh, "artanh": math.atanh, "exp": math.exp, "ln": _real_log, "sqrt": _real_sqrt,
            "cbrt": math.cbrt, "abs": abs, "floor": math.floor, "ceil": math.ceil, "erf": math.erf,
            "sign": lambda x: (x > 0) - (x < 0), "re": lambda x: x, "im": lambda _: 0.0, "conj": lambda x: x,
            "arg": lambda x: 0.0 if x > 0 else math.pi, "gamma": math.gamma,
        },
        math.pi,
    ),
    raw_power=math.pow,
)  # fmt: skip
COMPLEX = Field(
    real=False,
    precise=False,
    number=lambda fraction: complex(fraction.numerator / fraction.denominator),
    pi=complex(math.pi),
    e=complex(math.e),
    functions=_derived(
        {
            "sin": cmath.sin, "cos": cmath.cos, "tan": cmath.tan, "arcsin": cmath.asin, "arccos": cmath.acos,
            "arctan": cmath.atan, "sinh": cmath.sinh, "cosh": cmath.cosh, "tanh": cmath.tanh, "arsinh": cmath.asinh,
            "arcosh": cmath.acosh, "artanh": cmath.atanh, "exp": cmath.exp, "ln": cmath.log, "sqrt": cmath.sqrt,
            "abs": lambda z: complex(abs(z)), "re": lambda z: complex(z.real), "im": lambda z: complex(z.imag),
            "conj": lambda z: z.conjugate(), "arg": lambda z: complex(cmath.phase(z)),
        },
        complex(math.pi),
    ),
    raw_power=pow,
)  # fmt: skip


@cache
def _context() -> Any:
    """Return an own context of fifty digits, so that nobody else's precision changes."""
    import mpmath

    context = mpmath.MPContext()
    context.dps = DIGITS
    return context


@cache
def precise(*, real: bool) -> Field:
    """Return the field of fifty digits; the import it needs happens here, once."""
    mp = _context()
    functions = {
        "sin": mp.sin, "cos": mp.cos, "tan": mp.tan, "arcsin": mp.asin, "arccos": mp.acos, "arctan": mp.atan,
        "sinh": mp.sinh, "cosh": mp.cosh, "tanh": mp.tanh, "arsinh": mp.asinh, "arcosh": mp.acosh,
        "artanh": mp.atanh, "exp": mp.exp, "ln": mp.ln, "sqrt": mp.sqrt, "abs": abs, "floor": mp.floor,
        "ceil": mp.ceil, "erf": mp.erf, "sign": mp.sign, "re": mp.re, "im": mp.im, "conj": mp.conj, "arg": mp.arg,
        "cbrt": lambda x: mp.cbrt(x) if x >= 0 else -mp.cbrt(-x), "gamma": mp.gamma,
    }  # fmt: skip
    return Field(
        real=real,
        precise=True,
        number=lambda fraction: mp.mpf(fraction.numerator) / fraction.denominator,
        pi=+mp.pi,
        e=+mp.e,
        functions=_derived(functions, +mp.pi),
        raw_power=mp.power,
    )


def widened(value: Value, field: Field) -> Value:
    """Return a drawn float or complex as a number of the field."""
    if field.precise:
        context = _context()
        return context.mpc(value.real, value.imag) if isinstance(value, complex) else context.mpf(value)
    return value if field.real else complex(value)


def imaginary_unit(field: Field) -> Value:
    """Return i.

    Raises:
        NoValueError: The field is real.
    """
    if field.real:
        raise NoValueError("a complex value")
    return _context().mpc(0, 1) if field.precise else 1j
