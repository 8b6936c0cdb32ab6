r"""Chemical formulas: `H_2O`, `CH3CH2OH`, `\mathrm{Fe}^{3+}`, `[Fe(CN)6]^{4-}`, read atom by atom.

Invariant: only strings of element symbols with counts, groups and a charge are formulas of chemistry; the same atoms in
another order are an isomer or another way to write the substance, which nobody here can tell.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalhw.mathematics import verdict

if TYPE_CHECKING:
    from evalhw.mathematics.verdict import Verdict

_ELEMENTS = frozenset(
    """H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr
    Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt
    Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu""".split()  # noqa: SIM905  # a list of 94 strings would not be read
)
_COMMON = frozenset("CHON")
_STYLE = re.compile(r"\\(?:mathrm|text|ce|rm|mathsf)(?![a-z])\s*|[{}$\s_]")
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "0123456789+-0123456789-")
_SHAPE = re.compile(r"(?:[A-Z][a-z]?|[()\[\]]|\d{1,2})+(?:\^?(?:\d?[+-]|[+-]\d?))?(?:\((?:s|l|g|aq)\))?")
_ATOM = re.compile(r"(?P<element>[A-Z][a-z]?)(?P<count>\d{0,2})|(?P<open>[(\[])|(?P<close>[)\]])(?P<times>\d{0,2})")
_CHARGE = re.compile(r"(?:\^(?P<raised>\d?[+-]|[+-]\d?)|(?P<bare>[+-]))$")
_STATE = re.compile(r"\((?:s|l|g|aq)\)$")
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Substance:
    """A chemical formula: how it is written atom by atom, how many of each element it holds, and its charge."""

    spelled: str
    atoms: tuple[tuple[str, int], ...]
    charge: int


def substance(text: str) -> Substance | None:
    """Return the chemical formula that a text is; None for anything that may be algebra."""
    if len(text) > _LONGEST or not any(map(str.isupper, text)):
        return None
    plain = _STATE.sub("", _STYLE.sub("", text.translate(_SUBSCRIPTS)))
    if not _SHAPE.fullmatch(plain) or plain.startswith(tuple("0123456789")):
        return None
    charge = _CHARGE.search(plain)
    body = plain[: charge.start()] if charge else plain
    atoms = _counted(body)
    if atoms is None or "^" in body or not _is_chemistry(body, atoms, charged=charge is not None):
        return None
    return Substance(body, tuple(sorted(atoms.items())), _signed(charge))


def _counted(body: str) -> Counter[str] | None:
    """Return how many atoms of each element a formula has; None where it is not made of element symbols."""
    groups: list[Counter[str]] = [Counter()]
    at = 0
    while at < len(body):
        found = _ATOM.match(body, at)
        if found is None:
            return None
        at = found.end()
        if found["open"]:
            groups.append(Counter())
        elif found["close"]:
            if len(groups) == 1:
                return None
            inner = groups.pop()
            for element, count in inner.items():
                groups[-1][element] += count * int(found["times"] or 1)
        elif found["element"] in _ELEMENTS and found["count"] not in {"0", "1"}:
            groups[-1][found["element"]] += int(found["count"] or 1)
        else:
            return None
    return groups[0] if len(groups) == 1 and groups[0] else None


def _is_chemistry(body: str, atoms: Counter[str], *, charged: bool) -> bool:
    """Whether a string of element symbols can be no product of letters: a charge, or elements that make molecules."""
    two_letters = any(len(element) > 1 for element in atoms)
    if charged:
        return True
    if len(atoms) < 2:  # noqa: PLR2004  # one element alone may be a name with an index
        return False
    return two_letters or (any(map(str.isdigit, body)) and len(_COMMON & set(atoms)) > 1)


def _signed(found: re.Match[str] | None) -> int:
    if found is None:
        return 0
    written = found["raised"] or found["bare"]
    size = int(written.strip("+-") or 1)
    return -size if "-" in written else size


def same_substance(gold: Substance, claim: Substance) -> Verdict:
    """Decide two chemical formulas: atom by atom, then by what they hold."""
    if gold.charge != claim.charge:
        return verdict.unequal("exact", f"a charge of {gold.charge:+d} is expected, this is {claim.charge:+d}")
    if gold.spelled == claim.spelled:
        return verdict.equal("exact", "the same substance")
    if gold.atoms == claim.atoms:
        return verdict.undecided("the same atoms in another order: an isomer, or the same substance written otherwise")
    return verdict.unequal("exact", f"{gold.spelled} is expected, this is {claim.spelled}")
