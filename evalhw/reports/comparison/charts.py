"""Drawings of a comparison as inline SVG: a heat map, and the slope from the first try to the end.

Drawn here rather than by a plotting library: two figures of plain shapes, in colours of the page's style
and so follow its dark mode. Invariant: a drawing has a title and a description, and every number it shows is also text.
"""

from collections.abc import Sequence
from itertools import pairwise

from markupsafe import Markup

from evalhw.comparison.compare import Comparison, Line
from evalhw.reports.scores import points
from evalhw.reports.visible import one_line

_CELL_WIDTH = 92
_CELL_HEIGHT = 26
_LEFT = 84
_TOP = 30
_STEPS = 5
_EMPTY = Markup("")


def heat_map(comparison: Comparison) -> Markup:
    """Questions by models, the darker the larger the share of points."""
    width = _LEFT + _CELL_WIDTH * len(comparison.names)
    height = _TOP + _CELL_HEIGHT * len(comparison.lines)
    parts = [
        _label(one_line(name), _LEFT + (column + 0.5) * _CELL_WIDTH, _TOP - 10, "middle")
        for column, name in enumerate(comparison.names)
    ]
    for row, line in enumerate(comparison.lines):
        top = _TOP + row * _CELL_HEIGHT
        parts.append(_label(one_line(line.id), _LEFT - 10, top + 17, "end"))
        parts += [_cell(line, column, top) for column in range(len(comparison.names))]
    described = "; ".join(_described(comparison, column) for column in range(len(comparison.names)))
    return _figure("heat", "Points of each model on each question", described, (width, height), parts)


def _described(comparison: Comparison, column: int) -> str:
    scores = (
        f"{line.id} {points(line.scores[column].points)} of {points(line.max_points)}"
        if line.scores[column].repeats
        else f"{line.id} not answered"
        for line in comparison.lines
    )
    return f"{comparison.names[column]}: {', '.join(scores)}"


def _cell(line: Line, column: int, top: float) -> Markup:
    score = line.scores[column]
    if not score.repeats:
        return _label("–", _LEFT + (column + 0.5) * _CELL_WIDTH, top + 17, "middle", "off")
    share = min(max(score.points / line.max_points, 0), 1) if line.max_points > 0 else 0
    step = round(share * _STEPS)
    left = _LEFT + column * _CELL_WIDTH
    shape = Markup('<rect class="heat{}" x="{}" y="{}" width="{}" height="{}"></rect>').format(
        step, left + 1, top + 1, _CELL_WIDTH - 2, _CELL_HEIGHT - 2
    )
    said = f"{points(score.points)} / {points(line.max_points)}{' ↓' if score.regressed else ''}"
    kind = "on" if step > _STEPS - 2 else "off"
    return shape + _label(said, left + _CELL_WIDTH / 2, top + 17, "middle", kind)


def slope(comparison: Comparison) -> Markup:
    """From the first try to what stands after follow-ups: one line a model, in shares of all points in common."""
    if not comparison.common:
        return _EMPTY
    width, height, left, right = 520, 260, 150, 370
    most = comparison.total.max_points or 1
    parts = [
        _label("First try", left, 16, "middle"),
        _label("After follow-ups", right, 16, "middle"),
        Markup('<line class="axis" x1="{0}" x2="{0}" y1="28" y2="{1}"></line>').format(left, height - 12),
        Markup('<line class="axis" x1="{0}" x2="{0}" y1="28" y2="{1}"></line>').format(right, height - 12),
    ]

    def level(value: float) -> float:
        return round(height - 14 - min(max(value / most, 0), 1) * (height - 46), 1)

    scores = comparison.total.scores
    starts = _spread([level(score.first_points) for score in scores])
    ends = _spread([level(score.points) for score in scores])
    for row, (name, score) in enumerate(zip(comparison.names, scores, strict=True)):
        first, final = level(score.first_points), level(score.points)
        worse = "down" if score.points < score.first_points else "up"
        parts.append(
            Markup('<line class="slope {}" x1="{}" y1="{}" x2="{}" y2="{}"></line>').format(
                worse, left, first, right, final
            )
        )
        parts += [
            Markup('<circle class="dot" cx="{}" cy="{}" r="3.5"></circle>').format(at, y)
            for at, y in ((left, first), (right, final))
        ]
        parts.append(_label(f"{one_line(name)} {points(score.first_points)}", left - 10, starts[row] + 4, "end"))
        parts.append(_label(f"{points(score.points)} {one_line(name)}", right + 10, ends[row] + 4, "start"))
    said = "; ".join(
        f"{name}: {points(score.first_points)}, then {points(score.points)} of {points(most)}"
        for name, score in zip(comparison.names, scores, strict=True)
    )
    return _figure("slope", "Points at the first try and after follow-ups", said, (width, height), parts)


def _spread(levels: Sequence[float], least: float = 15) -> list[float]:
    """Labels' heights, pushed apart where they would overlap."""
    order = sorted(range(len(levels)), key=lambda row: levels[row])
    placed = list(levels)
    for above, below in pairwise(order):
        placed[below] = max(placed[below], placed[above] + least)
    return placed


def _label(text: str, x: float, y: float, anchor: str, kind: str = "") -> Markup:
    return Markup('<text class="{}" x="{}" y="{}" text-anchor="{}">{}</text>').format(kind, x, y, anchor, text)


def _figure(name: str, title: str, said: str, size: tuple[float, float], parts: Sequence[Markup]) -> Markup:
    return Markup(
        '<svg class="figure" role="img" aria-labelledby="{0}-title {0}-said" '
        'viewBox="0 0 {1} {2}" width="{1}" height="{2}">'
        '<title id="{0}-title">{3}</title><desc id="{0}-said">{4}</desc>{5}</svg>'
    ).format(name, size[0], size[1], title, one_line(said), _EMPTY.join(parts))
