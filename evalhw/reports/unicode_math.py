r"""LaTeX as plain Unicode, for a terminal: ``W_2^\top`` as W₂ᵀ.

Invariant: one pass, no recursion beyond `MAX_DEPTH`; what is not known stays as its name, so that nothing is lost.
"""

import re

MAX_DEPTH = 20
MAX_SOURCE = 4_000

_WORD = re.compile(r"\\(?:begin|end)\s*\{[^{}]*\}|\\[A-Za-z]+\*?|\\.|[{}_^&~]|\s+|[^\\{}_^&~\s]", re.DOTALL)


def _pairs(table: str) -> dict[str, str]:
    words = table.split()
    return dict(zip(words[::2], words[1::2], strict=True))


_SIGNS = _pairs(
    """alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ
    mu μ nu ν xi ξ pi π rho ρ sigma σ varsigma ς tau τ upsilon υ phi φ varphi φ chi χ psi ψ omega ω Gamma Γ Delta
    Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω partial ∂ nabla ∇ infty ∞ ell ℓ hbar ℏ Re ℜ
    Im ℑ aleph ℵ cdot · times × div ÷ pm ± mp ∓ ast ∗ star ⋆ circ ∘ bullet • oplus ⊕ otimes ⊗ odot ⊙ cap ∩ cup ∪
    setminus ∖ wedge ∧ vee ∨ neg ¬ lnot ¬ land ∧ lor ∨ leq ≤ le ≤ geq ≥ ge ≥ neq ≠ ne ≠ ll ≪ gg ≫ approx ≈ sim ∼
    simeq ≃ cong ≅ equiv ≡ propto ∝ to → rightarrow → leftarrow ← leftrightarrow ↔ Rightarrow ⇒ Leftarrow ⇐
    Leftrightarrow ⇔ implies ⟹ iff ⟺ mapsto ↦ longrightarrow ⟶ uparrow ↑ downarrow ↓ in ∈ notin ∉ ni ∋ subset ⊂
    subseteq ⊆ supset ⊃ supseteq ⊇ emptyset ∅ varnothing ∅ forall ∀ exists ∃ sum ∑ prod ∏ int ∫ iint ∬ oint ∮ sqrt
    √ top ⊤ bot ⊥ perp ⊥ parallel ∥ mid | vert | Vert ‖ lVert ‖ rVert ‖ lvert | rvert | langle ⟨ rangle ⟩ lceil ⌈
    rceil ⌉ lfloor ⌊ rfloor ⌋ ldots … cdots ⋯ dots … vdots ⋮ ddots ⋱ prime ′ dagger † square □ Box □ checkmark ✓
    therefore ∴ because ∵ angle ∠ degree ° colon :"""
)
_SPACES = {",": " ", ";": " ", ":": " ", "!": "", " ": " ", "quad": "  ", "qquad": "   ", "\\": "\n", "\n": " "}
_LITERAL = {"{": "{", "}": "}", "%": "%", "$": "$", "#": "#", "&": "&", "_": "_", "|": "‖"}
_DROPPED = frozenset(
    {"left", "right", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr", "displaystyle"}
    | {"textstyle", "limits", "nolimits", "nonumber", "notag", "scriptstyle", "rm", "bf", "it"}
)
_UPPER = str.maketrans(
    "0123456789+-=()ABDEGHIJKLMNOPRTUVWabcdefghijklmnoprstuvwxyz⊤*′",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀ*′",
)
_LOWER = str.maketrans("0123456789+-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
_SCRIPT = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "𝒜ℬ𝒞𝒟ℰℱ𝒢ℋℐ𝒥𝒦ℒℳ𝒩𝒪𝒫𝒬ℛ𝒮𝒯𝒰𝒱𝒲𝒳𝒴𝒵")
_DOUBLE = str.maketrans("CHNPQRZEI", "ℂℍℕℙℚℝℤ𝔼𝕀")
_ACCENTS = {"hat": "\u0302", "widehat": "\u0302", "tilde": "\u0303", "widetilde": "\u0303", "bar": "\u0304"}
_ACCENTS |= {"overline": "\u0304", "vec": "\u20d7", "dot": "\u0307", "ddot": "\u0308"}


class _Writer:
    """Walks the words of one formula."""

    def __init__(self, source: str) -> None:
        self.words = [found.group() for found in _WORD.finditer(source)]
        self.at = 0

    def sequence(self, depth: int, *, inside: bool = False) -> str:
        """Everything up to the end, or up to the brace that closes this group."""
        parts: list[str] = []
        while self.at < len(self.words):
            if self.words[self.at] == "}" and inside:
                self.at += 1
                break
            parts.append(self.one(depth))
        return "".join(parts)

    def one(self, depth: int) -> str:
        """The next sign with its arguments."""
        word = self.words[self.at]
        self.at += 1
        if word == "{" and depth < MAX_DEPTH:
            return self.sequence(depth + 1, inside=True)
        if word in {"^", "_"}:
            return _script(word, self.argument(depth))
        if word[0] == "\\":
            return self.command(word[1:], depth)
        if word.isspace() or word in {"&", "~"}:
            return " "
        return "" if word in {"{", "}"} else word

    def argument(self, depth: int) -> str:
        """The next group or sign; "" at the end."""
        while self.at < len(self.words) and self.words[self.at].isspace():
            self.at += 1
        if self.at >= len(self.words) or self.words[self.at] == "}":
            return ""
        return self.one(depth + 1) if depth < MAX_DEPTH else ""

    def command(self, name: str, depth: int) -> str:
        """A command with its arguments."""
        name = name.rstrip("*") or name
        fixed = _SPACES.get(name, _LITERAL.get(name))
        if fixed is not None:
            return fixed
        if name in _DROPPED or name.startswith(("begin", "end", "label")):
            return ""
        if name in _ACCENTS:
            inner = self.argument(depth)
            return inner + _ACCENTS[name] if len(inner) == 1 else inner
        return self.structure(name, depth)

    def structure(self, name: str, depth: int) -> str:
        """Fractions, roots and numbers of equations."""
        if name in {"frac", "dfrac", "tfrac"}:
            return f"{_grouped(self.argument(depth))}/{_grouped(self.argument(depth))}"
        if name == "sqrt":
            return f"√{_grouped(self.argument(depth))}"
        return f"   ({self.argument(depth)})" if name == "tag" else self.letters(name, depth)

    def letters(self, name: str, depth: int) -> str:
        """Fonts, words and signs."""
        if name in {"mathcal", "mathscr"}:
            return self.argument(depth).translate(_SCRIPT)
        if name == "mathbb":
            return self.argument(depth).translate(_DOUBLE)
        if name.startswith(("text", "math", "operatorname", "boldsymbol", "bm", "boxed", "emph", "underline")):
            return self.argument(depth)
        return _SIGNS.get(name, name)


def _script(sign: str, inner: str) -> str:
    """A raised or lowered text; in plain signs where Unicode has no letter for one of it."""
    inner = inner.strip()
    table = _UPPER if sign == "^" else _LOWER
    if inner and all(ord(letter) in table for letter in inner):
        return inner.translate(table)
    return f"{sign}{_grouped(inner)}"


def _grouped(inner: str) -> str:
    inner = inner.strip()
    return inner if len(inner) <= 1 or inner.isalnum() else f"({inner})"


def readable(source: str) -> str:
    """The formula in Unicode; line breaks of the formula stay line breaks."""
    if len(source) > MAX_SOURCE:
        return source
    text = _Writer(source.strip()).sequence(0)
    lines = (" ".join(line.split(" ")) for line in text.split("\n"))
    return "\n".join(re.sub(r" {4,}", "   ", re.sub(r"(?<! ) (?= \S)", "", line)).strip() for line in lines).strip()
