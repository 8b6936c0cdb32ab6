"""Coverage-guided fuzzing of the mathematics: `make fuzz`, or `python fuzz/run.py --runs 200000`.

Every input is cut into a gold and a claim and compared, every eighth over declared matrices. A finding is an exception,
an outcome that is none, a missing reason, an answer that is not equal to itself, or a comparison of more than two
seconds. Findings are written to fuzz/findings/ by atheris; the claim then belongs into
tests/cases/mathematics/hostile.yaml or one of the labelled files.

Needs atheris (CPython 3.11 to 3.13 on Linux): python -m pip install atheris
"""

from __future__ import annotations

import argparse
import pkgutil
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests" / "cases" / "mathematics"
FINDINGS = ROOT / "fuzz" / "findings"
SLOW = 2.0  # seconds, under instrumentation
MAX_INPUT = 600
OUTCOMES = {"equal", "unequal", "ill_shaped", "undecided", "unreadable"}
TOKENS = [
    r"\frac{1}{2}",
    r"\dfrac",
    r"\sqrt",
    r"\sqrt[3]{",
    r"\left(",
    r"\right)",
    r"\begin{pmatrix}",
    r"\end{pmatrix}",
    r"&",
    r"\\",
    r"\boxed{",
    r"\text{",
    r"cm}",
    r"\pm",
    r"\mp",
    r"\cup",
    r"\in",
    r"\infty",
    r"\pi",
    r"\sin",
    r"\log_2",
    r"\ln",
    r"\sum_{k=1}^{n}",
    r"\int_0^1",
    r"dx",
    r"\lim_{x\to0}",
    r"\binom{5}{2}",
    r"^\circ",
    r"\%",
    r"\overline{3}",
    r"\{",
    r"\}",
    r"\emptyset",
    r"\mathbb{R}",
    r"\le",
    r"\ge",
    r"\neq",
    r"\approx",
    r"=",
    r"<",
    r">",
    r"^{",
    r"_{",
    r"!",
    r"|",
    r";",
    r":",
    r",",
    r".",
    r"1,234",
    r"0.5",
    r"1e9",
    r"3:4",
    r"x",
    r"y",
    r"z",
    r"n",
    r"C",
    r"i",
    r"e",
    r"f(x)",
    r"W_1",
    r"W_2",
    r"X^\top",
    r"U_k",
    r"\Sigma_k",
    r"XX^\top",
    r"^{-1}",
    r"\operatorname{tr}",
    r"\|X\|_F^2",
    r"$",
    r"$$",
    r"\(",
    r"\)",
    r"\[",
    r"\]",
    r"####",
    r"**Answer:**",
    r"101_2",
    r"\mathrm{~kg}",
    r"\$",
    r"\begin{cases}",
    r"\end{cases}",
    r"½",
    r"²",
    r"ᵀ",
    r"₁",
    r"−",
    r"×",
    r"·",
    r"≤",
    r"∞",
    r"π",
    r"√",
]
MATRICES = {
    "dimensions": {"k": {"less_than": "m"}, "m": {"less_than": "n"}, "n": {}},
    "symbols": {
        "X": {"shape": ["m", "n"]},
        "W_1": {"shape": ["k", "m"]},
        "W_2": {"shape": ["m", "k"]},
        "U_k": {"shape": ["m", "k"], "eigenvectors": {"of": r"X X^\top", "first": "k"}},
        "Sigma_k": {"shape": ["k", "k"], "singular_values": {"of": "X", "first": "k"}},
    },
}


class FindingError(Exception):
    """An input on which an invariant of the comparison does not hold."""


def corpus(folder: Path) -> None:
    """Write the labelled pairs as a first corpus, gold and claim with a NUL between them."""
    import yaml

    number = 0
    for path in sorted(CASES.glob("*.yaml")):
        groups = yaml.safe_load(path.read_text(encoding="utf-8"))
        if not isinstance(groups, list) or "form" not in groups[0]:
            continue
        for group in groups:
            for gold, claim in (*group["same"], *group["different"]):
                number += 1
                (folder / f"{number:05}").write_bytes(f"{gold}\0{claim}".encode())


def dictionary(path: Path) -> None:
    """Write the tokens as a dictionary for the mutator."""
    lines = ('"' + "".join(f"\\x{byte:02x}" for byte in token.encode()) + '"' for token in TOKENS)
    path.write_text("\n".join(lines) + "\n", encoding="ascii")


def checked(raw: bytes, compare: Any, symbols: Any) -> None:
    """Compare the two halves of an input and hold the verdict against the invariants.

    Raises:
        FindingError: One of them does not hold.
    """
    text = raw.decode("utf-8", "surrogateescape")
    gold, _, claim = text.partition("\0")
    declared = symbols if raw[:1] and raw[0] % 8 == 0 else None
    begun = perf_counter()
    found = compare(gold, claim, declared)
    own = compare(claim, claim, declared)
    if perf_counter() - begun > SLOW:
        raise FindingError(f"slow: {text!r}")
    if found.outcome not in OUTCOMES or own.outcome not in OUTCOMES:
        raise FindingError(f"no outcome: {text!r}")
    if found.outcome != "equal" and not found.reason:
        raise FindingError(f"no reason: {text!r}")
    if own.outcome == "unequal" and declared is None:
        raise FindingError(f"not equal to itself: {claim!r}")


def main() -> None:
    """Fuzz for a number of runs."""
    parser = argparse.ArgumentParser(description="Fuzz the mathematics of evalhw.")
    parser.add_argument("--runs", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    try:
        import atheris
    except ImportError:
        sys.exit("fuzz: atheris is not installed; it has wheels for CPython 3.11 to 3.13 on Linux")
    with atheris.instrument_imports(include=["evalhw.mathematics"]):
        import evalhw.mathematics

        for room in pkgutil.iter_modules(evalhw.mathematics.__path__):  # all of them, so that all are instrumented
            if room.name != "worker":
                import_module(f"evalhw.mathematics.{room.name}")
        from evalhw.mathematics.answer.comparison import compare
        from evalhw.mathematics.declared.symbols import Symbols
    symbols = Symbols.of(MATRICES)
    FINDINGS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        seeds, words = Path(folder) / "corpus", Path(folder) / "tokens"
        seeds.mkdir()
        corpus(seeds)
        dictionary(words)
        flags = [f"-runs={options.runs}", f"-seed={options.seed}", f"-max_len={MAX_INPUT}", f"-dict={words}"]
        arguments = [sys.argv[0], *flags, f"-artifact_prefix={FINDINGS}/", "-timeout=20", str(seeds)]
        atheris.Setup(arguments, lambda raw: checked(raw, compare, symbols))
        atheris.Fuzz()


if __name__ == "__main__":
    main()
