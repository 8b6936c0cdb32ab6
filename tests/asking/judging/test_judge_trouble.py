"""Judges that cannot be had or do not answer, and the commands that ask them."""

import asyncio
import json
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from judges import FAIR, Bench, criterion, judge, panel, put, regraded
from typer.testing import CliRunner

from evalhw.cli.app import build
from evalhw.errors import MissingExtraError, NotFoundError, RefusedError, UnavailableError, UserError
from evalhw.grading.grade import to_json
from evalhw.homework.homework import Homework
from evalhw.judging.judge import ask_judges, cases
from evalhw.judging.panel import judge_run, judges_of
from evalhw.providers.local import packaged_weights
from evalhw.record.trace import Header, Trace, read_trace
from evalhw.run.jobs import Order


class TestTrouble:
    """Judges that cannot be had, or do not answer."""

    def test_one_that_does_not_answer_is_said_and_the_others_stand(self, root: Path, well: Homework) -> None:
        """Asking again asks for the rest."""
        run = put(root)
        ill = Bench(FAIR | {"1a": UnavailableError("bench: no answer")})
        lines = judge_run(run, read_trace(run.path), well, Order(models=()), panel(Bench(FAIR), ill))
        assert lines == ("the judge judge1 could not be asked everything: bench: no answer",)
        grade = regraded(run, well)
        assert criterion(grade, "1a", "seepage").outcome == "unscored"
        assert "--judge judge1" in criterion(grade, "1a", "seepage").reason
        assert criterion(grade, "1b", "longer").outcome == "met"
        assert judge(run, well, Bench({}), Bench({"1a": FAIR["1a"]})).points == 4

    def test_one_that_refuses_is_asked_once(self, root: Path, well: Homework) -> None:
        """A wrong key is wrong for every question."""
        bench = Bench(dict.fromkeys(FAIR, RefusedError("bench: wrong key")))
        judges = [replace(one, at_once=1) for one in panel(bench)()]
        trace = read_trace(put(root).path)
        asyncio.run(ask_judges(cases(trace, well), judges, Nowhere()))
        assert len(bench.seen) == 1

    @pytest.mark.parametrize(
        ("name", "error", "said"),
        [
            ("nobody", NotFoundError, "no model 'nobody'"),
            ("replay:digger", UserError, "a recording cannot judge"),
            ("mistral", UserError, "MISTRAL_API_KEY"),
        ],
    )
    def test_names_are_seen_to_first(
        self, root: Path, well: Homework, name: str, error: type[Exception], said: str
    ) -> None:
        """Before anybody is asked and anything is written."""
        run = put(root)
        with pytest.raises(error, match=said):
            judge_run(run, read_trace(run.path), well, Order(models=(name,), root=root))
        assert not run.judge_path.exists()

    def test_a_judge_named_twice_has_one_vote(self, root: Path, well: Homework) -> None:
        """And a temperature of zero, unless the catalogue says otherwise."""
        order = Order(models=("mistral", "mistral"), root=root, environment={"MISTRAL_API_KEY": "k" * 20})
        (one,) = judges_of(well, order)
        assert one.parameters["temperature"] == 0
        asyncio.run(one.provider.close())


class Nowhere:
    """Forgets what it is given."""

    async def commit(self, *events: object) -> None:
        """Nothing is kept."""


def evalhw(*arguments: str) -> Any:
    return CliRunner().invoke(build(), arguments)


def test_a_rubric_without_judges_asks_nobody(kitchen: Homework) -> None:
    """And sees to it that the judge exists."""
    header = Header(run="r", homework="kitchen", model="m", provider="p", started="unknown")
    assert cases(Trace(header, ()), kitchen) == ()


def test_the_staff_solution_is_not_held_against_its_judges(root: Path) -> None:
    """`evalhw check` asks nobody; what rules decide must still hold."""
    result = evalhw("check", "well", "--root", str(root), "--no-mutants")
    assert result.exit_code == 0, result.output


def test_the_command_grades_without_a_judge_and_with_stored_verdicts(root: Path, well: Homework) -> None:
    run = put(root)
    assert '"unscored"' in evalhw("grade", str(run.path), "--root", str(root), "--json").stdout
    judge(run, well, Bench(FAIR))
    result = evalhw("grade", str(run.path), "--root", str(root))
    assert result.exit_code == 0
    assert "2 verdicts by judge0; $0.0040" in result.stdout
    assert json.loads(run.grade_path.read_bytes())["points"] == 4


def installed() -> bool:
    try:
        packaged_weights()
    except MissingExtraError:
        return False
    return find_spec("xllamacpp") is not None


@pytest.mark.model
@pytest.mark.skipif(not installed(), reason="the local model is not installed")
def test_a_real_model_judges(root: Path, well: Homework) -> None:
    """Whatever it says is kept, and decides only with a quote that stands in the answer."""
    run = put(root)
    tiny = "models:\n  tiny: {service: local, model: smollm2, parameters: {max_tokens: 120}}\n"
    (root / "models.yaml").write_text(tiny, encoding="utf-8")
    result = evalhw("grade", str(run.path), "--judge", "tiny", "--root", str(root))
    assert result.exit_code in {0, 3}, result.output  # 3: none of its verdicts could be used
    verdicts = [json.loads(line) for line in run.judge_path.read_bytes().splitlines()[1:]]
    assert {one["model"] for one in verdicts} == {"SmolLM2-135M-Instruct.Q4_1.gguf"}
    assert all(one["usage"]["output_tokens"] > 0 for one in verdicts)
    stored = run.grade_path.read_text(encoding="utf-8")
    assert stored == to_json(regraded(run, well))
    for question, name in (("1a", "seepage"), ("1b", "longer")):
        one = criterion(regraded(run, well), question, name)
        assert one.outcome == "unscored" or all(vote.evidence for vote in one.votes if vote.outcome == "met")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--answers", "-"], "leave out --answers"),
        (["--max-cost", "1"], "its price is not known"),
        (["--env-file", "nowhere.env"], "nowhere.env: cannot be read"),
    ],
)
def test_options_that_do_not_go_together(root: Path, options: list[str], said: str) -> None:
    run = put(root)
    unpriced = "models:\n  free: {service: ollama, model: free}\n"
    (root / "models.yaml").write_text(unpriced, encoding="utf-8")
    result = evalhw("grade", str(run.path), "--judge", "free", "--root", str(root), *options)
    assert isinstance(result.exception, UserError)
    assert said in str(result.exception)
    assert not run.judge_path.exists()
