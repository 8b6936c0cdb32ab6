"""The parts of a homework as a tree of labels, and which part a few words are about.

Invariant: the tree knows labels and words only; it never looks at an answer's layout.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from evalhw.text.language.words import content_stems
from evalhw.text.layout.plain import prose
from evalhw.text.parts.labels import read_label

_ROMAN = {
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "v": 5,
    "vi": 6,
    "vii": 7,
    "viii": 8,
    "ix": 9,
    "x": 10,
    "xi": 11,
    "xii": 12,
}

Path = tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Part:
    """A question of the homework, which is made once.

    Attributes:
        id: The question's id.
        path: The labels that lead to it, outermost first: ("3", "b", "i").
        labels: Other names by which an answer may call it: labels or titles.
        title: The title it stands under.
        prompt: What it asks.
    """

    id: str
    path: Path
    labels: tuple[str, ...] = ()
    title: str = ""
    prompt: str = ""

    @cached_property
    def key(self) -> Path:
        """The path in lower case."""
        return tuple(token.lower() for token in self.path)


class Family:
    """All parts that a label may name, whichever of them was asked: made once for many turns."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts: dict[Path, Part] = {part.key: part for part in parts}
        self.ids = frozenset(part.id for part in parts)

    @cached_property
    def order(self) -> dict[Path, int]:
        """Every node, parts and what they stand under, in the order of the homework."""
        nodes = {path[:size] for path in self.parts for size in range(1, len(path) + 1)}
        return {path: at for at, path in enumerate(sorted(nodes, key=self._sort_key))}

    @cached_property
    def _endings(self) -> dict[Path, list[Path]]:
        """The nodes by every run of labels that ends their path."""
        endings: dict[Path, list[Path]] = {}
        for path in self.order:
            for size in range(1, len(path) + 1):
                endings.setdefault(path[-size:], []).append(path)
        return endings

    def named(self, tokens: Path) -> list[Path]:
        """The nodes that a label may mean: its tokens end their path, or begin and end it."""
        found = self._endings.get(tokens)
        if not found and len(tokens) > 1:
            found = [path for path in self.parts if path[0] == tokens[0] and path[-len(tokens) + 1 :] == tokens[1:]]
        return found or self._aliases.get(tokens, [])

    @cached_property
    def _aliases(self) -> dict[Path, list[Path]]:
        """Labels of the rubric that do not follow the ids."""
        aliases: dict[Path, list[Path]] = {}
        for path, part in self.parts.items():
            for text in part.labels:
                label = read_label(text)
                if label and label.end >= len(text) and path[-len(label.tokens) :] != label.tokens:
                    aliases.setdefault(label.tokens, []).append(path)
        return aliases

    @cached_property
    def titles(self) -> dict[str, Path]:
        """Titles in lower case by which a part goes."""
        return {
            " ".join(text.lower().split()): path
            for path, part in self.parts.items()
            for text in part.labels
            if read_label(text) is None
        }

    def affinity(self, text: str) -> dict[str, float]:
        """How much of what a text says, 0 to 1, belongs to each part's prompt; words many parts share weigh little."""
        stems = [stem for stem in dict.fromkeys(content_stems(text)) if stem in self._weights]
        total = sum(self._weights[stem] for stem in stems) * (1 + 0.5 / max(len(stems), 1))  # one word proves little
        return {
            name: sum(self._weights[stem] for stem in stems if stem in vocabulary) / total if total else 0.0
            for name, vocabulary in self._vocabularies.items()
        }

    @cached_property
    def _vocabularies(self) -> dict[str, frozenset[str]]:
        return {part.id: _vocabulary(part) for part in self.parts.values()}

    @cached_property
    def _weights(self) -> dict[str, float]:
        counts = Counter(stem for vocabulary in self._vocabularies.values() for stem in vocabulary)
        return {stem: math.log(1 + len(self._vocabularies) / count) for stem, count in counts.items()}

    @cached_property
    def _children(self) -> dict[Path, set[str]]:
        """The tokens that stand right under each node."""
        children: dict[Path, set[str]] = {}
        for path in self.parts:
            for depth, token in enumerate(path):
                children.setdefault(path[:depth], set()).add(token)
        return children

    def _sort_key(self, path: Path) -> list[tuple[int, int, str]]:
        key = []
        for depth, token in enumerate(path):
            if token.isdigit():
                key.append((0, int(token), ""))
            elif self._children[path[:depth]] <= _ROMAN.keys():
                key.append((1, _ROMAN[token], ""))
            else:
                key.append((1, 0, token))
        return key


@dataclass(frozen=True)
class Tree:
    """The parts of a homework by their labels, and which of them a turn asked.

    Attributes:
        asked: The parts asked in the turn, in order.
        family: They and the homework's other parts.
    """

    asked: Sequence[Part]
    family: Family

    @property
    def parts(self) -> dict[Path, Part]:
        """Every part by its path."""
        return self.family.parts

    @property
    def order(self) -> dict[Path, int]:
        """Every node, parts and what they stand under, in the order of the homework."""
        return self.family.order

    @property
    def titles(self) -> dict[str, Path]:
        """Titles in lower case by which a part goes."""
        return self.family.titles

    @cached_property
    def asked_ids(self) -> frozenset[str]:
        """The ids asked in this turn."""
        return frozenset(part.id for part in self.asked)

    def part(self, path: Path) -> Part | None:
        """The part at a node; None where the node only holds others."""
        return self.parts.get(path)

    def asked_below(self, path: Path) -> list[Part]:
        """The asked parts at or under a node."""
        return [part for part in self.asked if part.key[: len(path)] == path]

    def named(self, tokens: Path) -> list[Path]:
        """The nodes that a label may mean: its tokens end their path, or begin and end it."""
        return self.family.named(tokens)

    def affinity(self, text: str) -> dict[str, float]:
        """How much of what a text says, 0 to 1, belongs to each part's prompt."""
        return self.family.affinity(text)


def tree(asked: Sequence[Part], parts: Sequence[Part]) -> Tree:
    """The tree of a turn's parts; the asked ones may stand among the homework's or not."""
    family = _family(tuple(parts))
    if any(part.id not in family.ids for part in asked):
        family = _family((*parts, *asked))
    return Tree(tuple(asked), family)


@lru_cache(maxsize=8)
def _family(parts: tuple[Part, ...]) -> Family:
    return Family(parts)


@lru_cache(maxsize=256)
def _vocabulary(part: Part) -> frozenset[str]:
    wordy = [label for label in part.labels if read_label(label) is None]
    return frozenset(content_stems(" ".join(prose(text, 0, len(text)).text for text in (*wordy, part.prompt))))
