"""The documentation: generated pages are current, examples hold, links lead somewhere."""

import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from evalhw.checks.base import Answer
from evalhw.homework import load_homework
from evalhw.mathematics.declared.declarations import SymbolsSpec
from evalhw.mathematics.declared.symbols import Symbols

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


@pytest.mark.parametrize("name", ["cli.md", "checks.md"])
def test_generated_pages_are_current(name: str) -> None:
    """`make docs` writes them; what is in the tree is what it would write."""
    assert (DOCS / name).read_text(encoding="utf-8") == generator().pages()[name]


def test_every_check_kind_has_an_example() -> None:
    assert set(EXAMPLES) == set(generator().kinds())


@pytest.mark.parametrize(("kind", "example", "answer"), RUNS)
def test_examples_of_check_kinds_hold(kind: str, example: dict[str, Any], answer: dict[str, str]) -> None:
    check = generator().kinds()[kind].model_validate_json(json.dumps({"kind": kind, **example["check"]}))
    declared = SymbolsSpec.model_validate_json(json.dumps(example.get("declare", {})))
    symbols = Symbols.of(declared) if "declare" in example else None
    given = Answer.whole(answer["answer"], symbols=symbols, sources=example.get("sources", {}))
    assert check.apply(given).outcome == answer["outcome"]


def test_the_tutorial_works(tmp_path: Path) -> None:
    """Its two files load, and its answer earns its points."""
    from evalhw.grading import grade_answer

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
