"""`vedette cameras`: how the cameras fare, and when they were away."""

import json
import sys
import time
from collections.abc import Sequence
from typing import Annotated, Final

import typer

from api.camera_json import camera_json, camera_line, outage_json, outage_line
from api.commands.events import Camera, Db, Since
from pipeline.history.cameras import CameraStates, NotedState
from pipeline.history.history import DEFAULT_DB, History
from pipeline.history.outages import Outages
from pipeline.live.outage import Outage

SILENT_US: Final = 60_000_000
"""A service notes how its cameras fare every 10 s; after so long without a word it hangs, or was killed."""

ShowOutages = Annotated[
    bool, typer.Option("--outages", help="List when cameras were away, the latest first.")
]
Limit = Annotated[int, typer.Option(min=1, help="At most so many outages.")]
Alive = Annotated[
    bool, typer.Option("--alive", help="Exit status 1 unless a service watches cameras now: a health check.")
]
AsJson = Annotated[bool, typer.Option("--json", help='Print {"cameras": [...], "outages": [...]}.')]


def cameras(  # noqa: PLR0913  # one parameter an option, as typer reads them
    *,
    db: Db = DEFAULT_DB,
    camera: Camera = None,
    outages: ShowOutages = False,
    since: Since = None,
    limit: Limit = 100,
    alive: Alive = False,
    as_json: AsJson = False,
) -> None:
    """Say how the cameras fare that a service watches, or has watched, with this history."""
    now_us = time.time_ns() // 1000
    with History.open(db) as history:
        known = history.read(lambda connection: CameraStates(connection).all())
        away = history.read(lambda connection: Outages(connection).latest(limit, camera, since))
    found = [noted for noted in known if camera in {None, noted.state.name}]
    if as_json:
        _write_json(found, away)
    elif outages:
        for outage in away:
            typer.echo(outage_line(outage))
    else:
        for noted in found:
            typer.echo(camera_line(noted, is_heard_of=_is_heard_of(noted, now_us)))
    if alive and not any(noted.is_watched and _is_heard_of(noted, now_us) for noted in known):
        raise typer.Exit(1)


def _is_heard_of(noted: NotedState, now_us: int) -> bool:
    return abs(now_us - noted.noted_us) < SILENT_US  # a clock may be set back


def _write_json(found: Sequence[NotedState], away: Sequence[Outage]) -> None:
    told = {"cameras": list(map(camera_json, found)), "outages": list(map(outage_json, away))}
    sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
