"""What a command remarks on its way: one line each, on the standard error."""

import sys


def remark(text: str) -> None:
    """Say something that is no result."""
    from evalhw.reports.visible import one_line

    print(f"evalhw: {one_line(text)}", file=sys.stderr)
