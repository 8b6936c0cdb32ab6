"""Rules of reading: what the engine promises, and that every row decides its own examples and no others."""

import importlib
import pkgutil

import pytest

import evalhw.reading.rules.en as english
from evalhw.reading.rules import Lexicon, Rule, RuleError, Stage
from evalhw.reading.rules.rule import MOST_ALTERNATIVES


def _rule(name: str, pattern: str, **more: object) -> Rule:
    return Rule(f"test.{name}", pattern, "x", "Because.", ("yes",), ("no",), **more)  # type: ignore[arg-type]


def test_offsets_are_characters_and_capitals_do_not_count() -> None:
    stage = Stage("test", [_rule("number", r"answer is (?P<value>\d+)")])
    (found,) = stage.find("Größe – the ANSWER is 18 €")
    assert (found.start, found.end, found.groups["value"]) == (12, 24, (22, 24))


def test_at_one_place_the_earlier_rule_decides_and_none_stands_within_another() -> None:
    stage = Stage("test", [_rule("long", r"not only"), _rule("short", r"not|only")])
    assert [one.rule.id for one in stage.decide("not only, not")] == ["test.long", "test.short"]


def test_what_stands_beside_a_match_can_forbid_it() -> None:
    stage = Stage("test", [_rule("met", r"\bmet\b", not_after=r"(?:have|never) ", not_before=r" with")])
    assert [one.start for one in stage.find("met; have met; met with; met")] == [0, 25]


def test_a_lone_surrogate_is_read_over() -> None:
    assert [one.start for one in Stage("test", [_rule("a", "b+")]).find("\ud800bb")] == [1]


def test_words_stand_for_their_lexicon_and_an_unknown_one_is_an_error() -> None:
    stage = Stage("test", [_rule("a", r"\b{fruit}s?\b")], [Lexicon("fruit", ("fig", "figleaf"), "Grows.")])
    assert [one.end for one in stage.find("figleafs")] == [8]
    with pytest.raises(RuleError, match="no lexicon is called 'nut'"):
        Stage("test", [_rule("a", "{nut}")]).find("x")


@pytest.mark.parametrize("rows", [
    [_rule("a", "x"), _rule("a", "y")],
    [Rule("other.a", "x", "x", "Because.", ("x",), ("y",))],
    [Rule("test.a", "x", "x", "Because.", ("x",), ())],
])  # fmt: skip
def test_a_row_that_breaks_the_contract_is_refused(rows: list[Rule]) -> None:
    with pytest.raises(RuleError):
        Stage("test", rows)


def test_the_effects_that_occur_are_known_in_one_pass() -> None:
    stage = Stage("test", [_rule("a", "fig"), Rule("test.b", "nut", "y", "Because.", ("nut",), ("fig",))])
    assert stage.effects("a nut") == {"y"}
    assert stage.effects("neither") == frozenset()


@pytest.mark.parametrize("pattern", [r"(?=a)b", r"(a)\1", r"a++"])
def test_a_pattern_outside_the_linear_subset_is_refused(pattern: str) -> None:
    with pytest.raises(RuleError, match="linear subset"):
        Stage("test", [_rule("a", pattern)]).check_patterns()


def _stages() -> list[Stage]:
    modules = (
        importlib.import_module(f"{english.__name__}.{one.name}") for one in pkgutil.iter_modules(english.__path__)
    )
    return [one.STAGE for one in modules if hasattr(one, "STAGE")]


@pytest.mark.parametrize("stage", _stages(), ids=lambda stage: stage.name)
def test_every_rule_decides_its_positive_examples_and_none_of_its_negative_ones(stage: Stage) -> None:
    stage.check_patterns()
    wrong = [
        f"{rule.id}: {text!r} is decided by {[one.rule.id for one in stage.decide(text)]}"
        for rule in stage
        for side, texts in ((True, rule.positive), (False, rule.negative))
        for text in texts
        if side != (rule.id in {one.rule.id for one in stage.decide(text)})
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("stage", _stages(), ids=lambda stage: stage.name)
def test_a_rule_is_needed_by_its_own_examples_and_is_no_pile(stage: Stage) -> None:
    for rule in stage:
        assert rule.pattern.count("|") < MOST_ALTERNATIVES, f"{rule.id} holds too much: make a lexicon of one meaning"
        assert rule.why.strip().endswith("."), rule.id
