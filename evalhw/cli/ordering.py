"""From the options of ``evalhw run`` to an order, with all that can be wrong with them said first."""

import json
import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evalhw import logs
from evalhw.errors import NotFoundError, UserError
from evalhw.providers.budget import Budget
from evalhw.providers.keys import read_env_file
from evalhw.run.jobs import Order

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,12})(?:\.[0-9]{1,12})?")


@dataclass(frozen=True)
class Wishes:
    """The options as they were given."""

    models: tuple[str, ...]
    questions: tuple[str, ...]
    follow_ups: bool
    repeat: int
    parameters: tuple[str, ...]
    concurrency: int
    timeout: float
    max_cost: float | None
    max_tokens: int | None
    cache: bool
    base_url: str | None
    env_file: Path | None
    log_level: str | None
    out: Path | None
    root: Path | None
    refused: bool = False
    cut: int | None = None


def order_of(wishes: Wishes, homework: str | None, resumed: Sequence[str]) -> Order:
    """The order that options make.

    Raises:
        UserError: They do not go together, or one is not what it should be.
    """
    if not resumed and (not homework or not wishes.models):
        raise UserError("say what to ask and whom: evalhw run HOMEWORK --model MODEL, or evalhw run --resume RUN")
    if resumed and (homework or wishes.models or wishes.questions or wishes.parameters):
        raise UserError("--resume goes on with a run as it began; leave out the homework, --model, --question and -p")
    if wishes.refused and not resumed:
        raise UserError("--refused goes with --resume RUN")
    if wishes.cut is not None and not resumed:
        raise UserError("--cut goes with --resume RUN")
    if wishes.base_url is not None:
        _check_base_url(wishes.base_url)
    if wishes.log_level is not None and wishes.log_level not in logs.LEVELS:
        raise UserError(f"--log-level {wishes.log_level}: expected one of {', '.join(logs.LEVELS)}")
    logs.configure(wishes.log_level)
    environment = {**os.environ, **(read_env_file(wishes.env_file) if wishes.env_file else {})}
    return Order(
        models=wishes.models,
        questions=wishes.questions,
        follow_ups=wishes.follow_ups,
        root=wishes.root,
        out=wishes.out,
        parameters=_parameters(wishes.parameters),
        repeat=wishes.repeat,
        concurrency=wishes.concurrency,
        base_url=wishes.base_url,
        environment=environment,
        timeout=wishes.timeout,
        budget=Budget(wishes.max_cost, wishes.max_tokens),
        cache=_cache() if wishes.cache else None,
        ask_refused=wishes.refused,
        cap_of_cut=wishes.cut,
    )


def _cache() -> Path | None:
    """The folder of kept answers; without one, the run goes on and keeps none."""
    from evalhw.providers.cached import cache_folder

    try:
        return cache_folder()
    except NotFoundError as error:
        print(f"evalhw: {error}; the run goes on without", file=sys.stderr)
        return None


def _check_base_url(given: str) -> None:
    from evalhw.providers.address import check_address

    check_address(given, "--base-url")
    if "@" in given.partition("://")[2].partition("/")[0]:
        raise UserError("--base-url: expected http:// or https:// and no user name or password")


def _parameters(given: tuple[str, ...]) -> dict[str, Any]:
    """The parameters of ``-p``, each known or meant as it stands."""
    from evalhw.providers.parameters import checked

    parameters: dict[str, Any] = {}
    for name, value in map(_parameter, given):
        if name in parameters:
            raise UserError(f"--parameter {name}: given twice")
        parameters[name] = value
    return checked(parameters, "--parameter")


def _parameter(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not equals or not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.-]{0,60}", name):
        raise UserError(f"--parameter {text}: expected NAME=VALUE, such as temperature=0.2")
    if _NUMBER.fullmatch(value) or value in {"true", "false"} or value[:1] in {"{", "["}:
        try:
            return name, json.loads(value)
        except (ValueError, RecursionError):
            raise UserError(f"--parameter {name}: not JSON: {value[:80]}") from None
    return name, value
