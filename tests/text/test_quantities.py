"""Quantities: every way of writing them, and what only looks like one."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from evalhw.text.layout.document import Document
from evalhw.text.layout.spans import Span
from evalhw.text.quantities.closeness import Tolerance, closeness
from evalhw.text.quantities.mentions import mentions
from evalhw.text.quantities.reading import BARE, Quantity, parse_one, read
from evalhw.units.unit import named

FILE = Path(__file__).parent.parent / "cases" / "facts" / "quantities.yaml"
CASES = yaml.safe_load(FILE.read_text(encoding="utf-8"))


def with_units(text: str) -> list[Quantity]:
    view = Document.parse(text).plain().text
    return [quantity for quantity in read(view) if quantity.dimension != BARE]


def dimension(quantity: Quantity) -> str:
    return " ".join(base if power == 1 else f"{base}^{power}" for base, power in quantity.dimension)


@pytest.mark.parametrize("case", CASES, ids=[case["text"] for case in CASES])
def test_a_quantity_is_read_as_a_person_reads_it(case: dict[str, Any]) -> None:
    """The value is exact and in base units; names, references, versions and dates are none."""
    found = with_units(case["text"])
    if "value" not in case:
        assert found == [] or case.get("counts")
        return
    first = found[0]
    assert (first.value, dimension(first)) == (Fraction(case["value"]), case["dimension"])
    assert first.high == Fraction(case.get("high", case["value"]))
    assert (first.about, first.bound) == (case.get("about", False), case.get("bound", ""))
    assert first.noun == case.get("noun", "")
    assert [quantity.value for quantity in found[1:]] == ([Fraction(case["second"])] if "second" in case else [])


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("2000", [2000]),
        ("The answer is 2000.", [2000]),
        ("The farm yields about 1950 in all, so the total = 1950", [1950, 1950]),
        ("The population is exactly 2050.", [2050]),
        ("The year is 2018.", []),
        ("(Vaswani, 2017)", []),
        ("Penicillin, since 1942.", []),
        ("The date of the treaty is 1994.", []),
    ],
)
def test_a_number_that_looks_like_a_year_is_a_value_where_it_is_stated(text: str, values: list[int]) -> None:
    """Behind "is" or a sign of equality, or alone; a year of something stays a year."""
    assert [quantity.value for quantity in read(text)] == values


@given(st.integers(0, 10**6), st.sampled_from(["s", "ms", "min", "h", "seconds", "minutes", "km", "%", "kg", "J"]))
def test_what_is_written_is_read_back(number: int, unit: str) -> None:
    """A number with a unit gives that number of that unit."""
    found = parse_one(f"{number} {unit}")
    known = named(unit)
    assert found is not None
    assert known is not None
    assert found.value == number * known.factor


@given(st.integers(0, 59), st.integers(0, 59))
def test_minutes_and_seconds_are_one_time(minutes: int, seconds: int) -> None:
    """Whichever way they are written."""
    for form in (f"{minutes} min {seconds} s", f"{minutes}m{seconds}s", f"{minutes}:{seconds:02d} min"):
        assert [quantity.value for quantity in read(form)] == [60 * minutes + seconds], form


@given(st.text(max_size=200))
def test_any_text_is_read_in_order(text: str) -> None:
    """Whatever the text, quantities come in order, do not overlap, and point into it."""
    end = 0
    for quantity in read(text):
        assert end <= quantity.start < quantity.end <= len(text)
        end = quantity.end


@given(st.text(alphabet="0123456789.,:/-%x× smin$±~()\n|e^", max_size=120))
def test_digits_and_marks_in_any_order_do_no_harm(text: str) -> None:
    """Every mention's passage lies in the raw text."""
    document = Document.parse(text)
    for mention in mentions(document, (Span(0, len(text)),)):
        assert 0 <= mention.span.start <= mention.span.end <= len(text)


@pytest.mark.parametrize("text", ["1" * 100_000, "1e999999999", "9" * 50 + " s", "10^99999", "1/0", "3/0 runs"])
def test_numbers_without_end_are_passed_over(text: str) -> None:
    """Caps on digits and exponents: no number is built that would take long to build."""
    assert all(abs(quantity.value) < 10**80 for quantity in read(text))


def test_a_rare_unit_is_asked_of_pint() -> None:
    """A rubric may name units that the table lacks; a unit that is none is none."""
    stated, expected = parse_one("1 furlong"), parse_one("201.168 m")
    assert stated is not None
    assert expected is not None
    assert closeness(stated, expected, Tolerance(absolute=Fraction(1, 1000))) == "same"
    assert parse_one("many m") is None
    assert named("__import__('os')") is None
    assert named("m**9**9**9**9") is None


@pytest.mark.parametrize(
    ("stated", "expected", "verdict"),
    [
        ("341 s", "341 s", "same"),
        ("5.7 min", "341 s", "same"),
        ("about 340 s", "341 s", "same"),
        ("about 6 minutes", "341 s", "rough"),
        ("6 minutes", "341 s", "rough"),
        ("under 6 minutes", "341 s", "rough"),
        ("about 350 s", "341 s", "other"),
        ("341 ms", "341 s", "other"),
        ("75-76%", "76 %", "rough"),
        ("94.0 %", "94 %", "same"),
        ("94.3 %", "94 %", "other"),
    ],
)
def test_the_digits_given_decide_how_close_is_close(stated: str, expected: str, verdict: str) -> None:
    """Rounding counts when it is fine enough to name the value."""
    one, other = parse_one(stated), parse_one(expected)
    assert one is not None
    assert other is not None
    assert closeness(one, other, Tolerance()) == verdict
