"""Check kinds and providers of other packages: really installed into a folder, found by their entry points."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

PROBLEM = """
homework: tiny
title: A tiny homework
points: 2
problems:
  - id: "1"
    questions:
      - {id: 1a, points: 2, prompt: Say something in French.}
"""
RUBRIC = """
homework: tiny
questions:
  1a:
    solution: Bonjour, voilà.
    criteria:
      accents: {points: 2, check: {kind: accents, at_least: 1}}
"""
CHECK = '''
from typing import ClassVar, Literal

from pydantic import Field

from evalhw.checks.base import Answer, Check, CheckResult, Premise
from evalhw.text.layout.spans import Span


class AccentsCheck(Check):
    """Met when so many letters carry an accent."""

    kind: Literal["accents"]
    at_least: int = Field(ge=1, description="So many letters.")

    def apply(self, answer: Answer) -> CheckResult:
        """Count the letters."""
        found = [Span(at, at + 1) for at, sign in enumerate(answer.raw) if sign in "àéèô"]
        trail = tuple(Premise("letter with an accent", span, ("accents.letter",)) for span in found)
        outcome = "met" if len(found) >= self.at_least else "not_met"
        return CheckResult(outcome, f"{len(found)} accents.", evidence=tuple(found), trail=trail)
'''
PROVIDER = """
from evalhw.record.trace import Completion


class Parrot:
    name = "parrot"
    accepts = frozenset()
    answers = None

    def __init__(self, says):
        self.says = says

    async def complete(self, conversation):
        return Completion(text=self.says)

    async def close(self):
        pass


def create(model, setting):
    return Parrot(model.model)
