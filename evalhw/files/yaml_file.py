"""Read YAML strictly, and remember where every value stands.

Invariant: what is returned is what a reader of the file would say it means. YAML's surprises (``no`` as a
boolean, ``010`` as eight, ``1e3`` as text, sexagesimal times, dates, duplicate keys, merge keys) are errors that say
how to write it instead. A file that would unfold into more than it shows (nested aliases) is refused.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from evalhw.errors import NotFoundError, SpecError

MAX_BYTES = 5_000_000
MAX_NODES = 200_000
MAX_DEPTH = 60
MAX_SHOWN = 20

KeyPath = tuple[str | int, ...]
ModelT = TypeVar("ModelT", bound=BaseModel)

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_TAGS = {"!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map"}
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,17}")
_CONSTANTS: dict[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}
_TRAPS = (
    (re.compile(r"(?i:yes|no|on|off|null|true|false)"), "write true or false, or put it in quotes"),
    (re.compile(r"[-+]?0[0-9_]+"), "a leading zero is read as octal by some; drop it, or put it in quotes"),
    (re.compile(r"0[xXoObB][0-9a-fA-F_]+"), "write the number in decimal, or put it in quotes"),
    (re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][-+]?[0-9]+"), "write the number out, or put it in quotes"),
    (re.compile(r"[-+]?[0-9][0-9_]*(?:_[0-9]+)+"), "write the number without underscores"),
    (re.compile(r"[-+]?[0-9]+(?::[0-5]?[0-9])+(?:\.[0-9]*)?"), "some read this as a time; put it in quotes"),
    (re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*"), "some read this as a date; put it in quotes"),
    (re.compile(r"[-+]?\.(?:inf|nan|[0-9]+)|\+[0-9.]+|[0-9]+\."), "write the number as 0.5 or 5, or put it in quotes"),
)


@dataclass(frozen=True)
class YamlFile:
    """A YAML file as plain values, and the line on which each stands.

    Attributes:
        name: The file as it should be named in messages.
        content: Mappings, lists, strings, integers, decimals, booleans and None.
        lines: The 1-based line of every value, by its path of keys and indices.
    """

    name: str
    content: Any
    lines: dict[KeyPath, int]

    def at(self, path: KeyPath, message: str) -> str:
        """One line that says where and what: ``file:line: path.of.keys: message``."""
        known = path
        while known and known not in self.lines:
            known = known[:-1]
        shown = ".".join(str(part) for part in path)
        return f"{self.name}:{self.lines.get(known, 1)}: " + (f"{shown}: {message}" if shown else message)

    def validate(self, model: type[ModelT]) -> ModelT:
        """The content as `model`.

        Raises:
            SpecError: With one line for each fault.
        """
        try:
            # Through JSON, so that strict models accept a list where a tuple is declared.
            return model.model_validate_json(json.dumps(self.content))
        except ValidationError as error:
            raise SpecError("\n".join(self._faults(error))) from None

    def _faults(self, error: ValidationError) -> Iterator[str]:
        seen: set[str] = set()
        for fault in error.errors(include_url=False):
            path = self._path_in_file(fault["loc"])
            line = self.at(path, _expectation(fault))
            if line not in seen and len(seen) < MAX_SHOWN:
                seen.add(line)
                yield line

    def _path_in_file(self, loc: KeyPath) -> KeyPath:
        """Drop what pydantic adds to a path (names of union members) and the file does not have."""
        path: KeyPath = ()
        rest = list(loc)
        while rest:
            part = rest.pop(0)
            is_last = not rest
            if (*path, part) in self.lines or is_last:
                path = (*path, part)
        return path


_SAYINGS = {
    "extra_forbidden": "unknown key",
    "missing": "missing; this key is required",
    "union_tag_not_found": "missing; a check says its 'kind'",
}


def _expectation(fault: Any) -> str:
    """What a pydantic error means to somebody who writes YAML."""
    kind, given = fault["type"], fault.get("input")
    if kind in _SAYINGS:
        return _SAYINGS[kind]
    if kind == "union_tag_invalid":
        return f"unknown check kind '{fault['ctx']['tag']}'; expected one of {fault['ctx']['expected_tags']}"
    if kind == "string_type" and isinstance(given, bool | int | float):
        return f"expected text, found {json.dumps(given)}; put it in quotes"
    message = str(fault["msg"]).removeprefix("Value error, ")
    message = (message[:1].lower() + message[1:]).replace("input should be", "expected")
    found = isinstance(given, str | int | float | bool) and kind != "value_error"
    return f"{message}, found {json.dumps(given, ensure_ascii=False)}" if found else message


def read_yaml(path: Path, name: str | None = None) -> YamlFile:
    """Read one YAML document.

    Args:
        path: The file.
        name: How messages name it; by default as `path` was given.

    Raises:
        NotFoundError: There is no such file.
        SpecError: It is too large, not UTF-8, not YAML, or falls into one of YAML's traps.
    """
    shown = name or str(path)
    try:
        size = path.stat().st_size  # looked at before anything is read
        raw = path.read_bytes() if size <= MAX_BYTES else b""
    except FileNotFoundError:
        raise NotFoundError(f"{shown}: no such file") from None
    except OSError as error:
        raise NotFoundError(f"{shown}: cannot be read ({error.strerror})") from None
    if size > MAX_BYTES:
        raise SpecError(f"{shown}: {size:,} bytes; a specification has at most {MAX_BYTES:,}")
    return parse_yaml(raw, shown)


def parse_yaml(raw: bytes, name: str) -> YamlFile:
    """As `read_yaml`, from bytes."""
    if len(raw) > MAX_BYTES:
        raise SpecError(f"{name}: {len(raw):,} bytes; a specification has at most {MAX_BYTES:,}")
    try:
        node = yaml.compose(raw.decode("utf-8"), Loader=_Loader)
    except UnicodeDecodeError as error:
        raise SpecError(f"{name}: not UTF-8 text (byte {error.start})") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SpecError(f"{name}:{line}: not valid YAML: {error.problem}") from None
    except (yaml.YAMLError, RecursionError) as error:
        raise SpecError(f"{name}: not valid YAML: {str(error).splitlines()[0]}") from None
    reading = _Reading(name)
    return YamlFile(name, reading.value(node, ()) if node else None, reading.lines)


class _Reading:
    """One walk over the composed nodes; counts what it unfolds."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: dict[KeyPath, int] = {}
        self.count = 0

    def fail(self, node: Any, path: KeyPath, message: str) -> SpecError:
        shown = ".".join(str(part) for part in path)
        return SpecError(f"{self.name}:{node.start_mark.line + 1}: " + (f"{shown}: " if shown else "") + message)

    def value(self, node: Any, path: KeyPath) -> Any:
        self.count += 1
        if self.count > MAX_NODES or len(path) > MAX_DEPTH:
            raise self.fail(node, path[:3], "unfolds into too much; use fewer or no aliases")
        self.lines[path] = node.start_mark.line + 1
        if node.tag not in _TAGS:
            raise self.fail(node, path, f"the tag {node.tag!r} is not used here")
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
        return self.scalar(node, path)

    def mapping(self, node: Any, path: KeyPath) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise self.fail(key_node, path, "a key must be plain text")
            key = key_node.value
            if key == "<<":
                raise self.fail(key_node, path, "merge keys are not used here; write the keys out")
            if key in found:
                raise self.fail(key_node, (*path, key), "this key stands twice; keep one")
            found[key] = self.value(value_node, (*path, key))
            self.lines[(*path, key)] = key_node.start_mark.line + 1
        return found

    def scalar(self, node: Any, path: KeyPath) -> Any:
        text: str = node.value
        if node.style:  # quoted or a block: text, whatever it looks like
            return text
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if _INTEGER.fullmatch(text):
            return int(text)
        if _DECIMAL.fullmatch(text):
            return float(text)
        for trap, remedy in _TRAPS:
            if trap.fullmatch(text):
                raise self.fail(node, path, f"{text!r} is one of YAML's traps: {remedy}")
        return text
