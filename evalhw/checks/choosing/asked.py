"""What a question asks of its options ("which are convex", "which are needed"), and where a text says it of some.

Invariant: a word is the asked property only if the prompt asks for it; where the prompt asks for the opposite ("which
are not convex"), nothing is known.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from evalhw.text.language.words import FUNCTION_WORDS, content_stems, stem
from evalhw.text.layout.plain import prose
from evalhw.text.quantities.numbers import WORDS

_QUESTION = re.compile(
    r"\b(?:which|what|select|tick|mark|choose|check)\b[^?\n]{0,200}?\b(?:is|are|would be|must be|should be)\s+"
    r"(?P<denied>not\s+|never\s+|in)?(?:\w+ly\s+|all\s+|also\s+)?(?P<word>[a-z-]{3,})",
    re.IGNORECASE,
)
_USUAL = frozenset(
    content_stems(
        "needed need required necessary correct right true appropriate suitable selected chosen included options ones "
        "following answers list listed apply applies qualify qualifies count satisfy satisfies box boxes function "
        "above functions item items thing things component components technique techniques statement statements"
    )
)
_NEGATED = re.compile(r"\b(?:not|non|never|no|neither|nor|none|un\w+|wrong|incorrect|false)\b|n't", re.IGNORECASE)
_OTHERS = re.compile(r"\b(?:others?|rest|but|remaining)\b", re.IGNORECASE)
_ALSO = re.compile(r"\b(?:also|too|as well|additionally|likewise|in addition|belongs?)\b", re.IGNORECASE)
_ASSERTS = re.compile(
    r"\W*(?:(?:is|are|would be|also|both|all|too|likewise|as well|strictly|in fact|"
    r"belongs? to|count among|the)\s+){1,6}"
    r"(?P<word>[a-z-]+)",
    re.IGNORECASE,
)
_IS = re.compile(r"[\s*_`\"'$)]*(?:is|are)\s+(?:(?:both|all|\w+ly)\s+)?(?P<word>[a-z-]+)", re.IGNORECASE)
_LEAD = re.compile(r"[^.;!?,:]*$")
_LINKS = re.compile(
    r"[\s*_`\"'($]*(?:\b(?:is|are)\b(?:\s+(?:exactly|only|just|therefore|thus|hence|then|the))*)?[\s:*_`\"'($]*$"
)
_VERDICT = re.compile(
    r"(?:[,;:→⇒]|\s[–—-]|=>|->|\bso|\bhence|\bthus|\btherefore|^)\s*"
    r"(?:(?:so|hence|thus|therefore|it|is|this|function)\s+)*"
    r"(?P<no>not\s+|non-?\s?|never\s+)?(?:strictly\s+)?(?P<word>[a-z]+)\s*(?:\([^()]{0,80}\))?\W*$",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"[\s*_`\"'$]*(?:[(:=→–—]|->|=>|-(?=\s))[\s*_`]*(?P<no>not\s+|non-?\s?|never\s+)?(?:strictly\s+)?(?P<word>[a-z]+)"
    r"(?=[\s*_`]*(?:[.,;:)!–—]|$|\n|by\b|because|since|as\b|for\b))",
    re.IGNORECASE,
)
_DENIAL = re.compile(
    r"[\s*_`\"'$)]*(?:\w+\s+)?(?:(?:is|are|was|were)\s*(?:clearly |certainly |therefore )?"
    r"(?:n't|not|neither|never|non-?)|"
    r"fails? to be|cannot be|can't be)\s*(?:strictly |in general |even |globally |\w+ly )?(?P<word>[a-z]+)",
    re.IGNORECASE,
)
_ALL = re.compile(
    r"\W*(?:(?:the )?(?:answer|so|hence|thus|therefore)\b(?:\s+is)?\W+)?"
    r"(?:(?:i|we)\s+(?:would\s+)?(?:choose|select|pick|tick|say)\s+)?"
    r"(?:all|every(?:thing|\s?one)?|each)\b(?P<said>[^.;:!?,–—]{0,60})(?:[.;!,–—]|\s+(?:because|since)\b|$)",
    re.IGNORECASE,
)
_REST = re.compile(
    r"\b(?:others?(?:\s+\w+)?|rest|remaining(?:\s+\w+){0,2}|remainder|(?:everything|all)\s+else)\s+"
    r"(?:(?:all|of|the|them|must|should|can|will|then)\s+){0,4}"
    r"(?:is|are|be|works?|do(?:es)?(?!\s+not|n)|fits?|qualif(?:y|ies)|appl(?:y|ies)|hold|count)\b(?P<said>[^.;,:—–]{0,60})",
    re.IGNORECASE,
)
_NEGATED_REST = re.compile(
    r"\b(?:not|never|no|neither|nor|un\w+|non|wrong|incorrect|false|out|irrelevant|superfluous|excluded|rejected)\b|n't",
    re.IGNORECASE,
)
_LEAVES_OUT = re.compile(r"\b(?:but|except\w*|save|bar|besides|apart|aside|other than|excluding)\b", re.IGNORECASE)
_SO_TOO = re.compile(
    r"\W*(?:is|does|works?)\s+(?:(?:it|so|one|this|that)\s+)?(?:too|as well|likewise|also)\b", re.IGNORECASE
)
_LONGEST_LEAD = 120


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks of its options.

    Attributes:
        property: Stems of the words that say it: "convex".
        words: Stems of all words of the question.
    """

    property: frozenset[str]
    words: frozenset[str]

    def is_said(self, word: str) -> bool:
        """Whether a word says that an option is what is asked for."""
        return bool(self.property) and stem(word.lower()) in self.property | _USUAL

    def concerns(self, text: str) -> bool:
        """Whether words say nothing but what is asked for; where the question is unknown, whether there are few."""
        said = content_stems(text)
        return all(one in self.words | _USUAL for one in said) if self.words else len(said) <= 1

    def announced(self, before: str) -> bool | None:
        """Whether the words before a list say that what is asked for comes next, or what is not: "Convex are"."""
        head = before[-_LONGEST_LEAD:]
        link = _LINKS.search(head)
        if not self.property or link is None or not link.group().strip():
            return None
        lead = _LEAD.search(head, 0, link.start())
        words = lead.group() if lead else ""
        said = content_stems(_NEGATED.sub("", words))
        known = self.words | _USUAL
        if _OTHERS.search(words) or not self.property.intersection(said) or not all(one in known for one in said):
            return None
        return _NEGATED.search(words) is None

    def asserts(self, text: str, end: int) -> bool:
        """Whether what follows a list is the very property that is asked for: "… are convex"."""
        found = _IS.match(text, end)
        return found is not None and stem(found.group("word").lower()) in self.property - _USUAL

    def adds(self, text: str, end: int) -> bool:
        """Whether what follows an option adds it to those chosen before: "… is convex as well"."""
        clause = re.split(r"[.;,]|\b(?:because|since|as it|for)\b", text[end:], maxsplit=1)[0]
        if _SO_TOO.match(clause):
            return not _NEGATED.search(clause)
        found = _ASSERTS.match(clause)
        return (
            found is not None
            and _ALSO.search(clause) is not None
            and any(self.is_said(word) for word in re.findall(r"[a-z-]+", clause, re.IGNORECASE))
            and not _NEGATED.search(clause)
        )

    def rest_is_chosen(self, text: str) -> bool:
        """Whether a text says of the options it does not name that they are what is asked for: "the others are"."""
        return any(
            not _NEGATED_REST.search(found.group("said")) and self.concerns(found.group("said"))
            for found in _REST.finditer(text)
        )

    def all_are_chosen(self, text: str, size: int) -> bool:
        """Whether a sentence says of all options, `size` of them, that they are what is asked for: "All of them."."""
        found = _ALL.match(text)
        if found is None or _NEGATED.search(found.group("said")) or _LEAVES_OUT.search(found.group("said")):
            return False
        counted = [WORDS[word] for word in re.findall(r"[a-z]+", found.group("said").lower()) if word in WORDS]
        said = " ".join(word for word in found.group("said").split() if word.lower() not in WORDS)
        return all(count == size for count in counted) and self.concerns(said)

    def denies(self, text: str, end: int) -> bool:
        """Whether what follows an option denies it what is asked for: "… are not convex", "… is non-convex"."""
        found = _DENIAL.match(text, end)
        return found is not None and self.is_said(found.group("word"))

    def beside(self, text: str, end: int) -> bool | None:
        """Whether the asked property, or its denial, stands right behind an option: "x² (convex)", "x²: not convex"."""
        found = _BESIDE.match(text, end)
        if found is None or stem(found.group("word").lower()) not in self.property - _USUAL:
            return None
        return found.group("no") is None

    def verdict(self, text: str) -> bool | None:
        """Whether a line ends in the asked property, or in its denial: "…, convex", "…: not convex"."""
        found = _VERDICT.search(text)
        if found is None or stem(found.group("word").lower()) not in self.property:
            return None
        return found.group("no") is None


@lru_cache(maxsize=64)
def asked_of(prompt: str) -> Asked:
    """What a prompt asks of its options."""
    text = prose(prompt, 0, len(prompt)).text
    asking = [found for found in _QUESTION.finditer(text) if found.group("word").lower() not in FUNCTION_WORDS]
    if any(found.group("denied") for found in asking):
        return Asked(frozenset(), frozenset())
    return Asked(frozenset(stem(found.group("word").lower()) for found in asking), frozenset(content_stems(text)))
