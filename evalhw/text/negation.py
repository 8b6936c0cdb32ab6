"""Which words of a sentence are denied: "not X", "rather than X", "X is not required", "not X but Y".

Invariant: a sentence is read on its own; what reaches over several sentences stands in `prose`.

Method: cues and their scopes, after NegEx (Chapman et al. 2001): a cue denies what follows it up to the end of the
clause, or, where it is a predicate ("is not needed"), what precedes it down to the start of the clause. Turns of
phrase that only look negative ("not only", "cannot do without") are taken out first. Two scopes over the same words
cancel.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """A cue and the range of the sentence that it denies."""

    cue_start: int
    cue_end: int
    start: int
    end: int


_NOT = r"(?:not|never|n['o]t)"
_BE = r"(?:is|are|was|were|be|been|being|am|seems?|appears? to be|would be|will be|becomes?|remains?)"
_BE_NOT = rf"(?:{_BE}\s+(?:\w+ly\s+|also\s+|simply\s+|just\s+)?{_NOT}|(?:is|are|was|were)n't|ain't)"
_DO_NOT = r"(?:(?:do|does|did|will|would|can|could|should|need|must)(?:\s+not|n't)|cannot|won't|can't|never)"
_ADVERB = r"(?:\s+(?:\w+ly|at all|in fact|also|even|strictly|a|an|the|any|part of|to be))*"
_QUALITY = (
    r"(?:required|needed|necessary|used|relevant|applicable|appropriate|suitable|adequate|included|involved|part|right|"
    r"correct|true|valid|good|sound|ideal|helpful|useful|problem|issue|answer|cause|reason|bottleneck|case|concern|"
    r"obstacle|flaw|the point|chosen|selected|applied|mentioned|present|important|mandatory|essential)"
)
_BAD = (
    r"(?:unnecessary|irrelevant|inapplicable|inappropriate|unsuitable|unneeded|wrong|incorrect|false|mistaken|"
    r"misleading|"
    r"invalid|superfluous|useless|optional|inadequate|a mistake|a misconception|a red herring|nonsense|out of place)"
)
_IDIOM = re.compile(
    r"\bnot\s+(?:only|just|merely|simply|solely|to mention|surprising(?:ly)?|least|unlike|without|un(?:important|"
    r"necessary|"
    r"reasonable|common|usual)|impossible|irrelevant|wrong|incorrect|negligible|insignificant|so much)\b"
    r"|\bno\s+(?:doubt|matter|wonder|surprise|less than|fewer than|more than|later than|longer than)\b"
    r"|\bnothing\s+(?:but|more than)\b|\bnone other than\b|\bmore often than not\b|\bwhy not\b|\bor not\b|\bif not\b"
    r"|\b(?:can(?:not| not|'t)|could(?: not|n't))\s+(?:do|work|be done|go|succeed|manage|happen|be \w+ed)\s+without\b"
    r"|\b(?:can(?:not| not|'t)|must not|should not|never)\s+be\s+(?:avoided|ignored|neglected|omitted|overstated|"
    r"underestimated|dropped|skipped|ruled out|denied|left out)\b"
    r"|\b(?:never|not|n't)\s+fails?\s+to\b|\bcannot help\b|\bnot\s+until\b|\bwithout\s+(?:doubt|question|exception)\b"
    r"|\bwithout (?:loss of generality|(?:sacrificing|losing|hurting|changing|altering|"
    r"affecting) (?:the )?(?:\w+ )?\w+)",
    re.IGNORECASE,
)
_BOUNDARY = re.compile(
    r"[;—]|\s[–-]\s|\.{3}|…|[()]|\|"
    r"|,?\s+\b(?:but|however|although|though|whereas|while|because|since|yet|therefore|hence|so that|so|which|who|if|"
    r"unless|when|even though|except that|as it|as they|as the|as this)\b"
    r"|,\s+(?:it|we|they|the|this|that|these|those|you|i|there|and (?:it|we|they|the|this)|as|thus|then|only|just)\b",
    re.IGNORECASE,
)
_FORWARD = re.compile(
    rf"\b(?:{_DO_NOT}|{_BE_NOT}|not|no longer|no|without|neither|nor|rather than|instead of|as opposed to|in place of|"
    r"fail(?:s|ed|ing)? to|avoid(?:s|ed|ing)?|unlike|lack(?:s|ed|ing)?(?: of)?|absence of|except(?: for)?|excluding|"
    r"unable to|impossible to|hardly|scarcely|refus(?:e|es|ed) to|"
    r"ha(?:s|ve|d)(?:n't| not| never| no)|hasn't|haven't|hadn't|nothing to do with)\b"
    rf"|\b(?:{_BE}|it's)\s+{_BAD}\s+to\b",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(
    r"(?:without|rather than|instead of|as opposed to|in place of|unlike|except|excluding)", re.IGNORECASE
)
_BACKWARD = re.compile(
    rf"\b{_BE_NOT}{_ADVERB}\s+{_QUALITY}\b(?!\s+that\b)"
    rf"|\b{_BE}\s+(?:\w+ly\s+|also\s+|just\s+)?{_BAD}\b(?!\s+to\b)"
    rf"|\b{_DO_NOT}\s+(?:\w+ly\s+)?(?:apply|help|matter|belong|hold|appear|play a role|fit|suffice|count|enter)\b"
    r"|\b(?:can|could|should|must|need|will|would)(?:not|\s+not|n't)\s+(?:be|to be)\s+(?:used|chosen|selected|applied|"
    r"ticked|picked|needed|required|added|included|checked)\b"
    rf"|\b(?:can|could|should|must|{_BE})\s+(?:be\s+)?"
    r"(?:ruled out|excluded|rejected|omitted|discarded|left out|left unchecked)\b"
    r"|\bplays? no role\b|\bha(?:s|ve) nothing to do with\b|\bha(?:s|ve) no (?:role|place|effect|bearing|influence)\b"
    r"|\b(?:is|are|was|were|do|does|did|should|would|will|can)(?:\s+not|n't)(?=\s*(?:[.,;:)]|$))"
    r"|(?:[:=→]|\s[–—-])\s*"
    r"(?:❌|✗|✘|(?:no|nope|not)\b(?=\s*(?:[.,;:)(–—]|$|needed|required|necessary|used|relevant|part\b)))"
    r"|\(\s*(?:not|un)[ -]?(?:needed|required|necessary|used|relevant|applicable|part\b)",
    re.IGNORECASE,
)
_REACHES_ON = re.compile(
    r"(?:true|the case|correct|right|false|say|claim|mean|imply|follow)\s+(?:\w+ )?that\b", re.IGNORECASE
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|does|do|did|will|would|can|could|should|must|needs?|uses?|requires?|means?|"
    r"gives?|makes?|takes?|becomes?|works?|applies|helps?|plays?|handles?|corresponds?|implements?|measures?)\b|=",
    re.IGNORECASE,
)
_SUBJECT_BREAK = re.compile(r",\s*(?:and\s+)?|\s+and\s+", re.IGNORECASE)
_DENYING_LEAD = re.compile(
    r"\b(?:not|no|never|none|don't|doesn't|aren't|isn't|unneeded|unnecessary|irrelevant|rejected|excluded|ruled out|"
    r"wrong|"
    r"incorrect|discarded|unused|omitted|without|eliminated)\b",
    re.IGNORECASE,
)
_NO_DENIAL_LEAD = re.compile(
    r"\b(?:why|note|not only|whether|if|no\. ?\d|question|problem|reason|caveat)\b", re.IGNORECASE
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_POINTERS = _words("it we they the this that these those you i there")
_LEADERS = _words(
    "not no unneeded unnecessary irrelevant rejected excluded incorrect wrong these those the we you what options "
    "components "
    "items don't do things ruled others unused it discarded omitted which none without eliminated i"
)
_OR = re.compile(r"\b(?:or|and|nor)\b", re.IGNORECASE)
_LEAD_WORDS = 7
_CHUNK_WORDS = 3
_LONGEST = 3000

_TAKES_BACK = re.compile(
    r"\s*(?:(?:again|however|but|actually|in fact|yet|still|here|also|though|unfortunately|therefore|so|thus|"
    r"hence),?\s+)*"
    r"(?:(?:this|that|the|these|those)\s+(?:\w+\s+)?(?:objection|claim|argument|idea|concern|view|statement|option|"
    r"reasoning|"
    r"layer|layers|technique|techniques|choice|options)|such\s+(?:an?\s+)?\w+|it|this|these|they|that|those|both)\s+"
    r"(?:\w+ly\s+|therefore\s+|also\s+)?(?=\S)",
    re.IGNORECASE,
)
_NEGATIVE = re.compile(
    r"\b(?:not?|never|without|cannot|neither|nor|lack\w*|un(?:able|available)|impossible|fail\w*)\b|n['.’]?t\b|"
    r"n\W{1,3}t\b",
    re.IGNORECASE,
)
_HEDGE = re.compile(
    r"\b(?:maybe|perhaps|possibly|might|could be|may be|not sure|unsure|uncertain|i guess|i think it (?:is|could)|"
    r"probably|"
    r"either\b.{1,60}\bor|depends|hard to say|cannot be certain|can't be sure|not certain|arguably|it is possible)\b",
    re.IGNORECASE,
)
_MAYBE_NEGATIVE = re.compile(
    r"n't|n’t|\b(?:no|not|nor|never|none|neither|nothing|without|rather|instead|opposed|place of|fail|avoid|unlike|"
    r"lack|absence|except|exclud|un|ir|in|wrong|false|mis|hardly|scarcely|refus|ruled|reject|omit|discard|left|"
    r"useless|superfluous|nonsense|optional|nope)|"
    r"cannot|[❌✗✘]",
    re.IGNORECASE,
)


def scopes(sentence: str) -> tuple[Scope, ...]:
    """Every cue of a sentence with what it denies; overlapping scopes cancel, which is for the caller to count."""
    if not _MAYBE_NEGATIVE.search(sentence):
        return ()
    text = _IDIOM.sub(lambda found: "~" * len(found.group()), sentence[:_LONGEST])
    lead = _lead_scope(text)
    if lead:
        return (lead,)
    backward = list(_backward(text))
    masked = _masked(text, backward)
    return (*backward, *_forward(masked))


def denied(sentence: str, start: int, end: int) -> bool:
    """Whether a mention, ``sentence[start:end]``, is denied. A cue that the mention contains belongs to it."""
    return any_over(scopes(sentence), start, end)


def any_over(
    found: Sequence[Scope], start: int, end: int, claimed: Sequence[tuple[int, int]] = (), *, owns: bool = True
) -> bool:
    """Whether scopes that were read before deny a range of their sentence.

    Args:
        found: The scopes of the sentence.
        start: Where the mention starts.
        end: Where it ends.
        claimed: Ranges whose cues belong to what is said ("no guarantee").
        owns: Whether a cue inside the mention belongs to it too; if not, the mention is denied where its end is.
    """
    at = (start + end) // 2 if owns else max(start, end - 1)
    own = ((start, end), *claimed) if owns else claimed
    over = [
        scope
        for scope in found
        if scope.start <= at < scope.end
        and not any(scope.cue_start < right and left < scope.cue_end for left, right in own)
    ]
    return len(over) % 2 == 1


def is_negative(text: str) -> bool:
    """Whether a wording holds a denial of its own."""
    return _NEGATIVE.search(text) is not None


def is_denying_lead(text: str) -> bool:
    """Whether a heading or lead-in such as "Not needed:" denies what stands under it."""
    words = text.split()
    short = 0 < len(words) <= _LEAD_WORDS
    return short and _DENYING_LEAD.search(_IDIOM.sub("", text)) is not None and not _NO_DENIAL_LEAD.search(text)


def takes_back(sentence: str) -> bool:
    """Whether a sentence rejects the one before it: "It is not required.", "However, this objection is wrong."."""
    found = _TAKES_BACK.match(sentence)
    return found is not None and _BACKWARD.match(sentence, found.end()) is not None


def hedges(text: str) -> tuple[tuple[int, int], ...]:
    """The ranges of a text that hedge: "maybe", "either … or", "I am not sure"."""
    return tuple(found.span() for found in _HEDGE.finditer(text))


def _lead_scope(text: str) -> Scope | None:
    """The scope of a lead such as "Not needed: dropout, layer norm": what follows the colon."""
    head, colon, _ = text.partition(":")
    if not colon or not is_denying_lead(head):
        return None
    cue = _DENYING_LEAD.search(head)
    return Scope(cue.start(), cue.end(), len(head) + 1, len(text)) if cue and _stands_alone(head) else None


def _stands_alone(head: str) -> bool:
    """Whether a lead has no subject of its own: "Not needed", "These are not required"; "Dropout is not needed" has."""
    first = re.match(r"\s*[*_\"'(\[]*\s*(\w+)", head)
    return first is not None and first.group(1).lower() in _LEADERS


def _backward(text: str) -> Iterator[Scope]:
    for found in _BACKWARD.finditer(text):
        start = _clause_start(text, found.start())
        yield Scope(found.start(), found.end(), start, found.start())


def _clause_start(text: str, at: int) -> int:
    """Where the subject of a predicate starts: after the last boundary, and after any earlier predicate."""
    start = 0
    for boundary in _BOUNDARY.finditer(text, 0, at):
        if text[boundary.end() : at].strip():
            start = boundary.end() if boundary.group().strip(" ,").lower() not in _POINTERS else boundary.start() + 1
    for gap in _SUBJECT_BREAK.finditer(text, start, at):
        if _VERB.search(text, start, gap.start()) and text[gap.end() : at].strip():
            start = gap.end()
    return start


def _masked(text: str, backward: list[Scope]) -> str:
    """The text without the cues that were read as predicates."""
    for scope in backward:
        text = text[: scope.cue_start] + "~" * (scope.cue_end - scope.cue_start) + text[scope.cue_end :]
    return text


def _forward(text: str) -> Iterator[Scope]:
    cues = list(_FORWARD.finditer(text))
    for at, cue in enumerate(cues):
        end = _forward_end(text, cue)
        if at + 1 < len(cues) and cues[at + 1].start() < end and not _REACHES_ON.match(text[cue.end() :].lstrip()):
            end = cues[at + 1].start()
        if cue.end() < end:
            yield Scope(cue.start(), cue.end(), cue.end(), end)


def _forward_end(text: str, cue: re.Match[str]) -> int:
    following = text[cue.end() :].lstrip()
    at = cue.end()
    if reach := _REACHES_ON.match(following):
        at = cue.end() + len(text[cue.end() :]) - len(following) + reach.end()
    boundary = _BOUNDARY.search(text, at)
    end = boundary.start() if boundary else len(text)
    comma = text.find(",", cue.end(), end)
    if comma < 0 or not _PREPOSITION.match(cue.group()):
        return end
    if not text[: cue.start()].strip(" \"'(["):
        return comma
    while 0 <= comma < end:
        following_comma = text.find(",", comma + 1, end)
        stop = following_comma if following_comma >= 0 else end
        if any(len(piece.split()) > _CHUNK_WORDS for piece in _OR.split(text[comma + 1 : stop])):
            return comma
        comma = following_comma
    return end
