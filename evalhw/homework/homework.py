"""A homework as it is used: problems, rubric and sources, found, read and checked together.

Invariant: a `Homework` is valid; whatever is wrong with its files was said, line by line, before it came to be.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from evalhw.errors import NotFoundError, SpecError
from evalhw.files.disk import read
from evalhw.files.yaml_file import KeyPath, YamlFile, read_yaml
from evalhw.homework.rubric import Rubric
from evalhw.homework.rubric import faults as rubric_faults
from evalhw.homework.spec import HomeworkSpec
from evalhw.homework.spec import faults as spec_faults
from evalhw.text.parts.tree import Part

if TYPE_CHECKING:
    from evalhw.mathematics.declared.symbols import Symbols

ROOT_VARIABLE = "EVALHW_ROOT"
ATTACHMENTS_VARIABLE = "EVALHW_ATTACHMENTS"
"""How the command line tells this process, and those it starts, where else attachments may stand."""
MAX_ATTACHMENT = 20_000_000
MAX_SHOWN = 20


@dataclass(frozen=True)
class Homework:
    """A homework with its rubric.

    Attributes:
        spec: What is asked.
        rubric: What earns points.
        root: The folder that holds ``problems/`` and ``rubrics/``.
        sources: The text attachments, by id.
        files: All attachments' files, by id.
        symbols: The declared symbols of each question.
        digests: SHA-256 of the problem file, the rubric file and each attachment, and of each question with all that it
            is asked with, in hexadecimal.
    """

    spec: HomeworkSpec
    rubric: Rubric
    root: Path
    sources: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, Path] = field(default_factory=dict)
    symbols: Mapping[str, "Symbols"] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files it was read from, which people wrote and no output may replace."""
        folders = ("problems", "rubrics")
        return (*(self.root / folder / f"{self.name}.yaml" for folder in folders), *self.files.values())

    @property
    def name(self) -> str:
        """The homework's name, as in ``problems/<name>.yaml``."""
        return self.spec.homework

    @cached_property
    def parts(self) -> dict[str, Part]:
        """Every question as a part that an answer may label, by id, in the order of the homework."""
        return {
            name: Part(name, question.path, question.labels, self.spec.problem_of[name].title, question.prompt)
            for name, question in self.spec.questions.items()
        }

    @cached_property
    def in_order(self) -> tuple[Part, ...]:
        """The parts, as a sequence."""
        return tuple(self.parts.values())

    @cached_property
    def place(self) -> dict[str, int]:
        """Each question's place in the homework, from 0."""
        return {name: at for at, name in enumerate(self.spec.questions)}


def find_root(root: Path | None = None) -> Path:
    """The folder to look in: as given, else ``EVALHW_ROOT``, else the current folder."""
    return root or Path(os.environ.get(ROOT_VARIABLE) or ".")


def names(root: Path | None = None) -> tuple[str, ...]:
    """The homeworks under a root, sorted."""
    return tuple(sorted(path.stem for path in (find_root(root) / "problems").glob("*.yaml")))


def load_homework(name: str, root: Path | None = None) -> Homework:
    """Find and read a homework.

    Args:
        name: As in ``problems/<name>.yaml``, or the path of that file.
        root: Where ``problems/`` and ``rubrics/`` are; see `find_root`.

    Raises:
        NotFoundError: There is no such homework.
        SpecError: A file is faulty; one line a fault.
    """
    problem_path = _problem_path(name, root)
    base = problem_path.parent.parent
    problem_file = read_yaml(problem_path, _shown(problem_path, base, root))
    spec = problem_file.validate(HomeworkSpec)
    _raise_faults(problem_file, spec_faults(spec))
    if spec.homework != problem_path.stem:
        raise SpecError(problem_file.at(("homework",), f"the file is named '{problem_path.stem}'"))
    files = _attachment_files(problem_file, spec, problem_path.parent)
    sources = {name: text for name, path in files.items() if (text := _text_of(path)) is not None}
    symbols = _symbols(problem_file, spec)
    rubric_path = base / "rubrics" / problem_path.name
    rubric_file = read_yaml(rubric_path, _shown(rubric_path, base, root))
    rubric = rubric_file.validate(Rubric)
    _raise_faults(rubric_file, rubric_faults(rubric, spec, symbols, sources))
    digests = {"problem": _digest(problem_path), "rubric": _digest(rubric_path)}
    digests |= {f"attachment:{name}": _digest(path) for name, path in files.items()}
    digests |= _question_digests(spec, digests)
    return Homework(spec, rubric, base, sources, files, symbols, digests)


