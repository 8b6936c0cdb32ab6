"""Write one element of HTML.

Invariant: what is not `Markup` is escaped, inside the element and in its attributes; names of elements and attributes
are ours, never a model's.

`Markup.format` does the same three times as slowly, and a report has thousands of elements.
"""

from collections.abc import Iterable

from markupsafe import Markup, escape

EMPTY = Markup("")


def element(name: str, inner: str = "", /, **attributes: str) -> Markup:
    """An element with its end tag; text that is no `Markup` is escaped.

    Args:
        name: The element's name.
        inner: What stands inside.
        attributes: Its attributes; a name that Python keeps to itself ends in ``_``, a hyphen is written ``_``.
    """
    return Markup(f"<{name}{_written(attributes)}>{escape(inner)}</{name}>")  # noqa: S704 - escaped just here


def joined(pieces: Iterable[Markup]) -> Markup:
    """Pieces of HTML, one after the other."""
    return Markup("".join(pieces))  # noqa: S704 - each is Markup


def _written(attributes: dict[str, str]) -> str:
    if not attributes:
        return ""
    return "".join(f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"' for key, value in attributes.items())
