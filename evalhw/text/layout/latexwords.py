r"""LaTeX commands as a reader speaks them: ``341\,\text{s}`` is "341 s", ``\sigma^2`` is "σ^2".

Invariant: a table and one pattern; nothing is computed, so nothing can be executed.
"""

import re
import unicodedata

from evalhw.text.layout.siunits import symbols


def _pairs(table: str) -> dict[str, str]:
    """A table written as "name sign name sign"."""
    entries = table.split()
    return dict(zip(entries[::2], entries[1::2], strict=True))


SIGNS: dict[str, str] = _pairs("""
    alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ vartheta θ iota ι kappa κ lambda λ mu μ
    nu ν xi ξ pi π rho ρ sigma σ tau τ upsilon υ phi φ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ
    Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω ell ℓ
    times × cdot · div ÷ pm ± approx ≈ sim ~ simeq ≈ cong ≅ equiv ≡ neq ≠ ne ≠ leq ≤ le ≤ leqslant ≤ geq ≥ ge ≥
    geqslant ≥ ll ≪ gg ≫ to → rightarrow → longrightarrow → mapsto → Rightarrow ⇒ implies ⇒ iff ⇔ Leftrightarrow ⇔
    leftarrow ← uparrow ↑ downarrow ↓ infty ∞ partial ∂ nabla ∇ sum ∑ prod ∏ int ∫ sqrt √ in ∈ notin ∉ subset ⊂
    forall ∀ exists ∃ ldots … dots … cdots … vdots … ddots … top T intercal T perp ⊥ lVert ‖ rVert ‖ Vert ‖ lvert |
    prec ≺ succ ≻ rvert | vert | mid | lt < gt > percent % degree ° circ ° prime ' star * ast * checkmark ✓ square ☐
    Box ☐ boxtimes ☒ blacksquare ☑ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ therefore ∴ because ∵ propto ∝ odot ⊙ otimes ⊗
    oplus ⊕ bullet • textless < textgreater >
""")
"""Command names without the backslash, and the sign a reader sees."""


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


DRESS = _names("""
    text textbf textit textrm textsf texttt textnormal emph underline mathrm mathbf mathit mathsf mathtt mathcal mathbb
    mathfrak mathscr mathnormal operatorname boldsymbol bm bf rm it mbox hbox hat bar tilde vec dot ddot widehat
    widetilde overline underbrace overbrace boxed fbox left right big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr
    displaystyle textstyle scriptstyle limits nolimits frac dfrac tfrac cfrac phantom hspace vspace label nonumber
    notag tag stackrel overset underset mathop mathrel ensuremath unit si num
""")
"""Commands that dress their argument and say nothing themselves."""

SPACES = frozenset({"quad", "qquad", "enspace", "thinspace", "space", "newline", "hfill", "medspace", "thickspace"})

_UNIT = r"(?:[^{}]|\{[^{}]{0,10}\}){0,80}"

COMMAND = re.compile(
    r"\\langle\s*"
    r"|(?:(?<!\s)\s+)?\\rangle"
    rf"|\\(?:SI|qty)(?:\[[^\]\n]{{0,60}}\])?\s*\{{(?P<number>[^{{}}]{{0,80}})\}}\s*\{{(?P<unit>{_UNIT})\}}"
    r"|\\(?:SI|qty)range(?:\[[^\]\n]{0,60}\])?\s*\{(?P<low>[^{}]{0,40})\}\s*\{(?P<high>[^{}]{0,40})\}"
    rf"\s*\{{(?P<of>{_UNIT})\}}"
    rf"|\\(?:si|unit)(?:\[[^\]\n]{{0,60}}\])?\s*\{{(?P<only>{_UNIT})\}}"
    r"|\\(?:begin|end)\s*\{[^{}]{0,40}\}(?:\{[^{}]{0,40}\})?"
    r"|\\(?P<dots>d?dot)(?![a-zA-Z])\s{0,4}\{?\s{0,4}(?P<dotted>\\[a-zA-Z]{2,10}|[a-zA-Z])(?![a-zA-Z])"
    r"|\\(?P<name>[a-zA-Z]+)\*?"
    r"|\\(?P<mark>[^a-zA-Z])"
    r"|\{,\}|\}\s*\{|[{}~&]"
)
"""One LaTeX command or brace inside a formula."""


def spoken(found: re.Match[str]) -> str:
    """What a reader sees for one match of `COMMAND`."""
    name, mark = found.group("name"), found.group("mark")
    if found.group("dots"):
        return _dotted(found.group("dotted"), found.group("dots"))
    if name is not None:
        return SIGNS[name] if name in SIGNS else _unsigned(name)
    if mark is not None:
        return {"!": "", "|": "‖", "\\": " "}.get(mark, mark if mark in "%$#&_{}*()[]" else " ")
    whole = found.group()
    if whole.startswith(("\\SI", "\\qty", "\\si", "\\unit")):
        return _measured(found)
    return _BRACES.get(whole.strip(), "/" if whole[0] == "}" and len(whole) > 1 else " ")


def _unsigned(name: str) -> str:
    """What a reader sees of a command without a sign of its own."""
    if name in SPACES:
        return " "
    return "" if name in DRESS else name


def _dotted(letter: str, dots: str) -> str:
    """A letter under one dot or two: a derivative by time is another thing than its function."""
    plain = SIGNS.get(letter.lstrip("\\"), letter.lstrip("\\"))
    return unicodedata.normalize("NFC", plain + ("\u0308" if dots == "ddot" else "\u0307"))


def _measured(found: re.Match[str]) -> str:
    """What siunitx prints for a quantity, a range of them, or a unit."""
    if (unit := found.group("only")) is not None:
        return symbols(unit)
    if (unit := found.group("of")) is not None:
        return f"{found.group('low')} to {found.group('high')} {symbols(unit)}"
    number = found.group("number").replace("+-", " ± ").replace("\\pm", " ± ")
    return f"{number} {symbols(found.group('unit'))}"


_BRACES = {"\\langle": "<", "\\rangle": ">", "{,}": ",", "{": "", "}": "", "~": " ", "&": " "}
