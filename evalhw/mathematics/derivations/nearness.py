"""Which of several equations does a faulty one come nearest to, by the letters of its terms?

Invariant: an equation is near to none when it shares too little with all of them.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from evalhw.mathematics.matrix.polynomials import Letter, Polynomial, Word, difference, transposed
from evalhw.mathematics.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from evalhw.mathematics.declared.symbols import Symbols
    from evalhw.mathematics.derivations.solved import Condition
    from evalhw.mathematics.syntax.tree import Node

_FAR = 0.75  # of the letters of the gold equation


def nearest(sides: Sequence[Node], golds: Sequence[Condition], symbols: Symbols) -> list[Condition]:
    """The conditions that a chain comes nearest to; several when it comes equally near to them, none when to none."""
    found: dict[int, float] = {}
    for place, gold in enumerate(golds):
        wanted = difference(gold.node.operands[0], gold.node.operands[1], symbols)
        if wanted is None:
            continue
        size = sum(map(len, wanted))
        for left, right in pairwise(sides):
            given = difference(left, right, symbols)
            if given:
                open_ = frozenset(letter for word in given for letter in word if _is_unexplained(letter, symbols))
                turned = transposed(given, symbols)
                away = min(
                    distance(given, wanted, open_), distance(turned, wanted, open_ | {_turned(one) for one in open_})
                )
                if away <= _FAR * size:
                    found[place] = min(away, found.get(place, away))
    least = min(found.values(), default=0.0)
    return [golds[place] for place, away in found.items() if away == least]


def distance(one: Polynomial, other: Polynomial, unexplained: Collection[Letter] = ()) -> float:
    """How many letters must change for the terms of each to be found in the other.

    A letter that nobody explains may stand for several.
    """
    return sum(min(_edits(word, term, unexplained) for term in other) for word in one) + sum(
        min(_edits(term, word, unexplained) for term in one) for word in other
    )


def _is_unexplained(letter: Letter, symbols: Symbols) -> bool:
    """Whether a letter is a capital of the answer's own of which nothing is said."""
    node = letter.node
    return isinstance(node, tree.Name) and node.name[:1].isupper() and not symbols.declares(node.name)


def _turned(letter: Letter) -> Letter:
    return replace(letter, transposed=not letter.transposed)


def _edits(one: Word, other: Word, unexplained: Collection[Letter] = ()) -> float:
    """The edit distance of two words; a letter that is only transposed differs by half."""
    row: list[float] = [float(place) for place in range(len(other) + 1)]
    for number, letter in enumerate(one, start=1):
        above, row = row, [float(number)]
        for place, wanted in enumerate(other, start=1):
            same = 0.0 if letter == wanted else 0.5 if letter.node == wanted.node else 1.0
            more = 0.0 if letter in unexplained and place > 1 else 1.0
            row.append(min(above[place] + 1, row[-1] + more, above[place - 1] + same))
    return row[-1]
