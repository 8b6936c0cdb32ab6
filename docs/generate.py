"""Write the pages that follow from the code: the command line, the check kinds, and tables of keys elsewhere.

``python docs/generate.py`` writes ``docs/cli.md`` and ``docs/checks.md`` whole, and in other pages what stands between
``<!-- keys of module:Model -->`` and ``<!-- end -->``, or ``<!-- situations -->`` and ``<!-- end of situations -->``;
``make docs`` does so before it builds, and a test fails where the pages in the tree are not what this would write.
Invariant: every table of keys comes from the model that reads them, and every example of ``docs/examples/checks.yaml``
and situation of ``tests/cases/reliability`` is run as a test.
"""

import importlib
import inspect
import re
import types
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel

DOCS = Path(__file__).parent
_TABLE = re.compile(r"<!-- keys of (?P<module>[\w.]+):(?P<model>\w+) -->\n.*?<!-- end -->", re.DOTALL)
_SITUATIONS = re.compile(r"(<!-- situations -->\n).*?(<!-- end of situations -->)", re.DOTALL)
_ROWS = DOCS.parent / "tests" / "cases" / "reliability"
_ELSEWHERE = {"Regex", "Formula"}
"""Models that have a table of their own under wordings."""
_WORDS = {str: "text", int: "whole number", float: "number", bool: "`true` or `false`"}


def on_pre_build(config: Any, **_: Any) -> None:
    """MkDocs calls this before it reads the pages."""
    del config
    write()


