"""The faults of criteria themselves: what a missed one says, and what a rubric must not name."""

import pytest
from pydantic import ValidationError

from evalhw.checks.answer import AnswerCheck
from evalhw.checks.base import Answer
from evalhw.checks.keywords import KeywordsCheck
from evalhw.reading.expressions import kind_for


def keywords(**given: object) -> KeywordsCheck:
    return KeywordsCheck.model_validate({"kind": "keywords", **given}, strict=False)


@pytest.mark.parametrize(
    ("missed", "raw", "nearest"),
    [
        (
            ["terminal velocity"],
            "The ball falls. Its velocity grows at first. It lands.",
            "Its velocity grows at first.",
        ),
        (["opportunity cost"], "Prices rise. The cost of labour is high. Demand falls.", "The cost of labour is high."),
        (["sampling error"], "The mean is small. There is an error in the table.", "There is an error in the table."),
        (["hash collision"], "Look-ups are fast. A hash is computed for the key.", "A hash is computed for the key."),
        (["natural selection"], "Birds vary. The selection is by the farmer.", "The selection is by the farmer."),
        (["natural selection"], "Birds vary and fly.", None),
    ],
)
def test_a_missed_idea_is_named_with_the_sentence_that_comes_nearest(
    missed: list[str], raw: str, nearest: str | None
) -> None:
    result = keywords(all_of=[{"any_of": [*missed, "zzz"]}, {"any_of": ["yyy"]}]).apply(Answer.whole(raw))
    assert result.outcome == "not_met"
    assert f'"{missed[0]}"' in result.reason
    marked = [(raw[one.start : one.end], one.verdict) for one in result.remarks]
    assert marked == ([(nearest, "note")] if nearest else [])


def test_fewer_ideas_than_needed_are_told_apart() -> None:
    check = keywords(all_of=[{"any_of": ["heat"]}, {"any_of": ["light"]}, {"any_of": ["sound"]}], at_least=2)
    reason = check.apply(Answer.whole("The heat is what the lamp gives off.")).reason
    assert reason == '1 of the 2 ideas that are needed; nothing is said of "light", "sound".'


@pytest.mark.parametrize(
    "phrase", ["bias ↑", "p < 0.05", "94 %", "x = 3", "C + O2", "cost $5", "m^2", "price ↗ demand", " "]
)
def test_a_phrase_with_signs_is_an_error(phrase: str) -> None:
    with pytest.raises(ValidationError, match=r"only the words would be looked for|without words"):
        keywords(all_of=[{"any_of": [phrase]}])


@pytest.mark.parametrize(
    "phrase", ["bias", "preprocess* once", "p-value", "O(n log n)", "Newton's law", "→", "Größe", "e.g. sand"]
)
def test_a_phrase_of_words_is_none(phrase: str) -> None:
    keywords(all_of=[{"any_of": [phrase]}])


@pytest.mark.parametrize(
    ("gold", "letters", "faulty"),
    [
        ("a e^{2x} + b e^{-x}", ["a", "b"], []),
        ("a e^{2x} + b e^{-x}", ["a", "c"], ["1"]),
        (r"\alpha t + \beta", [r"\alpha"], []),
        ("v_0 t", ["v_0"], []),
        ("v_0 t", ["q"], ["0"]),
    ],
)
def test_letters_must_occur_in_the_gold(gold: str, letters: list[str], faulty: list[str]) -> None:
    check = AnswerCheck.model_validate({"kind": "answer", "gold": gold, "letters": letters}, strict=False)
    assert [path[-1] for path, _ in check.faults(None, {}) if path[0] == "letters"] == faulty


@pytest.mark.parametrize(
    ("expression", "kind"),
    [
        (r"\b341\s*s(?:econds)?\b", "quantity"),
        (r"9\.81\s?m/s", "quantity"),
        (r"\b(?:93|94) ?%", "quantity"),
        (r"\b12\s+(?:euros|dollars)\b", "quantity"),
        (r"^\W*yes\b", "choice"),
        (r"\b(?:no|nope)\b", "choice"),
        (r"^\W*\(?b\)", "choice"),
        (r"answer is:?\s*\(?[bB]\)?", "choice"),
        (r"top-?1", ""),
        (r"\bno (?:force|friction)\b", ""),
        (r"vitamin\s+c\b", ""),
        (r"\b(?:not|never|no)\b", ""),
        (r"correlat\w+.{0,40}causa", ""),
        (r"\bO\(n\s*log\s*n\)", ""),
    ],
)
def test_an_expression_that_a_kind_outdoes_is_told(expression: str, kind: str) -> None:
    assert kind_for(expression) == kind
