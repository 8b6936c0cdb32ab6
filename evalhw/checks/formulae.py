"""Formulas as wordings: where an answer writes a formula that a rubric names, in whatever notation and letters.

Invariant: a formula that cannot be read is no mention; nothing is raised, and the work for one answer is bounded.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Self

from pydantic import Field, model_validator

from evalhw.errors import ReadingError
from evalhw.frozen import Frozen
from evalhw.text.language.prose import LONGEST, Prose
from evalhw.text.language.terms import Mention, index_of

if TYPE_CHECKING:
    from evalhw.mathematics.derivations.occurrence import Wanted
    from evalhw.mathematics.syntax.nodes import Node
    from evalhw.mathematics.syntax.tree import Relation

MAX_READ = 400
"""Statements of one answer that are read; a person would not look through more for one formula."""

MAX_EXPRESSIONS = 120
"""Expressions of one statement that are compared."""


class Formula(Frozen):
    """A formula, found however it is written: displayed, inline, as code or bare in a sentence.

    An expression is found where it is a side, a term, a factor, an argument or the body of a sum, and equal in value;
    a relation where it is a link of a chain, = and ≈ being the same. A relation may be multiplied by a number, or by
    powers of names that are no letters; solved for something else it is another formula (x = a is not x^2 = a^2).
    """

    formula: str = Field(min_length=1, max_length=400, description="An expression or a relation, in LaTeX or ASCII.")
    letters: tuple[str, ...] = Field(
        default=(),
        max_length=4,
        description="Its names that an answer may choose: each may be called otherwise, with or without an index. "
        "Any other name must be the same.",
    )
    never: tuple[str, ...] = Field(default=(), description="Names that stand for none of the letters.")
    exact: bool = Field(default=False, description="Whether ≈ is something else than =.")
    up_to_factor: bool = Field(default=False, description="Whether a positive constant factor makes no difference.")
    signed: bool = Field(
        default=False, description="Whether the names may stand for negative numbers as well; else all are positive."
    )

    @model_validator(mode="after")
    def _is_readable(self) -> Self:
        try:
            found = wanted(self)
        except ReadingError as error:
            raise ValueError(f"the formula cannot be read: {error.reason}") from None
        from evalhw.mathematics.syntax.tree import names

        missing = [letter for letter in found.letters if letter not in names(found.node)]
        if missing:
            raise ValueError(f"the letter {missing[0]} does not occur in the formula")
        return self


@lru_cache(maxsize=512)
def wanted(formula: Formula) -> "Wanted":
    """What is looked for.

    Raises:
        ReadingError: The rubric's formula cannot be read.
    """
    from evalhw.mathematics.declared.symbols import Symbols
    from evalhw.mathematics.derivations.occurrence import Wanted, plain
    from evalhw.mathematics.syntax.reader import read
    from evalhw.mathematics.syntax.spelling import canonical

    node = plain(read(formula.formula, Symbols.empty(), generic=True))
    letters, never = (tuple(map(canonical, given)) for given in (formula.letters, formula.never))
    return Wanted(node, letters, frozenset(never), formula.exact, formula.up_to_factor, formula.signed)


def mentions(formula: Formula, prose: Prose) -> Iterator[Mention]:
    """Every place where an answer writes the formula, in order of the statements."""
    from evalhw.mathematics.derivations.occurrence import MAX_STEPS, is_chain, is_expression
    from evalhw.mathematics.scalar.values import Budget
    from evalhw.mathematics.syntax.tree import Relation

    gold = wanted(formula)
    budget = Budget(MAX_STEPS)
    for statement in _statements(prose):
        if isinstance(gold.node, Relation):
            hits: Iterable[Node] = (one for one in statement.relations if is_chain(gold, one, budget))
        else:
            hits = (one for one in statement.expressions if is_expression(gold, one, budget))
        for hit in hits:
            yield statement.mention(hit, prose)
            break


@dataclass(frozen=True)
class _Statement:
    """A statement that was read: its trees, and where each offset of its source stands."""

    expressions: tuple["Node", ...]
    relations: tuple["Relation", ...]
    at: int
    is_raw: bool

    def mention(self, node: "Node", prose: Prose) -> Mention:
        """Where a part of it stands in the prose; where the prose leaves it out, the word beside it."""
        start, end = self.at + node.start, self.at + node.end
        if self.is_raw:
            start, end = prose.view.at(start), bisect_right(prose.view.ends, end)
        start = max(min(start, len(prose.text) - 1), 0)
        return Mention(start, max(end, start + 1), bisect_left(index_of(prose).starts, start))


_KEY = "statements of the formulas"


def _statements(prose: Prose) -> Sequence[_Statement]:
    """Every statement of the answer's formulas; read once for all who ask."""
    key = (_KEY, prose.spans)
    known = prose.document.memory.get(key)
    if not isinstance(known, tuple):
        from itertools import islice

        known = prose.document.memory[key] = tuple(islice(_read(prose), MAX_READ)) if _hint(prose) else ()
    return known


_SIGN = re.compile(
    r"[=≈≡+^_²³⁻*/·<>≤≥\\~$|√ᵀ⊤]|[A-Z]'\s?[A-Z(]|\b(?:sqrt|exp|log|ln|sin|cos|tan|sinh|cosh|tanh|tr|det)\b"
)


def _hint(prose: Prose) -> bool:
    """Whether anything looks like mathematics at all."""
    return any(
        _SIGN.search(prose.document.raw, span.start, min(span.end, span.start + LONGEST)) for span in prose.spans
    )


