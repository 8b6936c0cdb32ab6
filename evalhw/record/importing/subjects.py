"""What a text is about, by its words: which question's prompt it quotes, and which problem's words it shares.

Invariant: words only ever suggest; what a label or a prompt says outright is decided elsewhere.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property
from math import log, sqrt

from rapidfuzz import fuzz

from evalhw.homework.homework import Homework
from evalhw.text.language.words import content_stems

LONGEST = 40_000
QUOTED = 80.0
_FEWEST = 3
_SHORTEST = 6
_COMMAND = re.compile(r"\\[A-Za-z]+\*?|[{}$^_&\\]")

Weights = Mapping[str, float]


def stems(text: str) -> list[str]:
    """The stems of a text's words, without LaTeX's own, of at most 40,000 characters."""
    return content_stems(_COMMAND.sub(" ", text[:LONGEST]))


def quotes(prompt: str, question: str) -> bool:
    """Whether a prompt holds most of a question's wording, or is itself most of a long question's part."""
    asked, wording = stems(prompt), stems(question)
    if len(wording) < _FEWEST:
        return _verbatim(prompt, question)
    if len(asked) < _FEWEST:
        return False
    whole, part = " ".join(asked), " ".join(wording)
    if len(whole) < len(part) * 0.9:
        # A part of a long question: only if it is more than a few words that any question has.
        return len(asked) > 2 * _FEWEST and fuzz.partial_ratio(whole, part) >= QUOTED + 10
    return fuzz.partial_ratio(part, whole) >= QUOTED


def _verbatim(prompt: str, question: str) -> bool:
    """Whether a prompt holds a question of hardly any words, such as "What is 17 · 23?", to the letter."""
    wanted, said = (" ".join(text.casefold().split()).strip(" .?!:") for text in (question, prompt))
    if len(wanted) < _SHORTEST:
        return False
    at = said.find(wanted)
    while at >= 0:
        around = said[at - 1 : at] + said[at + len(wanted) : at + len(wanted) + 1]
        if not any(sign.isalnum() for sign in around):
            return True
        at = said.find(wanted, at + 1)
    return False


def share(passage: str, text: str) -> float:
    """How many of a passage's words a text holds, 0 to 1; 0 for a passage of hardly any."""
    said, known = set(stems(passage)), set(stems(text))
    return len(said & known) / len(said) if len(said) >= _FEWEST - 1 else 0.0


def alike(prompt: str, follow_up: str) -> bool:
    """Whether a prompt holds a follow-up's words, at its head or its end; what is pasted between does not count."""
    wanted = " ".join(stems(follow_up) or follow_up.split())
    if not wanted:
        return False
    near = 4 * len(follow_up) + 200
    ends = (prompt,) if len(prompt) <= 2 * near else (prompt[:near], prompt[-near:])
    for end in ends:
        said = " ".join(stems(end) or end.split())
        if len(said) >= 0.8 * len(wanted) and fuzz.partial_ratio(wanted, said) >= QUOTED + 5:
            return True
    return False


class Subjects:
    """The words of every question of a homework, weighed by how much they tell the questions apart."""

    def __init__(self, homework: Homework) -> None:
        self._homework = homework

    @cached_property
    def _counts(self) -> dict[str, Counter[str]]:
        spec = self._homework.spec
        counts: dict[str, Counter[str]] = {}
        for id_, question in spec.questions.items():
            problem = spec.problem_of[id_]
            solution = self._homework.rubric.questions[id_].solution
            words = stems("\n".join((problem.title, problem.text, question.prompt, *question.labels, solution)))
            counts[id_] = Counter(words)
        return counts

    @cached_property
    def _rarity(self) -> Weights:
        found = Counter(word for counts in self._counts.values() for word in counts)
        return {word: log((1 + len(self._counts)) / count) for word, count in found.items()}

    def likeness(self, text: str, questions: Iterable[str]) -> float:
        """How alike a text and some questions are in their words, 0 to 1 (cosine of tf-idf weights)."""
        theirs: Counter[str] = Counter()
        for question in questions:
            theirs.update(self._counts[question])
        return _cosine(self._weigh(Counter(stems(text))), self._weigh(theirs))

    def _weigh(self, counts: Counter[str]) -> dict[str, float]:
        return {word: (1 + log(count)) * self._rarity[word] for word, count in counts.items() if word in self._rarity}


def _cosine(left: Weights, right: Weights) -> float:
    shared = sum(weight * right[word] for word, weight in left.items() if word in right)
    size = sqrt(sum(weight**2 for weight in left.values()) * sum(weight**2 for weight in right.values()))
    return shared / size if size else 0.0
