"""Nothing that is read harms: caps come before work, and every refusal has a reason."""

import subprocess
import sys
import tracemalloc

import pytest

from evalhw.errors import EvalhwError, ReadingError
from evalhw.mathematics import compare
from evalhw.mathematics.declared.symbols import Symbols
from evalhw.mathematics.matrix import matrices
from evalhw.mathematics.syntax.reader import read, read_lines

MONSTERS = {
    "braces": "{" * 10_000 + "}" * 10_000,
    "open braces": "{" * 9_000,
    "scripts": "x" + "^{x" * 3_000 + "}" * 3_000,
    "fractions": r"\frac{1}{" * 200 + "1" + "}" * 200,
    "brackets": "(" * 5_000 + "x" + ")" * 5_000,
    "square brackets": "[" * 3_000 + "x" + "]" * 3_000,
    "bars": "|" * 5_000,
    "double bars": "‖" * 5_000,
    "roots": r"\sqrt" * 3_000 + "2",
    "minus signs": "-" * 3_900 + "1",
    "primes": "x" + "'" * 3_000,
    "factorials": "5" + "!" * 3_000,
    "transposes": "X" + "^T" * 1_500,
    "divisions": "1" + "/2" * 1_900,
    "towers": "^".join(["9"] * 1_900),
    "braced towers": "9" + "^{9" * 900 + "}" * 900,
    "unions": r"A \cup " * 1_000 + "A",
    "hadamard": r"X \odot " * 1_000 + "X",
    "derivatives": r"\frac{\partial}{\partial X}" * 500 + "X",
    "nablas": r"\nabla_X " * 1_500 + "X",
    "sums": r"\sum_{i=1}^{n} " * 500 + "i",
    "environments": r"\begin{pmatrix}" * 1_000,
    "ends": r"\end{pmatrix}" * 1_000,
    "boxes": r"\boxed{" * 2_000 + "x" + "}" * 2_000,
    "underbraces": r"\underbrace{" * 1_500 + "x" + "}_{y}" * 1_500,
    "digits": "9" * 1_000_000,
    "digits with commas": "1" + ",000" * 4_000,
    "decimals": "0." + "3" * 19_000,
    "relations": "=".join(["x"] * 1_900),
    "commas": "," * 3_900,
    "text": r"\text{a}" * 3_000,
    "subscripts": "x" + "_1" * 1_900,
    "styles": r"\mathbf" * 2_900 + "x",
    "accents": r"\hat" * 3_900 + "x",
    "functions": r"\sin " * 3_900 + "x",
    "differentials": "d" * 4 + " d" * 1_900 + "X",
    "frames around": r"\left" * 3_000 + "(x)",
    "words": "a" * 19_000,
    "spaces": " " * 19_000 + "x",
    "newlines": "\n" * 19_000 + "x",
    "exponent": "1e999999999",
    "nul": "x\x00y",
    "surrogate": "\ud800",
    "combining": "x" + "\u0301" * 5_000,
    "bidi": "x \u202e + 1",
    "homoglyph": "Х + 1",
    "import": "__import__('os').system('touch /tmp/evalhw_was_here')",
    "lambda": "(lambda: 1)()",
    "attribute": "x.__class__.__mro__",
    "format": "{x.__class__}",
    "latex input": r"\input{/etc/passwd}",
    "latex write": r"\write18{ls}",
    "latex loop": r"\def\x{\x\x}\x",
    "end without begin": r"x \end{aligned} y",
    "begin in a name": r"a_(0\begin{aligned})",
    "row in a name": r"a_{0\\ b}",
    "mark over nothing": "\u0302 + 3\u0304",
    "begin in script": r"x^{\begin{cases} 1 \end{cases}}",
    "unbalanced frac": r"\frac{1}",
    "lone backslash": "\\",
    "lone dollar": "$",
    "half a delimiter": r"\[ x",
    "tag": r"\tag{" + "1" * 5_000 + "}",
}


@pytest.mark.parametrize("name", MONSTERS)
def test_a_monster_is_read_or_refused_with_a_reason(name: str, homework: Symbols) -> None:
    """No error but a ReadingError with words in it, and no RecursionError under way, with matrices and without."""
    for symbols in (homework, Symbols.empty()):
        refused: ReadingError | None = None
        try:
            read_lines(MONSTERS[name], symbols)
        except ReadingError as error:
            refused = error
        assert refused is None or refused.reason
        assert refused is None or 0 <= refused.start <= refused.end <= len(MONSTERS[name]) + 1


@pytest.mark.parametrize("name", MONSTERS)
def test_a_monster_gets_a_verdict(name: str, homework: Symbols) -> None:
    verdict = compare("W_2 W_1 C W_1^T = C W_1^T", MONSTERS[name], homework)
    assert verdict.outcome in {"unreadable", "undecided", "unequal", "ill_shaped"}
    assert verdict.reason


def test_thirty_nested_brackets_are_read() -> None:
    nothing = Symbols.empty()
    assert read("(" * 30 + "x" + ")" * 30, nothing) == read("x", nothing)


@pytest.mark.parametrize(
    "claim",
    ["W_1 = 9^{9^{9^9}} W_1", "W_1 = ((99!)!)! W_1", "C = C^{999999999}", "C = C^{10^{10}}", r"\sum_{i=1}^{10^9} C = C",
     r"\sum_{i=1}^{400}\sum_{j=1}^{400}\sum_{l=1}^{400} C = C", "C = 10^{400} C", r"C = \binom{10^9}{5} C"],
)  # fmt: skip
def test_what_would_grow_without_bound_is_not_computed(claim: str, homework: Symbols) -> None:
    verdict = matrices.judge(read(claim, homework), homework)
    assert verdict.outcome in {"undecided", "false"}


def test_a_monster_takes_little_memory(homework: Symbols) -> None:
    tracemalloc.start()
    for source in MONSTERS.values():
        try:
            read_lines(source, homework)
        except EvalhwError:
            continue
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000


def test_importing_the_package_and_reading_load_neither_numpy_nor_sympy() -> None:
    code = (
        "import sys, evalhw.mathematics as m; assert 'pydantic' not in sys.modules;"
        "m.read('x + 1', m.Symbols.empty()); print(sorted({'numpy', 'sympy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
