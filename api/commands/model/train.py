"""`vedette model train`: train a network and write its model file."""

import importlib.util
import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from api.commands.model.app import app, fail
from pipeline.values import LABEL_GROUPS

if TYPE_CHECKING:
    from model.training.fitting import Progress as OnBatch
    from model.training.outcome import Outcome


@app.command()
def train(  # noqa: PLR0913  # one parameter an option
    *,
    recipe: Annotated[str, typer.Argument(help="What to train.")] = "surveillance",
    data: Annotated[list[Path], typer.Option(help="Zip or folder of <label>/<picture>; repeatable.")],
    out: Annotated[Path, typer.Option(help="Run folder for the model, its card, curves and figures.")] = Path(
        "run"
    ),
    epochs: Annotated[int | None, typer.Option(min=1, help="The recipe's own by default.")] = None,
    crops_per_epoch: Annotated[int | None, typer.Option(min=1, help="The recipe's own by default.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="The same seed trains alike.")] = 0,
    leave_out: Annotated[
        list[str] | None,
        typer.Option(help="Pattern of a source not to use, such as footage/045; repeatable."),
    ] = None,
) -> None:
    """Train a network on labelled crops and write an int8 model file."""
    if importlib.util.find_spec("tensorflow") is None:
        fail("training needs TensorFlow, which is not installed: pip install 'vedette[train]'", code=2)
    # TensorFlow announces its instruction sets in a dozen lines unless told not to before it is imported.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    from model.training.recipe import RECIPES  # noqa: PLC0415  # nothing else may load TensorFlow
    from model.training.trainer import Training  # noqa: PLC0415
    from model.training.trainer import train as train_model  # noqa: PLC0415

    if recipe not in RECIPES:
        fail(f"recipe {recipe!r}: expected one of {', '.join(RECIPES)}", code=2)
    kept = RECIPES[recipe]
    try:
        chosen = replace(
            kept, epochs=epochs or kept.epochs, crops_per_epoch=crops_per_epoch or kept.crops_per_epoch
        )
        with _progress(chosen.epochs * chosen.batches_per_epoch) as on_batch:
            outcome = train_model(
                Training(chosen, tuple(data), out, LABEL_GROUPS, seed, tuple(leave_out or ())), on_batch
            )
    except (OSError, ValueError) as error:
        fail(str(error), code=2)
    _print_outcome(outcome)


@contextmanager
def _progress(batches: int) -> Iterator["OnBatch"]:
    """Show how far training is and how long it takes yet; log each epoch where nobody watches."""
    console = Console(stderr=True)
    if not console.is_terminal:
        logging.basicConfig(level=logging.INFO, format="%(message)s")
    columns = (TextColumn("training"), BarColumn(), MofNCompleteColumn(), TextColumn("batches"),
               TimeRemainingColumn(), TextColumn("{task.fields[figures]}"))  # fmt: skip
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("training", total=batches, figures="")

        def on_batch(done: int, figures: Mapping[str, float]) -> None:
            shown = ", ".join(f"{name} {float(value):.3f}" for name, value in figures.items())
            bar.update(task, completed=done, figures=shown)

        yield on_batch


def _print_outcome(outcome: "Outcome") -> None:
    figures = outcome.served.metadata.figures
    typer.echo(f"model and card: {outcome.served.path.parent}")
    for name, value in figures.items():
        typer.echo(f"{name}: {value:g}")
