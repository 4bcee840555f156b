"""When a file was recorded: told by a person, by the file's metadata or by its name, and never made up."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from pipeline.media.name_date import moment_of

METADATA_KEYS = ("com.apple.quicktime.creationdate", "creation_time")
"""The better one first: QuickTime's own has the camera's zone and survives cutting; the other may be the time
of a conversion."""

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Before it there was no digital camera to record: what claims so is a clock at zero (1904, 1970, 1980)."""

CLOCK_SLACK = timedelta(days=1)
"""A moment ahead of us by less may come from a camera that writes its local time as UTC."""


@dataclass(frozen=True, slots=True)
class RecordingTime:
    """When the source's clock stood at 0, and who says so."""

    time_us: int
    """UTC microseconds since 1970."""
    origin: Literal["argument", "metadata", "name"]


def recording_time(
    path: Path,
    metadata: Mapping[str, str],
    start_time: datetime | None = None,
    now: Callable[[], float] = time.time,
) -> RecordingTime | None:
    """Find out when a file's recording began.

    Args:
        path: Its name, and the folders above it, may tell a date and a time.
        metadata: Of the container, under FFmpeg's names.
        start_time: What the person says; it wins.
        now: UTC seconds since 1970: what claims to be recorded later is not believed.

    Returns:
        None if nothing tells. A moment without zone is read in this machine's.
    """
    if start_time is not None:
        return RecordingTime(_utc_us(start_time), "argument")
    latest = datetime.fromtimestamp(now(), UTC) + CLOCK_SLACK
    for key in METADATA_KEYS:
        moment = _parsed(metadata.get(key, ""))
        if moment and EARLIEST <= moment.astimezone(UTC) <= latest:
            return RecordingTime(_utc_us(moment), "metadata")
    moment = moment_of(path)
    if moment and moment.astimezone(UTC) <= latest:
        return RecordingTime(_utc_us(moment), "name")
    return None


def _parsed(text: str) -> datetime | None:
    """A moment in ISO 8601; None if it is none, or a mere day."""
    try:
        return datetime.fromisoformat(text) if ":" in text else None
    except ValueError:
        return None


def _utc_us(moment: datetime) -> int:
    return (moment.astimezone(UTC) - datetime.fromtimestamp(0, UTC)) // timedelta(microseconds=1)
