"""`vedette events`: ask the history what happened."""

import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, TextIO

import typer
from rich.console import Console

from api.event_table import write_csv, write_json, write_lines, write_tables
from api.moment import iso, utc_us
from pipeline.history.history import DEFAULT_DB, History
from pipeline.history.query import EventQuery
from pipeline.history.time_of_day import TimeOfDay, clock_us
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


def time_of_day(text: str) -> TimeOfDay:
    """Read the stretch of a day that an option gives, on this machine's clock.

    Raises:
        typer.BadParameter: It is none.
    """
    start, _, end = text.partition("-")
    try:
        return TimeOfDay(clock_us(start), clock_us(end))
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
MaxScore = Annotated[float, typer.Option(min=0, max=1, help="Only with this score or a lower one.")]
MinDuration = Annotated[float | None, typer.Option(min=0, metavar="SECONDS", help="Only seen for so long.")]
MaxDuration = Annotated[
    float | None, typer.Option(min=0, metavar="SECONDS", help="Only seen for no longer than that.")
]
Between = Annotated[
    TimeOfDay | None,
    typer.Option(
        parser=time_of_day, metavar="HH:MM-HH:MM", help="Only what began at this time of day, local time."
    ),
]
HasRecording = Annotated[
    bool | None, typer.Option("--recorded/--not-recorded", help="Only with a clip, or without one.")
]
Reviewed = Annotated[
    bool | None, typer.Option("--reviewed/--not-reviewed", help="Only what a person named, or did not.")
]
Rule = Annotated[str | None, typer.Option(help="Only what made this rule fire.")]
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
    max_score: MaxScore = 1.0,
    min_duration: MinDuration = None,
    max_duration: MaxDuration = None,
    between: Between = None,
    recorded: HasRecording = None,
    reviewed: Reviewed = None,
    rule: Rule = None,
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
    try:
        query = EventQuery(
            camera, label, zone, since, until, min_score, source, show_all, max_score,
            _microseconds(min_duration), _microseconds(max_duration), between, recorded, reviewed, rule,
        )  # fmt: skip
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    with History.open(db) as history:
        write = write_json if as_json else write_csv if as_csv else None
        _write(history, query, limit, write)


def _microseconds(duration_s: float | None) -> int | None:
    return None if duration_s is None else round(duration_s * 1e6)


def _write(
    history: History,
    query: EventQuery,
    limit: int | None,
    write: Callable[[Iterable[Event], TextIO], None] | None,
) -> None:
    """Write what is found in the form for machines that was asked for, or else for people."""
    found = history.events(query, limit)
    if write:
        write(found, sys.stdout)
    else:
        _write_text(found, history.folder, query)


def _write_text(found: Iterable[Event], folder: Path, query: EventQuery) -> None:
    if not sys.stdout.isatty():
        write_lines(found, folder, sys.stdout)
    elif not write_tables(found, folder, Console()):
        is_timed = not (query.since_us is None and query.until_us is None and query.time_of_day is None)
        told = "; those of unknown time are left out by --since, --until and --between"
        Console(stderr=True).print(f"no such events{told if is_timed else ''}", highlight=False)
