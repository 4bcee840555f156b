"""An event on its way into the history."""

from dataclasses import dataclass

from api.live.watched_source import WatchedSource
from pipeline.history.crop import EventCrop
from pipeline.values import Event


@dataclass(frozen=True, slots=True)
class Told:
    """An event on its way into the history; it may last."""

    source: WatchedSource
    event: Event
    snapshot_jpeg: bytes | None = None
    crops: tuple[EventCrop, ...] = ()
