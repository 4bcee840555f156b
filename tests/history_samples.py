"""Analyses and events as the tests of the history write them."""

from collections.abc import Iterable
from pathlib import Path

from pipeline.history.analysis import Analysis, Outcome
from pipeline.history.writer import HistoryWriter
from pipeline.values import Box, Event, PathPoint

NOON_US = 1_795_435_200_000_000
"""2026-11-23 12:00 UTC."""

SECOND_US = 1_000_000
HOUR_US = 3600 * SECOND_US

OUTCOME = Outcome(duration_us=60 * SECOND_US, frames=1500, width=640, height=480)


def analysis(
    name: str = "yard", *, settings: str = "s1", recorded_us: int | None = NOON_US, camera: str = ""
) -> Analysis:
    """An analysis of the file `<name>.mp4`, whose camera is called like it."""
    origin = None if recorded_us is None else "option"
    print_of = f"print of {name}"
    return Analysis(f"{name}.mp4", camera or name, print_of, settings, "m1", "0.1.0", recorded_us, origin)


def event(
    of: Analysis,
    number: int,
    label: str = "car",
    *,
    start_s: float | None = None,
    length_s: float = 5.0,
    score: float = 0.75,
    zones: tuple[str, ...] = (),
) -> Event:
    """The event of the analysis' track `number`; it starts `number` seconds after the file unless said."""
    start_us = round((number if start_s is None else start_s) * SECOND_US)
    end_us = start_us + round(length_s * SECOND_US)
    path = (PathPoint(start_us, 10.0, 20.5), PathPoint(end_us, 30.0, 20.0))
    box = Box(412.0, 230.5, 38.0, 96.0)
    scores = {label: score, "dog": 0.01}
    return Event(
        of.event_id(number), of.camera, of.path, label, score, start_us, end_us, of.recorded_us, box, path,
        zones, scores, of.model_digest, is_live=of.is_live,
    )  # fmt: skip


def store(db: Path, of: Analysis, events: Iterable[Event], jpeg: bytes | None = None) -> int:
    """Write a finished analysis with these events; gives the source's id."""
    with HistoryWriter(db) as writer:
        source_id = writer.begin(of).source_id
        for found in events:
            writer.add(source_id, found, jpeg)
        writer.finish(source_id, OUTCOME)
    return source_id


def pictures(db: Path) -> set[str]:
    """Paths of all files below the history's folder but its own, relative to it."""
    files = {str(path.relative_to(db.parent)) for path in db.parent.rglob("*") if path.is_file()}
    return {path for path in files if not path.startswith(db.name)}
