"""The events that a statistic is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pipeline.history.history import History
from pipeline.history.query import EventQuery
from pipeline.values import Event

MOST_EVENTS: Final = 10_000
"""The newest are looked at: a second of work, and enough for any share or middle."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The newest events that match a query."""

    events: tuple[Event, ...]
    is_complete: bool
    """False if there are older ones, too."""
    sizes_wh: Mapping[str, tuple[int, int]]
    """Width and height of the pictures, by the source's path."""

    @classmethod
    def of(cls, history: History, query: EventQuery, most: int = MOST_EVENTS) -> "Sample":
        """Read them."""
        events = tuple(history.events(query, most + 1, newest_first=True))
        sizes = {
            source.analysis.path: (source.width, source.height)
            for source in history.sources()
            if source.width and source.height
        }
        return cls(events[:most], len(events) <= most, sizes)
