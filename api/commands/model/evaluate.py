"""`vedette model evaluate`: how right models are on labelled crops, side by side."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import track

from api.commands.model.app import AsJson, app, fail
from pipeline.errors import VedetteError

if TYPE_CHECKING:
    from api.model_evaluation import Candidate, Evaluated
    from model.training.crops.sources import LabelledCrop

WIDTH_OF_FILE = 160
"""Columns of the tables where no terminal sets a width."""

Models = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[MODEL]…",
        help="Model files, .tflite or .keras; by default the one in use, and the network it was made of.",
    ),
]
Data = Annotated[list[Path], typer.Option(help="Zip or folder of <label>/<picture>; repeatable.")]
Out = Annotated[
    Path | None,
    typer.Option(help="Folder for confusion.png, reliability.png, mistakes.png and evaluation.json."),
]
Everything = Annotated[
    bool,
    typer.Option(
        "--everything", help="Ask about all crops, not only about sources that the recipe never trains on."
    ),
]


@app.command()
def evaluate(
    models: Models = None,
    *,
    data: Data,
    out: Out = None,
    as_json: AsJson = False,
    everything: Everything = False,
) -> None:
    """Measure how right models are on labelled crops, how far to trust them, and how fast they are.

    Crops of labels that a model does not know measure how well it refuses the unknown.
    """
    # TensorFlow announces its instruction sets in a dozen lines unless told not to before it is imported.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    candidates, failures = _candidates(models)
    try:
        if out is not None:
            out.mkdir(parents=True, exist_ok=True)
        evaluations = _evaluations(candidates, _crops(data), everything=everything)
        if out is not None:
            _write(evaluations, out)
    except (OSError, ValueError, VedetteError) as error:
        fail(str(error), code=2)
    _show(evaluations, as_json=as_json)
    if failures:
        raise typer.Exit(1)


def _candidates(paths: Sequence[Path] | None) -> tuple[list["Candidate"], int]:
    """The models that can be used, and how many cannot; each of these is told in a line."""
    # SciPy and OpenCV take a second to import, which only this command should pay.
    from api.model_evaluation import default_models, load_candidate  # noqa: PLC0415

    candidates, failures = [], []
    try:
        paths = paths or default_models()
    except VedetteError as error:
        fail(str(error), code=2)
    for path in paths:
        try:
            candidates.append(load_candidate(path))
        except VedetteError as error:
            failures.append(str(error))
            typer.echo(str(error), err=True)
    if not candidates:
        raise typer.Exit(2)
    return candidates, len(failures)


def _crops(paths: Sequence[Path]) -> list["LabelledCrop"]:
    from model.training.crops.sources import read_crops  # noqa: PLC0415

    return [crop for path in _tracked(paths, "reading") for crop in read_crops(path)]


def _evaluations(
    candidates: Sequence["Candidate"], crops: Sequence["LabelledCrop"], *, everything: bool
) -> list["Evaluated"]:
    from api.model_evaluation import evaluate_model  # noqa: PLC0415

    return [evaluate_model(each, crops, everything=everything) for each in _tracked(candidates, "measuring")]


def _tracked(things: Sequence[Any], doing: str) -> Any:
    console = Console(stderr=True)
    return track(things, doing, console=console, transient=True, disable=not console.is_terminal)


def _write(evaluations: Sequence["Evaluated"], out: Path) -> None:
    from api.model_evaluation_tables import measured  # noqa: PLC0415
    from model.training.measuring.diagrams import Sheet, draw_confusion, draw_mistakes, draw_reliability  # noqa: PLC0415

    columns = measured(evaluations)
    draw_confusion(columns, out / "confusion.png")
    draw_reliability(columns, out / "reliability.png")
    sheets = [
        Sheet(each.candidate.path.name, each.exam.crops, each.measurements["clean"].mistakes)
        for each in evaluations
    ]
    draw_mistakes(sheets, out / "mistakes.png")
    (out / "evaluation.json").write_text(_as_text(evaluations), encoding="utf-8")


def _show(evaluations: Sequence["Evaluated"], *, as_json: bool) -> None:
    from api.model_evaluation_tables import remarks, tables  # noqa: PLC0415

    if as_json:
        typer.echo(_as_text(evaluations), nl=False)
        return
    console = Console()
    console.width = console.width if console.is_terminal else WIDTH_OF_FILE
    for table in tables(evaluations):
        console.print(table)
    for remark in remarks(evaluations):
        console.print(remark, highlight=False, markup=False, soft_wrap=True)


def _as_text(evaluations: Sequence["Evaluated"]) -> str:
    from api.model_evaluation import evaluation_json  # noqa: PLC0415

    content = {"models": [evaluation_json(each) for each in evaluations]}
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"
