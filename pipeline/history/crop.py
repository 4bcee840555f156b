"""Crops on their way into the history and out of it again."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EventCrop:
    """One of the best crops of an event's track."""

    time_us: int
    """Its frame, on the source's clock."""
    jpeg: bytes


@dataclass(frozen=True, slots=True)
class KeptCrop:
    """A crop that the history kept, under the label that its event bears."""

    event_id: str
    """Crops of one event show one object: never learn from one and measure with another."""
    camera: str
    label: str
    name: str
    """Of its file, without the folder."""
    jpeg: bytes
