"""Units beside numbers: what is one, what it measures, and what is left alone."""

from fractions import Fraction

import pytest

from evalhw.mathematics.scalar.units import named, split


@pytest.mark.parametrize(
    ("text", "value", "label"),
    [
        ("5 cm", "5", "cm"),
        (r"5 \text{ cm}", "5", "cm"),
        (r"9.8 \mathrm{~m/s}^{2}", "9.8", "m/s^2"),
        (r"\$18.90", "18.90", "$"),
        ("$8 per hour", "8", "$ per hour"),
        ("65 mph", "65", "mph"),
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


def test_a_noun_is_a_unit_of_its_own_and_counts_whole() -> None:
    apples, apple, red, pears = named("apples"), named("apple"), named("red apples"), named("pears")
    assert apples is not None
    assert apple is not None
    assert red is not None
    assert pears is not None
    assert apples.dimensions == apple.dimensions
    assert apples.dimensions not in {red.dimensions, pears.dimensions}
    assert not apples.known


@pytest.mark.parametrize("words", ["apples and 4 oranges", "cm or m", "cm, 3", "2 m", "alpha", "cm x"])
def test_what_holds_a_number_a_conjunction_or_a_name_is_no_unit(words: str) -> None:
    assert named(words) is None


@pytest.mark.parametrize(("large", "small"), [("MA", "mA"), ("Mg", "mg"), ("Ms", "ms"), ("PHz", "pHz")])
def test_case_counts_where_it_says_a_prefix(large: str, small: str) -> None:
    first, second = named(large), named(small)
    assert first is not None
    assert second is not None
    assert first.dimensions == second.dimensions
    assert first.size > second.size
