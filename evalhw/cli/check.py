"""``evalhw check``: is this homework sound, and does its rubric prove itself?"""

from typing import TYPE_CHECKING, Annotated

import typer

from evalhw.cli.options import Root

if TYPE_CHECKING:
    from evalhw.grading.proving import Survivor


_REMEDY = "`unless` says what must not stand there, and a list of wordings needs no expression"


def check(
    homework: Annotated[str, typer.Argument(help="The homework, as in problems/HOMEWORK.yaml.")],
    root: Root = None,
    mutants: Annotated[bool, typer.Option(help="Also damage the staff solutions and list what goes unnoticed.")] = True,
    expressions: Annotated[
        bool, typer.Option("--expressions", help="List every regular expression that runs with a time limit.")
    ] = False,
) -> None:
    """Validate a homework and its rubric, and grade the rubric's own examples."""
    from evalhw.files.yaml_file import read_yaml
    from evalhw.grading.proving import disagreements, outdone_expressions, slow_expressions, survivors
    from evalhw.homework.homework import load_homework

    loaded = load_homework(homework, root)
    rubric = loaded.root / "rubrics" / f"{loaded.name}.yaml"
    file = read_yaml(rubric, str(rubric))
    found = list(disagreements(loaded))
    for disagreement in found:
        print(file.at(disagreement.path, disagreement.message))
    for expression in outdone_expressions(loaded):
        print(file.at(expression.path, expression.message))
    slow = list(slow_expressions(loaded))
    for expression in slow if expressions else slow[:1]:
        print(file.at(expression.path, expression.message))
    if len(slow) > 1 and not expressions:
        print(f"{len(slow) - 1} more regular expressions run with a time limit (--expressions lists them); {_REMEDY}")
    if mutants:
        unnoticed = list(survivors(loaded))
        for one in unnoticed:
            if one.telling:
                print(file.at(("questions", one.question, "solution"), _shown(one)))
        if rest := sum(not one.telling for one in unnoticed):
            print(f"{rest} changes to sentences of the staff solutions that no criterion rests on go unnoticed too")
    examples = sum(len(question.examples) for question in loaded.rubric.questions.values())
    print(f"{loaded.name}: {len(loaded.spec.questions)} questions, {examples} examples, {len(found)} disagree")
    raise typer.Exit(1 if found else 0)


def _shown(one: "Survivor") -> str:
    """A change that goes unnoticed, before and after, with the criteria it should matter to."""
    mutant = one.mutant
    change = f"“{mutant.was}” → “{mutant.now}”" if mutant.now else f"“{mutant.was}”"
    about = f" ({', '.join(one.about)})" if one.about else ""
    return f"unnoticed{about}: {mutant.kind} in line {mutant.line}: {change}"
