"""`vedette model predict` and `info`: ask a model, and read what it says of itself."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from rich.console import Console
from rich.progress import track
from rich.table import Column, Table

from api.commands.model.app import AsJson, ModelFile, app, fail, told
from api.model_file import load_classifier
from model.classifier import Classifier
from model.metadata import ModelMetadata
from model.picture import decode_picture
from model.silence import silenced
from pipeline.errors import VedetteError
from pipeline.values import UNKNOWN

TOP = 3
"""Labels shown for each picture."""


@app.command()
def predict(
    images: Annotated[
        list[str], typer.Argument(metavar="IMAGE…", help="Pictures or crops, folders or globs of them.")
    ],
    model: ModelFile = None,
    as_json: AsJson = False,
) -> None:
    """Say what each picture shows, with how sure the model is."""
    classifier = _classifier(model)
    pictures, problems = _found(images)
    rows: list[dict[str, Any]] = []
    console = Console(stderr=True)
    for path in track(pictures, "looking", console=console, transient=True, disable=not console.is_terminal):
        try:
            rows.append(_prediction(path, classifier))
        except (OSError, ValueError) as error:
            problems.append(told(path, error))
    for problem in problems:
        typer.echo(problem, err=True)
    if as_json:
        typer.echo(json.dumps({"model": classifier.digest, "predictions": rows}, indent=2))
    elif rows:
        Console().print(_prediction_table(rows))
    if problems:
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


def _classifier(path: Path | None) -> Classifier:
    try:
        return load_classifier(path)
    except VedetteError as error:
        fail(str(error), code=2)


def _found(arguments: Sequence[str]) -> tuple[list[Path], list[str]]:
    """The pictures that were meant, and a line for each argument that means none."""
    from api.picture_files import find_pictures  # noqa: PLC0415  # its PyAV would slow the start of all commands

    pictures: list[Path] = []
    problems: list[str] = []
    for argument in arguments:
        try:
            pictures += find_pictures(argument)
        except VedetteError as error:
            problems.append(str(error))
    return pictures, problems


def _prediction(path: Path, classifier: Classifier) -> dict[str, Any]:
    with silenced():  # libpng and libtiff tell of damage in lines of their own
        picture = decode_picture(path.read_bytes())
    scores = classifier.classify([picture])[0]
    top = [
        {"label": classifier.labels[place], "score": round(float(scores[place]), 4)}
        for place in np.argsort(-scores)[:TOP]
    ]
    label = UNKNOWN if scores.max() < classifier.threshold else top[0]["label"]
    return {"path": str(path), "label": label, "score": top[0]["score"], "top": top}


def _prediction_table(rows: Sequence[Mapping[str, Any]]) -> Table:
    table = Table(Column("picture", overflow="fold"), "label", "confidence", f"top {TOP}")
    for row in rows:
        top = ", ".join(f"{each['label']} {each['score']:.2f}" for each in row["top"])
        table.add_row(row["path"], row["label"], f"{row['score']:.2f}", top)
    return table


def _info_table(digest: str, metadata: ModelMetadata) -> Table:
    table = Table(Column(overflow="fold"), Column(overflow="fold"), show_header=False)
    table.add_row("digest", digest)
    table.add_row("recipe", metadata.recipe)
    table.add_row("labels", ", ".join(metadata.labels))
    table.add_row("input", f"{metadata.size}×{metadata.size} RGB, crops fitted into it")
    table.add_row("temperature", f"{metadata.temperature:g}")
    table.add_row("threshold", _threshold_text(metadata.threshold))
    table.add_row("flips", "yes: a crop and its mirror image are asked" if metadata.flips else "no")
    table.add_row("data", ", ".join(metadata.data))
    for name, value in metadata.figures.items():
        table.add_row(name, f"{value:g}")
    return table


def _threshold_text(threshold: float) -> str:
    return (
        f"{threshold:g}: a less sure answer is {UNKNOWN!r}" if threshold else "none: every crop gets a label"
    )
