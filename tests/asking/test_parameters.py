from typing import Any

import pytest

from evalhw.cli.ordering import _parameters
from evalhw.errors import UserError
from evalhw.providers.parameters import FORBIDDEN, checked

TAKEN = [
    ("temperature=0.2", {"temperature": 0.2}),
    ("max_completion_tokens=50", {"max_tokens": 50}),
    ("random_seed=7", {"seed": 7}),
    ("reasoning_effort=low", {"reasoning_effort": "low"}),
    ('chat_template_kwargs={"enable_thinking":false}', {"chat_template_kwargs": {"enable_thinking": False}}),
    ("quantum_mode=on", {"quantum_mode": "on"}),  # nothing known is like it: a service may be newer than we are
    ('extra_body={"temprature":0.2}', {"extra_body": {"temprature": 0.2}}),
]
REFUSED = [
    ("temprature=0.2", "did you mean temperature"),
    ("Temperature=0.2", "did you mean temperature"),
    ("temp=0.2", "did you mean temperature"),
    ("top-p=0.2", "did you mean top_p"),
    ("max_token=5", "did you mean max_tokens"),
    ("maxTokens=5", "did you mean max_tokens"),
    ("reasoning_efort=low", "did you mean reasoning_effort"),
    ("message=hello", "did you mean messages"),
    ("temperature=warm", "expected a number"),
    ("temperature=0,2", "expected a number"),
    ("top_p=true", "expected a number"),
    ("max_tokens=many", "expected a whole number"),
    ("max_tokens=0", "expected at least 1"),
    ("max_tokens=2.5", "expected a whole number"),
    ("seed=x", "expected a whole number"),
    ('extra_body={"model":"x"}', "cannot be set"),
    ("extra_body=[1]", "expected an object"),
    *((f"{name}=1", "cannot be set") for name in ("model", "messages", "n", "stream", "tools", "api_key")),
]


@pytest.mark.parametrize(("given", "parameters"), TAKEN)
def test_what_a_service_may_take_is_sent(given: str, parameters: dict[str, Any]) -> None:
    assert _parameters((given,)) == parameters


@pytest.mark.parametrize(("given", "why"), REFUSED)
def test_what_cannot_be_meant_is_refused_with_a_remedy(given: str, why: str) -> None:
    with pytest.raises(UserError, match=why):
        _parameters((given,))


def test_a_parameter_is_given_once() -> None:
    with pytest.raises(UserError, match="given twice"):
        _parameters(("temperature=0", "temperature=1"))
    with pytest.raises(UserError, match="max_tokens is given too"):
        _parameters(("max_tokens=5", "max_completion_tokens=6"))


def test_every_refusal_says_what_to_do_instead() -> None:
    for name in FORBIDDEN:
        with pytest.raises(UserError, match=f"{name}: this cannot be set: "):
            checked({name: 1}, "--parameter")
