"""`vedette events`: ask the history what happened."""

import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from api.event_table import write_csv, write_json, write_lines, write_tables
from api.moment import iso, utc_us
from pipeline.history.history import DEFAULT_DB, History
from pipeline.history.query import EventQuery
from pipeline.values import Event


def moment(text: str) -> int:
    """Read the time that an option gives, as UTC microseconds.

    Raises:
        typer.BadParameter: It is no time.
    """
    try:
        return utc_us(text, datetime.now(UTC))
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


Db = Annotated[Path, typer.Option(help="The history to ask.")]
Camera = Annotated[str | None, typer.Option(help="Only of this camera.")]
Label = Annotated[
    str | None, typer.Option(help="Only of this label or group (person, vehicle, two-wheeler, animal).")
]
Zone = Annotated[str | None, typer.Option(help="Only what touched this zone.")]
Since = Annotated[
    int | None,
    typer.Option(
        parser=moment, metavar="TIME", help="From then on: a date, an ISO 8601 time, or 2h, 7d ago."
    ),
]
Until = Annotated[
    int | None, typer.Option(parser=moment, metavar="TIME", help="Before then; written likewise.")
]
MinScore = Annotated[float, typer.Option(min=0, max=1, help="Only with this score or a higher one.")]
Source = Annotated[str | None, typer.Option(help="Only of this file or URL, as it was given.")]
ShowAll = Annotated[bool, typer.Option("--all", help="Also background and what is too uncertain to name.")]
Limit = Annotated[int | None, typer.Option(min=1, help="At most so many, from the first.")]
AsJson = Annotated[bool, typer.Option("--json", help='Print {"events": [...]}.')]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print comma-separated values under a heading.")]


def events(  # noqa: PLR0913  # one parameter an option, as typer reads them
    *,
    db: Db = DEFAULT_DB,
    camera: Camera = None,
    label: Label = None,
    zone: Zone = None,
    since: Since = None,
    until: Until = None,
    min_score: MinScore = 0.0,
    source: Source = None,
    show_all: ShowAll = False,
    limit: Limit = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List what happened, in order of time; events whose time is unknown come last.

    Times without an offset are local.
    """
    if as_json and as_csv:
        raise typer.BadParameter("expected --json or --csv, received both")
    if since is not None and until is not None and since >= until:
        raise typer.BadParameter(f"expected --since before --until, received {iso(since)} and {iso(until)}")
    query = EventQuery(camera, label, zone, since, until, min_score, source, include_hidden=show_all)
    with History.open(db) as history:
        found = history.events(query, limit)
        if as_json:
            write_json(found, sys.stdout)
        elif as_csv:
            write_csv(found, sys.stdout)
        else:
            _write_text(found, history.folder, is_timed=since is not None or until is not None)


def _write_text(found: Iterable[Event], folder: Path, *, is_timed: bool) -> None:
    if not sys.stdout.isatty():
        write_lines(found, folder, sys.stdout)
    elif not write_tables(found, folder, Console()):
        left_out = "; those of unknown time are left out by --since and --until" if is_timed else ""
        Console(stderr=True).print(f"no such events{left_out}", highlight=False)
