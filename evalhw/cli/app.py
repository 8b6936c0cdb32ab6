"""The app: every command by its name. Building it imports typer and nothing else."""

import importlib
import os
from typing import Annotated

import typer

# Command name, module, function, in the order of `--help`.
COMMANDS = (
    ("init", "init", "init"),
    ("check", "check", "check"),
    ("run", "run", "run"),
    ("grade", "grade", "grade"),
    ("show", "show", "show"),
    ("export", "export", "export"),
    ("diff", "diff", "diff"),
    ("compare", "compare", "compare"),
    ("agree", "agree", "agree"),
    ("list", "list_", "list_runs"),
    ("import", "import_", "import_chat"),
    ("models", "models", "models"),
    ("cache", "cache", "cache"),
    ("equal", "equal", "equal"),
    ("schema", "schema", "schema"),
)

# An answer may begin with a minus sign: there every short option would be taken out of it.
SETTINGS = {"equal": {"ignore_unknown_options": True, "help_option_names": ["--help"]}}


def _version(*, wanted: bool) -> None:
    if wanted:
        from evalhw import __version__

        print(f"evalhw {__version__}")
        raise typer.Exit


def _options(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
    attachments: Annotated[
        list[str] | None,
        typer.Option(
            "--attachments",
            help="A folder outside of problems/ that attachments may stand in; repeatable.",
            metavar="DIR",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Evaluate language models on real homework: ask, follow up, grade by rubric, annotate passage by passage."""
    del version
    # By the environment, so that processes started for a large export know it too; what stood there is not obeyed.
    os.environ.pop("EVALHW_ATTACHMENTS", None)
    if attachments:
        for folder in attachments:
            if not os.path.isdir(folder):  # noqa: PTH112  # pathlib would cost every command its start
                from evalhw.errors import UserError

                raise UserError(f"--attachments {folder}: no such folder")
        os.environ["EVALHW_ATTACHMENTS"] = os.pathsep.join(attachments)


def build() -> typer.Typer:
    """The whole command line."""
    app = typer.Typer(
        name="evalhw",
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_options)
    for name, module, function in COMMANDS:
        app.command(name, context_settings=SETTINGS.get(name))(
            getattr(importlib.import_module(f"evalhw.cli.{module}"), function)
        )
    return app
