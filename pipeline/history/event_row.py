"""An event as a row of the table `events`, and back.

Path and scores are kept as JSON text rather than packed bytes: any SQLite client can read them. A path of
fifty points takes about 1 kB, which filters never touch since it stands last in the row.
"""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pipeline.history.trace_column import unpacked
from pipeline.values import HIDDEN_LABELS, LABEL_GROUPS, Box, Event, PathPoint

PATH_DIGITS: Final = 1
"""Decimals of a path's coordinates: a tenth of a pixel is finer than any tracker is right."""

SCORE_DIGITS: Final = 4
"""Decimals of the other labels' scores: finer than any calibration is right."""

ROW: Final = (
    "id", "source_id", "camera", "label", "label_group", "hidden", "score", "start_us", "end_us",
    "start_utc_us", "end_utc_us", "place", "x", "y", "width", "height", "model", "snapshot", "recording",
    "scores", "path",
)  # fmt: skip
"""The columns that `row_of` lays out."""

UPSERT_EVENT: Final = f"""
insert into events ({", ".join(ROW)}) values ({", ".join(f":{name}" for name in ROW)})
on conflict (id) do update set {", ".join(f"{name} = excluded.{name}" for name in ROW[1:])}
"""  # noqa: S608  # our own words; values are bound
"""Writes a row of `row_of`; one of the same id is replaced."""

EVENT_COLUMNS: Final = """
    e.id, e.camera, s.path as source, e.label, e.score,
    e.order_us, e.place, e.start_us, e.end_us, s.recorded_utc_us, s.is_live,
    e.x, e.y, e.width, e.height, e.model, e.snapshot, e.recording, e.scores, e.path,
    (select json_group_array(zone) from event_zones where event_id = e.id) as zones,
    exists (select 1 from lasting_events where event_id = e.id) as lasting
"""
"""What `event_of` reads, from `events e` and `sources s`."""


def row_of(event: Event, source_id: int) -> dict[str, object]:
    """Lay the event out for `events`; its zones are rows of their own."""
    start_utc_us, end_utc_us = utc_of(event)
    return label_columns(event.label) | {
        "id": event.id,
        "source_id": source_id,
        "camera": event.camera,
        "score": float(event.score),
        "start_us": event.start_us,
        "end_us": event.end_us,
        "start_utc_us": start_utc_us,
        "end_utc_us": end_utc_us,
        "place": event.source if event.recorded_us is None else "",
        "x": float(event.box.x),
        "y": float(event.box.y),
        "width": float(event.box.width),
        "height": float(event.box.height),
        "model": event.model,
        "snapshot": event.snapshot,
        "recording": event.recording,
        "scores": _scores_text(event),
        "path": _path_text(event.path),
    }


def label_columns(label: str) -> dict[str, object]:
    """Lay out the label, with the columns of `events` that follow from it."""
    return {"label": label, "label_group": LABEL_GROUPS.get(label), "hidden": int(label in HIDDEN_LABELS)}


def utc_of(event: Event) -> tuple[int | None, int | None]:
    """Start and end in UTC microseconds; None, None if the recording's time is unknown."""
    if event.recorded_us is None:
        return None, None
    return event.recorded_us + event.start_us, event.recorded_us + event.end_us


def event_of(row: sqlite3.Row) -> Event:
    """Read an event from a row of `EVENT_COLUMNS`."""
    path = tuple(PathPoint(*point) for point in json.loads(row["path"]))
    return replace(pathless_event_of(row), path=path)


def pathless_event_of(row: sqlite3.Row) -> Event:
    """Read an event but for its path, which stays empty: a page's have thousands of points."""
    return Event(
        id=row["id"],
        camera=row["camera"],
        source=row["source"],
        label=row["label"],
        score=row["score"],
        start_us=row["start_us"],
        end_us=row["end_us"],
        recorded_us=row["recorded_utc_us"],
        box=Box(row["x"], row["y"], row["width"], row["height"]),
        path=(),
        zones=tuple(sorted(json.loads(row["zones"]))),
        scores=json.loads(row["scores"]),
        model=row["model"],
        snapshot=row["snapshot"],
        recording=row["recording"],
        is_live=bool(row["is_live"]),
        is_lasting=bool(row["lasting"]),
    )


def traced_event_of(row: sqlite3.Row) -> Event:
    """Read an event from a row of `EVENT_COLUMNS` and of `traces`; all of the latter null if it has none."""
    trace = () if row["points"] is None else unpacked(row["points"])
    return replace(event_of(row), trace=trace, noticed_us=row["noticed_us"])


def _scores_text(event: Event) -> str:
    best_first = sorted(event.scores.items(), key=lambda item: (-item[1], item[0]))
    return _compact({label: round(float(score), SCORE_DIGITS) for label, score in best_first})


def _path_text(path: Sequence[PathPoint]) -> str:
    points = ((point.time_us, float(point.x), float(point.y)) for point in path)
    return _compact([[time_us, round(x, PATH_DIGITS), round(y, PATH_DIGITS)] for time_us, x, y in points])


def _compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
