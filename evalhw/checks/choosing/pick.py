"""A pick: an option that an answer speaks of, chosen or rejected, and how firmly.

Invariant: a pick stands on one passage of the raw answer.
"""

from dataclasses import dataclass

from evalhw.text.layout.spans import Span

DECISIVE, LINE, SAID, PASSING = 4, 3, 2, 1
"""How firmly: in a box or as "the answer"; as a line of its own; in a sentence; in passing."""


@dataclass(frozen=True, slots=True)
class Pick:
    """An option that an answer speaks of.

    Attributes:
        option: Its index.
        chosen: Whether it is chosen; else rejected.
        firmness: `DECISIVE`, `LINE`, `SAID` or `PASSING`.
        span: Its passage in the raw text.
        group: Start of the sentence, line or list that the pick belongs to; picks of one group were made together.
        closing: Whether it is part of a selection that says it of all options: boxes, a box, "Answer: …".
        whole: Whether its line names options and nothing else.
        under: The label the line stands under.
        verdict: Whether yes or no stands right beside it.
        rules: The ids of the rules of reading that made it, the one that decided first.
    """

    option: int
    chosen: bool
    firmness: int
    span: Span
    group: int
    closing: bool = False
    whole: bool = False
    under: str = ""
    verdict: bool = False
    rules: tuple[str, ...] = ()
