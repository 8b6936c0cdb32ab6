"""Tables of notation: which spellings mean the same operator, relation, bracket, function or piece of layout.

Invariant: only spellings stand here, no meaning; every command of LaTeX that the reader accepts is in one table.
"""

from __future__ import annotations

from evalhw.mathematics.syntax.spelling import GREEK, VARIANTS

# Command or character -> (kind of token, canonical text).
_RELATIONS = {
    "=": "= eq", "≠": "≠ ne neq", "<": "< lt", "≤": "≤ le leq leqslant leqq ⩽", ">": "> gt",
    "≥": "≥ ge geq geqslant geqq ⩾",
    "≈": "≈ approx simeq cong thickapprox approxeq ≃ ≅ doteq", "≡": "≡ equiv", "∼": "sim ∼ thicksim",
    "∝": "∝ propto varpropto",
    "∈": "∈ in", "∉": "∉ notin", "∋": "ni ∋", "⊂": "⊂ subset subsetneq", "⊆": "⊆ subseteq", "⊃": "supset ⊃",
    "⊇": "supseteq ⊇",
    "→": "→ to rightarrow longrightarrow mapsto ⟶", "⟹": "⟹ implies Rightarrow Longrightarrow ⇒ therefore ∴",
    "⟸": "impliedby Leftarrow Longleftarrow because", "⟺": "⟺ iff Leftrightarrow Longleftrightarrow ⇔",
    "←": "leftarrow gets ← longleftarrow", ":=": "coloneqq triangleq ≜ ≔",
    "≻": "succ ≻", "⪰": "succeq ⪰", "≺": "prec", "⪯": "preceq", "⊥": "perp ⊥", "∥": "parallel", "≪": "ll", "≫": "gg",
}  # fmt: skip
_OPERATORS = {
    "+": "+", "-": "- − –", "·": "@ cdot · ⋅ * ∗ ast bullet ∙ cdotp star ⋆ ∙", "×": "times ×", "÷": "div ÷",
    "/": "/ ∕ ⁄", "±": "pm ±", "∓": "mp ∓",
    "⊙": "odot ⊙ circ ∘ ⊛", "⊗": "otimes ⊗", "⊕": "oplus ⊕", "∪": "cup ∪ bigcup", "∩": "cap ∩ bigcap",
    "∖": "setminus ∖ backslash smallsetminus", "∧": "land wedge ∧", "∨": "lor vee ∨", "¬": "neg lnot ¬",
    "∂": "partial ∂",
    "∇": "nabla ∇", "∞": "infty ∞ infin", "∅": "emptyset varnothing ∅",
    "…": "ldots cdots dots dotsc dotsb dotsm dotso … ⋯ hdots mathellipsis",
    "⋮": "vdots ⋮", "⋱": "ddots ⋱", "⊤": "top ⊤ intercal ᵀ", "†": "dagger † ddagger", "'": "' prime ′ ’", "%": "%",
    "°": "° degree deg",
    "!": "!", ",": ",", ";": "; ;", ":": ": colon", ".": ".", "^": "^", "_": "_", "&": "&", "?": "?", "∀": "forall ∀",
    "∃": "exists ∃",
    "√": "√", "∑": "sum ∑", "∏": "prod ∏", "∫": "int ∫ intop", "∣": "∣ mid",
    "□": "checkmark ✓ ✔ ∎ ■ square Box qed blacksquare",
}  # fmt: skip
_BRACKETS = {
    "(": "( lparen lgroup", ")": ") rparen rgroup",
    "[": "[ lbrack", "]": "] rbrack", "{": "{", "}": "}", "\\{": "lbrace",
    "\\}": "rbrace",
    "⟨": "langle ⟨ 〈", "⟩": "rangle ⟩ 〉", "⌊": "lfloor ⌊", "⌋": "rfloor ⌋", "⌈": "lceil ⌈", "⌉": "rceil ⌉",
    "|": "| vert lvert rvert", "‖": "Vert lVert rVert ‖ ∥",
}  # fmt: skip

