"""``evalhw equal``: is this answer the expected one, and why not; one pair, or rows of them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from evalhw.mathematics.declared.symbols import Symbols
    from evalhw.mathematics.verdict import Verdict


def equal(
    gold: Annotated[str | None, typer.Argument(help="The expected answer.", show_default=False)] = None,
    claim: Annotated[str | None, typer.Argument(help="The answer given.", show_default=False)] = None,
    symbols: Annotated[
        Path | None,
        typer.Option("--symbols", help="A problem file whose dimensions and symbols are in force.", show_default=False),
    ] = None,
    cases: Annotated[
        str | None,
        typer.Option(
            "--cases", help="JSON rows {gold, pred} instead of one pair; - is standard input.", show_default=False
        ),
    ] = None,
    out: Annotated[
        str,
        typer.Option(
            "--out",
            help="Where the rows {outcome, reason, method, diagnosis, error, seconds} go; - is standard output.",
        ),
    ] = "-",
    prove: Annotated[bool, typer.Option("--prove", help="Let computer algebra confirm what sampling found.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the verdict of one pair as {outcome, reason, method, diagnosis}.")
    ] = False,
) -> None:
    """Compare an answer with the expected one; exit with 0 if it is equal, else 1.

    A wrong answer is told what is wrong with it where one known mistake explains it, such as a sign or a factor.
    """
    from evalhw.errors import UserError

    declared = _declared(symbols) if symbols else None
    if cases is not None:
        if gold is not None or claim is not None:
            raise UserError("evalhw equal: give GOLD and CLAIM, or --cases, not both")
        _compare_rows(cases, out, symbols, declared, prove=prove)
        return
    if gold is None or claim is None:
        raise UserError("evalhw equal: expected GOLD and CLAIM, or --cases FILE")
    _compare_pair(gold, claim, declared, prove=prove, as_json=as_json)


def _compare_pair(gold: str, claim: str, declared: "Symbols | None", *, prove: bool, as_json: bool) -> None:
    from evalhw.mathematics.answer.comparison import compare

    found = compare(gold, claim, declared, prove=prove, diagnose=True)
    print(_as_json(found) if as_json else _told(found))
    if found.outcome != "equal":
        raise typer.Exit(1)


def _as_json(found: "Verdict") -> str:
    import json

    from evalhw.mathematics.answer.bulk import plain

    return json.dumps(plain(found))


def _told(found: "Verdict") -> str:
    """A verdict in one line."""
    example = found.counterexample if found.counterexample and found.counterexample not in found.reason else ""
    diagnosis = found.diagnosis.comment if found.diagnosis else ""
    said = "; ".join(filter(None, (found.reason, example, diagnosis)))
    method = f" ({found.method})" if found.method else ""
    return _visible(f"{found.outcome}{method}: {said}" if said else f"{found.outcome}{method}")


def _visible(text: str) -> str:
    """Control characters written out, so that an answer cannot steer the terminal."""
    return "".join(letter if letter.isprintable() else f"\\x{ord(letter):02x}" for letter in text)


def _compare_rows(cases: str, out: str, symbols: Path | None, declared: "Symbols | None", *, prove: bool) -> None:
    from evalhw.cli.rows import opened
    from evalhw.mathematics.answer.bulk import compare_rows

    with opened(cases, out, [symbols] if symbols else []) as (lines, write):
        for row in compare_rows(lines, declared, prove=prove):
            write(row)


def _declared(path: Path) -> "Symbols":
    """Return the symbols of a problem file, those of all its problems and questions together.

    Raises:
        SpecError: The file breaks its format.
    """
    from evalhw.files.yaml_file import read_yaml
    from evalhw.homework.spec import HomeworkSpec
    from evalhw.mathematics.declared.declarations import SymbolsSpec
    from evalhw.mathematics.declared.symbols import Symbols

    file = read_yaml(path)
    if isinstance(file.content, dict) and "problems" not in file.content:
        return Symbols.of(file.validate(SymbolsSpec))
    homework = file.validate(HomeworkSpec)
    every = [homework.symbols_of(question) for question in homework.questions]
    return Symbols.of(
        SymbolsSpec(
            dimensions={name: one for layer in every for name, one in layer.dimensions.items()},
            symbols={name: one for layer in every for name, one in layer.symbols.items()},
        )
    )
