"""What changed in a history since someone last looked: events as they are now, in order of the changes."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from pipeline.history.database import fetch_number
from pipeline.history.event_row import EVENT_COLUMNS, event_of
from pipeline.history.query import EventQuery, all_of, conditions
from pipeline.values import Event


@dataclass(frozen=True, slots=True)
class Change:
    """An event came, changed or went."""

    sequence: int
    """Its number: later changes have higher ones."""
    event_id: str
    event: Event | None
    """As it is now; None if it is gone."""


@dataclass(frozen=True, slots=True)
class News:
    """Some changes, and up to which number they are all that matter."""

    changes: tuple[Change, ...]
    until: int
    """Whoever has these asks for what is above."""


class Changes:
    """Reads the table over a connection of a reader."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def latest(self) -> int:
        """The highest number so far; 0 if nothing ever changed."""
        return fetch_number(self._connection, "select max(sequence) from event_changes")

    def after(self, query: EventQuery, sequence: int, limit: int) -> News:
        """Look at so many changes above a number; give those of events that match, and of events that went.

        An event that changed several times is there once, at its last number, as it is now.
        """
        with self._at_one_time():
            numbers = self._numbers(sequence, limit)
            events = self._events(query, list(numbers.values()))
            gone = self._gone(list(numbers.values()))
        changes = tuple(
            Change(number, event_id, events.get(event_id))
            for number, event_id in numbers.items()
            if event_id in events or event_id in gone
        )
        return News(changes, max(numbers, default=sequence))

    @contextmanager
    def _at_one_time(self) -> Iterator[None]:
        """Have all that is read be of one moment."""
        self._connection.execute("begin")
        try:
            yield
        finally:
            self._connection.execute("commit")

    def _numbers(self, sequence: int, limit: int) -> dict[int, str]:
        sql = "select sequence, event_id from event_changes where sequence > ? order by sequence limit ?"
        return dict(self._connection.execute(sql, (sequence, limit)).fetchall())

    def _events(self, query: EventQuery, event_ids: Sequence[str]) -> dict[str, Event]:
        where = all_of(conditions(query))
        # Only constants of ours are put together; what people give is bound.
        sql = f"""select {EVENT_COLUMNS} from json_each(?) asked cross join events e on e.id = asked.value
            cross join sources s on s.id = e.source_id where {where.sql}"""  # noqa: S608
        values = (json.dumps(event_ids), *where.values)
        return {row["id"]: event_of(row) for row in self._connection.execute(sql, values)}

    def _gone(self, event_ids: Sequence[str]) -> set[str]:
        sql = "select value from json_each(?) where value not in (select id from events where id = value)"
        return {row[0] for row in self._connection.execute(sql, (json.dumps(event_ids),))}
