"""A comparison as tables of text: for a terminal or a pipe, and as markdown.

Invariant: both show the same cells.
"""

from collections.abc import Iterator, Sequence

from evalhw.comparison.compare import Line, Score
from evalhw.comparison.conclusions import Conclusion, Cost
from evalhw.reports.comparison.passages import Passages, passages_of, sign
from evalhw.reports.markdown.inline import escaped
from evalhw.reports.scores import aligned, points
from evalhw.reports.visible import one_line

_BLOCKS = " ▏▎▍▌▋▊▉█"
_WIDTH = 6
_TOTAL = "Total"
_ABSENT = "–"

Table = list[tuple[str, ...]]


def score_lines(conclusion: Conclusion, *, criteria: bool = True, bars: bool = False) -> Table:
    """Heading, one line a question with its criteria beneath, and the total."""
    comparison = conclusion.comparison
    two = len(comparison.names) == 2  # noqa: PLR2004  # a difference has two sides
    heading = ["Question"]
    for side in comparison.sides:
        repeats = f" (n = {len(side.grades)})" if len(side.grades) > 1 else ""
        heading += [f"{one_line(side.name)}{repeats}: first", "final"] + ([""] if bars else [])
    heading += ["Of"] + (["Δ first", "Δ final"] if two else [])
    lines = [tuple(heading)]
    runs = [len(side.grades) for side in comparison.sides]
    for line in comparison.lines:
        lines.append(_cells(line, "", runs, two=two, bars=bars))
        lines += [_cells(inner, "  ", runs, two=two, bars=bars) for inner in line.criteria if criteria]
    lines.append(_cells(comparison.total, "", runs, two=two, bars=bars))
    return lines


def _cells(line: Line, indent: str, runs: Sequence[int], *, two: bool, bars: bool) -> tuple[str, ...]:
    cells = [indent + one_line(line.id)]
    for score, count in zip(line.scores, runs, strict=True):
        cells += [_first(line, score), _final(line, score, count)] if score.repeats else [_ABSENT, _ABSENT]
        shown = score.repeats and line.max_points > 0
        cells += [block(score.points, line.max_points) if shown else ""] if bars else []
    cells.append(points(line.max_points))
    return (*cells, _delta(line, first_try=True), _delta(line)) if two else tuple(cells)


def _first(line: Line, score: Score) -> str:
    return f"{_sign(line, score.first_verdict)}{_range(score.first_low, score.first_high, score.first_points)}"


def _final(line: Line, score: Score, runs: int) -> str:
    worse = " ↓" if score.regressed and line.id != _TOTAL else ""
    spread = f" ±{points(score.spread)}" if score.spread else ""
    fewer = f" (n = {score.repeats})" if score.repeats < runs else ""
    return f"{_sign(line, score.verdict)}{_range(score.low, score.high, score.points)}{spread}{fewer}{worse}"


def _range(low: float, high: float, earned: float) -> str:
    """The points, or from the fewest to the most where something is open."""
    return f"{points(low)} to {points(high)}" if high > low else points(earned)


def _delta(line: Line, *, first_try: bool = False) -> str:
    """The difference of the two sides, or from the least to the most that it can be where something is open."""
    first, last = (
        (score.first_low, score.first_high) if first_try else (score.low, score.high)
        for score in (line.scores[0], line.scores[-1])
    )
    delta = line.first_delta if first_try else line.delta
    if delta is None or (first[0] == first[1] and last[0] == last[1]):
        return signed(delta)
    ends = (round(last[0] - first[1], 4), round(last[1] - first[0], 4))
    return " to ".join(signed(end) if end else "0" for end in ends)


def _sign(line: Line, verdict: str) -> str:
    return "" if line.id == _TOTAL else f"{sign(line, verdict)} "


def signed(delta: float | None) -> str:
    """A difference as people write it: +2, −0.5, = for none, – where there is nothing to compare."""
    if delta is None:
        return _ABSENT
    return "=" if not delta else f"{'+' if delta > 0 else '−'}{points(abs(delta))}"


def block(part: float, whole: float) -> str:
    """A share as a bar of blocks between two edges."""
    eighths = round(min(max(part / whole, 0), 1) * _WIDTH * 8) if whole > 0 else 0
    full, rest = divmod(eighths, 8)
    return f"▕{('█' * full + (_BLOCKS[rest] if rest else '')).ljust(_WIDTH)}▏"


def help_lines(conclusion: Conclusion) -> Table:
    """What help each side needed; nothing where no question is common."""
    if not conclusion.help:
        return []
    heading = ("", "First try", "Final", "Right", "Follow-ups", "Hints", "Got worse", "Answers until right")
    rows = [
        (
            one_line(one.name),
            points(one.first_points),
            points(one.points),
            points(one.correct),
            points(one.follow_ups),
            points(one.hints),
            str(one.regressions),
            "–" if one.turns_to_correct is None else points(one.turns_to_correct),
        )
        for one in conclusion.help
    ]
    return [heading, *rows]


