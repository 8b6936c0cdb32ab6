"""The documentation: generated pages are current, examples hold, links lead somewhere."""

import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from evalhw.checks.base import Answer
from evalhw.cli.app import build
from evalhw.grading.grade import Annotation
from evalhw.grading.grading import grade_answer
from evalhw.homework.homework import load_homework
from evalhw.mathematics.declared.declarations import SymbolsSpec
from evalhw.mathematics.declared.symbols import Symbols
from evalhw.reading.rules import Rule, Stage
from evalhw.reading.rules.en.grader import STAGE

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
EXAMPLES = yaml.safe_load((DOCS / "examples" / "checks.yaml").read_text(encoding="utf-8"))
RUNS = [
    pytest.param(kind, example, answer, id=f"{kind}-{row}-{column}")
    for kind, examples in EXAMPLES.items()
    for row, example in enumerate(examples)
    for column, answer in enumerate(example["answers"])
]


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_generate", DOCS / "generate.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["cli.md", "checks.md", "rubrics.md", "symbols.md", "reliability.md"])
def test_generated_pages_are_current(name: str) -> None:
    """`make docs` writes them; what is in the tree is what it would write."""
    assert (DOCS / name).read_text(encoding="utf-8") == generator().pages()[name]


def test_every_check_kind_has_an_example() -> None:
    assert set(EXAMPLES) == set(generator().kinds())


@pytest.mark.parametrize(("kind", "example", "answer"), RUNS)
def test_examples_of_check_kinds_hold(kind: str, example: dict[str, Any], answer: dict[str, Any]) -> None:
    check = generator().kinds()[kind].model_validate_json(json.dumps({"kind": kind, **example["check"]}))
    declared = SymbolsSpec.model_validate_json(json.dumps(example.get("declare", {})))
    symbols = Symbols.of(declared) if "declare" in example else None
    sources = example.get("sources", {})
    assert list(check.faults(symbols, sources)) == []
    result = check.apply(Answer.whole(answer["answer"], symbols=symbols, sources=sources))
    assert result.outcome == answer["outcome"]
    if "share" in answer:
        assert result.earned == answer["share"]
    if "remarks" in answer:
        assert [remark.comment for remark in result.remarks] == answer["remarks"]


def test_the_plain_text_is_shown_as_the_page_says(tmp_path: Path) -> None:
    """Its Python lines print, for its example, the sentences that it shows."""
    page = (DOCS / "checks.md").read_text(encoding="utf-8")
    [program] = re.findall(r"```python\n(from pathlib.*?)```", page, re.DOTALL)
    [shown] = re.findall(r"```text\n(.*?)```", page, re.DOTALL)
    (tmp_path / "answer.md").write_bytes((DOCS / "examples" / "plain.md").read_bytes())
    done = subprocess.run([sys.executable, "-X", "utf8", "-c", program], cwd=tmp_path, capture_output=True, check=True)
    assert done.stdout.decode() == shown


def fragments() -> list[Any]:
    """Pieces of a problem file, each with a piece of the rubric of its one question, and the text it may attach."""
    blocks = re.findall(r"```(yaml|markdown)\n(.*?)```", (DOCS / "symbols.md").read_text(encoding="utf-8"), re.DOTALL)
    pieces = [yaml.safe_load(text) for language, text in blocks if language == "yaml"]
    [attached] = [text for language, text in blocks if language == "markdown"]
    pairs = list(zip(pieces[::2], pieces[1::2], strict=True))
    page = (DOCS / "rubrics.md").read_text(encoding="utf-8")
    pairs += [({}, yaml.safe_load(text)) for text in re.findall(r"```yaml\n(solution:.*?)```", page, re.DOTALL)]
    return [pytest.param(*pair, attached, id=f"piece-{row}") for row, pair in enumerate(pairs)]


@pytest.mark.parametrize(("problem", "rubric", "attached"), fragments())
def test_pieces_of_homeworks_pass_check(
    problem: dict[str, Any], rubric: dict[str, Any], attached: str, tmp_path: Path
) -> None:
    earned = sum(one["points"] for one in rubric["criteria"].values() if one["points"] > 0)
    points = rubric.get("cap", earned)
    question = {"id": "1", "points": points, "prompt": "Find it."}
    asked = {
        "homework": "demo",
        "title": "A piece",
        "points": points,
        "problems": [{"id": "1", "questions": [question]}],
    }
    graded = {"homework": "demo", "questions": {"1": {"solution": rubric["examples"][0]["answer"], **rubric}}}
    for folder, content in (("problems", {**asked, **problem}), ("rubrics", graded)):
        (tmp_path / folder / "demo").mkdir(parents=True)
        (tmp_path / folder / "demo.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    (tmp_path / "problems" / "demo" / "report.md").write_text(attached, encoding="utf-8")
    done = CliRunner().invoke(build(), ["check", "demo", "--root", str(tmp_path), "--no-mutants"])
    assert (done.exit_code, done.output) == (0, f"demo: 1 questions, {len(rubric['examples'])} examples, 0 disagree\n")
    for misconception in rubric.get("misconceptions", []):
        given = [annotation.comment for example in rubric["examples"] for annotation in _annotations(tmp_path, example)]
        assert misconception["comment"] in given


def _annotations(root: Path, example: dict[str, Any]) -> tuple[Annotation, ...]:
    return grade_answer(load_homework("demo", root), "1", example["answer"]).annotations


def test_the_tutorial_works(tmp_path: Path) -> None:
    """Its two files load, and its answer earns its points."""
    blocks = re.findall(r"```yaml\n(.*?)```", (DOCS / "tutorial.md").read_text(encoding="utf-8"), re.DOTALL)
    for folder, text in zip(("problems", "rubrics"), blocks, strict=True):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "geometry.yaml").write_text(text, encoding="utf-8")
    homework = load_homework("geometry", tmp_path)
    assert grade_answer(homework, "1a", "It is 5 cm long.").points == 2
    assert grade_answer(homework, "1b", "No, it is not.").points == 1


def test_inner_links_and_pictures_exist() -> None:
    for page in DOCS.glob("*.md"):
        for target in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", page.read_text(encoding="utf-8")):
            assert (DOCS / target).exists(), f"{page.name}: {target}"


def test_the_worked_example_of_a_rule_holds() -> None:
    """The row of docs/reading.md decides its own examples, and the sentence that it is written for."""
    page = (DOCS / "reading.md").read_text(encoding="utf-8")
    (row,) = re.findall(r"```python\n(    Rule\(.*?\n    \))\n", page, re.DOTALL)
    rule = eval(row.strip(), {"Rule": Rule})  # noqa: S307  # a page of our own
    stage = Stage("grader", [rule, *STAGE], tuple(STAGE.lexicons.values()))
    (said,) = re.findall(r'"answer": "(.*?)"', page)
    assert rule.id not in {one.id for one in STAGE}
    assert rule.id in {one.rule.id for one in stage.find(said)}
    assert {one.rule.effect for one in STAGE.find(said)} <= {"clause"}
    for side, texts in ((True, rule.positive), (False, rule.negative)):
        for text in texts:
            assert (rule.id in {one.rule.id for one in stage.decide(text)}) == side
