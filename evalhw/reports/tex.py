"""LaTeX of a model, before a report renders it: is it whole, and is it only mathematics?

Invariant: a formula that is not sound is shown as its source; nothing of a model ever defines, loads or links.
"""

import re

MAX_RENDERED = 4_000
"""Characters; a longer formula is shown as its source."""

_FORBIDDEN = re.compile(
    r"\\(?:href|url|style|class|cssId|html\w*|data|unicode|require|input|include|write|read|open\w*|def|edef|gdef|let"
    r"|newcommand|renewcommand|providecommand|DeclareMathOperator|newenvironment|catcode|csname|includegraphics|mmlToken"
    r"|bbox|texttip|toggle|mathchoice|loop|expandafter|usepackage|documentclass|special|immediate)(?![A-Za-z])"
)
_TOKEN = re.compile(
    r"\\(?P<env>begin|end)\s*\{(?P<name>[^{}]*)\}|\\(?P<fence>left|right)(?![A-Za-z])|\\.|[{}]", re.DOTALL
)
_ENVIRONMENTS = frozenset(
    {"matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix", "smallmatrix", "array", "cases", "split"}
    | {"align", "align*", "aligned", "alignat", "gather", "gather*", "gathered", "multline", "multline*"}
    | {"equation", "equation*", "eqnarray", "eqnarray*", "displaymath", "math"}
)
_OUTER = re.compile(r"\\begin\{(equation|displaymath|math)\*?\}(?P<body>.*)\\end\{\1\*?\}\s*$", re.DOTALL)
_ALIGNED = re.compile(r"\\(begin|end)\{(?:align|eqnarray|split)\*?\}")
_GATHERED = re.compile(r"\\(begin|end)\{(?:gather|multline)\*?\}")


def is_sound(source: str) -> bool:
    """Whether a formula is balanced, of a sane length, and holds nothing but mathematics."""
    if not source.strip() or len(source) > MAX_RENDERED or "\x00" in source or _FORBIDDEN.search(source):
        return False
    open_parts: list[str] = []
    for token in _TOKEN.finditer(source):
        if not _follows(token, open_parts):
            return False
    return not open_parts and not _dangling(source)


def _follows(token: re.Match[str], open_parts: list[str]) -> bool:
    text = token.group()
    if token.group("env"):
        name = token.group("name")
        if token.group("env") == "begin":
            open_parts.append(name)
            return name in _ENVIRONMENTS
        return bool(open_parts) and open_parts.pop() == name
    if token.group("fence"):
        if token.group("fence") == "left":
            open_parts.append("\\left")
            return True
        return bool(open_parts) and open_parts.pop() == "\\left"
    if text == "{":
        open_parts.append("{")
    elif text == "}":
        return bool(open_parts) and open_parts.pop() == "{"
    return True


def _dangling(source: str) -> bool:
    """A script or a backslash with nothing after it, or two scripts of one kind in a row."""
    stripped = source.rstrip()
    return stripped[-1] in "_^\\" or re.search(r"[_^]\s*[_^&]|[_^]\s*\}", source) is not None


def unwrapped(source: str) -> str:
    """The formula without the environment that only says "displayed", on one line, outer environments made inner."""
    text = source.strip()
    if found := _OUTER.match(text):
        text = found.group("body").strip()
    text = _ALIGNED.sub(r"\\\1{aligned}", text)
    text = _GATHERED.sub(r"\\\1{gathered}", text)
    return re.sub(r"\s*\n\s*", " ", text)
