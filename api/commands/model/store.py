"""`vedette model list` and `use`: the models that were taught, and which one answers."""

import json
from collections.abc import Mapping
from datetime import datetime
from itertools import islice
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Column, Table

from api.commands.model.app import AsJson, app, fail
from api.model_file import model_store
from model.classifier import Classifier, default_weights
from model.store import SHIPPED, ModelStore

FIGURES = 4
"""Figures shown of each model, the first ones; `--json` and `vedette model info` have all."""


@app.command("list")
def list_models(*, as_json: AsJson = False) -> None:
    """List the shipped model and those that were taught, the newest first; the one in use is marked."""
    try:
        rows = _rows(model_store())
    except (OSError, ValueError) as error:
        fail(f"model {error}", code=1)
    if as_json:
        typer.echo(json.dumps({"models": rows}, indent=2))
        return
    table = Table("in use", "model", "added", "recipe", Column("figures", overflow="fold"), box=None)
    for row in rows:
        first = islice(row["figures"].items(), FIGURES)
        figures = "; ".join(f"{name}: {value:g}" for name, value in first)
        name = SHIPPED if row["shipped"] else row["digest"]
        added = datetime.fromisoformat(row["added"]).astimezone() if row["added"] else None
        date = added.strftime("%Y-%m-%d %H:%M") if added else ""
        table.add_row("*" if row["in_use"] else "", name, date, row["recipe"], figures)
    Console().print(table)


@app.command()
def use(
    name: Annotated[
        str, typer.Argument(metavar="MODEL", help="A digest or its beginning, `shipped`, or `previous`.")
    ],
) -> None:
    """Put a model to use, in one step: analyses that begin from now on ask it.

    Footage that another model named is analysed anew when it is given again.
    """
    try:
        chosen = model_store().use(name)
    except (OSError, ValueError) as error:
        fail(str(error), code=2)
    typer.echo(f"in use: {chosen}")


def _rows(store: ModelStore) -> list[Mapping[str, Any]]:
    in_use, shipped = store.in_use(), Classifier(default_weights())
    taught = [
        {"digest": model.digest, "shipped": False, "in_use": model.digest == in_use,
         "added": model.added.isoformat(timespec="seconds"), "recipe": model.metadata.recipe,
         "figures": dict(model.metadata.figures)}
        for model in store.models()
    ]  # fmt: skip
    coming = {
        "digest": shipped.digest, "shipped": True, "in_use": in_use == SHIPPED, "added": None,
        "recipe": shipped.metadata.recipe, "figures": dict(shipped.metadata.figures),
    }  # fmt: skip
    return [*taught, coming]
