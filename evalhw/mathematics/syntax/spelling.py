r"""How names are spelled: Greek letters, alphabets and subscripts, brought to one canonical name and back.

Invariant: `canonical` of any spelling of a name (`W_{1}`, `W₁`, `W1`, `\\mathbf{W}_1`) is the same string.
"""

from __future__ import annotations

import re
import unicodedata

GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ",
    "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "omicron": "ο", "pi": "π", "rho": "ρ",
    "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
    "Alpha": "Α", "Beta": "Β", "Gamma": "Γ", "Delta": "Δ", "Epsilon": "Ε", "Zeta": "Ζ", "Eta": "Η", "Theta": "Θ",
    "Iota": "Ι", "Kappa": "Κ", "Lambda": "Λ", "Mu": "Μ", "Nu": "Ν", "Xi": "Ξ", "Omicron": "Ο", "Pi": "Π", "Rho": "Ρ",
    "Sigma": "Σ", "Tau": "Τ", "Upsilon": "Υ", "Phi": "Φ", "Chi": "Χ", "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip
# Variants are other drawings of a letter, not other names.
VARIANTS = {
    "varepsilon": "epsilon", "vartheta": "theta", "varphi": "phi", "varrho": "rho", "varsigma": "sigma",
    "varkappa": "kappa", "varpi": "pi", "varGamma": "Gamma", "varSigma": "Sigma", "varLambda": "Lambda",
    "ell": "ell", "hbar": "hbar",
}  # fmt: skip
LETTERS = {letter: name for name, letter in GREEK.items()} | {
    "ϵ": "epsilon",
    "ϕ": "phi",
    "ϑ": "theta",
    "ς": "sigma",
    "ℓ": "ell",
}
SUBSCRIPTS = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789+-=()aehijklmnoprstuvx", strict=True))
SUPERSCRIPTS = dict(
    zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁱⁿᵏᵐᵀᵃᵇᶜᵈᵉᶠᵍʰʲˡᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", "0123456789+-=()inkmTabcdefghjloprstuvwxyz", strict=True)
)
RAISED = SUPERSCRIPTS | dict(  # those that are read, but not written, since few fonts have them
    zip("ᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵁⱽᵂᵅᵝᵞᵟᵋᶿᐟ", "ABDEGHIJKLMNOPRUVWαβγδεθ/", strict=True)
)
_DRAWN = {"\u0302": "hat", "\u0303": "tilde", "\u0304": "bar", "\u0307": "dot", "\u0308": "ddot", "\u030c": "check"}
ABOVE = {mark: mark for mark in _DRAWN} | {"\u0305": "\u0304"}  # marks over a letter; an overline is a bar
_MARKS = {name: mark for mark, name in _DRAWN.items()} | {
    "widehat": "\u0302",
    "widetilde": "\u0303",
    "overline": "\u0304",
}
_ACCENTED = re.compile(
    rf"\\(?P<accent>{'|'.join(_MARKS)})(?:\s*\{{(?P<braced>[^{{}}]{{1,40}})\}}|\s*(?P<letter>\\[A-Za-z]+|[A-Za-z]))"
)
_BELOW = {plain: small for small, plain in SUBSCRIPTS.items()}
_WRITTEN = re.compile(
    r"(?P<base>\\?[^\W\d_]+?)(?P<digits>\d{1,3})?(?P<primes>'{0,3})(?:_(?P<below>.{1,40}))?(?P<more>'{0,3})"
)
_ALPHABET = re.compile(r"\\(?:mathbf|boldsymbol|mathrm|mathcal|mathsf|bm|bf|rm|text|operatorname|mathit|vec)\b\s*")


def letter_name(letter: str) -> str:
    """The canonical name of one letter: `σ` is `sigma`; bold and script letters are their plain ones."""
    plain = LETTERS.get(letter)
    if plain is None and not letter.isascii():
        letter = unicodedata.normalize("NFKC", letter)
        plain = LETTERS.get(letter)
    return plain or letter


def joined(base: str, below: str = "", primes: int = 0) -> str:
    """The canonical name of a base with a subscript and primes."""
    below = below.replace(" ", "").replace("{", "").replace("}", "")
    return base + "'" * primes + (f"_{below}" if below else "")


def canonical(spelling: str) -> str:
    """The canonical name for a symbol as people write it in YAML or an answer; unknown forms come back unchanged."""
    plain = _ALPHABET.sub("", spelling.strip())[:80]
    drawn = _ACCENTED.match(plain)
    if drawn is not None:  # the mark goes behind the letter, before its index
        letter, mark = drawn["braced"] or drawn["letter"], _MARKS[drawn["accent"]]
        base, _, below = canonical(letter + plain[drawn.end() :]).partition("_")
        return joined(base + mark, below)
    plain = unicodedata.normalize("NFD", plain) if not plain.isascii() else plain
    marks = [letter for letter in plain if letter in ABOVE]
    if len(marks) == 1:
        base, _, below = canonical(plain.replace(marks[0], "")).partition("_")
        return joined(base + ABOVE[marks[0]], below)
    plain = "".join(f"_{SUBSCRIPTS[c]}" if c in SUBSCRIPTS else c for c in plain)
    plain = re.sub(r"(?<=_.)_(?=.)", "", plain).replace("{", "").replace("}", "").replace(" ", "")
    found = _WRITTEN.fullmatch(plain)
    if found is None:
        return spelling
    base = found["base"].lstrip("\\")
    base = VARIANTS.get(base, base) if len(base) > 1 else letter_name(base)
    below = (found["digits"] or "") + (found["below"] or "").replace("\\", "")
    return joined(base, below, len(found["primes"]) + len(found["more"]))


def readable(name: str) -> str:
    """The name for a terminal or a comment: `W_1` is W₁, `Sigma_k` is Σₖ, `A_{ij}` is Aᵢⱼ."""
    base, _, below = name.partition("_")
    stem = base.rstrip("'")
    shown = GREEK.get(stem, "ℓ" if stem == "ell" else stem) + base[len(stem) :]
    if not below:
        return shown
    below = "".join(GREEK.get(part, part) for part in re.split(r"([^A-Za-z]+)", below))
    if all(letter in _BELOW for letter in below):
        return shown + "".join(_BELOW[letter] for letter in below)
    return f"{shown}_{below}" if len(below) == 1 else f"{shown}_({below})"


def undressed(name: str) -> str:
    """The letter of a name, without hats, stars, primes and indices."""
    stem = name.partition("_")[0].partition("^")[0].rstrip("'*")
    return stem.rstrip("".join(_DRAWN))


def latex(name: str) -> str:
    r"""The name in LaTeX, such as `\Sigma_{k}`; reading it gives the name again."""
    base, _, below = name.partition("_")
    stem = base.rstrip("'*")
    star = "^{*}" if base.endswith("*") else ""
    base = base.rstrip("*")
    if "^" in base:  # an index above, as in `x^{(t)}`
        base, _, above = base.partition("^")
        return latex(base + (f"_{below}" if below else "")) + (
            f"^{{\\text{{{above}}}}}" if above.isalpha() and len(above) > 1 else f"^{{{above}}}"
        )
    if (accent := stem[-1:]) in _DRAWN and len(stem) > 1:
        return (
            f"\\{_DRAWN[accent]}{{{latex(stem[:-1])}}}{base[len(stem) :]}" + (f"_{{{below}}}" if below else "") + star
        )
    shown = f"\\{stem} " if stem in GREEK or stem in VARIANTS else stem if len(stem) == 1 else f"\\mathrm{{{stem}}}"
    return shown.rstrip() + base[len(stem) :] + (f"_{{{below}}}" if below else "") + star
