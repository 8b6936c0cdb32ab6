"""Facts in texts that were made to break their readers: no check fails, hangs or blames where nothing is said."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from evalhw.checks.base import Answer, Check
from evalhw.checks.choice import ChoiceCheck
from evalhw.checks.choices import ChoicesCheck
from evalhw.checks.grounded import GroundedCheck
from evalhw.checks.quantity import QuantityCheck
from evalhw.checks.sequence import SequenceCheck

ROLES = {
    "role": {"name": "baseline", "side": "before", "words": ["baseline"]},
    "against": [{"name": "final", "side": "after", "words": ["final"]}],
}
FIELDS: list[tuple[type[Check], dict[str, Any]]] = [
    (QuantityCheck, {"kind": "quantity", "values": ["341 s"], **ROLES}),
    (QuantityCheck, {"kind": "quantity", "values": ["94 %"], "of": {"words": ["accuracy"]}}),
    (GroundedCheck, {"kind": "grounded", "met_when": "ungrounded", "foreign": ["Apex"]}),
    (SequenceCheck, {"kind": "sequence", "tokens": ["<sos>", "I", "see", "a", "dog"], "purpose": ["input"]}),
    (ChoiceCheck, {"kind": "choice", "options": ["0", "1", "2", "3"], "answer": "2", "of": ["layer"]}),
    (ChoiceCheck, {"kind": "choice", "options": ["yes", "no"], "answer": "yes"}),
    (ChoicesCheck, {"kind": "choices", "options": ["Dropout", "Weight Decay"], "answers": ["Dropout"]}),
]
CHECKS = [TypeAdapter(kind).validate_python(fields) for kind, fields in FIELDS]
SIZE = 20_000
PARTS = [*"0123456789 .,:;%$|[](){}<>_^\\*`\n-→", " 341 s ", "baseline ", "<sos>", "yes", "x", " or ", "not "]
PIECES = [
    "1", "1 ", "94% ", "341 s → ", "baseline 341 s, ", "final or baseline 341 s to ", "<", "<sos> ",
    "w_1 = <sos>, ", "I, ", "[ ] 2 ", "[x] 2\n", "\\boxed{", "1e9", "10^", "two ", "hundred ", "(", "1,111",
    "5:41", "Answer: ", "yes ", "| a ", "not Dropout ", "- I\n", '"I" ', " and", "5 m/", "± ", "# baseline\n",
    "**final**\n\n", "341 s or ", "from 341 to ",
]  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
def test_a_piece_repeated_without_end_is_graded(piece: str) -> None:
    """Every check gives a result, and every passage it points at lies in the text."""
    answer = Answer.whole(piece * (SIZE // len(piece)), sources={"post": "It took 341 s for 94% accuracy."})
    for check in CHECKS:
        result = check.apply(answer)
        assert result.outcome in {"met", "not_met", "unscored"}
        for span in result.evidence:
            assert 0 <= span.start <= span.end <= len(answer.raw)
        for remark in result.remarks:
            assert 0 <= remark.start <= remark.end <= len(answer.raw)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PARTS), max_size=60).map("".join))
def test_any_text_gives_a_result_and_the_same_one_again(text: str) -> None:
    """Checks are pure: the same answer gives the same result."""
    for check in CHECKS:
        sources = {"post": "It took 341 s."}
        assert check.apply(Answer.whole(text, sources=sources)) == check.apply(Answer.whole(text, sources=sources))


@pytest.mark.parametrize(
    "text", ["", " \n", "I cannot open the link.", "The baseline is important.", "...", "# Heading"]
)
def test_silence_is_not_a_wrong_answer(text: str) -> None:
    """Where nothing is said on the matter, nothing is annotated."""
    for check in CHECKS:
        result = check.apply(Answer.whole(text, sources={"post": "It took 341 s."}))
        assert result.outcome == "not_met"
        assert result.remarks == ()


@pytest.mark.parametrize(
    "quoted",
    [
        "<script>alert(1)</script> 341 s",
        "\x1b[31mbaseline 341 s\x1b[0m",
        "\\boxed{__import__('os').system('touch pwned')}",
    ],
)
def test_code_in_an_answer_is_text(quoted: str) -> None:
    """Nothing is executed or lost; the passages still point into the raw answer."""
    for check in CHECKS:
        result = check.apply(Answer.whole(quoted, sources={"post": "It took 341 s."}))
        assert all(quoted[span.start : span.end] for span in result.evidence)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (QuantityCheck, {"kind": "quantity", "values": []}),
        (QuantityCheck, {"kind": "quantity", "values": ["341 s"], "rolle": {}}),
        (ChoiceCheck, {"kind": "choice", "options": ["a"], "answer": "a"}),
        (SequenceCheck, {"kind": "sequence", "tokens": ["a"]}),
    ],
)
def test_a_malformed_check_is_refused(kind: type[Check], fields: dict[str, Any]) -> None:
    """Unknown keys and empty lists do not reach grading."""
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python(fields)


@pytest.mark.parametrize(
    ("check", "path"),
    [
        (QuantityCheck(kind="quantity", values=("fast",)), ("values", "0")),
        (QuantityCheck(kind="quantity", values=("341 s", "94 %")), ("values",)),
        (ChoiceCheck(kind="choice", options=("a", "b"), answer="c"), ("answer",)),  # type: ignore[arg-type]  # read from text
        (ChoicesCheck(kind="choices", options=("a", "b"), answers=("c",)), ("answers", "0")),  # type: ignore[arg-type]  # the same
        (GroundedCheck(kind="grounded", sources=("other",)), ("sources", "0")),
        (GroundedCheck(kind="grounded", foreign=("took",)), ("foreign", "0")),  # type: ignore[arg-type]  # the same
    ],
)
def test_a_fault_names_its_key(check: Check, path: tuple[str, ...]) -> None:
    """What can only be judged with the homework at hand is said with the path of the key."""
    assert path in [where for where, _ in check.faults(None, {"post": "It took 341 s."})]
