"""`vedette analyze`: find what happened in footage, and remember it."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.history.history import DEFAULT_DB

if TYPE_CHECKING:
    from api.scan.account import Account

INTERRUPTED = 130
"""Exit status after Ctrl-C: 128 and the signal's number, as shells have it."""


def start(text: str) -> datetime:
    """Read the time at which a recording began.

    Raises:
        typer.BadParameter: It is no time.
    """
    try:
        return datetime.fromisoformat(text).astimezone()
    except (ValueError, OverflowError, OSError) as error:
        raise typer.BadParameter(
            f"expected an ISO 8601 time as 2026-11-23T08:00+01:00, received {text!r}"
        ) from error


Paths = Annotated[
    list[str],
    typer.Argument(metavar="PATH", help="Videos, folders, globs, or numbered pictures as img_%04d.png."),
]
Db = Annotated[
    Path | None, typer.Option(help=f"The history to write; pictures go beside it. [default: {DEFAULT_DB}]")
]
Out = Annotated[Path | None, typer.Option(help="Folder for history.db and its pictures, instead of --db.")]
Workers = Annotated[
    int | None,
    typer.Option(min=1, help="Processes that analyse sources side by side. [default: one a core]"),
]
StartTime = Annotated[
    datetime | None,
    typer.Option(
        parser=start,
        metavar="TIME",
        help="When the recording began, in ISO 8601; local time without an offset. For a single source.",
    ),
]
Camera = Annotated[
    str | None, typer.Option(help="Name of the camera; without it each source's file name tells.")
]
ShowAll = Annotated[bool, typer.Option("--all", help="Also list background and what is too uncertain.")]
AsJson = Annotated[bool, typer.Option("--json", help='Print {"events": [...], "sources": [...]}.')]


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be analysed, how, and where the events go, as typed."""

    arguments: Sequence[str]
    db: Path
    workers: int | None
    start_time: datetime | None
    camera: str | None


def analyze(  # noqa: PLR0913  # one parameter an option, as typer reads them
    paths: Paths,
    *,
    db: Db = None,
    out: Out = None,
    workers: Workers = None,
    start_time: StartTime = None,
    camera: Camera = None,
    show_all: ShowAll = False,
    as_json: AsJson = False,
) -> None:
    """Find what moves in footage, say what it is, and keep it in the history.

    A source that the history knows is not analysed again. Exit status 1 says that a source, or a damaged part
    of one, could not be seen; all others were.
    """
    if db is not None and out is not None:
        raise typer.BadParameter("expected --db or --out, received both")
    request = Request(paths, db or (out / "history.db" if out else DEFAULT_DB), workers, start_time, camera)
    try:
        accounts = _accounts(request, show_all=show_all, as_json=as_json)
    except KeyboardInterrupt:
        typer.echo("stopped; run the same command again to go on", err=True)
        raise typer.Exit(INTERRUPTED) from None
    if any(account.error or account.unseen_us for account in accounts):
        raise typer.Exit(1)


def _accounts(request: Request, *, show_all: bool, as_json: bool) -> "Sequence[Account]":
    """Analyse what was asked for and tell what came of it."""
    # OpenCV, SciPy and LiteRT take half a second to import, which only this command should pay.
    from api.scan.job import Job  # noqa: PLC0415
    from api.scan.recipe import Recipe  # noqa: PLC0415
    from api.scan.showing import Showing  # noqa: PLC0415
    from api.scan.wanted import Wanted  # noqa: PLC0415

    began_s = time.monotonic()
    wanted = Wanted.of(request.arguments)
    if request.start_time and len(wanted.paths) > 1:
        raise typer.BadParameter(f"--start-time: expected one source, received {len(wanted.paths)}")
    for failure in wanted.failures:
        typer.echo(failure.error, err=True)
    showing = Showing(show_all, as_json)
    if not wanted.paths:
        return showing.show_failures(wanted.failures)
    recipe = Recipe(camera=request.camera, start_time=request.start_time)
    results = Job(wanted.paths, request.db, recipe, request.workers).run()
    return showing.show([*results, *wanted.failures], request.db, time.monotonic() - began_s)
