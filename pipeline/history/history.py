"""The history as its readers see it: events, sources and counts."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from pipeline.errors import HistoryError
from pipeline.history.analysis import AnalysedSource
from pipeline.history.database import connect, refuse_directory, translated
from pipeline.history.event_row import SELECT_EVENTS, event_of
from pipeline.history.migrations import MIGRATIONS, migrate, version
from pipeline.history.page import KEY, Page, Place
from pipeline.history.query import Condition, EventQuery, conditions, count_conditions
from pipeline.history.source_row import SELECT_SOURCES, source_of
from pipeline.history.writer_lock import WriterLock
from pipeline.values import Event

DEFAULT_DB: Final = Path("vedette-out/history.db")
"""Where `vedette analyze` writes and the other commands read unless told otherwise."""


@dataclass(frozen=True, slots=True)
class HourlyCount:
    """How many events of a label a camera had that began in one hour."""

    hour_us: int | None
    """Start of the hour, UTC microseconds; None for events of unknown time."""
    camera: str
    label: str
    count: int


class History:
    """Reads a history while others write it. One object serves one thread.

    Every method raises `HistoryError` if the file turns out damaged.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self._path = path
        self._connection = connection

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the history at `path`, bringing one of an older vedette up to date first.

        Raises:
            HistoryError: There is none, or it cannot be read.
            HistoryTooNew: A newer vedette wrote it.
        """
        with translated(path):
            refuse_directory(path)
            if not path.exists():
                raise HistoryError(f"history {path}: no such file; vedette analyze writes one")
            connection = connect(path, "rw")
            _bring_up_to_date(connection, path)
            connection.execute("pragma query_only = on")
        connection.row_factory = sqlite3.Row
        return cls(path, connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    @property
    def folder(self) -> Path:
        """The folder that snapshots and stills are relative to."""
        return self._path.parent

    def events(
        self, query: EventQuery, limit: int | None = None, *, newest_first: bool = False
    ) -> Iterator[Event]:
        """Give the events in order of their start, at most `limit` of them, without holding them all."""
        rows = self._event_rows(query, None, newest_first)
        return (event_of(row) for row in islice(rows, limit))

    def page(
        self, query: EventQuery, limit: int, *, after: str | None = None, newest_first: bool = False
    ) -> Page:
        """Give `limit` events behind the cursor `after`, in the order of `events`.

        Raises:
            ValueError: `after` is no cursor, or the limit is below 1.
        """
        if limit < 1:
            raise ValueError(f"limit: expected 1 or more, received {limit}")
        place = None if after is None else Place.of_cursor(after)
        rows = list(islice(self._event_rows(query, place, newest_first), limit + 1))
        cursor = Place.of_row(rows[limit - 1]).cursor if len(rows) > limit else None
        return Page(tuple(event_of(row) for row in rows[:limit]), cursor)

    def event(self, event_id: str) -> Event | None:
        """The event of this id, hidden or not; None if there is none."""
        by_id = [*conditions(EventQuery(include_hidden=True)), Condition("e.id = ?", (event_id,))]
        return next((event_of(row) for row in self._rows(SELECT_EVENTS, by_id)), None)

    def count(self, query: EventQuery) -> int:
        """How many events match."""
        (row,) = self._rows("select count(*) from events e", conditions(query))
        return int(row[0])

    def hourly_counts(self, query: EventQuery) -> tuple[HourlyCount, ...]:
        """How many events began in each UTC hour, per camera and label; unknown hours come last.

        Counts are kept per hour, so `since` and `until` choose whole hours: all that they touch.

        Raises:
            ValueError: The query names a zone, score or source, for which no counts are kept.
        """
        sql = "select e.hour_utc_us, e.camera, e.label, e.count from hourly_counts e"
        return self._counts(sql, count_conditions(query), "")

    def recount(self) -> tuple[HourlyCount, ...]:
        """Count all events anew, hidden ones too: what the kept counts must equal."""
        sql = "select e.hour_utc_us, e.camera, e.label, count(*) from events e"
        return self._counts(sql, conditions(EventQuery(include_hidden=True)), "group by 1, 2, 3")

    def sources(self) -> Iterator[AnalysedSource]:
        """Every source, in the order in which they were first analysed."""
        return (source_of(row) for row in self._rows(SELECT_SOURCES, [], "order by s.id"))

    def source(self, source_id: int) -> AnalysedSource | None:
        """The source of this id; None if there is none."""
        by_id = [Condition("s.id = ?", (source_id,))]
        return next((source_of(row) for row in self._rows(SELECT_SOURCES, by_id)), None)

    def cameras(self) -> tuple[str, ...]:
        """The names of all cameras, sorted."""
        return tuple(str(name) for (name,) in self._rows("select name from cameras", [], "order by name"))

    def _event_rows(
        self, query: EventQuery, after: Place | None, newest_first: bool
    ) -> Iterator[sqlite3.Row]:
        where = conditions(query)
        key = ", ".join(f"e.{column}" for column in KEY)
        if after:
            where.append(Condition(f"({key}) {'<' if newest_first else '>'} (?, ?, ?, ?)", after.values))
        order = ", ".join(f"e.{column} {'desc' if newest_first else 'asc'}" for column in KEY)
        return self._rows(SELECT_EVENTS, where, f"order by {order}")

    def _counts(self, sql: str, where: Sequence[Condition], group: str) -> tuple[HourlyCount, ...]:
        rows = self._rows(sql, where, f"{group} order by 1 nulls last, 2, 3")
        return tuple(HourlyCount(*row) for row in rows)

    def _rows(self, sql: str, where: Sequence[Condition], end: str = "") -> Iterator[sqlite3.Row]:
        condition = " and ".join(f"({part.sql})" for part in where) or "true"
        values = [value for part in where for value in part.values]
        with translated(self._path):
            yield from self._connection.execute(f"{sql} where {condition} {end}", values)


def _bring_up_to_date(connection: sqlite3.Connection, path: Path) -> None:
    found = version(connection, path)
    if found == 0:
        raise HistoryError(f"history {path}: expected a vedette history, received an empty file")
    if found != len(MIGRATIONS):
        with WriterLock(path):
            migrate(connection, path)
