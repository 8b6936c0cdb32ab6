"""Write the pages that follow from the code: the command line and the check kinds.

``python docs/generate.py`` writes ``docs/cli.md`` and ``docs/checks.md``; ``make docs`` does so before it builds, and a
test fails where the pages in the tree are not what this would write. Invariant: nothing in these pages is written by
hand but the examples of ``docs/examples/checks.yaml``, and those are run as tests.
"""

import inspect
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parent


def on_pre_build(config: Any, **_: Any) -> None:
    """MkDocs calls this before it reads the pages."""
    del config
    write()


def write() -> None:
    """Write both pages, if they are not what they should be."""
    for name, text in pages().items():
        path = DOCS / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def pages() -> dict[str, str]:
    """Both pages by file name."""
    return {"cli.md": "\n".join(command_line()) + "\n", "checks.md": "\n".join(check_kinds()) + "\n"}


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
    yield "Exit codes: 0 done, 1 below what was asked for, 2 the user's error, 3 a model could not be asked."
    for name, command in group.commands.items():
        yield from ["", f"## evalhw {name}", "", inspect.cleandoc(command.help or "").strip(), ""]
        arguments = [one for one in command.params if one.param_type_name == "argument"]
        usage = " ".join(f"{_metavar(one)}{'...' if one.nargs < 0 else ''}" for one in arguments)
        yield from ["```", f"evalhw {name} {usage} [OPTIONS]".replace("  ", " "), "```", ""]
        yield from ["| | |", "|---|---|"]
        yield from (_parameter(one) for one in command.params if one.name != "help")


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
    yield "Every example on this page is run by the tests."
    yield from wordings()
    for kind, model in sorted(kinds().items()):
        yield from ["", f"## {kind}", "", _summary(model), ""]
        yield from _keys(model)
        for example in examples.get(kind, []):
            yield from _example(kind, example)


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


def _keys(model: type[Any]) -> Iterator[str]:
    yield from ["| key | meaning |", "|---|---|"]
    for name, key in model.model_fields.items():
        if name != "kind":
            required = " (required)" if key.is_required() else ""
            yield f"| `{name}`{required} | {(key.description or '').replace('|', chr(92) + '|')} |"


def _summary(model: type[Any]) -> str:
    return inspect.cleandoc(model.__doc__ or "").split("\n\n", 1)[0].replace("\n", " ")


def _example(kind: str, example: dict[str, Any]) -> Iterator[str]:
    import yaml

    written = yaml.safe_dump({"kind": kind, **example["check"]}, sort_keys=False, allow_unicode=True, width=100)
    yield from ["", "```yaml", "check:", *(f"  {line}" for line in written.rstrip().split("\n")), "```", ""]
    yield from ["| an answer | outcome |", "|---|---|"]
    for answer in example["answers"]:
        text = " ".join(str(answer["answer"]).split()).replace("|", "\\|")
        yield f"| `{text[:300]}` | {answer['outcome'].replace('_', ' ')} |"


def kinds() -> dict[str, type[Any]]:
    """Every check kind with its model."""
    from evalhw.checks.kinds import AnyCheck

    union = typing.get_args(AnyCheck)[0]
    return {typing.get_args(model.model_fields["kind"].annotation)[0]: model for model in typing.get_args(union)}


if __name__ == "__main__":
    write()
