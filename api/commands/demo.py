"""`vedette demo`: the main job on the clips that come with vedette."""

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.analyze import INTERRUPTED
from pipeline.errors import VedetteError

if TYPE_CHECKING:
    from api.scan.account import Account

API = Path(__file__).parent.parent
PLACES = (API / "sample_videos", API.parent / "sample_videos")
"""Where the clips are: in an installed vedette, in a checkout."""

Out = Annotated[
    Path | None,
    typer.Option(help="Folder for the history, pictures and report; a new temporary one if not given."),
]


def demo(*, out: Out = None) -> None:
    """Find what happens in sample clips, draw a report, and say how much of it is right."""
    clips = sample_clips(PLACES)
    folder = out or Path(tempfile.mkdtemp(prefix="vedette-demo-"))
    try:
        accounts = _accounts(clips, folder / "history.db")
    except KeyboardInterrupt:
        typer.echo("stopped", err=True)
        raise typer.Exit(INTERRUPTED) from None
    if any(account.error for account in accounts):
        raise typer.Exit(1)


def sample_clips(places: Sequence[Path]) -> list[Path]:
    """The clips in the first of some folders that has any.

    Raises:
        VedetteError: None has.
    """
    for place in places:
        if clips := sorted(place.glob("*.mp4")):
            return [_as_seen_from_here(clip) for clip in clips]
    raise VedetteError(f"sample clips: expected in {' or '.join(map(str, places))}, received none")


def _as_seen_from_here(path: Path) -> Path:
    """The shorter way to a file below the current folder."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _accounts(clips: Sequence[Path], db: Path) -> "Sequence[Account]":
    # They import OpenCV, SciPy, LiteRT and matplotlib, which no other command should wait for.
    from api.commands.report import report  # noqa: PLC0415
    from api.scan.job import Job  # noqa: PLC0415
    from api.scan.recipe import Recipe  # noqa: PLC0415
    from api.scan.showing import Showing  # noqa: PLC0415

    began_s = time.monotonic()
    results = Job(clips, db, Recipe()).run()
    accounts = Showing().show(results, db, time.monotonic() - began_s)
    typer.echo(_score(clips[0].parent / "truth.json", db))
    report(db=db)
    return accounts


def _score(truth: Path, db: Path) -> str:
    """Say in a line how right the events are."""
    from pipeline.history.history import History  # noqa: PLC0415
    from pipeline.scoring.clip_sources import StoredClips  # noqa: PLC0415
    from pipeline.scoring.evaluation import Evaluation, score_each  # noqa: PLC0415
    from pipeline.scoring.tally import Tally  # noqa: PLC0415
    from pipeline.scoring.truth import read_truth  # noqa: PLC0415

    with History.open(db) as history:
        clips = read_truth(truth).clips
        evaluation = Evaluation.of(score_each(clips, truth.parent, StoredClips(history, str(db))))
    kinds, labels = (sum(each.values(), Tally()) for each in (evaluation.events, evaluation.labels))
    return (
        f"compared with the truth: {kinds.hits} of {kinds.hits + kinds.missed} events found, "
        f"{labels.hits} of them under their exact label; {kinds.false} found that are none"
    )