def cost_lines(conclusion: Conclusion) -> Table:
    """What each side's answers took, where the traces say so; nothing if none does."""
    told = [one for one in conclusion.costs if one.output_tokens is not None or one.seconds is not None]
    if not told:
        return []
    heading = (
        "",
        "Tokens in",
        "Tokens out",
        "Seconds",
        "Money",
        "Tokens out a point",
        "Seconds a point",
        "Money a point",
    )
    return [heading, *(_cost_cells(one) for one in conclusion.costs)]


def _cost_cells(cost: Cost) -> tuple[str, ...]:
    amounts = [cost.input_tokens, cost.output_tokens, cost.seconds, cost.money]
    amounts += [cost.per_point(one) for one in (cost.output_tokens, cost.seconds, cost.money)]
    return (one_line(cost.name), *("–" if one is None else f"{one:,.4g}" for one in amounts))


def reliability_lines(conclusion: Conclusion) -> Table:
    """pass@k and pass^k; nothing for single runs."""
    if not conclusion.reliability:
        return []
    rows = [
        (one_line(one.name), str(one.k), f"{one.at_least_once:.0%}", f"{one.every_time:.0%}")
        for one in conclusion.reliability
    ]
    return [("", "k", "pass@k: right at least once", "pass^k: right every time"), *rows]


def notes(conclusion: Conclusion) -> list[str]:
    """What the comparison rests on."""
    return [one_line(said) for said in conclusion.notes]


def sentences(conclusion: Conclusion) -> list[str]:
    """What the statistics say."""
    return [one_line(said) for judged in conclusion.judged for said in judged.sentences]


def to_text(conclusion: Conclusion, *, passages: bool = False) -> str:
    """The comparison for a terminal or a pipe, without colour."""
    parts = []
    tables = (
        score_lines(conclusion, bars=True),
        help_lines(conclusion),
        cost_lines(conclusion),
        reliability_lines(conclusion),
    )
    parts = [aligned(table, right=range(1, len(table[0]))) for table in tables if table]
    parts.insert(1, "".join(f"{line}\n" for line in notes(conclusion)))
    parts.insert(2, "".join(f"{line}\n" for line in sentences(conclusion)))
    if passages:
        parts.append("\n".join(_passage_text(one) for one in passages_of(conclusion.comparison)))
    return "\n".join(parts)


def _passage_text(one: Passages) -> str:
    lines = [f"{one.question}.{one.criterion}"]
    for name, score, symbol, quotes, reason in one.sides:
        lines.append(f"  {name}: {symbol} {points(score.points)}: {reason}")
        lines += [f"    “{quote}”" for quote in quotes]
    return "\n".join(lines) + "\n"


def to_markdown(conclusion: Conclusion, *, passages: bool = False) -> str:
    """The comparison as markdown."""
    comparison = conclusion.comparison
    names = " against ".join(escaped(one_line(name)) for name in comparison.names)
    lines = [f"# {escaped(one_line(comparison.homework))}: {names}", ""]
    scores = score_lines(conclusion)
    scores = [(f"↳ {row[0].strip()}" if row[0].startswith(" ") else row[0], *row[1:]) for row in scores]
    lines += [*_table(scores), "## Does the difference hold?", ""]
    lines += [line for said in sentences(conclusion) for line in (escaped(said), "")]
    lines += ["## What it rests on", "", *(f"- {escaped(said)}" for said in notes(conclusion)), ""]
    if helped := help_lines(conclusion):
        lines += ["## The cost of help", "", *_table(helped)]
    if costs := cost_lines(conclusion):
        lines += ["## Tokens, time and money", "", *_table(costs)]
    if repeats := reliability_lines(conclusion):
        lines += ["## Repeats", "", *_table(repeats)]
    if passages:
        lines += ["## Passages", "", *(line for one in passages_of(comparison) for line in _passage_markdown(one))]
    return "\n".join(lines).rstrip("\n") + "\n"


def _passage_markdown(one: Passages) -> Iterator[str]:
    yield f"### {escaped(f'{one.question}.{one.criterion}')}"
    yield ""
    yield from _table(
        [
            tuple(f"{name}: {symbol} {points(score.points)}" for name, score, symbol, _, _ in one.sides),
            tuple(f"{' … '.join(quotes)} ({reason})" if quotes else reason for _, _, _, quotes, reason in one.sides),
        ]
    )


def _table(lines: Sequence[Sequence[str]]) -> list[str]:
    rows = [f"| {' | '.join(escaped(cell) for cell in line)} |" for line in lines]
    return [rows[0], f"|---|{'--:|' * (len(lines[0]) - 1)}", *rows[1:], ""]
