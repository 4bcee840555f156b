"""A point in time as people write it and as JSON shows it."""

import re
from datetime import UTC, datetime, timedelta
from typing import Final

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
"""Length of the units in which people say how long ago something was."""

AGO: Final = re.compile(rf"(\d+(?:\.\d+)?)({'|'.join(SECONDS)})", re.ASCII)


def utc_us(text: str, now: datetime) -> int:
    """Read a time: ISO 8601 (`2026-11-23`, `2026-11-23T08:00+01:00`), or how long before `now` (`2h`, `7d`).

    A time without offset is local time; a date is its midnight.

    Returns:
        UTC microseconds since 1970.
    Raises:
        ValueError: It is neither.
    """
    try:
        return _microseconds(_moment(text.strip(), now))
    except (ValueError, OverflowError, OSError) as error:
        raise ValueError(
            f"expected a date, an ISO 8601 time, or how long ago (90s, 30m, 2h, 7d, 1w), received {text!r}"
        ) from error


def iso(time_us: int) -> str:
    """Write UTC microseconds as ISO 8601 to the millisecond: `2026-11-23T00:00:01.200+00:00`."""
    return (EPOCH + timedelta(milliseconds=milliseconds(time_us))).isoformat(timespec="milliseconds")


def seconds(time_us: int) -> float:
    """Microseconds in seconds, rounded to milliseconds as `iso` rounds."""
    return milliseconds(time_us) / 1000


def milliseconds(time_us: int) -> int:
    """Round microseconds to milliseconds, halves up."""
    return (time_us + 500) // 1000


def _moment(text: str, now: datetime) -> datetime:
    ago = AGO.fullmatch(text)
    if ago:
        return now - timedelta(seconds=float(ago[1]) * SECONDS[ago[2]])
    return datetime.fromisoformat(text).astimezone(UTC)  # one without offset is taken as local


def _microseconds(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(microseconds=1)
