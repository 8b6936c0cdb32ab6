"""``evalhw import``: a recorded chat as a trace."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evalhw.cli.options import Root

if TYPE_CHECKING:
    from evalhw.record.importing.matching import Decision
    from evalhw.record.trace import Trace

RECORDED = "recorded"


def import_chat(
    chat: Annotated[
        Path,
        typer.Argument(help="The chat: markdown with ## User and ## Assistant, JSON messages, or a report of ours."),
    ],
    homework: Annotated[str, typer.Option("--homework", help="The homework that it answers.")],
    model: Annotated[
        str | None, typer.Option("--model", help="The model; by default as the chat says.", show_default=False)
    ] = None,
    annotations: Annotated[
        Path | None, typer.Option("--annotations", help="People's comments, in YAML.", show_default=False)
    ] = None,
    map_: Annotated[
        list[str] | None,
        typer.Option(
            "--map", help="Which questions a turn answers: 2=3b.i or 4=4a,4b; repeatable.", show_default=False
        ),
    ] = None,
    run: Annotated[str, typer.Option("--run", help="The run's name.")] = RECORDED,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write under this folder instead of transcripts/.", show_default=False)
    ] = None,
    root: Root = None,
) -> None:
    """Turn a recorded chat into a trace: find which turn answers which questions, and say what was decided."""
    from evalhw.homework.homework import load_homework
    from evalhw.record import store
    from evalhw.record.importing import importer
    from evalhw.record.writer import TraceWriter

    loaded = load_homework(homework, root)
    if carried := _carried(chat, loaded.name):
        _write_again(carried, store.transcripts(root, out), model, run)
        return
    told = importer.told_by(map_ or [], loaded)
    imported = importer.import_chat(chat, loaded, model, run, annotations, told)
    for decision in imported.decisions:
        print(_line(decision))
        for part in decision.unassigned:
            mapped = f"--map {decision.turn}={','.join(decision.questions)},…"
            print(f"evalhw: turn {decision.turn}: {part} is laid to no question; say {mapped}", file=sys.stderr)
    for warning in imported.warnings:
        print(f"evalhw: {warning}", file=sys.stderr)
    path = store.run_path(store.transcripts(root, out), loaded.name, imported.header.model, run)
    with TraceWriter.create(path, imported.header) as writer:
        writer.append(*imported.events)
    print(f"{imported.comments} comments by people" if imported.comments else "no comments by people")
    print(path)


def _carried(path: Path, homework: str) -> "Trace | None":
    """The trace that an exported report carries, or None if this is none."""
    from evalhw.errors import UserError
    from evalhw.reports.roundtrip import is_export, read_back

    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None  # the chat's own reader says what is wrong
    if not is_export(text):
        return None
    trace = read_back(text, str(path))
    if trace.header.homework != homework:
        raise UserError(f"{path}: a report on {trace.header.homework}, not on {homework}")
    return trace


def _write_again(trace: "Trace", folder: Path, model: str | None, run: str) -> None:
    from evalhw.record import store
    from evalhw.record.writer import TraceWriter
    from evalhw.reports.roundtrip import events_of

    named = {"model": model or trace.header.model, "run": trace.header.run if run == RECORDED else run}
    header = trace.header.model_copy(update=named)
    path = store.run_path(folder, header.homework, header.model, header.run)
    with TraceWriter.create(path, header) as writer:
        writer.append(*events_of(trace)[1:])
    print(f"{len(trace.turns)} turns and {len(trace.annotations)} comments by people, as the report carries them")
    print(path)


def _line(decision: "Decision") -> str:
    again = f", follow-up '{decision.follow_up.id}'" if decision.follow_up else ""
    if decision.questions:
        return f"turn {decision.turn}: {', '.join(decision.questions)}{again} ({decision.sureness}: {decision.reason})"
    likely = f"; most like {', '.join(decision.suggestions)} by its words" if decision.suggestions else ""
    return f"turn {decision.turn}: nothing ({decision.reason}{likely}; say --map {decision.turn}=QUESTION)"
