"""A page of events and the mark from which the next one goes on."""

import base64
import json
import sqlite3
from dataclasses import dataclass
from typing import Final, Self

from pipeline.history.event_row import event_of
from pipeline.values import Event

LARGEST: Final = 2**63 - 1
"""The largest integer that SQLite holds."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some events, and how to go on behind them."""

    rows: tuple[sqlite3.Row, ...]
    """Of `EVENT_COLUMNS`."""
    cursor: str | None
    """Give it back to read on; None if there is no more."""

    @property
    def events(self) -> tuple[Event, ...]:
        """The events of the rows."""
        return tuple(map(event_of, self.rows))


@dataclass(frozen=True, slots=True)
class Place:
    """Where an event stands in the order of all events: the values of `query.key_columns`."""

    order_us: int
    path: str
    start_us: int
    id: str

    def __post_init__(self) -> None:
        """Refuse what no event can have.

        Raises:
            ValueError: A number is no integer of SQLite's, or a text no text.
        """
        for number in (self.order_us, self.start_us):
            if not isinstance(number, int) or abs(number) > LARGEST:
                raise ValueError(f"expected an integer of 64 bits, received {number!r}")
        for text in (self.path, self.id):
            if not isinstance(text, str):
                raise ValueError(f"expected a text, received {text!r}")  # noqa: TRY004  # the cursor's value is wrong

    @classmethod
    def of_row(cls, row: sqlite3.Row) -> Self:
        """Read the place from a row of `EVENT_COLUMNS`."""
        return cls(row["order_us"], row["place"], row["start_us"], row["id"])

    @classmethod
    def of_cursor(cls, cursor: str) -> Self:
        """Read the place from a page's cursor.

        Raises:
            ValueError: It is no cursor of ours.
        """
        try:
            return cls(*json.loads(base64.b64decode(cursor, altchars=b"-_", validate=True)))
        except (ValueError, TypeError) as error:
            raise ValueError(f"cursor: expected one that a page gave, received {cursor!r}") from error

    @property
    def cursor(self) -> str:
        """The place as an opaque text that is safe in a URL."""
        return base64.urlsafe_b64encode(json.dumps(self.values).encode("utf-8")).decode("ascii")

    @property
    def values(self) -> tuple[int, str, int, str]:
        """The place as SQL compares it."""
        return self.order_us, self.path, self.start_us, self.id
