r"""Find the answer inside a dataset string: `$…$`, `\boxed{}`, `#### 18`, "The answer is …", prose around it.

Invariant: what is returned is a slice of the source (or several joined by commas, when the text boxes several), and
every scan is linear in the length of the source, which is cut to its last `MAX_LENGTH` characters first.
"""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

MAX_LENGTH = 60_000  # characters of a claim that are looked at: a long solution ends with its answer

_BOX = re.compile(r"\\(?:boxed|fbox)(?![a-zA-Z])[ ]*")
_BETWEEN_BOXES = re.compile(r"[\s$,;.&]*(?:(?:\\text\{\s*)?(?:and|or)(?:\s*\})?)?[\s$]*", re.IGNORECASE)
_HASHES = re.compile(r"####[ \t]*([^\n]+)")
_CALCULATOR = re.compile(r"<<[^<>\n]{0,200}>>")
_MARKER = re.compile(
    r"^[ \t#*_>]{0,9}(?:the\s)?(?:final\s)?answer[*_:\s]{0,5}$|"
    r"\b(?:final\s{1,3})?(?:answer|result|solution|choice|option)s?\b(?:\s{1,3}(?:of|to|for)\b[^.:\n$]{1,60})?"
    r"[*_]{0,3}\s{0,3}(?::|=|\bis\b|\bare\b|\bwould be\b|\bequals\b)[*_]{0,3}\s{0,3}(?:[Oo]ption\b|:)?",
    re.IGNORECASE | re.MULTILINE,
)
_LEAD = re.compile(
    r"(?:(?:so|thus|hence|therefore|finally|then|we|get|have|find|obtain|conclude|that|it|is|this|gives|means|equals|i|"
    r"think|believe|must|be|option|choice|approximately|about|roughly|exactly|only|simply)\b[,:]?\s+)+",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<![.\d])\.(?=\s|$)|\.(?=\s+[A-Z])|\.(?=[$*)\s]*$)|\n")
