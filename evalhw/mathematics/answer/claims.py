"""The answer that a claim commits to, read as of the kind that the gold answer is.

Invariant: which value counts is decided by the claim's own words and the gold's kind, never by the gold's value.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evalhw.mathematics.answer import words
from evalhw.mathematics.answer.answers import (
    MAX_SOURCE,
    Formula,
    Given,
    Quantities,
    Ratio,
    Time,
    Unread,
    Words,
    plain_number,
    read_answer,
)
from evalhw.mathematics.answer.deciding import is_value
from evalhw.mathematics.answer.extraction import answers_in, whole_answer
from evalhw.mathematics.answer.labels import labelled, unlabelled
from evalhw.mathematics.syntax.contents import free
from evalhw.mathematics.syntax.tree import Collection, Node, Number, Relation
from evalhw.reading.candidates import PROSE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evalhw.mathematics.answer.extraction import Answer as Found
    from evalhw.mathematics.scalar.units import Unit
    from evalhw.reading.candidates import Kind

_TRUTHS = frozenset({"yes", "no", "true", "false", "valid", "invalid"})
_MEANINGS = frozenset({"nothing", "all real numbers", "infinitely many", "undefined"})
_QUOTES = frozenset("\"“”'‘’")
_SIGN_OF_UNIT = re.compile(r"\s?[A-Za-zµμΩ°]*[A-ZµμΩ°]")
"""What looks like the sign of a unit, so that the number before it is not the whole quantity."""
_FEW_WORDS = 2
_MOST_READINGS = 40
_MOST_OTHERS = 6
MAX_CHOICE = 200  # characters; a gold that is a choice is short


def kind_of(gold: Given) -> Kind:
    """Return the kind of answer that a gold answer is."""
    form = gold.form
    if isinstance(form, Formula) and isinstance(form.node, Number):
        return "number" if form.unit is None else "quantity"
    if len(gold.text) < MAX_CHOICE and (words.choice(gold.text) is not None or words.choices(gold.text)):
        return "option"
    if isinstance(form, Words | Unread):
        return "truth" if words.normal(gold.text) in _TRUTHS else "words"
    if isinstance(form, Formula):
        return _kind_of_formula(form)
    return "time" if getattr(form, "clock", None) is not None else "formula"  # a date, several quantities


def _kind_of_formula(form: Formula) -> Kind:
    if form.unit is not None:
        return "quantity"
    return "number" if not free(form.node) and is_value(form.node) else "formula"


def claimed(claim: str, gold: Given) -> Given:
    """Return the answer that a claim commits to, where one of the gold's kind is wanted.

    What commits to an answer of another kind is returned as it is; what commits to none is `Unread` without text.
    """
    number = plain_number(claim)
    if number is not None:
        return number
    if len(claim) > MAX_SOURCE:
        return Given("", Unread("", f"longer than {MAX_SOURCE} characters"))
    return _found(claim, gold)


def _found(claim: str, gold: Given) -> Given:
    plain = _of_signs(claim, gold)
    if plain is not None:
        return plain
    kind = kind_of(gold)
    first: Given | None = None
    prose = False
    candidates = answers_in(claim, kind)
    for count, found in enumerate(candidates):
        if count >= _MOST_READINGS:
            break
        given = _read(found, claim)
        if _fits(kind, given, found, gold):
            if found.how != "unmarked":
                return given
            return replace(given, others=_others(candidates, kind, found, gold))
        if given.text and (first is None or (prose and found.how != "whole")):
            first, prose = given, _is_prose(kind, found)
    return (None if prose else first) or Given("", Unread("", "it commits to no answer"))


def _of_signs(claim: str, gold: Given) -> Given | None:
    """The answer of a claim without words that is a formula of the wanted kind; None for any other."""
    if not isinstance(gold.form, Formula):
        return None
    found = whole_answer(claim)
    if found is None:
        return None
    given = _read(found, claim)
    if not isinstance(given.form, Formula):
        return None
    return given if _numeric(given.form.node) or kind_of(gold) == "formula" else None


def _is_prose(kind: Kind, found: Found) -> bool:
    """Whether a text as a whole is running text, so that only its values could be the number that is wanted."""
    return kind in {"number", "quantity"} and found.found == "whole" and len(PROSE.findall(found.text)) > _FEW_WORDS


def _read(found: Found, claim: str) -> Given:
    """Read an answer: letters in quotation marks are spelled, not multiplied; the name of a quantity is left out."""
    given = read_answer(found.text)
    text, form = given.text, given.form
    at = found.offset or 0
    if isinstance(form, Formula) and form.unit is not None and isinstance(form.node, Relation):
        form = replace(form, node=unlabelled(form.node))
    elif at > 0 and claim[at - 1] in _QUOTES and len(text) > 1 and text.isalpha():
        after = at + len(found.text)
        form = Words(text) if claim[after : after + 1] in _QUOTES else form
    return Given(text, form, (), found.offset, found.text, found.rules)


def _others(rest: Iterator[Found], kind: Kind, taken: Found, gold: Given) -> tuple[Given, ...]:
    """Other values of the sentence that one was taken from without a mark."""
    found = []
    for _, one in zip(range(_MOST_OTHERS), rest, strict=False):
        if one.statement != taken.statement:
            break
        given = read_answer(one.text)
        if _fits(kind, given, one, gold):
            found.append(given)
    return tuple(found)


def _fits(kind: Kind, given: Given, found: Found, gold: Given) -> bool:
    """Whether a reading is an answer of the wanted kind."""
    if kind == "option":
        return found.how == "word" or words.chosen(given.text) is not None or bool(words.choices(given.text))
    if kind == "truth":
        return found.how == "word" or words.normal(given.text) in _TRUTHS
    if kind == "words":
        return words.same(gold.text, given.text)
    if isinstance(given.form, Formula):
        return _is_formula(gold) and _fits_formula(kind, given.form, found, gold)
    if isinstance(given.form, Words):
        return found.how == "whole" and words.normal(given.text) in _MEANINGS
    whole = found.how == "whole" and isinstance(given.form, Quantities | Time | Ratio)
    return whole or type(given.form) is type(gold.form) or (kind == "time" and isinstance(given.form, Time | Ratio))


def _is_formula(gold: Given) -> bool:
    """Whether a formula can be what is wanted; it is no date, no dotted number and not several quantities."""
    return isinstance(gold.form, Formula | Ratio | Time)


def _fits_formula(kind: Kind, form: Formula, found: Found, gold: Given) -> bool:
    """Whether a formula is an answer of the wanted kind: a number where one is wanted, with a unit that is one."""
    if found.how == "unit":
        return form.unit is not None and (form.unit.known or _is_of_gold(form.unit, gold))
    if kind == "quantity" and form.unit is None and found.how != "whole" and _SIGN_OF_UNIT.match(found.behind):
        return False
    pair = isinstance(form.node, Collection) and form.node.kind == "tuple"
    return kind == "formula" or (_numeric(form.node) and not (pair and found.found == "sentence"))


def _is_of_gold(unit: Unit, gold: Given) -> bool:
    """Whether a noun is what the gold counts, or another that is counted: 3 apples, 3 pears."""
    expected = gold.form.unit if isinstance(gold.form, Formula) else None
    return expected is not None and (expected.dimensions == unit.dimensions or unit.label.split()[0].endswith("s"))


def _numeric(node: Node) -> bool:
    """Whether a tree is a number, an equation that gives one, or several of them."""
    if isinstance(node, Number):
        return True
    if isinstance(node, Relation):
        return not free(node.operands[-1]) or not free(node.operands[0])
    if isinstance(node, Collection):
        open_equations = [one for one in node.items if isinstance(one, Relation) and labelled(one) is None]
        return not open_equations and all(_numeric(item) for item in node.items)
    return not free(node)
