"""Characters that act or hide, and how each is written so that it is seen.

Invariant: `SHOWN` matches every text that `symbol` gives, so that what was written out can be taken out again.
"""

import re

_MARKS = "\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"
_UNWRITABLE = "\ud800-\udfff\U000e0000-\U000e0fff"
INVISIBLE = re.compile(f"[{_MARKS}{_UNWRITABLE}]")
HIDDEN = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{_MARKS}{_UNWRITABLE}]")
SHOWN = re.compile("‹U\\+[0-9A-F]{4,5}›|[\u2400-\u2421]")
_PICTURES = 0x2400
_SPACE = 0x20
_DELETE = 0x7F


def symbol(character: str) -> str:
    """A hidden character written out: ESC as ``␛``, a bidi override as ``‹U+202E›``."""
    code = ord(character)
    if code < _SPACE:
        return chr(_PICTURES + code)
    return "␡" if code == _DELETE else f"‹U+{code:04X}›"


def written_out(text: str) -> str:
    """The text with every hidden character written out."""
    return text if text.isascii() and text.isprintable() else HIDDEN.sub(lambda found: symbol(found.group()), text)
