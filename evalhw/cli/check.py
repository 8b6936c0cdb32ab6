"""``evalhw check``: is this homework sound, and does its rubric prove itself?"""

from typing import Annotated

import typer

from evalhw.cli.options import Root


def check(
    homework: Annotated[str, typer.Argument(help="The homework, as in problems/HOMEWORK.yaml.")],
    root: Root = None,
    mutants: Annotated[bool, typer.Option(help="Also damage the staff solutions and list what goes unnoticed.")] = True,
) -> None:
    """Validate a homework and its rubric, and grade the rubric's own examples."""
    from evalhw.homework import load_homework
    from evalhw.proving import disagreements, survivors
    from evalhw.yamlfile import read_yaml

    loaded = load_homework(homework, root)
    rubric = loaded.root / "rubrics" / f"{loaded.name}.yaml"
    file = read_yaml(rubric, str(rubric))
    found = list(disagreements(loaded))
    for one in found:
        print(file.at(one.path, one.message))
    if mutants:
        for survivor in survivors(loaded):
            where = ("questions", survivor.question, "solution")
            note = f"unnoticed: {survivor.mutant.kind} in line {survivor.mutant.line}: {survivor.mutant.was[:70]}"
            print(file.at(where, note))
    examples = sum(len(question.examples) for question in loaded.rubric.questions.values())
    print(f"{loaded.name}: {len(loaded.spec.questions)} questions, {examples} examples, {len(found)} disagree")
    raise typer.Exit(1 if found else 0)
