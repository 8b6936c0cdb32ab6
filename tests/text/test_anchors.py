"""Anchors: a passage is found again exactly, with other white space or markup, or nearly alike; or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalhw.text.layout import anchors
from evalhw.text.layout.spans import Span

RAW = "The baseline took **341 s** on one GPU.\n\nThe final time was 297 s on one GPU, as  $W_1$  shows."


def test_a_selector_describes_its_passage() -> None:
    found = anchors.selector(RAW, Span(4, 12))
    assert (found.quote, found.prefix, found.start, found.end) == ("baseline", "The ", 4, 12)
    assert found.suffix == RAW[12 : 12 + anchors.CONTEXT]


@pytest.mark.parametrize(
    ("quote", "how", "passage"),
    [
        ("The final time was 297 s", "exact", "The final time was 297 s"),
        ("The  final time\nwas 297 s", "spacing", "The final time was 297 s"),
        ("as $W_1$ shows", "spacing", "as  $W_1$  shows"),
        ("baseline took 341 s on", "markup", "baseline took **341 s** on"),
        ("The final time was 297 s on a single GPU", "similar", None),
    ],
)
def test_finding_a_quote_again(quote: str, how: str, passage: str | None) -> None:
    found = anchors.find(RAW, quote)
    assert found is not None
    assert found.how == how
    assert passage is None or RAW[found.span.start : found.span.end] == passage
    assert found.score >= anchors.THRESHOLD


@pytest.mark.parametrize("quote", ["", "  ", "x" * 50, "The network has four layers and a decoder"])
def test_what_is_not_there_is_not_found(quote: str) -> None:
    assert anchors.find(RAW, quote) is None


def test_surroundings_tell_repeated_quotes_apart() -> None:
    second = RAW.rindex("on one GPU")
    by_prefix = anchors.find(RAW, "on one GPU", prefix="was 297 s ")
    by_suffix = anchors.find(RAW, "on one GPU", suffix=", as")
    by_place = anchors.find(RAW, "on one GPU", near=second + 3)
    assert [found.span.start for found in (by_prefix, by_suffix, by_place) if found] == [second] * 3


@given(st.text(max_size=200), st.integers(0, 200), st.integers(1, 60))
def test_a_passage_is_found_where_it_stands(raw: str, start: int, size: int) -> None:
    span = Span(min(start, len(raw)), min(start + size, len(raw)))
    wanted = anchors.selector(raw, span)
    found = anchors.find(raw, wanted.quote, wanted.prefix, wanted.suffix, near=wanted.start)
    if wanted.quote.strip():
        assert found is not None
        assert raw[found.span.start : found.span.end] == wanted.quote
    else:
        assert found is None
