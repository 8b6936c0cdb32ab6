r"""What an answer says about where it holds: "for all real x", `\forall x > 0:`, `x \in \mathbb{R}`.

Invariant: a qualifier is no part of the value and no second answer; two that both restrict must agree.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evalhw.errors import ReadingError
from evalhw.mathematics import verdict
from evalhw.mathematics.declared.symbols import Symbols
from evalhw.mathematics.syntax.reader import read

if TYPE_CHECKING:
    from collections.abc import Callable

    from evalhw.mathematics.syntax.tree import Node
    from evalhw.mathematics.verdict import Verdict

_BEGINS = re.compile(
    r"(?:\\forall(?![a-z])|∀|[Ff]or (?:all|every|any|each)\b)"
    r"(?P<condition>[^:]{1,80}?)\s*(?::|\\colon|,\s*(?=[A-Za-z]\())"
)
_ENDS = re.compile(
    r"(?:\s|,|;|\\[,;: ]|\\quad|\\qquad){0,8}(?:\(\s*)?(?:\\text\s*\{\s*(?:,\s*)?for\s+(?:all|every|any|each)\b|"
    r"\\forall(?![a-z])|∀|(?:\\text\s*\{\s*)?\bfor\s+(?:all|every|any|each)\b)(?P<condition>[^()]{0,80}(?:\([^()]{1,30}\))?)\)?$"
)
_FRAME = re.compile(r"\\(?:text|mathrm)\s*\{|[{}$]|\\(?:left|right|quad|qquad)(?![a-z])|\\[,;: ]")
_GENERAL = re.compile(
    r"\b(?:real|complex|all|numbers?|values?|of|the|in|its|domain)\b"
    r"|\bx\s*∈|\\in\s*\\(?:mathbb|mathbf)\s*(?:R|C|ℝ)|∈\s*ℝ"
)
_ANY_LETTER = re.compile(r"\s*[A-Za-z]?(?:\s*,\s*[A-Za-z])*\s*")


def split(text: str) -> tuple[str, str]:
    """Return an answer without its qualifier, and the condition in it; both empty parts where there is none."""
    if "for" not in text and "∀" not in text:
        return text, ""
    begins = _BEGINS.match(text)
    if begins:
        return text[begins.end() :].strip(), _condition(begins["condition"])
    ends = _ENDS.search(text)
    if ends is None or not text[: ends.start()].strip():
        return text, ""
    return text[: ends.start()].strip(), _condition(ends["condition"])


def _condition(written: str) -> str:
    """Return the condition in plain words; empty where it holds everywhere."""
    plain = " ".join(_FRAME.sub(" ", written).split()).strip(" .,")
    general = _GENERAL.sub(" ", plain)
    return "" if _ANY_LETTER.fullmatch(general) else plain


def compared(gold: str, claim: str, decide: Callable[[Node, Node], Verdict]) -> Verdict | None:
    """Return what is wrong with the condition of a claim; None where both say the same."""
    if gold == claim:
        return None
    try:
        found = decide(read(gold, Symbols.empty()), read(claim, Symbols.empty()))
    except ReadingError:
        return verdict.undecided("it is said to hold under another condition")
    if found.outcome == "equal":
        return None
    return (
        verdict.unequal("exact", "it is said to hold under another condition") if found.outcome == "unequal" else found
    )
