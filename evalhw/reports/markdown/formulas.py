"""Formulas in GitHub's two safe forms: a code span between dollars, and a fenced ``math`` block.

Invariant: what GitHub would refuse or garble is written as code.
"""

import re

from evalhw.reports.tex import is_sound, unwrapped
from evalhw.reports.visible import visible

_OPERATOR = re.compile(r"\\operatorname\*?(?=\s*\{)")
_TAG = re.compile(r"\\tag\*?\{([^{}]*)\}")
_NUMBER = re.compile(r"\\(?:nonumber|notag|label\{[^{}]*\})")
_BAR = re.compile(r"(?<!\\)((?:\\\\)*)\|")


def inline(source: str, *, display: bool = False, cell: bool = False) -> str:
    """A formula inside a line.

    Args:
        source: Its LaTeX, without delimiters.
        display: Whether the model set it on a line of its own.
        cell: Whether it stands in a table, where a bar would part the cell.
    """
    if not is_sound(source) or "`" in source:
        return code_span(source, cell=cell)
    tex = visible(_allowed(unwrapped(source)))
    tex = _TAG.sub(r"\\qquad (\1)", tex)
    if cell:
        tex = _BAR.sub(r"\1\\vert ", tex.replace(r"\|", r"\Vert "))
    style = r"\displaystyle " if display else ""
    return f"$`{style}{tex.strip()}`$"


def block(source: str) -> list[str]:
    """A formula on its own, as the lines of a fenced block."""
    text = source.strip("\n")
    if not is_sound(source):
        return fence(text, "latex")
    lines = [line.rstrip() for line in visible(_allowed(text)).strip().split("\n") if line.strip()]
    return fence("\n".join(lines), "math")


def _allowed(source: str) -> str:
    """The formula without the macros that GitHub refuses, and without numbers that lead nowhere."""
    return _NUMBER.sub("", _OPERATOR.sub(lambda _: r"\mathrm", source))


def code_span(text: str, *, cell: bool = False) -> str:
    """Text as code within a line; in a table a bar needs its backslash even there."""
    shown = " ".join(visible(text).split("\n"))
    if not shown.strip():
        return ""
    ticks = "`" * (1 + max((len(run) for run in re.findall("`+", shown)), default=0))
    blank = " " if shown[0] in "` " or shown[-1] in "` " else ""
    if cell:
        shown = shown.replace("|", "\\|")
    return f"{ticks}{blank}{shown}{blank}{ticks}"


def fence(text: str, language: str = "") -> list[str]:
    """Text as a fenced block, the fence longer than any run of ticks inside."""
    shown = visible(text)
    ticks = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", shown)), default=0))
    return [f"{ticks}{language}", *shown.split("\n"), ticks]
