"""Histories for the page to show: quick to write, with pictures."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from api.scan.jpeg import encode_jpeg
from pipeline.history.analysis import Analysis
from pipeline.history.crop import EventCrop
from pipeline.history.writer import HistoryWriter
from pipeline.values import Event
from tests.history_samples import HOUR_US, OUTCOME, SECOND_US, analysis, event

CONFIGURATION = """\
# This comment stays.
zones:
  drive: {camera: yard, polygon: [[0.1, 0.1], [0.9, 0.1], [0.9, 0.9]]}
rules:
  - name: somebody in the drive
    when: {label: person, zone: drive}
    do: [alert]
"""


def picture(shade: int = 120) -> bytes:
    """A JPEG of 64 by 48 pixels."""
    image = np.full((48, 64, 3), shade, np.uint8)
    image[12:36, 20:44] = (200, 120, 40)
    return encode_jpeg(image)


def write_history(db: Path, *, persons: int = 3, cars: int = 2, camera: str = "yard") -> tuple[Event, ...]:
    """Write the analysis of a file with persons, a minute apart from each other, then cars."""
    of = analysis(camera)
    events = tuple(
        _placed(event(of, number, "person" if number < persons else "car", zones=("drive",)), number)
        for number in range(persons + cars)
    )
    _write(db, of, events)
    return events


def _placed(found: Event, number: int) -> Event:
    """The event a minute after the one before."""
    later_us = number * 60 * SECOND_US
    path = tuple(replace(point, time_us=point.time_us + later_us) for point in found.path)
    return replace(
        found, start_us=found.start_us + later_us, end_us=found.end_us + later_us, path=path,
        scores={found.label: found.score, "dog": 0.2, "van": 0.01},
    )  # fmt: skip


def _write(db: Path, of: Analysis, events: tuple[Event, ...]) -> None:
    with HistoryWriter(db) as writer:
        source_id = writer.begin(of).source_id
        for found in events:
            writer.add(source_id, found, picture(), [EventCrop(found.start_us, picture(60))])
        writer.finish(source_id, replace(OUTCOME, duration_us=2 * HOUR_US, still_jpeg=picture(90)))