_ABBREVIATION = re.compile(r"\b[ap]\.?m$|\b(?:sq|ft|in|no|st)$", re.IGNORECASE)
_COPULA = re.compile(r"\b(?:is|are|equals|equal to|was|be|becomes|gives|yields|get|have)\b:?\s", re.IGNORECASE)
_OPENING = re.compile(r"\\[(\[]|\\.|\$\$?", re.DOTALL)
_CLOSING = {"\\(": "\\)", "\\[": "\\]", "$": "$", "$$": "$$"}
MAX_STATEMENT = 5_000  # characters of the sentence that states an answer
_ONE_NUMBER = re.compile(r"(?:\\?[$€£]\s?)?[-−]?\d[\d,]*(?:\.\d+)?%?")
_HEDGES = re.compile(
    r"\b(?:not|never|no|than|least|most|between|over|under|up to|from|or|either|if|n't|cannot|and|step|part|option"
    r"|case|could|may|might|maybe|perhaps|guess|wrong|incorrect|sure|unsure|depends|problem|question|equation|unknown"
    r"|except|without|but|let|suppose|assume|given|when|where|each|per)\b",
    re.IGNORECASE,
)
_SIGNS = re.compile(r"[=^_{}/|<>+*]|\\(?!\$)")
_JOINT = re.compile(r"[\s,;.]*(?:and|or)?[\s,;]*", re.IGNORECASE)
MAX_SENTENCE = 200
_EDGE = ' \t\r\n*`"“”'
_PROSE_WORD = re.compile(r"(?<![\\a-zA-Z])[A-Za-z]{2,}")


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer found in a string.

    Attributes:
        text: The answer itself, without delimiters.
        offset: Where `text` begins in the source, or None when it was put together from several places.
        found: How it was found: `box`, `hashes`, `marker`, `formula`, `sentence` or `whole`.
    """

    text: str
    offset: int | None
    found: str


def answer_in(source: str) -> Answer:
    """Return the answer that a dataset or model string holds; the whole string when nothing marks one."""
    cut = max(0, len(source) - MAX_LENGTH)
    text = source[cut:]
    found = _boxed(text) or _after_hashes(text) or _marked(text) or _whole(text)
    if found.offset is None:
        return found
    return _trimmed(found, cut)


def formulas(text: str, start: int = 0) -> Iterator[tuple[int, int, int, int]]:
    """Yield start, inner start, inner end and end of each delimited formula; a lone opener is passed over."""
    hopeless: set[str] = set()
    while match := _OPENING.search(text, start):
        opener, start = match.group(), match.end()
        closer = _CLOSING.get(opener)
        if closer is None or opener in hopeless:
            continue
        at = text.find(closer, start)
        while at > 0 and closer == "$" and text[at - 1] == "\\":
            at = text.find(closer, at + 1)
        if at < 0:
            hopeless.add(opener)
        elif at > start:
            yield match.start(), start, at, at + len(closer)
            start = at + len(closer)


def _trimmed(answer: Answer, shift: int) -> Answer:
    """Take delimiters, emphasis, quotes and a closing full stop off both ends."""
    text, offset = answer.text, (answer.offset or 0) + shift
    for _ in range(6):
        inner, gained = _peeled(text)
        if inner == text:
            break
        text, offset = inner, offset + gained
    return Answer(text, offset, answer.found)


def _peeled(text: str) -> tuple[str, int]:
    """Take one layer off a text; return what is left and how far its beginning moved."""
    stripped = text.strip(_EDGE)
    if stripped != text:
        return stripped, text.find(stripped) if stripped else 0
    if len(text) > 2 and text[0] == text[-1] == "_":  # noqa: PLR2004  # emphasis
        return text[1:-1], 1
    whole = next(formulas(text), None) if text[:1] in {"$", "\\"} else None
    if whole and whole[0] == 0 and whole[3] == len(text):
        return text[whole[1] : whole[2]], whole[1]
    if len(text) > 1 and text.endswith((".", ",", ";")) and not text.endswith(("..", "\\,", "\\;", "\\right.")):
        return text[:-1], 0
    return text, 0


def _boxed(text: str) -> Answer | None:
    """The content of the last box, or of the run of boxes that the text ends with."""
    found: list[tuple[int, int, int, int]] = []
    for match in reversed(list(_BOX.finditer(text))[-12:]):
        span = _group(text, match.end())
        if span is None:
            continue
        start, end, after = span
        if found:
            between = text[after : found[-1][0]] if after <= found[-1][0] else None
            if between is None and after >= found[-1][3]:  # this box holds the one inside it: take the outer
                found[-1] = (match.start(), start, end, after)
                continue
            if between is None or len(between) > 40 or not re.search(r"\band\b|,|;", between):  # noqa: PLR2004  # a few words
                break
            if not _BETWEEN_BOXES.fullmatch(between):
                break
        found.append((match.start(), start, end, after))
    if not found:
        return None
    if len(found) == 1:
        return Answer(text[found[0][1] : found[0][2]], found[0][1], "box")
    parts = [text[start:end].strip() for _, start, end, _ in reversed(found)]
    return Answer(", ".join(parts), None, "box")


def _group(text: str, start: int) -> tuple[int, int, int] | None:
    """Start and end of the braced group that opens at `start`, and the offset after it; or of a single token."""
    if start >= len(text):
        return None
    if text[start] != "{":
        token = re.compile(r"\\[a-zA-Z]+|[^\s{}$]").match(text, start)
        return (start, token.end(), token.end()) if token else None
    depth = 0
    at = start
    while at < len(text):
        here = text[at]
        if here == "\\":
            at += 2
            continue
        depth += (here == "{") - (here == "}")
        if depth == 0:
            return start + 1, at, at + 1
        at += 1
    return None


def _after_hashes(text: str) -> Answer | None:
    """What follows the last `####`, as in GSM8K."""
    match = _last(_HASHES, text)
    return Answer(match[1], match.start(1), "hashes") if match else None


def _marked(text: str) -> Answer | None:
    """What follows the last "the answer is", to the end of its sentence or of its formula."""
    last = _last(_MARKER, text)
    if last is None or not text[last.end() :].strip(_EDGE + ".:"):
        return None
    return _statement(text, last.end(), "marker")


def _last(pattern: re.Pattern[str], text: str, start: int = 0) -> re.Match[str] | None:
    """Return the last match of a pattern."""
    return deque(pattern.finditer(text, start), maxlen=1).pop() if pattern.search(text, start) else None


def _statement(text: str, start: int, found: str) -> Answer:
    """The sentence from `start` on without the words that lead in, or its formula when one fills it."""
    while start < len(text) and text[start] in _EDGE + ":}":
        start += 1
    lead = _LEAD.match(text, start)
    if lead:
        start = lead.end()
    text = text[: start + MAX_STATEMENT]
    formula = next(formulas(text, start), None)
    if formula and formula[0] == start and _closes(text[formula[3] :]):
        return Answer(text[formula[1] : formula[2]], formula[1], found)
    stop = _end_of_sentence(text, start)
    return Answer(text[start:stop], start, found)


def _closes(rest: str) -> bool:
    """Whether a formula ends its sentence: what follows is punctuation, or a new sentence."""
    return bool(re.match(r"[*_)\s]*(?:[.;!?\n]|$)", rest))


def _end_of_sentence(text: str, start: int) -> int:
    """Return where the sentence ends; rows of an environment and abbreviations do not end it."""
    for match in _SENTENCE.finditer(text, start):
        end = match.start()
        if match.group() == "\n" and text.rfind("\\begin", start, end) > text.rfind("\\end", start, end):
            continue
        if _ABBREVIATION.search(text[max(start, end - 6) : end]):
            continue
        return end
    return len(text)


def _whole(text: str) -> Answer:
    """The string itself; for a sentence around a formula or ending in a value, that formula or value."""
    stripped = text.strip(_EDGE)
    offset = text.find(stripped) if stripped else 0
    if _CALCULATOR.search(stripped):
        return Answer(stripped, offset, "whole")
    if not _PROSE_WORD.search(stripped):
        return Answer(stripped, offset, "whole")
    found = list(formulas(stripped))
    if not found:
        return _sentence(stripped, offset)
    if not _closes(stripped[found[-1][3] :]):
        return Answer(stripped, offset, "whole")
    return _last_formulas(stripped, offset, found)


def _last_formulas(stripped: str, offset: int, found: list[tuple[int, int, int, int]]) -> Answer:
    """The formula that ends a sentence, or several joined by commas, "and" or "or"."""
    first = len(found) - 1
    while first and _JOINT.fullmatch(stripped, found[first - 1][3], found[first][0]):
        first -= 1
    run = found[first:]
    if stripped[: run[0][0]].strip() and not _is_prose(stripped[: run[0][0]]):
        return Answer(stripped, offset, "whole")
    if len(run) == 1:
        return Answer(stripped[run[0][1] : run[0][2]], offset + run[0][1], "formula")
    joints = [stripped[one[3] : other[0]].lower() for one, other in pairwise(run)]
    joint = " \\text{ or } " if any("or" in text for text in joints) else ", "
    return Answer(joint.join(stripped[one[1] : one[2]] for one in run), None, "formula")


def _is_prose(before: str) -> bool:
    """Whether words lead up to a formula, none of which takes the statement back."""
    words = [word.lower() for word in re.findall(r"[A-Za-z']+", before[-200:])]
    return len(words) > 0 and not {"not", "isn't", "cannot"} & set(words[-3:])


def _sentence(stripped: str, offset: int) -> Answer:
    """The value at the end of one sentence of words: "the area is 16"."""
    lead = _LEAD.match(stripped)
    start = lead.end() if lead else 0
    copula = _last(_COPULA, stripped, max(0, len(stripped) - 400))
    if not copula and len(stripped) < MAX_SENTENCE and not _SIGNS.search(stripped) and not _HEDGES.search(stripped):
        numbers = list(_ONE_NUMBER.finditer(stripped))
        if len(numbers) == 1 and len(_PROSE_WORD.findall(stripped, 0, numbers[0].start())) > 1:
            start = numbers[0].start()
    if copula and re.match(r"[-+−(\[{\\$€£]?\s?[\d.\\(]", stripped[copula.end() :]):
        start = copula.end()
    return Answer(stripped[start:], offset + start, "sentence" if start else "whole")
