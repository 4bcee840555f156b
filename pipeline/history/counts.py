"""How many events there are: by hour, and by how long they were seen."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HourlyCount:
    """How many events of a label a camera had that began in one hour."""

    hour_us: int | None
    """Start of the hour, UTC microseconds; None for events of unknown time."""
    camera: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class LengthCount:
    """How many events of a label were seen for one length of time."""

    label: str
    tenths_s: int
    """The length, in tenths of seconds."""
    count: int
