"""What a rule of reading is: a row with a name, a pattern, an effect, a reason, and examples on both sides.

Invariant: a row is data. It calls nothing, and whatever it says can be listed, counted, tested and taken out.
"""

from dataclasses import dataclass

MOST_ALTERNATIVES = 30
"""Alternatives that one rule may hold; a longer list is a `Lexicon` of one meaning."""


class RuleError(ValueError):
    """A row that contradicts the contract of a rule: the message says which row, what is wrong and the remedy."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words of one meaning, which patterns name as `{id}`.

    Attributes:
        id: The name by which a pattern refers to the words.
        words: The words, each a pattern of the linear subset; longer ones need not stand first.
        why: What the words have in common.
    """

    id: str
    words: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of reading.

    Attributes:
        id: A name, unique in the package: `stage.what`, in lower case.
        pattern: A regular expression of the linear subset (RE2: no lookaround, no backreference), in which `{id}`
            stands for a lexicon. Capitals do not count, `^` and `$` stand at line ends.
        effect: What the stage is told when the rule applies; each stage documents its effects.
        why: Why the rule exists, in one sentence a newcomer understands.
        positive: Sentences in which just this rule decides.
        negative: Sentences, as near as can be, in which it does not.
        not_before: A pattern that must not match right behind what was found.
        not_after: A pattern that must not match right before it, at the end of the text so far.
        case: Whether capitals count.
    """

    id: str
    pattern: str
    effect: str
    why: str
    positive: tuple[str, ...]
    negative: tuple[str, ...]
    not_before: str = ""
    not_after: str = ""
    case: bool = False
