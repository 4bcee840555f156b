"""`vedette evaluate`: how well the clips of a truth file are understood."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

if TYPE_CHECKING:
    from pipeline.scoring.evaluation import Evaluation

WIDTH_OF_FILE = 160
"""Columns of a table that goes to no terminal: room for all groups beside the longest names of clips."""

TruthFile = Annotated[
    Path, typer.Argument(metavar="TRUTH", help="JSON file: what is to be seen in which clip.")
]
Footage = Annotated[
    Path | None,
    typer.Option(
        exists=True,
        file_okay=False,
        help="Folder of the clips, if they are neither beside the truth file nor in footage/ there.",
    ),
]
Db = Annotated[
    Path | None, typer.Option(help="Score the events of this history; without it, analyse the clips.")
]
Clip = Annotated[list[str] | None, typer.Option(help="Only this clip of the truth file; may be repeated.")]
Out = Annotated[Path | None, typer.Option(help="Folder to write scores.json to.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print all scores as JSON.")]


def evaluate(  # noqa: PLR0913  # one parameter an option, as typer reads them
    truth: TruthFile,
    *,
    footage: Footage = None,
    db: Db = None,
    clip: Clip = None,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Compare what is found with what is there.

    Presence per second and events; boxes and masks where the truth has them and the clips are analysed.
    """
    if footage is not None and db is not None:
        raise typer.BadParameter("expected --footage or --db, received both")
    folders = [footage] if footage else [truth.parent, truth.parent / "footage"]
    evaluation = _evaluated(truth, clip or [], folders, db)
    if out is not None:
        _write(evaluation, out)
    _show(evaluation, as_json=as_json)
    if evaluation.failures:
        raise typer.Exit(1)


def _evaluated(truth: Path, names: list[str], folders: list[Path], db: Path | None) -> "Evaluation":
    # SciPy, OpenCV and pydantic take a second to import, which only this command should pay.
    from api.evaluation import analyst, chosen, evaluated  # noqa: PLC0415
    from pipeline.scoring.truth import read_truth  # noqa: PLC0415

    clips = chosen(read_truth(truth).clips, names)
    with analyst(folders, db) as find:
        return evaluated(clips, truth.parent, find)


def _write(evaluation: "Evaluation", out: Path) -> None:
    """Put all scores into a file of a folder.

    Raises:
        typer.BadParameter: The folder cannot be made or written to.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        (out / "scores.json").write_text(_as_text(evaluation), encoding="utf-8")
    except OSError as error:
        raise typer.BadParameter(f"--out {out}: {error.strerror}") from error


def _show(evaluation: "Evaluation", *, as_json: bool) -> None:
    from api.evaluation_tables import tables  # noqa: PLC0415

    if as_json:
        typer.echo(_as_text(evaluation), nl=False)
    else:
        console = Console()
        console.width = console.width if console.is_terminal else WIDTH_OF_FILE
        for table in tables(evaluation):
            console.print(table)
    for failure in evaluation.failures:
        typer.echo(failure.reason, err=True)


def _as_text(evaluation: "Evaluation") -> str:
    from pipeline.scoring.scores_json import evaluation_json  # noqa: PLC0415

    return json.dumps(evaluation_json(evaluation), indent=1, ensure_ascii=False) + "\n"
