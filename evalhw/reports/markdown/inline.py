"""Runs as markdown: text escaped, styles written again, formulas in GitHub's safe form.

Invariant: nothing in a text run can start or end a construct of markdown or HTML.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from evalhw.reports.markdown.formulas import code_span
from evalhw.reports.markdown.formulas import inline as formula
from evalhw.reports.runs import Run
from evalhw.reports.visible import visible

_SPECIAL = re.compile(r"[\\`*\[\]<>$~|]|&(?=[#A-Za-z0-9]|$)|(?<![^\W_])_|_(?![^\W_])")
_BLANKS = re.compile(r"[ \t\n]+")
_ESCAPES = {"<": "&lt;", ">": "&gt;", "&": "&amp;", "$": "<span>$</span>"}
_LINE_START = re.compile(r"^(\s*)(?:([#+\-=:])|(\d{1,9})([.)]))")
_STYLES = ("strong", "emphasis", "struck")
_MARKS = {"strong": "**", "emphasis": "*", "struck": "~~"}
_TAGS = {"strong": "strong", "emphasis": "em", "struck": "del"}


def escaped(text: str) -> str:
    """Text as markdown that shows just this text, on one line."""
    plain = _BLANKS.sub(" ", visible(text))
    return _SPECIAL.sub(lambda found: _ESCAPES.get(found.group(), "\\" + found.group()), plain)


def at_line_start(text: str) -> str:
    """Escaped text that may stand at the start of a line without becoming a heading, an item or a rule."""
    return _LINE_START.sub(lambda found: f"\\{found[2]}" if found[2] else f"{found[3]}\\{found[4]}", text.lstrip(), 1)


def sentence(runs: Iterable[Run], *, cell: bool = False) -> str:
    """Runs on a single line; line ends become blanks, or ``<br>`` in a table's cell."""
    flat = [replace(run, kind="text", text=" ") if run.kind == "break" and not cell else run for run in runs]
    return at_line_start(_written(flat, cell=cell).strip())


def lines(runs: Sequence[Run]) -> list[str]:
    """Runs as the lines of a paragraph; every line but the last ends in a hard break."""
    found: list[list[Run]] = [[]]
    for run in runs:
        if run.kind == "break":
            found.append([])
        else:
            found[-1].append(run)
    written = [at_line_start(_written(line).strip()) for line in found]
    kept = [line for line in written if line]
    return [f"{line}\\" for line in kept[:-1]] + kept[-1:]


def _written(runs: Sequence[Run], *, cell: bool = False) -> str:
    """Runs in their styles; neighbours that share a style share its marks."""
    return _styled(list(runs), _STYLES, cell=cell)


def _styled(runs: Sequence[Run], styles: Sequence[str], *, cell: bool) -> str:
    if not styles:
        return _linked(runs, cell=cell)
    parts: list[str] = []
    for marked, group in _grouped(runs, styles[0]):
        inner = _styled(group, styles[1:], cell=cell)
        parts.append(_marked(inner, styles[0], parts[-1] if parts else "") if marked else inner)
    return "".join(parts)


def _grouped(runs: Sequence[Run], attribute: str) -> list[tuple[object, list[Run]]]:
    groups: list[tuple[object, list[Run]]] = []
    for run in runs:
        value = getattr(run, attribute)
        if groups and groups[-1][0] == value:
            groups[-1][1].append(run)
        else:
            groups.append((value, [run]))
    return groups


def _marked(inner: str, style: str, before: str) -> str:
    """The inner text in its style; marks that could be misread beside a letter or a sign are written as tags."""
    body = inner.strip()
    if not body:
        return inner
    lead, tail = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
    plain = body[0].isalnum() and (body[-1].isalnum() or body[-1] in ".:,;!?")
    if plain and not (before and not lead and (before[-1].isalnum() or before[-1] in "*_~")) and body[-1].isalnum():
        return f"{lead}{_MARKS[style]}{body}{_MARKS[style]}{tail}"
    return f"{lead}<{_TAGS[style]}>{body}</{_TAGS[style]}>{tail}"


def _linked(runs: Sequence[Run], *, cell: bool) -> str:
    parts: list[str] = []
    for target, group in _grouped(runs, "href"):
        inner = "".join(_leaf(run, cell=cell) for run in group)
        parts.append(f"[{inner}](<{visible(str(target)).replace('|', '%7C')}>)" if target else inner)
    return "".join(parts)


def _leaf(run: Run, *, cell: bool) -> str:
    if run.kind == "code":
        return code_span(run.text, cell=cell)
    if run.kind in {"math", "display"}:
        return formula(run.text, display=run.kind == "display", cell=cell)
    return "<br>" if run.kind == "break" else escaped(run.text)