FUNCTIONS = {
    spelling: name
    for name, spellings in {
        "sin": "sin", "cos": "cos", "tan": "tan tg", "cot": "cot ctg", "sec": "sec", "csc": "csc cosec",
        "arcsin": "arcsin asin",
        "arccos": "arccos acos", "arctan": "arctan atan arctg", "arccot": "arccot", "arcsec": "arcsec",
        "arccsc": "arccsc",
        "sinh": "sinh", "cosh": "cosh", "tanh": "tanh", "coth": "coth", "arsinh": "arcsinh arsinh asinh",
        "arcosh": "arccosh arcosh acosh", "artanh": "arctanh artanh atanh", "log": "log", "ln": "ln", "lg": "lg",
        "exp": "exp", "det": "det",
        "tr": "tr Tr trace Trace TR", "diag": "diag Diag", "vec": "vec Vec", "rank": "rank rk", "max": "max",
        "min": "min", "gcd": "gcd",
        "lcm": "lcm", "sup": "sup", "inf": "inf", "argmin": "argmin", "argmax": "argmax", "sign": "sign sgn",
        "span": "span", "dim": "dim",
        "ker": "ker", "re": "Re", "im": "Im", "arg": "arg", "sqrt": "sqrt", "cbrt": "cbrt", "abs": "abs",
        "floor": "floor", "ceil": "ceil",
        "conj": "conj", "mod": "bmod mod", "erf": "erf", "sigmoid": "sigmoid", "relu": "ReLU relu",
        "softmax": "softmax", "norm": "norm",
        "inv": "inv", "transpose": "transpose",
    }.items()
    for spelling in spellings.split()
}  # fmt: skip
# Functions that people write before their argument without brackets.
BARE = frozenset({
    "sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "arccot", "arcsec", "arccsc", "sinh",
    "cosh", "tanh", "coth", "arsinh", "arcosh", "artanh", "log", "ln", "lg", "exp", "det", "tr", "rank", "re",
    "im", "arg", "vec", "dim", "max", "min", "gcd", "lcm",
})  # fmt: skip
# Commands that only frame their argument; those in the second set carry a label.
FRAMES = frozenset({"boxed", "fbox", "underbrace", "overbrace", "colorbox", "underline", "mathclap"})
# Commands whose first argument is written above or below the second, which alone is read.
STACKED = frozenset({"overset", "underset", "stackrel"})
LAYOUT = frozenset({
    "displaystyle", "textstyle", "scriptstyle", "limits", "nolimits", "left", "right", "middle", "big", "Big",
    "mleft", "mright",
    "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr", "Biggl", "Biggr", "bigm", "nonumber",
    "notag", "null", "mathstrut", "strut", "centering", "hfill", "noindent", "allowbreak", "break", "relax",
    "medskip", "smallskip", "bigskip", "hline", "cr", "newline", "par", "mathop", "mathrel", "mathbin", "mathord",
    "ensuremath", "tiny", "small", "large", "Large", "normalsize",
})  # fmt: skip
STYLES = frozenset({
    "mathbf", "boldsymbol", "bm", "mathcal", "mathit", "mathsf", "mathfrak", "mathscr", "mathtt", "bold", "vec",
    "mathnormal", "pmb", "bf", "cal", "it",
})  # fmt: skip
WORDS = frozenset({
    "mathrm", "text", "operatorname", "textbf", "textit", "textrm", "mbox", "texttt", "textsf", "rm", "emph",
    "hbox", "textup", "textnormal",
})  # fmt: skip
GRADIENTS = frozenset({"grad", "nabla", "gradient", "derivative", "Grad", "Gradient", "Derivative"})  # ∇ in a word
ACCENTS = {
    "hat": "\u0302", "widehat": "\u0302", "tilde": "\u0303", "widetilde": "\u0303", "bar": "\u0304",
    "overline": "\u0304",
    "dot": "\u0307", "ddot": "\u0308", "check": "\u030c",
}  # fmt: skip
# Gaps in thousandths of an em, as far as they can separate things.
SPACES = {
    ",": 1, ":": 2, ";": 2, " ": 2, ">": 2, "!": 0, "quad": 3, "qquad": 3, "thinspace": 1,
    "medspace": 2, "thickspace": 2, "negthinspace": 0, "negmedspace": 0,
    "negthickspace": 0, "enspace": 2, "space": 2,
    "hspace": 3, "hskip": 3,
}  # fmt: skip
DROPPED_ARGUMENT = frozenset({
    "label", "ref", "eqref", "color", "textcolor", "phantom", "hphantom", "vphantom", "hspace", "vspace",
    "mathcolor", "vskip", "cite",
})  # fmt: skip
ENVIRONMENTS_OF_LINES = frozenset({
    "align", "aligned", "alignat", "alignedat", "gather", "gathered", "split", "eqnarray", "equation", "multline",
    "flalign", "displaymath", "math", "dcases*",
})  # fmt: skip
ENVIRONMENTS_OF_ENTRIES = {
    "pmatrix": "", "bmatrix": "", "matrix": "", "smallmatrix": "", "array": "", "Bmatrix": "", "vmatrix": "det",
    "Vmatrix": "norm",
    "psmallmatrix": "", "bsmallmatrix": "",
}  # fmt: skip

# Words that connect statements or comment on them; anything else in \text may be a unit or a value.
PROSE = frozenset({
    "and", "or", "if", "where", "with", "for", "when", "whenever", "since", "because", "so", "then", "thus",
    "hence", "therefore", "as", "by", "let", "given", "which", "that", "but", "while", "subject", "such", "iff",
    "otherwise", "assuming", "assume", "using", "note", "from", "is", "are", "be", "we", "have", "has",
    "holds", "both", "either", "i.e.", "e.g.", "s.t.", "the", "this", "these", "to", "on", "in", "of", "all",
    "any", "some", "means", "follows", "implies", "setting", "set", "substituting", "define", "defined", "denote",
    "at", "only", "not", "after", "before", "via", "resp",
})  # fmt: skip


def _table() -> dict[str, tuple[str, str]]:
    table: dict[str, tuple[str, str]] = {}
    for kind, group in (("relation", _RELATIONS), ("operator", _OPERATORS), ("bracket", _BRACKETS)):
        for text, spellings in group.items():
            table.update((spelling, (kind, text)) for spelling in spellings.split())
    return table


SPELLINGS = _table()
# A lone semicolon is punctuation, but `\;` is a space: commands of one character are looked up apart.
COMMANDS: dict[str, tuple[str, str]] = (
    {name: value for name, value in SPELLINGS.items() if len(name) > 1 and name.isascii() and name.isalpha()}
    | {name: ("function", meaning) for name, meaning in FUNCTIONS.items() if name not in {"vec", "deg"}}
    | {name: ("letter", name) for name in GREEK}
    | {name: ("letter", plain) for name, plain in VARIANTS.items()}
    | {"imath": ("letter", "i"), "jmath": ("letter", "j"), "degree": ("operator", "°")}
    | {
        "{": ("bracket", "\\{"),
        "}": ("bracket", "\\}"),
        "|": ("bracket", "‖"),
        "%": ("operator", "%"),
        "&": ("operator", "&"),
    }
)
del COMMANDS["deg"]