"""


def install(folder: Path, entry_points: str, version: str = "1.0", **modules: str) -> Path:
    """Install a package as `pip install --target` would leave it."""
    folder.mkdir(exist_ok=True)
    for name, text in modules.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    info = folder / f"course_kit-{version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: course-kit\nVersion: {version}\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(entry_points, encoding="utf-8")
    return folder


def evalhw(*arguments: str, at: Path, site: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if key != "EVALHW_ROOT"}
    if site is not None:
        environment["PYTHONPATH"] = str(site)
    return subprocess.run(
        [sys.executable, "-m", "evalhw", *arguments],
        cwd=at, capture_output=True, text=True, check=False, env=environment, timeout=120,
    )  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for folder, text in (("problems", PROBLEM), ("rubrics", RUBRIC)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "tiny.yaml").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def site(tmp_path: Path) -> Path:
    points = "[evalhw.checks]\naccents = course_check:AccentsCheck\n[evalhw.providers]\nparrot = course_parrot:create\n"
    return install(tmp_path / "site", points, course_check=CHECK, course_parrot=PROVIDER)


def test_a_rubric_may_use_a_kind_that_a_package_adds(root: Path, site: Path) -> None:
    done = evalhw("run", "tiny", "--model", "parrot:voilà, bonjour", at=root, site=site)
    assert done.returncode == 0, done.stderr
    shown = evalhw("grade", "last", "--why", "1a.accents", at=root, site=site)
    assert "accents: ✓ met, 2 of 2" in shown.stdout
    assert "letter with an accent “à”" in shown.stdout
    assert "rule accents.letter" in shown.stdout
    without = evalhw("grade", "last", at=root)
    assert without.returncode == 2
    assert "accents" in without.stderr


def test_a_kind_of_a_package_still_reads_its_keys_strictly(root: Path, site: Path) -> None:
    rubric = root / "rubrics" / "tiny.yaml"
    rubric.write_text(RUBRIC.replace("at_least: 1", "at_most: 1"), encoding="utf-8")
    done = evalhw("check", "tiny", at=root, site=site)
    assert done.returncode != 0
    assert "at_most" in done.stdout + done.stderr


def test_the_schema_holds_the_kinds_that_packages_add(root: Path, site: Path) -> None:
    schema = json.loads(evalhw("schema", "rubric", at=root, site=site).stdout)
    assert schema["$defs"]["AccentsCheck"]["properties"]["kind"]["const"] == "accents"
    assert "AccentsCheck" not in json.loads(evalhw("schema", "rubric", at=root).stdout)["$defs"]


def test_a_grade_does_not_stand_where_the_kind_of_a_package_changed(root: Path, site: Path) -> None:
    evalhw("run", "tiny", "--model", "parrot:voilà", at=root, site=site)
    before = json.loads(evalhw("export", "last", "--to", "json", at=root, site=site).stdout)
    (site / "course_check.py").write_text(CHECK.replace('"met" if len', '"not_met" if len'), encoding="utf-8")
    after = json.loads(evalhw("export", "last", "--to", "json", at=root, site=site).stdout)
    assert _grade(before)["points"] == 2
    assert _grade(after)["points"] == 0
    assert _grade(before)["digests"]["rules"] != _grade(after)["digests"]["rules"]


def _grade(exported: object) -> dict[str, object]:
    one = exported[0] if isinstance(exported, list) else exported
    assert isinstance(one, dict)
    return one.get("grade", one)


def test_a_provider_of_a_package_stands_in_models_yaml_too(root: Path, site: Path) -> None:
    models = {"models": {"polly": {"service": "parrot", "model": "é"}}}
    (root / "models.yaml").write_text(yaml.safe_dump(models), encoding="utf-8")
    done = evalhw("run", "tiny", "--model", "polly", at=root, site=site)
    assert done.returncode == 0, done.stderr
    unknown = evalhw("run", "tiny", "--model", "budgie:x", at=root, site=site)
    assert unknown.returncode == 2
    assert "parrot:MODEL" in unknown.stderr


def test_a_kind_of_a_package_that_breaks_leaves_its_criterion_open_and_is_named(root: Path, site: Path) -> None:
    """What a package does wrong costs nobody points, and is not reported to evalhw."""
    (site / "course_check.py").write_text(CHECK.replace("found = [", "found = 1 / 0 + ["), encoding="utf-8")
    evalhw("run", "tiny", "--model", "parrot:voilà", at=root, site=site)
    shown = evalhw("grade", "last", "--why", at=root, site=site).stdout
    assert "? not decided" in shown
    assert "a fault of course-kit 1.0; please report it (ZeroDivisionError" in shown


def test_a_provider_of_a_package_that_cannot_be_made_is_one_line(root: Path, site: Path) -> None:
    (site / "course_parrot.py").write_text("def create(model, setting):\n    return 1 / 0\n", encoding="utf-8")
    done = evalhw("run", "tiny", "--model", "parrot:x", at=root, site=site)
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert "course-kit 1.0 adds 'parrot'" in line
    assert "failed to make a provider (ZeroDivisionError" in line


BROKEN = [
    ("accents = course_check:Nothing", CHECK, "cannot be loaded (AttributeError"),
    ("accents = course_check:AccentsCheck", "import nowhere_at_all\n", "cannot be loaded (ModuleNotFoundError"),
    ("accents = course_check:AccentsCheck", "raise SystemError('two\\nlines')\n", "(SystemError: two lines)"),
    ("accents = course_check:AccentsCheck", "AccentsCheck = 3\n", "is no class made from evalhw.checks.base.Check"),
    ("accent = course_check:AccentsCheck", CHECK, "has no line such as kind: Literal['accent']"),
    ("choice = course_check:Mine", CHECK.replace("AccentsCheck", "Mine").replace('"accents"', '"choice"'),
     "is the name of a kind of evalhw's own"),
]  # fmt: skip


@pytest.mark.parametrize(("point", "module", "said"), BROKEN, ids=[row[2][:30] for row in BROKEN])
def test_a_broken_package_is_one_clear_line(tmp_path: Path, root: Path, point: str, module: str, said: str) -> None:
    site = install(tmp_path / "site", f"[evalhw.checks]\n{point}\n", course_check=module)
    done = evalhw("check", "tiny", at=root, site=site)
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert "course-kit 1.0 adds" in line
    assert said in line
    assert "uninstall it" in line


def test_a_broken_provider_is_told_where_it_is_asked_for_and_nowhere_else(tmp_path: Path, root: Path) -> None:
    site = install(tmp_path / "site", "[evalhw.providers]\nparrot = course_parrot:create\n", course_parrot="1/0\n")
    (root / "rubrics" / "tiny.yaml").write_text(
        RUBRIC.replace("{kind: accents, at_least: 1}", "{kind: word_count, min: 1}"), encoding="utf-8"
    )
    assert evalhw("check", "tiny", at=root, site=site).returncode == 0
    done = evalhw("run", "tiny", "--model", "parrot:x", at=root, site=site)
    (line,) = done.stderr.splitlines()
    assert "course-kit 1.0 adds 'parrot' to evalhw.providers, which cannot be loaded (ZeroDivisionError" in line


def test_two_packages_with_one_name_are_told(tmp_path: Path, root: Path) -> None:
    points = "[evalhw.checks]\naccents = course_check:AccentsCheck\n"
    site = install(tmp_path / "site", points, course_check=CHECK)
    other = site / "other_kit-2.0.dist-info"
    other.mkdir()
    (other / "METADATA").write_text("Metadata-Version: 2.1\nName: other-kit\nVersion: 2.0\n", encoding="utf-8")
    (other / "entry_points.txt").write_text(points, encoding="utf-8")
    done = evalhw("check", "tiny", at=root, site=site)
    assert "course-kit 1.0 and other-kit 2.0" in done.stderr


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["grade", "--help"], ["run", "--help"]], ids=" ".join)
def test_help_looks_up_no_entry_points(arguments: list[str]) -> None:
    script = (
        "import importlib.metadata as metadata, sys\n"
        "def refused(**_): raise AssertionError('looked up')\n"
        "metadata.entry_points = refused\n"
        "sys.argv = ['evalhw', *sys.argv[1:]]\n"
        "from evalhw.cli import main\n"
        "main()"
    )
    done = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