def write() -> None:
    """Write the pages, if they are not what they should be."""
    for name, text in pages().items():
        path = DOCS / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def pages() -> dict[str, str]:
    """The pages by file name."""
    made = {"cli.md": "\n".join(command_line()) + "\n", "checks.md": "\n".join(check_kinds()) + "\n"}
    for path in sorted(DOCS.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        if path.name not in made and _TABLE.search(text):
            made[path.name] = _TABLE.sub(_table, text)
        if path.name not in made and _SITUATIONS.search(text):
            table = "\n".join(situations_table())
            made[path.name] = _SITUATIONS.sub(lambda found, table=table: f"{found[1]}\n{table}\n\n{found[2]}", text)  # type: ignore[misc]
    return made


def situations() -> list[dict[str, Any]]:
    """The rows of ``tests/cases/reliability``, by number, each with the kind of its number."""
    import yaml

    rows: list[dict[str, Any]] = []
    for path in sorted(_ROWS.glob("*.yaml")):
        rows += yaml.safe_load(path.read_text(encoding="utf-8"))
    kinds_by_number = {row["number"]: row["kind"] for row in reversed(rows) if "kind" in row}
    return sorted(({**row, "kind": kinds_by_number[row["number"]]} for row in rows), key=lambda row: int(row["number"]))


def situations_table() -> Iterator[str]:
    """Each situation, what it leads to, and the exit code; a test runs them."""
    yield from ["| | Situation | What happens | Exit code |", "|---|---|---|---|"]
    last = ""
    for row in situations():
        kind = "" if row["kind"] == last else f"**{row['kind']}**"
        last = row["kind"]
        said = f" `{_cell(row['run'])}`" if "run" in row else ""
        code = row.get("exit", 0) if "run" in row else row.get("exit", "")
        yield f"| {kind} | {_cell(row['situation'])}{':' if said else ''}{said} | {_cell(row['outcome'])} | {code} |"


def _cell(text: str) -> str:
    return text.strip().replace("|", "\\|").replace("\n", " ")


def _table(found: re.Match[str]) -> str:
    """The table of a model's keys, in the place of an older one."""
    model = getattr(importlib.import_module(found["module"]), found["model"])
    first = found.group().split("\n", 1)[0]
    return "\n".join([first, "", *_keys(model), "", "<!-- end -->"])


def command_line() -> Iterator[str]:
    """The commands as the program itself describes them."""
    import typer.main

    from evalhw.cli.app import build

    group: Any = typer.main.get_command(build())
    yield from [
        "# Command line",
        "",
        "Written from the commands themselves; `evalhw COMMAND --help` says the same.",
        "",
    ]
    yield from exit_codes()
    for name, command in group.commands.items():
        yield from ["", f"## evalhw {name}", "", inspect.cleandoc(command.help or "").strip(), ""]
        arguments = [one for one in command.params if one.param_type_name == "argument"]
        usage = " ".join(f"{_metavar(one)}{'...' if one.nargs < 0 else ''}" for one in arguments)
        yield from ["```", f"evalhw {name} {usage} [OPTIONS]".replace("  ", " "), "```", ""]
        yield from ["| | |", "|---|---|"]
        yield from (_parameter(one) for one in command.params if one.name != "help")


def exit_codes() -> Iterator[str]:
    """What each exit code means, as the command line itself has it."""
    from evalhw.cli.exits import MEANINGS

    yield from ["| Exit code | |", "|---|---|"]
    yield from (f"| {code} | {meaning} |" for code, meaning in MEANINGS.items())


def _metavar(one: Any) -> str:
    return str(one.metavar or one.name.rstrip("_").upper()).removesuffix("...")


def _parameter(one: Any) -> str:
    if one.param_type_name == "argument":
        names = f"`{_metavar(one)}`"
    else:
        names = ", ".join(f"`{name}`" for name in (*one.opts, *one.secondary_opts))
    choices = getattr(one.type_descriptor, "choices", None)
    chosen = " (" + ", ".join(f"`{getattr(choice, 'value', choice)}`" for choice in choices) + ")" if choices else ""
    said = (getattr(one, "help", "") or "").replace("|", "\\|")
    return f"| {names} | {said}{chosen} |"


def check_kinds() -> Iterator[str]:
    """Each check kind: what it decides, its keys, and examples that tests run."""
    import yaml

    examples = yaml.safe_load((DOCS / "examples" / "checks.yaml").read_text(encoding="utf-8"))
    yield from [
        "# Check kinds",
        "",
        "A criterion names one check. What a check cannot decide is `unscored`, never wrong.",
        "",
    ]
    yield "Every example on this page is run by the tests. The tables of keys come from the code that reads them."
    yield "Packages add kinds of their own: [Add a check kind](reading.md#add-a-check-kind-or-a-provider)."
    yield from which()
    yield from wordings()
    yield from plain_text()
    yield from quantities()
    for kind in _WHICH:
        model = kinds()[kind]
        yield from ["", f"## {kind}", "", *inspect.cleandoc(model.__doc__ or "").split("\n"), ""]
        yield from _keys(model)
        yield from _inner_keys(model)
        for example in examples.get(kind, []):
            yield from _example(kind, example)


_WHICH = {
    "answer": "How much is it? What is the formula, the set, the matrix, the word? One final result.",
    "quantity": "What are the time before and the time after? One of several quantities, told apart by their part.",
    "choice": "Which of these is it? Yes or no?",
    "choices": "Which of these are they? Several options, all of them and no others.",
    "sequence": "In which order do they come?",
    "trend": "Does it grow, fall or stay, and with what?",
    "keywords": "Why is it so? What does it mean? An explanation, by the ideas that must occur in it.",
    "grounded": "What does the report say? Figures that must stand in a source.",
    "equations": "Show your working. Every equation of the answer is true, and given identities are used.",
    "condition": "Derive the condition. An equation between declared symbols, in any equivalent form.",
    "derivation": "Derive the gradient. By which method, besides the result.",
    "substitution": "Put the values in. Into each of several conditions.",
    "verification": "Verify that it holds under this assumption.",
    "word_count": "In at most fifty words.",
    "judge": "Is the argument convincing? What no rule can read, for a model that must quote.",
}
"""For each kind of check the questions it is for, in the order in which a teacher needs them."""


def which() -> Iterator[str]:
    """Which check for which question."""
    missing = set(kinds()) ^ set(_WHICH)
    if missing:
        raise ValueError(f"no question is named for {', '.join(sorted(missing))}")
    yield from ["", "## Which check for which question", "", "| the question asks | check |", "|---|---|"]
    yield from (f"| {asked} | [`{kind}`](#{kind}) |" for kind, asked in _WHICH.items())


def wordings() -> Iterator[str]:
    """How a check names what an answer says."""
    from evalhw.checks.formulae import Formula
    from evalhw.checks.wording import Regex

    yield from [
        "",
        "## Wordings",
        "",
        "Where a check lists wordings, as in `any_of` and `none_of`, each is one of:",
        "",
    ]
    yield "- a phrase: `preprocess* once`, in any spelling, with or without hyphens, `*` for any ending;"
    yield f"- `{{regex: ...}}`: {_summary(Regex)[0].lower()}{_summary(Regex)[1:].rstrip('.')};"
    yield f"- `{{formula: ...}}`: {_summary(Formula)[0].lower()}{_summary(Formula)[1:]}"
    yield from ["", *inspect.cleandoc(Formula.__doc__ or "").split("\n\n")[1:], "", *_keys(Formula)]


def plain_text() -> Iterator[str]:
    """What a regular expression is held against, shown on the example of ``docs/examples/plain.md``."""
    from evalhw.text.layout.document import Document

    raw = (DOCS / "examples" / "plain.md").read_text(encoding="utf-8")
    yield from ["", "## Plain text", "", *_PLAIN_TEXT.strip().split("\n"), ""]
    yield from ["````markdown", *raw.rstrip().split("\n"), "````", "", "is read as these sentences, one a line:", ""]
    yield from ["```text", *(sentence.text for sentence in Document.parse(raw).sentences()), "```", ""]
    yield from ["To see your own answer so:", "", "```python", *_SHOW.strip().split("\n"), "```"]


def quantities() -> Iterator[str]:
    """Which numbers, units and words of roles are read: ``docs/examples/quantities.md`` with its tables filled in."""
    import yaml

    given = yaml.safe_load((DOCS / "examples" / "quantities.yaml").read_text(encoding="utf-8"))
    tables = {"notations": _notations(given["notations"]), "units": _units(), "sides": _sides(given["sides"])}
    yield ""
    for line in (DOCS / "examples" / "quantities.md").read_text(encoding="utf-8").rstrip().split("\n"):
        name = line.removeprefix("<!-- ").removesuffix(" -->")
        yield from tables[name] if line.startswith("<!-- ") else [line]


def _notations(rows: list[list[str]]) -> Iterator[str]:
    """Ways of writing one value, each held against the first."""
    from evalhw.text.quantities.reading import parse_one

    yield from ["| value | also read |", "|---|---|"]
    for first, *others in rows:
        for other in others:
            read, expected = parse_one(other), parse_one(first)
            if read is None or expected is None or (read.value, read.dimension) != (expected.value, expected.dimension):
                raise ValueError(f"{other} is not read as {first}")
        yield f"| {first} | " + ", ".join(f"`` {one} ``" if "`" in one else f"`{one}`" for one in others) + " |"


def _units() -> Iterator[str]:
    """The units that are read, by how they are written."""
    from evalhw.units import table as units

    rows = {
        "symbols, with prefixes": [symbol for symbol, *_, prefixed in units.SYMBOLS if prefixed],
        "prefixes": list(units.PREFIXES),
        "symbols as they stand": [symbol for symbol, *_, prefixed in units.SYMBOLS if not prefixed] + ["°C", "°F", "°"],
        "words, also in the plural and with long prefixes": [word for word, *_, prefixed in units.WORDS if prefixed],
        "long prefixes": list(units.LONG_PREFIXES),
        "words, also in the plural": [word for word, *_, prefixed in units.WORDS if not prefixed and word != "inche"]
        + ["foot", "degree Celsius", "degree Fahrenheit", "percentage point"],
        "rarer words": sorted(units.RARE),
    }
    yield from ["| written | units |", "|---|---|"]
    for name, names in rows.items():
        yield f"| {name} | {', '.join(f'`{one}`' for one in names)} |"


def _sides(sides: dict[str, list[str]]) -> Iterator[str]:
    """The everyday words for both ends of a change, each held against the code that reads them."""
    from evalhw.text.quantities.marks import Role, words_of_roles

    yield from ["| `side` | words |", "|---|---|"]
    for side, words in sides.items():
        for word in words:
            if not any(words_of_roles(f"{word}: it", (Role("it", (), side),))):  # type: ignore[arg-type]  # from YAML
                raise ValueError(f"'{word}' does not mean {side}")
        yield f"| `{side}` | {', '.join(words)} |"
    yield "| both | from … to …, … → …, … becomes …, … instead of …; of two values without any word, their order |"


_PLAIN_TEXT = """
Words and regular expressions are not looked for in the markdown but in the plain text: what a reader sees, sentence by
sentence. Emphasis, code marks and targets of links are gone. A formula is one sentence if displayed, a part of its
sentence if not, with a sign for each command that has one (`\\nabla` is ∇, `^\\top` and ᵀ are `^T`), braces gone, and
`/` for the bar of a fraction. A table's row is one sentence, its cells joined by ` | `. A list item is a sentence (or
several) without its mark; a box stays as ☐ or ☒. A line of code is a sentence as it stands. An answer such as
"""
_SHOW = """
from pathlib import Path

from evalhw.text.layout.document import Document

for sentence in Document.parse(Path("answer.md").read_text()).sentences():
    print(sentence.text)
"""


def _keys(model: type[Any]) -> Iterator[str]:
    if set(model.model_fields) <= {"kind"}:
        yield "It has no keys."
        return
    yield from ["| key | written as | meaning |", "|---|---|---|"]
    for name, key in model.model_fields.items():
        if name not in {"kind", "schema_version"}:
            required = " (required)" if key.is_required() else ""
            form = "text, or keys" if _has_short_form(key.metadata) else _form(key.annotation)
            said = " ".join(part for part in (_sentence(key.description or ""), _default(key)) if part)
            yield f"| `{key.alias or name}`{required} | {form} | {said.replace('|', chr(92) + '|')} |"


def _sentence(text: str) -> str:
    """A description with a capital and a full stop."""
    start = text[:1] if text[:2].isupper() or text[1:2] == " " else text[:1].upper()
    return f"{start}{text[1:]}" + ("" if not text or text.endswith((".", ")", "...")) else ".")


def _default(key: Any) -> str:
    given = key.get_default(call_default_factory=True) if not key.is_required() else None
    plain = isinstance(given, str | int | float) and given not in {"", False}
    if not plain or "default" in (key.description or ""):
        return ""
    return f"By default `{str(given).lower() if isinstance(given, bool) else given}`."


def _form(kind: Any) -> str:
    """What is written for a key of this type, in words."""
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Annotated:
        return "text, or keys" if _has_short_form(inner[1:]) else _form(inner[0])
    if origin is typing.Literal:
        return ", ".join(f"`{value}`" for value in inner if value)
    if origin in {tuple, list}:
        return f"list: {_form(inner[0])}"
    if origin is dict:
        return f"each by its name: {_form(inner[1])}"
    if origin in {typing.Union, types.UnionType}:
        return _choice([_bare(one) for one in inner if one is not type(None)])
    return _WORDS.get(kind, "keys")


def _choice(kinds: list[Any]) -> str:
    named = {kind.__name__ for kind in kinds if inspect.isclass(kind)}
    if named >= _ELSEWHERE:
        return "[wording](checks.md#wordings)"
    if "JudgeCheck" in named:
        return "[check](checks.md)"
    return " or ".join(dict.fromkeys(map(_form, kinds)))


def _bare(kind: Any) -> Any:
    return typing.get_args(kind)[0] if typing.get_origin(kind) is typing.Annotated else kind


def _has_short_form(metadata: typing.Iterable[Any]) -> bool:
    return any(type(one).__name__ == "BeforeValidator" for one in metadata)


def _inner_keys(model: type[Any], seen: set[type[Any]] | None = None) -> Iterator[str]:
    """A table for every model that a key of this one holds, each once, with the keys that hold it."""
    known = set() if seen is None else seen
    holders: dict[type[Any], list[str]] = {}
    for name, key in model.model_fields.items():
        for inner in _models(key.annotation):
            many = "each of " if typing.get_origin(_bare(key.annotation)) in {tuple, list} else ""
            holders.setdefault(inner, []).append(f"{many}`{name}`")
    for inner, names in holders.items():
        if inner not in known:
            known.add(inner)
            yield from ["", f"Keys of {' and '.join(names)}:", "", *_keys(inner)]
            yield from _inner_keys(inner, known)


def _models(kind: Any) -> Iterator[type[Any]]:
    if inspect.isclass(kind) and issubclass(kind, BaseModel) and kind.__name__ not in _ELSEWHERE:
        yield kind
    for inner in typing.get_args(kind):
        yield from _models(inner)


def _summary(model: type[Any]) -> str:
    return inspect.cleandoc(model.__doc__ or "").split("\n\n", 1)[0].replace("\n", " ")


def _example(kind: str, example: dict[str, Any]) -> Iterator[str]:
    import yaml

    written = yaml.safe_dump({"kind": kind, **example["check"]}, sort_keys=False, allow_unicode=True, width=100)
    about = example.get("about", "").strip()
    yield from ["", *([about, ""] if about else [])]
    yield from _declared(example)
    yield from ["```yaml", "check:", *(f"  {line}" for line in written.rstrip().split("\n")), "```", ""]
    remarked = any("remarks" in answer for answer in example["answers"])
    yield from ["| an answer | outcome |" + " comment |" * remarked, "|---|---|" + "---|" * remarked]
    for answer in example["answers"]:
        lines = re.sub(r"\n+(?=[-|])", " ⏎ ", str(answer["answer"]).strip())
        text = " ".join(lines.split()).replace("|", "\\|")
        outcome = answer["outcome"].replace("_", " ")
        outcome += f", share {answer['share']:g}" if "share" in answer else ""
        comments = f" {' '.join(answer.get('remarks', []))} |" if remarked else ""
        yield f"| `{text[:600]}` | {outcome} |{comments}"


def _declared(example: dict[str, Any]) -> Iterator[str]:
    """What the problem file declares for an example, one line a symbol, and the sources it has."""
    import yaml

    if declared := example.get("declare"):
        yield "```yaml"
        for part, entries in declared.items():
            yield f"{part}:"
            for entry, meaning in entries.items():
                line = yaml.safe_dump({entry: meaning}, sort_keys=False, default_flow_style=True, width=1000)
                yield f"  {line.strip()[1:-1]}"
        yield from ["```", ""]
    for name, text in example.get("sources", {}).items():
        yield from [f"With the attachment `{name}`: “{text}”", ""]


def kinds() -> dict[str, type[Any]]:
    """Every check kind with its model."""
    from evalhw.checks.kinds import BUILT_IN, kind_of

    return {kind_of(model): model for model in BUILT_IN}


if __name__ == "__main__":
    write()
