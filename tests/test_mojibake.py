import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalhw.files.mojibake import repair

GOOD = "αβγ∑∫∂√π≈≤⊤∈∥×−λσΣ…—“”‘’é ñ ü ß 日本語 📊 x_1 = 2\\frac{a}{b}\r\n\u2028\u200b\xa0"


def misread(text: str, codec: str) -> str:
    return text.encode("utf-8").decode(codec)


@pytest.mark.parametrize(
    ("bad", "good"),
    [
        ("‚àë", "∑"),
        ("‚äù", "⊝"),
        ("W‚ÄãW", "W\u200bW"),
        ("‚à•X ‚àíW", "∥X −W"),
        ("Œ£_k and Œª", "Σ_k and λ"),
        ("R m√ón ‚àà", "R m×n ∈"),
        ("\uf8ffüìä (a)", "📊 (a)"),
        ("Espa√±a y Hait√≠", "España y Haití"),
        ("a Ã© b", "a é b"),
        ("café ‚àë", "café ∑"),
        ("good line with √π\nbad line ‚àë", "good line with √π\nbad line ∑"),
    ],
)
def test_misread_text_is_repaired(bad: str, good: str) -> None:
    """What was UTF-8 once is UTF-8 again, also beside good text."""
    assert repair(bad) == good


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain",
        "√π",
        "x ≈ √π/2",
        "√∫f",
        "‖x‖₂ ≤ √±1",
        "“quoted” – résumé",
        "∑ of √π",
        "Straße, Œuvre, naïve",
        "A\r\nB",
    ],
)
def test_good_text_is_left_alone(text: str) -> None:
    """Mathematics and names that look odd are no mojibake."""
    assert repair(text) == text


@given(st.text(alphabet=GOOD))
def test_text_of_mathematics_is_never_changed(text: str) -> None:
    """No mixture of common mathematical and typographical characters counts as misread."""
    assert repair(text) == text


@given(st.text(alphabet="abc ∑∫⊤∈∥αβΣλ→🙂 =+", min_size=1))
def test_misreading_as_mac_roman_is_undone(text: str) -> None:
    """A text of symbols comes back whole."""
    assert repair(misread(text, "mac_roman")) == text
