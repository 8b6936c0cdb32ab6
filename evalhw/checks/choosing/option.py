"""An option of a question, and the patterns that find its names in a text.

Invariant: a name inside a longer identifier or formula is no name: `lu_solve` is not `solve`.
"""

import re
from collections.abc import Collection, Sequence
from typing import Annotated

from pydantic import BeforeValidator, Field

from evalhw.frozen import Frozen
from evalhw.text.language.words import FUNCTION_WORDS
from evalhw.text.layout.plain import prose
from evalhw.text.quantities.numbers import WORDS

_SHORT = 2


class Option(Frozen):
    """One option of a question."""

    name: str = Field(min_length=1, description="As the question writes it.")
    letter: str = Field(default="", description="The letter it goes by, such as B; by default its place in the list.")
    aliases: Annotated[tuple[str, ...], Field(strict=False)] = Field(default=(), description="Other names for it.")


def _from_text(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


AnyOption = Annotated[Option, BeforeValidator(_from_text)]


def name_pattern(names: Sequence[str]) -> re.Pattern[str] | None:
    """A pattern for names: words in any hyphenation and plural, formulas in any notation; None for no names."""
    if not names:
        return None
    words = [name for name in names if not _FORMULA.search(name)]
    forms = [
        rf"{_NO_OPERAND_BEFORE}(?:{_formulaic(name)}){_NO_OPERAND_AFTER}"
        for name in _longest_first(names)
        if name not in words
    ]
    if words:
        joined = "|".join(
            r"[\s-]*".join(re.escape(part) for part in re.split(r"[\s-]+", name)) for name in _longest_first(words)
        )
        forms.append(rf"{_NO_WORD_BEFORE}(?:{joined})(?:s|es)?(?![A-Za-z]|_[A-Za-z\d])(?:\([txyzuvsn]\))?")
    return re.compile("|".join(forms), re.IGNORECASE)


_FORMULA = re.compile(r"[\w)]\s?[/^=+*]\s?[\w(]|\w[²³ⁿˣᵗ]|^\|.+\|$")
_NO_WORD_BEFORE = r"(?<![A-Za-z])(?<![A-Za-z\d]_)"
_NO_OPERAND_BEFORE = r"(?<![\w^/*+-])"
_NO_OPERAND_AFTER = (
    r"(?![\w(^])(?!\s?\*\*)(?!\s?[+*/×·]\s?[\w(])(?!\s?-\s?(?:[\d(]|[^\W\d_](?![^\W_])))"
    r"(?!\s(?!(?:a|i|or)\b)[^\W\d_]\b)"
)
_EXPONENT = re.compile(r"\s*(?:\^|\*\*)\s*(\w+)")
_EMBRACED = re.compile(r"\^\s*(?:\(\s*(\w+)\s*\)|\{\s*(\w+)\s*\})")


def _longest_first(names: Sequence[str]) -> list[str]:
    return sorted(names, key=len, reverse=True)


def _formulaic(name: str) -> str:
    """A pattern for a formula, with its powers in any notation: ``x^2``, ``x²``, ``x**2``, ``x^{2}``."""
    parts = _EXPONENT.split(_EMBRACED.sub(r"^\1\2", prose(name, 0, len(name)).text.strip()))
    form = ""
    for at, part in enumerate(parts):
        if at % 2:
            form += rf"\s?(?:\^|\*\*)\s?(?:{part}|\(\s?{part}\s?\)|\{{{part}\}})"
        else:
            signs = (re.escape(piece) for piece in re.findall(r"\w+|[^\w\s]", part))
            form += "".join(rf"\s*{piece}" if form or row else piece for row, piece in enumerate(signs))
    return form


def names_of(option: Option) -> tuple[str, ...]:
    """All names of an option; a formula also without its brackets, as a fraction bar makes them needless."""
    names = (option.name, *option.aliases)
    return (*names, *(re.sub(r"[()]", "", name) for name in names if _FORMULA.search(name) and "(" in name))


def sign_of(name: str) -> str:
    """The operator of a name that is one operation, such as ``A @ B``: it may go by its sign alone."""
    found = _OPERATION.fullmatch(name)
    return found.group(1) if found else ""


_OPERATION = re.compile(r"\w+\s?([^\w\s.,()]{1,2})\s?\w+")


def initials_of(options: Sequence[Option], letters: Collection[str]) -> tuple[str, ...]:
    """For each option of several words, the capitals it may go by, such as WD; "" where these may say other things."""
    known = ["".join(word[0] for word in re.findall(r"[A-Za-z]+", option.name)).upper() for option in options]
    return tuple(
        short
        if len(short) > 1
        and known.count(short) == 1
        and _SEVERAL_WORDS.fullmatch(option.name)
        and short.lower() not in FUNCTION_WORDS
        and not set(short) <= set(letters)
        else ""
        for short, option in zip(known, options, strict=True)
    )


_SEVERAL_WORDS = re.compile(r"[A-Za-z]+(?:[\s-]+[A-Za-z]+){1,3}")


def is_bare(name: str) -> bool:
    """Whether a name is a mere number, letter or word of no content."""
    return (
        name.isdigit() or len(name) <= _SHORT or name.lower() in {"yes", "none", "all", "both", "true", "false", *WORDS}
    )
