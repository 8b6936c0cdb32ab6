"""What the package imports is what it declares: nothing works only because a test tool happens to bring it."""

import ast
import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DISTRIBUTIONS = {"yaml": "pyyaml", "re2": "google_re2", "dotenv": "python_dotenv"}
# Extras, and what is used only where the user has set it up; both are imported where they are used.
OPTIONAL = {"xllamacpp", "opentelemetry"}


def declared() -> set[str]:
    return {re.split(r"[^A-Za-z0-9_-]", line)[0].lower().replace("-", "_") for line in PROJECT["dependencies"]}


def imported() -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted((ROOT / "evalhw").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            for name in names:
                found.setdefault(name.partition(".")[0], str(path.relative_to(ROOT)))
    return found


def test_every_import_is_declared() -> None:
    known = declared() | OPTIONAL | set(sys.stdlib_module_names) | {"evalhw"}
    assert {name: where for name, where in imported().items() if DISTRIBUTIONS.get(name, name) not in known} == {}


def test_everything_declared_is_imported() -> None:
    used = {DISTRIBUTIONS.get(name, name) for name in imported()}
    # One is imported by its name as text, because only one module of it is wanted.
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "evalhw").rglob("*.py"))
    assert {name for name in declared() - used if f'"{name}"' not in sources} == set()


def test_every_dependency_has_its_reason_in_the_architecture() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert [name for name in declared() if name.replace("_", "-") not in text] == []
