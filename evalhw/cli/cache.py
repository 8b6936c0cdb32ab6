"""``evalhw cache``: the answers that ``evalhw run --cache`` kept."""

from typing import Annotated

import typer


def cache(
    clear: Annotated[bool, typer.Option("--clear", help="Forget them.")] = False,
    model: Annotated[str | None, typer.Option("--model", help="Only this model's.", show_default=False)] = None,
) -> None:
    """Show or clear the kept answers."""
    from evalhw.providers import cached

    folder = cached.cache_folder()
    if clear:
        print(f"{cached.clear(folder, model)} answers forgotten")
        return
    print(folder)
    for name, (count, size) in cached.sizes(folder).items():
        if model is None or name == model:
            print(f"{name}  {count} answers  {size / 1000:.0f} kB")
