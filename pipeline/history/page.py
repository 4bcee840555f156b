"""A page of events and the mark from which the next one goes on."""

import re
import sqlite3
from dataclasses import dataclass
from typing import Final, Self

from pipeline.values import Event

LARGEST: Final = 2**63 - 1
"""The largest integer that SQLite holds."""

CURSOR: Final = re.compile(r"(-?\d{1,19})\.(\d{1,19})\.(-?\d{1,19})\.([0-9a-z_-]+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Page:
    """Some events, and how to go on behind them."""

    events: tuple[Event, ...]
    cursor: str | None
    """Give it back to read on; None if there is no more."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an event stands in the order of all events: the values of `query.key_columns`."""

    order_us: int
    source_id: int
    start_us: int
    id: str

    @classmethod
    def of_row(cls, row: sqlite3.Row) -> Self:
        """Read the place from a row of `EVENT_COLUMNS`."""
        return cls(row["order_us"], row["source_id"], row["start_us"], row["id"])

    @classmethod
    def of_cursor(cls, cursor: str) -> Self:
        """Read the place from a page's cursor.

        Raises:
            ValueError: It is no cursor of ours.
        """
        found = CURSOR.fullmatch(cursor)
        if found:
            order_us, source_id, start_us = (int(number) for number in found.groups()[:3])
            if max(abs(order_us), source_id, abs(start_us)) <= LARGEST:
                return cls(order_us, source_id, start_us, found[4])
        raise ValueError(f"cursor: expected one that a page gave, received {cursor!r}")

    @property
    def cursor(self) -> str:
        """The place as an opaque text that is safe in a URL."""
        return ".".join(str(value) for value in self.values)

    @property
    def values(self) -> tuple[int, int, int, str]:
        """The place as SQL compares it."""
        return self.order_us, self.source_id, self.start_us, self.id
