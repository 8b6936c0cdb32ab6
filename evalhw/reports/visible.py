"""Text of a model, made safe to look at: characters that act or hide become symbols that are seen.

Invariant: what comes out holds no control character but tab and line feed, no mark that turns the direction of text, no
invisible tag, and nothing that cannot be written as UTF-8.
"""

import re

_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e0fff]"
)
_PICTURES = 0x2400
_SPACE = 0x20
_DELETE = 0x7F


def visible(text: str) -> str:
    """The text with each hidden or acting character written out: ESC as ``␛``, a bidi override as ``‹U+202E›``."""
    text = text.replace("\r\n", "\n")
    return text if text.isascii() and text.isprintable() else _HIDDEN.sub(_symbol, text)


def one_line(text: str) -> str:
    """The text on one line, made visible, runs of blanks as one."""
    return " ".join(visible(text).split())


def _symbol(found: re.Match[str]) -> str:
    code = ord(found.group())
    if code < _SPACE:
        return chr(_PICTURES + code)
    return "␡" if code == _DELETE else f"‹U+{code:04X}›"