def _problem_path(name: str, root: Path | None) -> Path:
    if name.endswith((".yaml", ".yml")):
        return Path(name)
    base = find_root(root)
    path = base / "problems" / f"{Path(name).name}.yaml"
    if path.is_file():
        return path
    known = names(root)
    remedy = (
        f"expected one of {', '.join(known)}" if known else "run `evalhw init DIR` for a working start, or give --root"
    )
    raise NotFoundError(f"no homework '{name}' under {base / 'problems'}; {remedy}")


def _shown(path: Path, base: Path, root: Path | None) -> str:
    return str(path if root else path.relative_to(base) if path.is_relative_to(base) else path)


def _raise_faults(file: YamlFile, faults: Iterator[tuple[KeyPath, str]]) -> None:
    lines = [file.at(path, message) for path, message in faults]
    if lines:
        raise SpecError("\n".join(lines[:MAX_SHOWN]))


def _attachment_files(file: YamlFile, spec: HomeworkSpec, folder: Path) -> dict[str, Path]:
    files: dict[str, Path] = {}
    for name, attachment in spec.attachments.items():
        path = folder / attachment.file
        if not _within(path, (folder, *attachment_folders())):
            raise SpecError(
                file.at(
                    ("attachments", name, "file"),
                    f"{attachment.file} is outside of {folder}; move it there, or say evalhw --attachments DIR",
                )
            )
        if not path.is_file():
            raise SpecError(file.at(("attachments", name, "file"), f"no such file: {attachment.file}"))
        if (size := path.stat().st_size) > MAX_ATTACHMENT:
            most = MAX_ATTACHMENT // 1_000_000
            raise SpecError(
                file.at(
                    ("attachments", name, "file"),
                    f"{attachment.file}: {size / 1e6:,.0f} MB is too large to attach; the most is {most} MB",
                )
            )
        files[name] = path
    return files


def attachment_folders() -> tuple[Path, ...]:
    """The folders besides the problems' own that attachments may stand in, as said on the command line."""
    return tuple(Path(folder) for folder in os.environ.get(ATTACHMENTS_VARIABLE, "").split(os.pathsep) if folder)


def _within(path: Path, folders: Iterable[Path]) -> bool:
    """Whether a file is in one of the folders, wherever links and dots lead."""
    return any(Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder)) for folder in folders)


def _text_of(path: Path) -> str | None:
    if path.suffix.lower() not in {".md", ".txt", ".rst", ".csv", ".json", ".yaml", ".py", ".tex"}:
        return None
    try:
        return read(path, MAX_ATTACHMENT).decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise SpecError(f"{path}: a text attachment must be UTF-8") from None


def _symbols(file: YamlFile, spec: HomeworkSpec) -> dict[str, "Symbols"]:
    """The symbols of the questions that have any; without them, the mathematics is not loaded."""
    found: dict[str, Symbols] = {}
    known: dict[tuple[str, ...], Symbols] = {}
    for question_id in spec.questions:
        layers = spec.declaring(question_id)
        if layers and layers not in known:
            known[layers] = _declared(file, spec, question_id)
        if layers:
            found[question_id] = known[layers]
    return found


def _declared(file: YamlFile, spec: HomeworkSpec, question_id: str) -> "Symbols":
    from evalhw.mathematics.declared.symbols import Symbols

    try:
        return Symbols.of(spec.symbols_of(question_id))
    except SpecError as error:
        raise SpecError(file.at(("symbols",), f"question {question_id}: {error}")) from None


def _digest(path: Path) -> str:
    return hashlib.sha256(read(path, MAX_ATTACHMENT)).hexdigest()


def _question_digests(spec: HomeworkSpec, files: Mapping[str, str]) -> dict[str, str]:
    """A digest of all that a model is told with each question; how lines are wrapped makes no difference."""
    digests: dict[str, str] = {}
    for name, question in spec.questions.items():
        problem = spec.problem_of[name]
        told = [spec.system, problem.title, problem.text, *question.labels[:1], question.prompt]
        sent = [files[f"attachment:{one}"] for one in (*problem.attachments, *question.attachments)]
        words = "\0".join(" ".join(text.split()) for text in (*told, *sent))
        digests[f"question:{name}"] = hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()
    return digests
