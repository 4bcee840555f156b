"""`vedette model`: train the classifier, ask it, and read what it says of itself."""

import importlib.util
import json
import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import numpy as np
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Column, Table

from api.model_file import load_classifier
from model.classifier import Classifier
from model.metadata import ModelMetadata
from model.picture import decode_picture
from pipeline.errors import VedetteError
from pipeline.values import LABEL_GROUPS

if TYPE_CHECKING:
    from model.training.fitting import Progress as OnBatch
    from model.training.outcome import Outcome

app = typer.Typer(no_args_is_help=True, help="Train the classifier, ask it, and read what it says of itself.")

ModelFile = Annotated[Path | None, typer.Option("--model", help="Model file; the shipped one by default.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]

TOP = 3
"""Labels shown for each picture."""


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
        _fail("training needs TensorFlow, which is not installed: pip install 'vedette[train]'", code=2)
    # TensorFlow announces its instruction sets in a dozen lines unless told not to before it is imported.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    from model.training.recipe import RECIPES  # noqa: PLC0415  # nothing else may load TensorFlow
    from model.training.trainer import Training  # noqa: PLC0415
    from model.training.trainer import train as train_model  # noqa: PLC0415

    if recipe not in RECIPES:
        _fail(f"recipe {recipe!r}: expected one of {', '.join(RECIPES)}", code=2)
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
        _fail(str(error), code=2)
    _print_outcome(outcome)


@app.command()
def predict(
    images: Annotated[list[Path], typer.Argument(metavar="IMAGE…", help="Pictures or crops.")],
    model: ModelFile = None,
    as_json: AsJson = False,
) -> None:
    """Say what each picture shows, with how sure the model is."""
    classifier = _classifier(model)
    rows: list[dict[str, Any]] = []
    failed = False
    for path in images:
        try:
            scores = classifier.classify([decode_picture(path.read_bytes())])[0]
        except (OSError, ValueError) as error:
            failed = True
            typer.echo(_told(path, error), err=True)
        else:
            rows.append(_prediction(path, classifier.labels, scores))
    if as_json:
        typer.echo(json.dumps({"model": classifier.digest, "predictions": rows}, indent=2))
    elif rows:
        Console().print(_prediction_table(rows))
    if failed:
        raise typer.Exit(1)


@app.command()
def info(
    file: Annotated[Path | None, typer.Argument(help="Model file; the shipped one by default.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show a model's labels, input, calibration, origin and measured figures."""
    classifier = _classifier(file)
    if as_json:
        typer.echo(json.dumps({"digest": classifier.digest, **asdict(classifier.metadata)}, indent=2))
    else:
        Console().print(_info_table(classifier.digest, classifier.metadata))


def _fail(message: str, code: int) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(code)


def _told(path: Path, error: OSError | ValueError) -> str:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return reason if str(path) in reason else f"{path}: {reason}"


def _classifier(path: Path | None) -> Classifier:
    try:
        return load_classifier(path)
    except VedetteError as error:
        _fail(str(error), code=2)


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


def _prediction(path: Path, labels: Sequence[str], scores: Any) -> dict[str, Any]:
    top = [
        {"label": labels[place], "score": round(float(scores[place]), 4)}
        for place in np.argsort(-scores)[:TOP]
    ]
    return {"path": str(path), **top[0], "top": top}


def _prediction_table(rows: Sequence[Mapping[str, Any]]) -> Table:
    table = Table(Column("picture", overflow="fold"), "label", "confidence", f"top {TOP}")
    for row in rows:
        top = ", ".join(f"{each['label']} {each['score']:.2f}" for each in row["top"])
        table.add_row(row["path"], row["label"], f"{row['score']:.2f}", top)
    return table


def _info_table(digest: str, metadata: ModelMetadata) -> Table:
    table = Table(show_header=False)
    table.add_row("digest", digest)
    table.add_row("recipe", metadata.recipe)
    table.add_row("labels", ", ".join(metadata.labels))
    table.add_row("input", f"{metadata.size}×{metadata.size} RGB, crops fitted into it")
    table.add_row("temperature", f"{metadata.temperature:g}")
    table.add_row("data", ", ".join(metadata.data))
    for name, value in metadata.figures.items():
        table.add_row(name, f"{value:g}")
    return table
