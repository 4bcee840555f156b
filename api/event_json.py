"""An event as scripts see it: the JSON object of every command and route, and CSV."""

from collections.abc import Mapping
from typing import Final

from api.moment import iso, seconds
from pipeline.values import Event

SCORE_DIGITS: Final = 4
"""Decimals of a score: finer than any calibration is right."""

CSV_COLUMNS: Final = (
    "id", "camera", "source", "label", "score", "start", "end", "start_s", "end_s",
    "x", "y", "width", "height", "zones", "model", "snapshot", "recording",
)  # fmt: skip
"""Columns of the CSV form: the JSON object's but path and scores; the box in four, zones apart by blanks."""


def event_json(event: Event) -> dict[str, object]:
    """Lay the event out as the JSON object that DESIGN section 5 promises, keys in that order.

    `start` and `end` are None if the recording's time is unknown, `start_s` and `end_s` for a live camera,
    `end` also while the event lasts.
    The path is `[[seconds on the source's clock, x, y], …]`.
    """
    path = [[seconds(point.time_us), round(point.x), round(point.y)] for point in event.path]
    return laid_out(event, path)


def laid_out(event: Event, path: list[list[float]]) -> dict[str, object]:
    """The object with a path that is laid out already, whatever path the event has."""
    start, end = _wall_clock(event)
    start_s, end_s = _offsets(event)
    return {
        "id": event.id,
        "camera": event.camera,
        "source": event.source,
        "label": event.label,
        "score": round(event.score, SCORE_DIGITS),
        "start": start,
        "end": end,
        "start_s": start_s,
        "end_s": end_s,
        "box": _box(event),
        "path": path,
        "zones": list(event.zones),
        "scores": _scores(event.scores),
        "model": event.model,
        "snapshot": event.snapshot,
        "recording": event.recording,
    }


def csv_row(event: Event) -> dict[str, object]:
    """Lay the event out by `CSV_COLUMNS`; what is unknown stays empty."""
    row = event_json(event)
    x, y, width, height = _box(event)
    row |= {"x": x, "y": y, "width": width, "height": height, "zones": " ".join(event.zones)}
    return {column: row[column] for column in CSV_COLUMNS}


def _wall_clock(event: Event) -> tuple[str | None, str | None]:
    if event.recorded_us is None:
        return None, None
    end = None if event.is_lasting else iso(event.recorded_us + event.end_us)
    return iso(event.recorded_us + event.start_us), end


def _offsets(event: Event) -> tuple[float | None, float | None]:
    if event.is_live:
        return None, None
    return seconds(event.start_us), seconds(event.end_us)


def _box(event: Event) -> list[int]:
    box = event.box
    return [round(box.x), round(box.y), round(box.width), round(box.height)]


def _scores(scores: Mapping[str, float]) -> dict[str, float]:
    best_first = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    return {label: round(score, SCORE_DIGITS) for label, score in best_first}
