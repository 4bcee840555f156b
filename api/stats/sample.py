"""The events that a statistic of paths is made of."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

from pipeline.history.history import History
from pipeline.history.query import EventQuery
from pipeline.values import Event

MOST_EVENTS: Final = 10_000
"""Looked at, about: a second of work, and enough for any share or middle."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The events that match a query; of many, some that are spread over all of them."""

    events: tuple[Event, ...]
    matching: int
    """So many match."""
    sizes_wh: Mapping[str, tuple[int, int]]
    """Width and height of the pictures, by the source's path."""

    @classmethod
    def of(cls, history: History, query: EventQuery, most: int = MOST_EVENTS) -> Self:
        """Read them."""
        matching = history.count(query)
        every = max(math.ceil(matching / most), 1)
        events = tuple(history.sample(query, every) if every > 1 else history.events(query))
        sizes = {
            source.analysis.path: (source.width, source.height)
            for source in history.sources()
            if source.width and source.height
        }
        return cls(events, max(matching, len(events)), sizes)

    @classmethod
    def of_nothing(cls) -> Self:
        """Where nothing needs to be looked at."""
        return cls((), 0, {})

    @property
    def is_complete(self) -> bool:
        """True if it has all that match."""
        return len(self.events) == self.matching

    @property
    def remark(self) -> str:
        """What it leaves out, for the title of a plot; empty if nothing."""
        return "" if self.is_complete else f" ({len(self.events):,} of {self.matching:,} events)"
