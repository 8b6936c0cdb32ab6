"""``evalhw run``: ask a homework of one or several models."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evalhw.cli.exits import INTERRUPTED, UNFINISHED
from evalhw.cli.options import AsJson, FailOnRegression, FailUnder, Judge, Root

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evalhw.homework.homework import Homework
    from evalhw.run.asking import Asked
    from evalhw.run.jobs import Order


def run(
    homework: Annotated[
        str | None, typer.Argument(help="The homework, as in problems/HOMEWORK.yaml.", show_default=False)
    ] = None,
    model: Annotated[
        list[str] | None,
        typer.Option("--model", help="The model; repeatable. `evalhw models` lists them.", show_default=False),
    ] = None,
    question: Annotated[
        list[str] | None,
        typer.Option("--question", help="Only this question or problem; repeatable.", show_default=False),
    ] = None,
    no_followups: Annotated[bool, typer.Option("--no-followups", help="Ask no follow-ups.")] = False,
    repeat: Annotated[int, typer.Option("--repeat", min=1, help="So many runs of each model, each with its seed.")] = 1,
    resume: Annotated[
        list[str] | None,
        typer.Option(
            "--resume", help="Go on with a run that was broken off, or 'last'; repeatable.", show_default=False
        ),
    ] = None,
    refused: Annotated[
        bool, typer.Option("--refused", help="With --resume: ask again what was refused for what it says, too.")
    ] = False,
    cut: Annotated[
        int | None,
        typer.Option(
            "--cut",
            min=1,
            help="With --resume: ask again what was cut, now with so many tokens for an answer.",
            metavar="TOKENS",
            show_default=False,
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Ask nothing; show what would be asked, and cost.")
    ] = False,
    parameter: Annotated[
        list[str] | None,
        typer.Option("--parameter", "-p", help="Such as temperature=0.2; repeatable.", show_default=False),
    ] = None,
    concurrency: Annotated[int, typer.Option("--concurrency", min=1, help="Requests in flight, per provider.")] = 8,
    timeout: Annotated[float, typer.Option("--timeout", min=1, help="Seconds until a request is given up.")] = 600,
    max_cost: Annotated[
        float | None, typer.Option("--max-cost", help="Stop before so many US dollars.", show_default=False)
    ] = None,
    max_tokens: Annotated[
        int | None, typer.Option("--max-tokens", help="Stop before so many tokens, in and out.", show_default=False)
    ] = None,
    cache: Annotated[bool, typer.Option("--cache", help="Reuse the answers to identical requests.")] = False,
    base_url: Annotated[
        str | None,
        typer.Option("--base-url", help="Ask here instead of at the provider's address.", show_default=False),
    ] = None,
    env_file: Annotated[
        Path | None, typer.Option("--env-file", help="Read keys from this file too.", show_default=False)
    ] = None,
    log_level: Annotated[
        str | None, typer.Option("--log-level", help="debug, info, warning or error.", show_default=False)
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write under this folder instead of transcripts/.", show_default=False)
    ] = None,
    judge: Judge = None,
    root: Root = None,
    fail_under: FailUnder = None,
    baseline: FailOnRegression = None,
    as_json: AsJson = False,
) -> None:
    """Ask a homework, follow up as its rubric says, and grade the answers."""
    from evalhw.cli.ordering import Wishes, order_of

    wishes = Wishes(
        models=tuple(model or ()),
        questions=tuple(question or ()),
        follow_ups=not no_followups,
        repeat=repeat,
        parameters=tuple(parameter or ()),
        concurrency=concurrency,
        timeout=timeout,
        max_cost=max_cost,
        max_tokens=max_tokens,
        cache=cache,
        base_url=base_url,
        env_file=env_file,
        log_level=log_level,
        out=out,
        root=root,
        refused=refused,
        cut=cut,
    )
    resumed = tuple(dict.fromkeys(resume or ()))
    order = order_of(wishes, homework, resumed)
    if dry_run:
        _show_plan(homework or "", order)
        return
    from evalhw.cli.gate import gate_of, hold

    gate = gate_of(fail_under, baseline, root)
    try:
        asked, unjudged = _ask(homework, resumed, order, judge or [])
    except KeyboardInterrupt:
        print("evalhw: stopped; what was answered is kept, go on with: evalhw run --resume last", file=sys.stderr)
        raise typer.Exit(INTERRUPTED) from None
    _print(asked, order, as_json=as_json)
    if len(asked) < len(resumed):
        print("evalhw: stopped before all runs were gone on with; say the same again", file=sys.stderr)
    if unjudged or any(not one.driven.finished or one.driven.refused for one in asked):
        raise typer.Exit(UNFINISHED)
    hold(gate, asked)


def _show_plan(homework: str, order: "Order") -> None:
    from evalhw.homework.homework import load_homework
    from evalhw.run.dry_run import estimate, lines

    for line in lines(estimate(load_homework(homework, order.root), order)):
        print(line)


def _ask(
    homework: str | None, resumed: "Sequence[str]", order: "Order", judges: list[str]
) -> "tuple[Sequence[Asked], bool]":
    """The runs, and whether a judge could not be asked."""
    from evalhw.cli.progress import watching
    from evalhw.homework.homework import load_homework
    from evalhw.run import asking

    def load(name: str) -> "Homework":
        loaded = load_homework(name, order.root)
        if judges:
            from evalhw.cli.judging import require

            require(loaded, judges, order)
        return loaded

    with watching() as watch:
        if resumed:
            asked: Sequence[Asked] = asking.resume_all(resumed, order, load, watch, watch.interrupted)
        else:
            asked = asking.ask(load(homework or ""), order, watch, watch.interrupted)
    if not judges:
        return asked, False
    from evalhw.cli.judging import judged

    return judged(asked, judges, order)


def _print(asked: "Sequence[Asked]", order: "Order", *, as_json: bool) -> None:
    import json

    from evalhw.grading.grade import plain
    from evalhw.providers.catalogue import load_catalogue
    from evalhw.record.finish import Ending, ending_of
    from evalhw.reports.scores import cost_line, judging_line, print_scores, unfinished_lines

    catalogue = load_catalogue(order.root)
    if as_json:
        rows = [plain(one.grade) for one in asked]
        print(json.dumps(rows[0] if len(rows) == 1 else rows, ensure_ascii=False))
    else:
        print_scores([one.grade for one in asked])
        for one in asked:
            if one.grade.judging is not None:
                print(judging_line(one.grade.judging))
            print(one.path)
    for one in asked:
        if line := cost_line(one.trace, catalogue.prices(one.trace.header.model)):
            # With --json only the grades go to the standard output.
            print(line, file=sys.stderr if as_json else sys.stdout)
        for line in unfinished_lines(one.grade):
            print(f"evalhw: {line}", file=sys.stderr)
        if any(ending_of(turn.completion.finish_reason) is Ending.CUT for turn in one.trace.turns if turn.completion):
            again = f"ask again, with more room, by: evalhw run --resume {one.path} --cut TOKENS"
            print(f"evalhw: {again}", file=sys.stderr)
        if not one.driven.finished:
            why = f"{one.driven.stop.reason}; " if one.driven.stop.reason else ""
            print(f"evalhw: {why}not finished; go on with: evalhw run --resume {one.path}", file=sys.stderr)
        if one.driven.refused:
            many = one.driven.refused > 1
            count = f"{one.driven.refused} conversation{'s were' if many else ' was'} refused"
            why = f"for what {'they say or their' if many else 'it says or its'} length"
            again = f"ask again with: evalhw run --resume {one.path} --refused"
            print(f"evalhw: {count} {why}; {again}", file=sys.stderr)
