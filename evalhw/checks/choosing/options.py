"""The options of a question, and where a text names them: by name, letter, number or place.

Invariant: an option that is a mere number or letter is seen only where the text speaks of the choice: after "Answer:",
in a box, behind a tick, alone on a line, or beside the words it is a number of. A name inside a longer identifier or
formula is no name: `lu_solve` is not `solve`.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated

from pydantic import BeforeValidator, Field

from evalhw.frozen import Frozen
from evalhw.text.language.phrases import last_match, pattern
from evalhw.text.language.words import FUNCTION_WORDS
from evalhw.text.layout.plain import prose
from evalhw.text.quantities.numbers import WORDS

_SHORT = 2


class Option(Frozen):
    """One option of a question."""

    name: str = Field(min_length=1, description="As the question writes it.")
    letter: str = Field(default="", description="The letter it goes by, such as B; by default its place in the list.")
    aliases: Annotated[tuple[str, ...], Field(strict=False)] = Field(default=(), description="Other names for it.")


def _from_text(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


AnyOption = Annotated[Option, BeforeValidator(_from_text)]


def name_pattern(names: Sequence[str]) -> re.Pattern[str] | None:
    """A pattern for names: words in any hyphenation and plural, formulas in any notation; None for no names."""
    if not names:
        return None
    words = [name for name in names if not _FORMULA.search(name)]
    forms = [
        rf"{_NO_OPERAND_BEFORE}(?:{_formulaic(name)}){_NO_OPERAND_AFTER}"
        for name in _longest_first(names)
        if name not in words
    ]
    if words:
        joined = "|".join(
            r"[\s-]*".join(re.escape(part) for part in re.split(r"[\s-]+", name)) for name in _longest_first(words)
        )
        forms.append(rf"{_NO_WORD_BEFORE}(?:{joined})(?:s|es)?(?![A-Za-z]|_[A-Za-z\d])(?:\([txyzuvsn]\))?")
    return re.compile("|".join(forms), re.IGNORECASE)


_FORMULA = re.compile(r"[\w)]\s?[/^=+*]\s?[\w(]|\w[²³ⁿˣᵗ]|^\|.+\|$")
_NO_WORD_BEFORE = r"(?<![A-Za-z])(?<![A-Za-z\d]_)"
_NO_OPERAND_BEFORE = r"(?<![\w^/*+-])"
_NO_OPERAND_AFTER = (
    r"(?![\w(^])(?!\s?\*\*)(?!\s?[+*/×·]\s?[\w(])(?!\s?-\s?(?:[\d(]|[^\W\d_](?![^\W_])))"
    r"(?!\s(?!(?:a|i|or)\b)[^\W\d_]\b)"
)
_EXPONENT = re.compile(r"\s*(?:\^|\*\*)\s*(\w+)")
_EMBRACED = re.compile(r"\^\s*(?:\(\s*(\w+)\s*\)|\{\s*(\w+)\s*\})")


def _longest_first(names: Sequence[str]) -> list[str]:
    return sorted(names, key=len, reverse=True)


def _formulaic(name: str) -> str:
    """A pattern for a formula, with its powers in any notation: ``x^2``, ``x²``, ``x**2``, ``x^{2}``."""
    parts = _EXPONENT.split(_EMBRACED.sub(r"^\1\2", prose(name, 0, len(name)).text.strip()))
    form = ""
    for at, part in enumerate(parts):
        if at % 2:
            form += rf"\s?(?:\^|\*\*)\s?(?:{part}|\(\s?{part}\s?\)|\{{{part}\}})"
        else:
            signs = (re.escape(piece) for piece in re.findall(r"\w+|[^\w\s]", part))
            form += "".join(rf"\s*{piece}" if form or row else piece for row, piece in enumerate(signs))
    return form


def names_of(option: Option) -> tuple[str, ...]:
    """All names of an option; a formula also without its brackets, as a fraction bar makes them needless."""
    names = (option.name, *option.aliases)
    return (*names, *(re.sub(r"[()]", "", name) for name in names if _FORMULA.search(name) and "(" in name))


def sign_of(name: str) -> str:
    """The operator of a name that is one operation, such as ``A @ B``: it may go by its sign alone."""
    found = _OPERATION.fullmatch(name)
    return found.group(1) if found else ""


_OPERATION = re.compile(r"\w+\s?([^\w\s.,()]{1,2})\s?\w+")


def initials_of(options: Sequence[Option], letters: Collection[str]) -> tuple[str, ...]:
    """For each option of several words, the capitals it may go by, such as WD; "" where these may say other things."""
    known = ["".join(word[0] for word in re.findall(r"[A-Za-z]+", option.name)).upper() for option in options]
    return tuple(
        short
        if len(short) > 1
        and known.count(short) == 1
        and _SEVERAL_WORDS.fullmatch(option.name)
        and short.lower() not in FUNCTION_WORDS
        and not set(short) <= set(letters)
        else ""
        for short, option in zip(known, options, strict=True)
    )


_SEVERAL_WORDS = re.compile(r"[A-Za-z]+(?:[\s-]+[A-Za-z]+){1,3}")


def is_bare(name: str) -> bool:
    """Whether a name is a mere number, letter or word of no content."""
    return (
        name.isdigit() or len(name) <= _SHORT or name.lower() in {"yes", "none", "all", "both", "true", "false", *WORDS}
    )


_ONE_PLACE = r"[(]?(?:\d{1,2}|[A-Za-z])[)]?(?![\w'’])"
_ORDER = r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|last|1st|2nd|3rd|[4-8]th)"
_ORDERS = rf"{_ORDER}(?:(?:\s*,\s*(?:and\s+|or\s+)?|\s+(?:and|or|&)\s+)(?:the\s+)?{_ORDER}){{0,8}}"
_PLACE = re.compile(
    r"\b(?:options?|choices?|answer|alternatives?|(?:expressions?|lines?|statements?|functions?|items?)(?=\s*[(]))"
    rf"\s*(?:no\.?\s*|#)?(?P<after>{_ONE_PLACE}(?:\s?(?:,|&|and|or|,\s?and)\s?{_ONE_PLACE}){{0,8}})"
    rf"|\b(?:option|choice|answer) is the (?P<that>{_ORDER})(?: one)?\b"
    rf"|\b(?P<before>{_ORDERS})\s+(?:(?:option|choice|alternative|answer)s?|box(?:es)?)\b"
    rf"|\bthe\s+(?P<one>{_ORDERS})\s+ones?\b(?!\s+(?:of|that|to)\b)",
    re.IGNORECASE,
)
_PLACES = re.compile(rf"\b{_ORDER}\b|\d{{1,2}}|\b[A-Za-z]\b", re.IGNORECASE)


def placed(text: str) -> Iterator[tuple[str, int, int]]:
    """Each place that a text names, in lower case ("2", "b", "last"), and the range of the text that names it."""
    for found in _PLACE.finditer(text):
        group = found.lastgroup or "before"
        every = [*_PLACES.finditer(text, found.start(group), found.end(group))]
        for place in every:
            start = found.start() if place is every[0] else place.start()
            whole = group != "after" and place is every[-1]
            yield place.group().lower(), start, found.end() if whole else place.end()


_ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
_SPELLED = {str(value): word for word, value in WORDS.items()}
_ALSO_SPELLED = {"2": "pair of"}
_KNOWN = 64


@dataclass(frozen=True, slots=True)
class Seen:
    """An option in a text: its index in the list, and its range."""

    option: int
    start: int
    end: int


@dataclass(frozen=True)
class OptionReader:
    """Finds options in plain text."""

    options: tuple[Option, ...]
    of: tuple[str, ...] = ()

    @cached_property
    def _named(self) -> tuple[re.Pattern[str] | None, ...]:
        """For each option, a pattern for its telling names."""
        signs = [sign_of(option.name) for option in self.options]
        return tuple(
            name_pattern(
                [name for name in names_of(option) if not is_bare(name)]
                + ([f"{sign} operator"] if sign and signs.count(sign) == 1 else [])
            )
            for option, sign in zip(self.options, signs, strict=True)
        )

    @cached_property
    def _bare(self) -> tuple[re.Pattern[str] | None, ...]:
        """For each option, a pattern for its bare number, letter or word."""
        patterns = []
        initials = initials_of(self.options, self._letters)
        for index, option in enumerate(self.options):
            bare = [name for name in names_of(option) if is_bare(name)]
            bare += [word for name in bare for word in (_SPELLED.get(name), _ALSO_SPELLED.get(name)) if word]
            letter = option.letter or ("" if self.numeric else chr(ord("A") + index) if index < len(_ORDINALS) else "")
            forms = [rf"(?<![\w.^\\-]){re.escape(name)}(?![\w^]|[.,]\d|\s?[×*])" for name in bare]
            if initials[index]:
                forms.append(rf"(?-i:(?<![\w.-]){initials[index]}(?!\w|[.-]\w))")
            if letter:
                forms.append(rf"(?<![\w'’]){re.escape(letter.upper())}(?![\w'’])|[(]{re.escape(letter.lower())}[)]")
            case = re.IGNORECASE if bare or not letter else 0
            patterns.append(re.compile("|".join(forms), case) if forms else None)
        return tuple(patterns)

    @cached_property
    def numeric(self) -> bool:
        """Whether the options are numbers, so that "option 2" is the number and not the place."""
        return all(option.name.isdigit() for option in self.options)

    @cached_property
    def _of(self) -> re.Pattern[str] | None:
        return pattern(self.of) if self.of else None

    def named(self, text: str) -> list[Seen]:
        """The options that the text names, or numbers beside the words they are numbers of; in order."""
        known = self._known.get(text)
        if known is None:
            if len(self._known) >= _KNOWN:
                self._known.clear()
            known = self._known[text] = self._find(text)
        return [*known]

    def _find(self, text: str) -> list[Seen]:
        seen = [
            Seen(index, found.start(), found.end())
            for index, names in enumerate(self._named)
            if names is not None
            for found in names.finditer(text)
        ]
        seen += self._placed(text)
        seen += self._counted(text)
        return _longest(seen)

    @cached_property
    def _known(self) -> dict[str, list[Seen]]:
        """What the last sentences name: each is looked at from several sides."""
        return {}

    def bare(self, text: str, start: int = 0, end: int | None = None) -> list[Seen]:
        """The options in a stretch of text that speaks of the choice, bare numbers and letters included."""
        stop = len(text) if end is None else end
        seen = [one for one in self.named(text) if start <= one.start and one.end <= stop]
        for index, forms in enumerate(self._bare):
            if forms is not None:
                seen += (Seen(index, found.start(), found.end()) for found in forms.finditer(text, start, stop))
        seen += (one for run in _LOWER.finditer(text) for one in self._of_run(run) if start <= one.start < stop)
        return _merged(text, _longest(seen))

    def _of_run(self, run: re.Match[str]) -> Iterator[Seen]:
        """The options of a run of small letters, "a, c and d", if all its letters are options."""
        letters = [*re.finditer(r"\b[a-z]\b", run.group())]
        found = [(self.of_letter(one.group()), run.start() + one.start()) for one in letters]
        if all(option is not None for option, _ in found):
            yield from (Seen(option, at, at + 1) for option, at in found if option is not None)

    def of_letter(self, letter: str) -> int | None:
        """The option that goes by a letter, in either case."""
        return None if self.numeric else self._letters.get(letter.upper())

    def labelled(self, text: str) -> int | None:
        """The option that a label names, such as the first cell of a row: a name, a letter in either case."""
        alone = text.strip(_LABEL_DRESS)
        if len(alone) == 1 and (option := self.of_letter(alone)) is not None:
            return option
        seen = self.bare(text)
        return seen[0].option if seen else None

    @cached_property
    def _letters(self) -> dict[str, int]:
        return {(option.letter or chr(ord("A") + row)).upper(): row for row, option in enumerate(self.options)}

    def lettered(self, text: str) -> list[Seen]:
        """The options of a line of nothing but their letters ("b) d)", "ABD") or places ("the first and the last")."""
        text = _BUT_NOT.sub("", text[: _LETTERS_LONGEST + 1])
        if len(text) > _LETTERS_LONGEST or self.numeric or self.names_any(text):
            return []
        return self._by_places(text) or self._by_letters(text)

    def _by_places(self, text: str) -> list[Seen]:
        """The options of "1 and 5", "the first and the last"."""
        if _NUMBERS.fullmatch(text):
            places = [(one, int(one.group()) - 1) for one in re.finditer(r"\d", text)]
        elif _ORDERED.fullmatch(text):
            places = [(one, self._index_of(one.group().lower())) for one in _ORDINAL.finditer(text)]
        else:
            return []
        valid = all(0 <= at < len(self.options) for _, at in places)
        return [Seen(at, one.start(), one.end()) for one, at in places] if valid else []

    def _by_letters(self, text: str) -> list[Seen]:
        """The options of "b) d)", "ABD"."""
        found = _LETTERS.match(text)
        if found is None:
            return []
        words = [*re.finditer(r"\w+", text[found.end() :])]
        at = self._letters
        if len(words) == 1 and _is_code(code := words[0].group().upper(), at):
            start = found.end() + words[0].start()
            return [Seen(at[letter], start + place, start + place + 1) for place, letter in enumerate(code)]
        letters = [word for word in words if word.group().lower() != "and"]
        if not all(word.group().upper() in at for word in letters):
            return []
        return [
            Seen(at[word.group().upper()], found.end() + word.start(), found.end() + word.end()) for word in letters
        ]

    def letters_at(self, text: str, start: int) -> tuple[Seen, ...]:
        """The options of a run of letters, in either case, that ends a text: "all but b and e"."""
        if self.numeric or _RUN.fullmatch(text, start) is None:
            return ()
        letters = re.finditer(r"\b[A-Za-z]\b", text[start:])
        found = [(self.of_letter(one.group()), start + one.start()) for one in letters]
        return tuple(Seen(option, at, at + 1) for option, at in found if option is not None)

    def names_any(self, text: str) -> bool:
        """Whether an option stands in a text by a name that tells it, not by its letter or place."""
        return any(names is not None and names.search(text) for names in self._named)

    def _placed(self, text: str) -> Iterator[Seen]:
        """``option 2``, ``options (B) and (D)``, ``the second option``."""
        for said, start, end in placed(text):
            index = self._index_of(said)
            if 0 <= index < len(self.options):
                yield Seen(index, start, end)

    def _index_of(self, place: str) -> int:
        if place == "last":
            return len(self.options) - 1
        if place in _ORDINALS:
            return _ORDINALS.index(place)
        if place[-2:] in {"st", "nd", "rd", "th"} and place[:-2].isdigit():
            return int(place[:-2]) - 1
        if place.isdigit():
            return next((at for at, one in enumerate(self.options) if one.name == place), int(place) - 1)
        letters = [(option.letter or chr(ord("A") + at)).lower() for at, option in enumerate(self.options)]
        return letters.index(place) if place in letters else -1

    def _counted(self, text: str) -> Iterator[Seen]:
        """``two linear layers``, ``the number of layers is 2``."""
        if self._of is None:
            return
        for index, forms in enumerate(self._bare):
            for found in forms.finditer(text) if forms is not None else ():
                if _follows(self._of, text, found.end()) or _precedes(self._of, text, found.start()):
                    yield Seen(index, found.start(), found.end())


_ORDINAL = re.compile(rf"\b(?:{'|'.join(_ORDINALS)}|last)\b", re.IGNORECASE)
_ORDERED = re.compile(
    r"\W*(?:(?:only|just|we|you|i|need|choose|pick|select|take|would|are|is|answer|answers|both|exactly|thus|so|hence|"
    r"therefore|it|that|s)\b\W+)*"
    rf"(?:the\s+)?{_ORDINAL.pattern}(?:\W+(?:and\s+)?(?:the\s+)?{_ORDINAL.pattern})*"
    r"(?:\s+(?:ones?|options?|choices?|box(?:es)?))?\W*",
    re.IGNORECASE,
)
_RUN = re.compile(
    r"\W*(?:options?\s+)?[(]?[A-Za-z][)]?(?:\s*(?:,\s*and|,|and|or|&)\s*[(]?[A-Za-z][)]?){0,9}\W*", re.IGNORECASE
)
_LOWER = re.compile(
    r"(?:(?<=^)|(?<=\. )|(?<=[Oo]nly )|(?<=ptions ))(?-i:[a-z])"
    r"(?:(?:\s*,\s*(?:and\s+)?|\s+(?:and|or)\s+)(?-i:[a-z])){1,9}+(?![\w'’(^]|\s*[(]\s*(?:but\s+)?not\b)"
)
_NUMBERS = re.compile(r"[\s*_`(]*\d(?:\)?(?:\s*[,;&]\s*(?:and\s+)?|\s+and\s+)\(?\d)+[\s*_`).]*")
_LETTERS_LONGEST = 80
_BUT_NOT = re.compile(r"[\s,;–—]*\(?\b(?:but\s+|and\s+)?not\s+(?:\W*\b(?:[A-Za-z]|and|or)\b)+\W*$", re.IGNORECASE)
_LETTERS = re.compile(
    r"\W*(?:(?:the |my |all )?(?:final |correct |right |incorrect |wrong )?(?:answers?|options?|choices?|selection)\b"
    r"(?:\s+(?:is|are))?\W*|"
    r"(?:(?:in)?correct|right|wrong|true|false|(?:not )?(?:needed|chosen|selected)|(?:in)?valid|works?|fails?|yes|"
    r"no|(?:all |only |exactly )?(?:two|three|four|five|\d)(?: of (?:them|these))?)\s*:)?"
    r"(?=(?:\W*(?:\b[A-Za-z]\b|\band\b))+\W*$|\W*(?:(?-i:[A-Z]{2,10})|(?-i:[a-z]{3,10}))\W*$)",
    re.IGNORECASE,
)


def _is_code(word: str, letters: Mapping[str, int]) -> bool:
    """Whether a word is several letters in order, such as ABD."""
    return len(word) > 1 and all(letter in letters for letter in word) and list(word) == sorted(set(word))


_ADJECTIVES = re.compile(r"[\s*_`$-]{1,4}(?:(?:[a-z]+)[\s-]+){0,3}$", re.IGNORECASE)
_COPULA = re.compile(
    r"[\w\s]{0,30}?(?:\b(?:is|are|equals|needed|required|be)\b|[:=])[\s*_`$~]{0,4}(?:exactly |just |only )?$|"
    r"[^.;?:]{0,90}=\s*$",
    re.IGNORECASE,
)
_NEAR = 48


def _follows(words: re.Pattern[str], text: str, end: int) -> bool:
    found = words.search(text, end, end + _NEAR)
    return found is not None and _ADJECTIVES.match(text[end : found.start()]) is not None


def _precedes(words: re.Pattern[str], text: str, start: int) -> bool:
    last = last_match(words, text, max(0, start - 2 * _NEAR), start)
    return last is not None and _COPULA.fullmatch(text[last.end() : start]) is not None


_LABEL_DRESS = " \t\n*_`\"'$()[].:"
_SAME = re.compile(r"[\s*_`\"'$()\[\].:,–—-]*")


def _merged(text: str, seen: list[Seen]) -> list[Seen]:
    """A letter and the name behind it are one mention: "B. solve", "Option A, `inv`"."""
    kept: list[Seen] = []
    for one in seen:
        last = kept[-1] if kept else None
        if last is not None and last.option == one.option and _SAME.fullmatch(text, last.end, one.start):
            kept[-1] = Seen(one.option, last.start, one.end)
        else:
            kept.append(one)
    return kept


def _longest(seen: list[Seen]) -> list[Seen]:
    """In order, without what lies inside a longer name."""
    kept: list[Seen] = []
    for one in sorted(set(seen), key=lambda each: (each.start, -each.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept
