"""What was found about one statement of an answer.

Invariant: only `false`, `ill_shaped` and `consequence` are wrong; everything else is never annotated as an error.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from evalhw.mathematics.declared.symbols import Symbols
    from evalhw.mathematics.derivations.judging import Finding
    from evalhw.mathematics.derivations.pieces import Piece
    from evalhw.mathematics.derivations.statements import Placed

Kind: TypeAlias = Literal[
    "identity",
    "condition",
    "definition",
    "assumption",
    "declaration",
    "gradient",
    "expression",
    "relation",
    "unreadable",
]
Verdict: TypeAlias = Literal[
    "true",
    "false",
    "ill_shaped",
    "condition",
    "definition",
    "consequence",
    "vacuous",
    "undecided",
    "unreadable",
]
WRONG = frozenset({"false", "ill_shaped", "consequence"})


@dataclass(frozen=True)
class Statement:
    """One equation or expression of an answer, judged.

    Attributes:
        start: Offset in the raw text.
        end: Its end, exclusive.
        source: The raw text between them.
        kind: What it is.
        judgement: What was found; `consequence` is a fault carried forward from `consequence_of`.
        reason: Why, in words.
        fault_start: Where the faulty factor begins, for a wrong statement.
        fault_end: Where it ends.
        consequence_of: The number of the clause whose fault it repeats.
        counterexample: For a false statement, values that show it.
        condition: The name of the condition it states, or empty.
        scaled: It is right but for a constant factor.
        stance: claim, goal, rejected, example or option.
        findings: Its links.
        piece: What was read.
        symbols: What its names mean where it stands, without assumptions.
        assumed: The same with the assumptions in force put in, or None.
    """

    start: int
    end: int
    source: str
    kind: Kind
    judgement: Verdict
    piece: Piece = field(repr=False)
    symbols: Symbols = field(repr=False)
    assumed: Symbols | None = field(default=None, repr=False)
    reason: str = ""
    fault_start: int | None = None
    fault_end: int | None = None
    consequence_of: int | None = None
    counterexample: str = ""
    condition: str = ""
    scaled: bool = False
    stance: str = "claim"
    findings: tuple[Finding, ...] = ()

    @property
    def place(self) -> Placed:
        """The clause and the words around it."""
        return self.piece.place

    @property
    def wrong(self) -> bool:
        """Whether it is to be annotated as wrong."""
        return self.judgement in WRONG
