"""Repair text whose UTF-8 was read as Mac Roman or Windows-1252; leave good text as it is, byte for byte.

Mathematics is full of characters that look like mojibake and are not (``√π``, ``√∫f``), so evidence is asked for first:
characters that unfold into one of three or four bytes or into a Greek letter, which nobody types, or several words
broken in the same way. ftfy decides for Windows-1252. Invariant: a text without evidence comes back unchanged.
"""

import re
from functools import lru_cache

_MAC = "".join(bytes([byte]).decode("mac_roman") for byte in range(0x80, 0x100))
_LEAD2, _LEAD3, _LEAD4 = (
    re.escape(_MAC[low - 0x80 : high - 0x80]) for low, high in ((0xC2, 0xE0), (0xE0, 0xF0), (0xF0, 0xF5))
)
_REST = re.escape(_MAC[:0x40])
_SYMBOLS = re.escape("".join(char for char in _MAC[:0x40] if not char.isalpha()))
_LONG = f"[{_LEAD3}][{_REST}]{{2}}|[{_LEAD4}][{_REST}]{{3}}"
_GREEK = f"[\N{LATIN CAPITAL LIGATURE OE}\N{LATIN SMALL LIGATURE OE}][{_SYMBOLS}ª]"
_STRONG = re.compile(f"{_LONG}|{_GREEK}")
_ANY = re.compile(f"{_LONG}|[{_LEAD2}][{_REST}]")
_IN_WORD = re.compile(f"(?<=[A-Za-z])[{_LEAD2}][{_REST}]")
_ROOT = re.compile("(?<![A-Za-z])√[πΩ∂∑∏∫∞]")
_WORDS_NEEDED = 2
_WESTERN_SIGNS = re.compile("[ÃÂâð][^A-Za-z\\s]")
_WESTERN = {"latin-1", "windows-1252", "sloppy-windows-1252"}


def repair(text: str) -> str:
    """The text as it was before its bytes were misread; the same text if they were not."""
    if text.isascii():
        return text
    everywhere = _nothing_else(text) and (_strong(text) or len(_IN_WORD.findall(text)) >= _WORDS_NEEDED)
    return "".join(_line(line, everywhere=everywhere) for line in text.splitlines(keepends=True))


@lru_cache(maxsize=1 << 10)
def _line(line: str, *, everywhere: bool) -> str:
    if line.isascii():
        return line
    if _strong(line) and _nothing_else(line):
        return _ANY.sub(_restored, line)
    if everywhere:
        # On a line without evidence of its own, the root of something stays one.
        return _ANY.sub(lambda match: match[0] if _ROOT.match(line, match.start()) else _restored(match), line)
    return _STRONG.sub(_restored, line) if _strong(line) else _western(line)


def _strong(text: str) -> bool:
    return any(_decoded(match[0]) for match in _STRONG.finditer(text))


def _nothing_else(text: str) -> bool:
    """Whether every character beyond ASCII is part of a misread one, so that all of the text was misread."""
    return _ANY.sub(lambda match: "" if _decoded(match[0]) else match[0], text).isascii()


def _restored(match: re.Match[str]) -> str:
    return _decoded(match[0]) or match[0]


@lru_cache(maxsize=1 << 12)
def _decoded(run: str) -> str | None:
    try:
        return run.encode("mac_roman").decode("utf-8")
    except UnicodeError:
        return None


def _western(line: str) -> str:
    """Windows-1252 mojibake (``Ã©``) repaired, where ftfy finds the line bad and no other encoding in it."""
    if not _WESTERN_SIGNS.search(line):
        return line
    from ftfy import TextFixerConfig, fix_encoding_and_explain
    from ftfy.badness import is_bad

    if not is_bad(line):
        return line
    config = TextFixerConfig(
        restore_byte_a0=False, replace_lossy_sequences=False, decode_inconsistent_utf8=False, fix_c1_controls=False
    )
    fixed, steps = fix_encoding_and_explain(line, config)
    encodings = {step.parameter for step in steps or () if step.action == "encode"}
    return fixed if encodings and encodings <= _WESTERN else line
