"""LaTeX as MathML that a browser renders without a script.

Invariant: what comes out is built from a fixed list of elements and attributes, with every text escaped; a formula that
cannot be converted comes out as its source in code.
"""

import html
import re
from functools import lru_cache
from xml.etree.ElementTree import Element

from markupsafe import Markup, escape

from evalhw.reports.html.element import element, joined
from evalhw.reports.tex import is_sound, unwrapped
from evalhw.reports.visible import visible

MAX_DEPTH = 200

_ELEMENTS = frozenset(
    {"math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "msub", "msup", "msubsup", "munder", "mover", "munderover"}
    | {"mfrac", "msqrt", "mroot", "mtable", "mtr", "mtd", "mstyle", "mpadded", "mphantom", "menclose", "mmultiscripts"}
    | {"mprescripts", "none", "mlabeledtr"}
)
_PLAIN = re.compile(r"[A-Za-z0-9.%+ -]{1,20}")
_ATTRIBUTES = frozenset(
    {"accent", "accentunder", "stretchy", "fence", "form", "separator", "movablelimits", "displaystyle", "scriptlevel"}
    | {"linethickness", "width", "height", "depth", "lspace", "rspace", "minsize", "maxsize", "columnalign", "notation"}
)
_LETTERS = {
    "bold": (0x1D400, 0x1D41A, 0x1D7CE),
    "bold-italic": (0x1D468, 0x1D482, 0x1D7CE),
    "double-struck": (0x1D538, 0x1D552, 0x1D7D8),
    "script": (0x1D49C, 0x1D4B6, 0),
    "fraktur": (0x1D504, 0x1D51E, 0),
    "sans-serif": (0x1D5A0, 0x1D5BA, 0x1D7E2),
    "monospace": (0x1D670, 0x1D68A, 0x1D7F6),
}
_HOLES = {0x1D49D: "ℬ", 0x1D4A0: "ℰ", 0x1D4A1: "ℱ", 0x1D4A3: "ℋ", 0x1D4A4: "ℐ", 0x1D4A7: "ℒ", 0x1D4A8: "ℳ"}
_HOLES |= {0x1D4AD: "ℛ", 0x1D53A: "ℂ", 0x1D53F: "ℍ", 0x1D545: "ℕ", 0x1D547: "ℙ", 0x1D548: "ℚ", 0x1D549: "ℝ"}
_HOLES |= {0x1D551: "ℤ", 0x1D506: "ℭ", 0x1D50B: "ℌ", 0x1D50C: "ℑ", 0x1D515: "ℜ", 0x1D51D: "ℨ", 0x1D4BA: "ℯ"}
_HOLES |= {0x1D4BC: "ℊ", 0x1D4C4: "ℴ"}
_ALIGNED = re.compile(r"\\begin\{(aligned|split|alignedat)\}")
_GATHERED = re.compile(r"\\begin\{gathered\}")
_ENDED = re.compile(r"\\end\{(?:aligned|split|alignedat|gathered)\}")
_COLUMNS = "rl" * 6


@lru_cache(maxsize=4096)
def mathml(source: str, *, display: bool = False) -> Markup:
    """A formula as MathML, or as its source in code where it cannot be converted.

    Args:
        source: Its LaTeX, without delimiters.
        display: Whether it stands on a line of its own.
    """
    converted = _converted(source, display=display) if is_sound(source) else None
    written = _written(converted, 0) if converted is not None else None
    if written is None:
        return element("code", visible(source), class_="tex")
    return written


def _converted(source: str, *, display: bool) -> Element | None:
    from latex2mathml.converter import convert_to_element

    tex = _ALIGNED.sub(lambda _: rf"\begin{{array}}{{{_COLUMNS}}}", unwrapped(source))
    tex = _ENDED.sub(lambda _: r"\end{array}", _GATHERED.sub(lambda _: r"\begin{array}{c}", tex))
    try:
        return convert_to_element(tex, display="block" if display else "inline")
    except Exception:  # noqa: BLE001  # a library's parser on a model's text: whatever it raises, the source is shown
        return None


def _written(node: Element, depth: int) -> Markup | None:
    """The element with all inside it; None if it holds what has no place in mathematics."""
    if node.tag not in _ELEMENTS or depth > MAX_DEPTH:
        return None
    inner = [escape(_text(node))]
    for child in node:
        written = _written(child, depth + 1)
        if written is None:
            return None
        inner.append(written)
        if child.tail and child.tail.strip():
            inner.append(escape(visible(html.unescape(child.tail))))
    return element(node.tag, joined(inner), **_attributes(node))


def _attributes(node: Element) -> dict[str, str]:
    kept = {name: value for name, value in node.attrib.items() if name in _ATTRIBUTES and _PLAIN.fullmatch(value)}
    if node.tag == "math" and node.get("display") == "block":
        kept["display"] = "block"
    if node.tag == "mtable":
        kept["displaystyle"] = "true"
    if node.tag in {"mtext", "mo", "mi"} and node.get("mathvariant") == "normal":
        kept["mathvariant"] = "normal"
    return dict(sorted(kept.items()))


def _text(node: Element) -> str:
    """The element's own text, in the letters of its variant: browsers no longer read ``mathvariant``."""
    text = visible(html.unescape(node.text or "").strip("\n"))
    first = _LETTERS.get(node.get("mathvariant", ""))
    if first is None or node.tag == "mtext":
        return text
    return "".join(_letter(sign, first) for sign in text)


def _letter(sign: str, first: tuple[int, int, int]) -> str:
    if "A" <= sign <= "Z":
        code = first[0] + ord(sign) - ord("A")
    elif "a" <= sign <= "z":
        code = first[1] + ord(sign) - ord("a")
    elif "0" <= sign <= "9" and first[2]:
        code = first[2] + ord(sign) - ord("0")
    else:
        return sign
    return _HOLES.get(code, chr(code))
