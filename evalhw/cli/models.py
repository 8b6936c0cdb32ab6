"""``evalhw models``: the models that can be asked by name."""

from typing import Annotated

import typer

from evalhw.cli.options import AsJson, Root


def models(
    root: Root = None,
    as_json: AsJson = False,
    as_services: Annotated[bool, typer.Option("--services", help="List the services instead.")] = False,
) -> None:
    """List models and services, and whether their keys are set; never the keys."""
    import json
    import os

    from evalhw.providers.catalogue import load_catalogue

    catalogue = load_catalogue(root)
    rows = []
    for name, entry in catalogue.models.items():
        service = catalogue.services.get(entry.service)
        rows.append(
            {
                "model": name,
                "service": entry.service,
                "asks_for": entry.model,
                "key": service.key if service else "",
                "key_set": bool(service and service.key and os.environ.get(service.key)),
                "input": entry.prices.input if entry.prices else None,
                "output": entry.prices.output if entry.prices else None,
            }
        )
    services = [
        {"service": name, "base_url": one.base_url, "key": one.key, "key_set": bool(os.environ.get(one.key or " "))}
        for name, one in catalogue.services.items()
    ]
    if as_json:
        print(json.dumps({"models": rows, "services": services}, ensure_ascii=False))
        return
    for row in services if as_services else rows:
        key = f"{row['key']} is set" if row["key_set"] else f"needs {row['key']}" if row["key"] else "no key needed"
        if as_services:
            print(f"{row['service']}:MODEL  {row['base_url']}  {key}")
        else:
            price = f"${row['input']:g}/${row['output']:g}" if row["input"] is not None else "price not known"
            print(f"{row['model']}  {row['service']}:{row['asks_for']}  {price} per million tokens  {key}")
    if not as_services:
        print("and any SERVICE:MODEL (see --services), replay:RUN, gguf:PATH")
