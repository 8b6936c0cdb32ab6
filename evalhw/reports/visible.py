"""Text of a model, made safe to look at: characters that act or hide become symbols that are seen.

Invariant: what comes out holds no control character but tab and line feed, no mark that turns the direction of text, no
invisible tag, and nothing that cannot be written as UTF-8.
"""

from evalhw.text.layout.hidden import written_out


def visible(text: str) -> str:
    """The text with each hidden or acting character written out: ESC as ``␛``, a bidi override as ``‹U+202E›``."""
    return written_out(text.replace("\r\n", "\n"))


def one_line(text: str) -> str:
    """The text on one line, made visible, runs of blanks as one."""
    return " ".join(visible(text).split())
