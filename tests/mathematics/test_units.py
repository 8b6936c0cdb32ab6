"""Units beside numbers: what is one, what it measures, and what is left alone."""

from fractions import Fraction

import pytest

from evalhw.mathematics.scalar.units import named, same_label, split


@pytest.mark.parametrize(
    ("text", "value", "label"),
    [
        ("5 cm", "5", "cm"),
        (r"5 \text{ cm}", "5", "cm"),
        (r"9.8 \mathrm{~m/s}^{2}", "9.8", "m/s^2"),
        (r"\$18.90", "18.90", "$"),
        ("$8 per hour", "8 ", "$"),
        ("65 mph", "65", "mi/h"),
        ("48 apples", "48", "apples"),
        ("v = 5 m/s", "v = 5", "m/s"),
        (r"\frac{5}{2} liters", r"\frac{5}{2}", "liters"),
    ],
)
def test_a_unit_is_taken_off(text: str, value: str, label: str) -> None:
    found = split(text)
    assert found[0].strip() == value.strip()
    assert found[1] is not None
    assert found[1].label == label


@pytest.mark.parametrize(
    "text", ["5m", "2x", "3 i", "x cm", "5 and", "2 mod", "C", "12x+5", r"\frac{1}{2}mv^2", "5 e", ""]
)
def test_what_is_no_unit_is_left_alone(text: str) -> None:
    assert split(text) == (text, None)


def test_units_convert() -> None:
    for large, small, factor in (
        ("km", "m", 1000),
        ("hours", "min", 60),
        ("m^2", "cm^2", 10**4),
        ("km/h", "m/s", Fraction(5, 18)),
    ):
        first, second = named(large), named(small)
        assert first is not None
        assert second is not None
        assert first.dimensions == second.dimensions
        assert first.size / second.size == factor


def test_labels_are_the_same_when_they_share_a_word() -> None:
    apples, red, pears = named("apples"), named("red apple"), named("pears")
    assert apples is not None
    assert red is not None
    assert pears is not None
    assert same_label(apples, red)
    assert not same_label(apples, pears)
