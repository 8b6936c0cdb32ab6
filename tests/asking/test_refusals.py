import pytest
from dialects import dialects

from evalhw.providers.refusals import ROWS, Refusal, Row, codes_of, refusal_of, status_of
from evalhw.record.finish import Ending, ending_of

POSITIVE = [(row, *example) for row in ROWS for example in row.positive]
NEGATIVE = [(row, *example) for row in ROWS for example in row.negative]


@pytest.mark.parametrize(("row", "status", "code", "said"), POSITIVE)
def test_what_a_row_decides(row: Row, status: int, code: str, said: str) -> None:
    """Each example is decided by its row, and by no row before it."""
    assert refusal_of(status, codes_of({"error": {"code": code}}), said) == (row.means, row.id)


@pytest.mark.parametrize(("row", "status", "code", "said"), NEGATIVE)
def test_what_a_row_does_not_decide(row: Row, status: int, code: str, said: str) -> None:
    """The near misses are told by something else."""
    assert refusal_of(status, codes_of({"error": {"code": code}}), said)[1] != row.id


def test_rows_are_named_and_explained() -> None:
    """By one name each, with a reason, and examples on both sides."""
    assert len({row.id for row in ROWS}) == len(ROWS)
    assert all(row.why and row.positive and row.negative for row in ROWS)


@pytest.mark.parametrize(
    ("status", "means"),
    [
        (401, Refusal.ASKER),
        (403, Refusal.ASKER),
        (404, Refusal.ASKER),
        (413, Refusal.PROMPT),
        (429, Refusal.LIMIT),
        (498, Refusal.LIMIT),
        (424, Refusal.FAULT),
        (499, Refusal.FAULT),
        (529, Refusal.FAULT),
        (400, Refusal.UNCLEAR),
        (422, Refusal.UNCLEAR),
        (418, Refusal.UNCLEAR),
    ],
)
def test_what_a_status_says_by_itself(status: int, means: Refusal) -> None:
    """Where no row decides."""
    assert refusal_of(status, frozenset(), "")[0] is means


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"error": {"code": 402}}, 402),
        ({"error": {"code": "429"}}, 429),
        ({"error": {"status": 503}}, 503),
        ({"error": {"code": "context_length_exceeded"}}, 200),
        ({"error": {"code": 10**40}}, 200),
        ({"error": {"code": True}}, 200),
        ({"error": "broken"}, 200),
        ([1], 200),
    ],
)
def test_the_status_of_an_error_within_a_200(body: object, status: int) -> None:
    """As the error's code says."""
    assert status_of(body) == status


@pytest.mark.parametrize(
    ("reason", "ending"),
    [
        ("stop", Ending.WHOLE),
        ("STOP", Ending.WHOLE),
        ("end_turn", Ending.WHOLE),
        ("FINISH_REASON_STOP", Ending.WHOLE),
        ("eos_token", Ending.WHOLE),
        ("length", Ending.CUT),
        ("MAX_TOKENS", Ending.CUT),
        ("max-tokens", Ending.CUT),
        ("model_length", Ending.CUT),
        ("content_filter", Ending.BLOCKED),
        ("Safety", Ending.BLOCKED),
        ("content_filter: RECITATION", Ending.BLOCKED),
        ("tool_calls", Ending.TOOLS),
        ("error", Ending.BROKEN),
        ("network_error", Ending.BROKEN),
        ("failed", Ending.BROKEN),
        ("abort", Ending.BROKEN),
        ("canceled", Ending.BROKEN),
        ("cancelled", Ending.BROKEN),
        ("timeout", Ending.BROKEN),
        ("insufficient_system_resource", Ending.BROKEN),
        ("unknown", Ending.UNKNOWN),
        ("", Ending.UNKNOWN),
        ("stopped by the moon", Ending.UNKNOWN),
        ("nonstop", Ending.UNKNOWN),
    ],
)
def test_how_an_answer_ended(reason: str, ending: Ending) -> None:
    """In any case and spelling; what nobody knows is not whole."""
    assert ending_of(reason) is ending


def test_every_dialect_ends_whole_answers_so() -> None:
    """What the services say of a whole answer is known."""
    assert {ending_of(one.whole.body["choices"][0]["finish_reason"]) for one in dialects()} == {Ending.WHOLE}