def _read(prose: Prose) -> Iterator[_Statement]:
    """The statements: first those of delimited formulas, then those in the sentences around them."""
    from evalhw.mathematics.declared.symbols import Symbols
    from evalhw.mathematics.derivations.clauses import clauses
    from evalhw.mathematics.derivations.formulas import formulas

    masked = list(prose.text)
    for span in prose.spans:
        part = prose.document.raw[span.start : min(span.end, span.start + LONGEST)]
        for formula in formulas(part):
            if formula.notation == "plain":
                continue
            left = prose.view.at(span.start + formula.outer_start)
            right = prose.view.at(span.start + formula.outer_end)
            masked[left:right] = "\n" * (right - left)
            for clause in clauses(formula, Symbols.empty()):
                yield from _trees(clause.source, span.start + clause.start, is_raw=True)
    yield from _bare("".join(masked), prose)


_PLAIN_LANGUAGES = frozenset({"", "text", "txt", "plaintext", "latex", "tex"})


def _bare(masked: str, prose: Prose) -> Iterator[_Statement]:
    from evalhw.mathematics.derivations.runs import runs

    for line in prose.lines:
        if line.block.kind == "code" and line.block.info.strip().lower() not in _PLAIN_LANGUAGES:
            continue
        for first, last in runs(masked[line.start : line.end]):
            start, end = line.start + first, line.start + last
            yield from _trees(masked[start:end].replace("~", "≈"), start, is_raw=False)
            span = prose.view.raw_span(start, end)
            raw = prose.document.raw[span.start : span.end]
            if "*" in raw:  # a sign of multiplication that the view may have taken for emphasis
                yield from _trees(raw, span.start, is_raw=True)


_OPERATOR = re.compile(
    r"\\(?:arg\s*)?(?:\\,\s*)?\\?(?:min|max|inf|sup)(?![A-Za-z])(?:\\limits)?(?:_(?:\{[^{}]*\}|\w))?"
    r"|(?:\\\s|\\q?quad|\\[,;:])*(?:\\forall\b|∀)\s*\\?\w+(?:_\w+)?(?:\s*(?:\\in\b|∈)\s*\S{1,20})?"
    r"|(?<=\w)\s*(?:\\\s|\\q?quad|\\[,;:])*\((?:[^()<>≤≥]{1,20}(?:[<>≤≥]|\\[gl](?:eq?|t)(?![A-Za-z]))[^()]{1,12})\)(?=\s*(?:[,.;]|$))"
)
_SUM = re.compile(r"Σ(?=(?:_\{?[a-z]\}?|[ᵢⱼₖ])?\s*[(\[]?\s*[a-zα-ω])")
_MEMBER = re.compile(r"(?<![\\\w])([A-Za-zα-ω])\[(\w)\]")
_OF_MATRIX = re.compile(r"((?:\\[a-z]+|[a-zα-ω]|sigma|lambda)(?:_?(?:\w|\{\w+\}))?)\s?\([A-Z](?:_?\w|_\{\w+\})?\)")
_FRESH = "ζξψωχκθη"


def _simplified(source: str) -> str:
    """A statement of the same length in which what the reader does not know is told in its words.

    What is searched for (`min`) goes, `s[i]` is `s_i`, and a member that belongs to a matrix, `σ_i(W_2)`, is one name.
    """
    source = _SUM.sub("∑", _OPERATOR.sub(lambda found: " " * len(found.group()), source))
    source = _MEMBER.sub(lambda found: f"{found.group(1)}_{found.group(2)} ", source)
    named: dict[str, str] = {}
    fresh = [letter for letter in _FRESH if letter not in source]

    def one_name(found: re.Match[str]) -> str:
        written = "".join(found.group().split())
        if written not in named and len(named) >= len(fresh):
            return found.group()
        return named.setdefault(written, fresh[len(named)] if written not in named else "").ljust(len(found.group()))

    return _OF_MATRIX.sub(one_name, source)


def _trees(source: str, at: int, *, is_raw: bool) -> Iterator[_Statement]:
    """What can be read of a statement; of one that cannot be read as a whole, its sides."""
    source = _simplified(source)
    made = list(_lines(source, 0))
    if not any(line for line in made):
        made = [node for start, end in _sides(source) for node in _lines(source[:end], start)]
    for node in made:
        yield _statement(node, at, is_raw=is_raw)


def _lines(source: str, start: int) -> Iterator["Node"]:
    """The trees of a source from one offset on; what stands before it is blank."""
    from evalhw.mathematics.declared.symbols import Symbols
    from evalhw.mathematics.syntax.reader import read_lines

    try:
        lines = read_lines(" " * start + source[start:], Symbols.empty(), generic=True)
    except (ReadingError, RecursionError):
        return
    yield from (line.node for line in lines if line.node is not None)


_RELATION = re.compile(r"[=≈≡≤≥<>{}]|\\(?:approx|equiv|leq?|geq?|simeq|propto|to|sim)(?![A-Za-z])")
_MAX_SIDES = 8


def _sides(source: str) -> Iterator[tuple[int, int]]:
    """The sides of a chain: what stands between relation signs outside of braces."""
    depth = start = count = 0
    for sign in _RELATION.finditer(source):
        depth += {"{": 1, "}": -1}.get(sign.group(), 0)
        if sign.group() not in "{}" and depth == 0 and count < _MAX_SIDES:
            if source[start : sign.start()].strip():
                yield start, sign.start()
            start, count = sign.end(), count + 1
    if start and source[start:].strip():
        yield start, len(source)


def _statement(node: "Node", at: int, *, is_raw: bool) -> _Statement:
    from itertools import islice

    from evalhw.mathematics.derivations.expressions import expressions, relations
    from evalhw.mathematics.derivations.occurrence import plain

    tree = plain(node)
    return _Statement(tuple(islice(expressions(tree), MAX_EXPRESSIONS)), tuple(relations(tree)), at, is_raw)
