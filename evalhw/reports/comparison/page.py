"""A comparison as one HTML file, under the same policy and in the same style as a report.

Invariant: what the drawings show stands in the tables too.
"""

from evalhw.comparison.conclusions import Conclusion
from evalhw.reports.comparison import charts, tables
from evalhw.reports.comparison.passages import passages_of
from evalhw.reports.html.page import rendered
from evalhw.reports.visible import one_line


def to_html(conclusion: Conclusion, *, passages: bool = False) -> str:
    """The comparison as one self-contained file.

    Args:
        conclusion: What to show.
        passages: Whether passages stand open rather than folded.
    """
    comparison = conclusion.comparison
    sections = (
        ("The cost of help", "help", tables.help_lines(conclusion)),
        ("Tokens, time and money", "costs", tables.cost_lines(conclusion)),
        ("Repeats", "repeats", tables.reliability_lines(conclusion)),
    )
    return rendered(
        "compare.html.j2",
        title=f"{one_line(comparison.homework)}: {' against '.join(one_line(name) for name in comparison.names)}",
        comparison=comparison,
        sentences=tables.sentences(conclusion),
        notes=tables.notes(conclusion),
        heat=charts.heat_map(comparison),
        slope=charts.slope(comparison),
        scores=tables.score_lines(conclusion),
        sections=[section for section in sections if section[2]],
        passages=list(passages_of(comparison)),
        opened=passages,
    )
