"""The history as its readers see it: events, sources and counts."""

import logging
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from itertools import islice, takewhile
from pathlib import Path
from types import TracebackType
from typing import Final, Self, TypeVar

from pipeline.errors import HistoryError
from pipeline.history.analysis import AnalysedSource
from pipeline.history.counts import HourlyCount, LengthCount
from pipeline.history.crop import KeptCrop
from pipeline.history.database import connect, fetch_number, refuse_directory, translated
from pipeline.history.event_row import EVENT_COLUMNS, event_of, traced_event_of
from pipeline.history.migrations import MIGRATIONS, migrate, version
from pipeline.history.page import Page, Place
from pipeline.history.query import Condition, EventQuery, all_of, conditions, count_conditions
from pipeline.history.recording import Recording
from pipeline.history.recordings import recordings_of
from pipeline.history.reviews import Review
from pipeline.history.search import Search
from pipeline.history.source_row import source_of
from pipeline.history.writer_lock import WriterLock
from pipeline.values import Event

log = logging.getLogger(__name__)

Answer = TypeVar("Answer")

DEFAULT_DB: Final = Path("vedette-out/history.db")
"""Where `vedette analyze` writes and the other commands read unless told otherwise."""

RUN: Final = 100
"""Events of a sample that lie together: on a busy day, those of half an hour."""


class History:
    """Reads a history while others write it. One object serves one thread at a time.

    Every method raises `HistoryError` if the file turns out damaged.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self._path = path
        self._connection = connection
        self._opened = _state(path, connection)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the history at `path`, bringing one of an older vedette up to date first.

        Raises:
            HistoryError: There is none, or it cannot be read.
            HistoryTooNew: A newer vedette wrote it.
        """
        with translated(path), ExitStack() as stack:
            refuse_directory(path)
            if not path.exists():
                raise HistoryError(f"history {path}: no such file; vedette analyze writes one")
            connection = stack.enter_context(closing(connect(path, _options(path))))
            _bring_up_to_date(connection, path)
            connection.execute("pragma query_only = on")
            connection.row_factory = sqlite3.Row
            history = cls(path, connection)
            stack.pop_all()
        return history

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def is_current(self) -> bool:
        """True if whoever opened the history now would be given the same file, with the same schema."""
        try:
            return self._opened is not None and self._opened == _state(self._path, self._connection)
        except (sqlite3.Error, OSError):
            return False

    @property
    def folder(self) -> Path:
        """The folder that snapshots and stills are relative to."""
        return self._path.parent

    def events(
        self, query: EventQuery, limit: int | None = None, *, newest_first: bool = False
    ) -> Iterator[Event]:
        """Give the events in order of their start, at most `limit` of them, without holding them all."""
        rows = Search(self._rows, query, newest_first=newest_first).all()
        return map(event_of, islice(rows, limit))

    def sample(self, query: EventQuery, every: int) -> Iterator[Event]:
        """Of the events that match, give about one in so many, spread over all of them, in order.

        They are taken in runs of those that were written one after the other, and so lie together on disk.
        """
        return map(event_of, Search(self._rows, query).all(Condition(f"e.rowid / {RUN} % ? = 0", (every,))))

    def page(
        self, query: EventQuery, limit: int, *, after: str | None = None, newest_first: bool = False
    ) -> Page:
        """Give `limit` events behind the cursor `after`, in the order of `events`.

        A page looks at a bounded number of events, so that it is quick whatever is asked: where matching ones
        are rare it may have fewer, even none, and yet a cursor.

        Raises:
            ValueError: `after` is no cursor, or the limit is below 1.
        """
        if limit < 1:
            raise ValueError(f"limit: expected 1 or more, received {limit}")
        place = None if after is None else Place.of_cursor(after)
        rows, last = Search(self._rows, query, newest_first=newest_first).page(limit, place)
        return Page(tuple(rows), None if last is None else last.cursor)

    def event(self, event_id: str) -> Event | None:
        """The event of this id, hidden or not; None if there is none."""
        shown = conditions(EventQuery(include_hidden=True))
        along = "events e cross join sources s on s.id = e.source_id"
        rows = self._rows(EVENT_COLUMNS, along, (Condition("e.id = ?", (event_id,)), *shown))
        return next(map(event_of, rows), None)

    def traced_events(self, source_id: int, span_us: tuple[int, int] | None = None) -> Iterator[Event]:
        """Every event of a source, hidden ones too, in order of its start, with its trace; none that last.

        Args:
            source_id: The source's.
            span_us: From when until when events begin, on the source's clock; None: all.
        """
        over = "e.source_id = ? and e.id not in (select event_id from lasting_events)"
        where = [Condition(over, (source_id,))]
        if span_us is not None:
            where.append(Condition("e.start_us between ? and ?", span_us))
        along = "events e join sources s on s.id = e.source_id left join traces t on t.event_id = e.id"
        columns = f"{EVENT_COLUMNS}, t.noticed_us, t.points"
        return map(traced_event_of, self._rows(columns, along, where, "order by e.start_us, e.id"))

    def read(self, work: Callable[[sqlite3.Connection], Answer]) -> Answer:
        """Have the history's other tables read."""
        with translated(self._path):
            return work(self._connection)

    def nearest_id(self, event_id: str) -> str | None:
        """The event's id that agrees with a text over the longest beginning; None in an empty history."""
        along = "events e"
        before = self._rows("e.id", along, (Condition("e.id <= ?", (event_id,)),), "order by 1 desc limit 1")
        behind = self._rows("e.id", along, (Condition("e.id > ?", (event_id,)),), "order by 1 limit 1")
        found = [str(row["id"]) for row in (*before, *behind)]
        return max(found, key=lambda other: _shared_beginning(event_id, other), default=None)

    def review(self, event_id: str) -> Review | None:
        """What a person said of an event; None if nobody did."""
        by_id = Condition("event_id = ?", (event_id,))
        columns = "event_id, label, model_label, model_score"
        return next((Review(*row) for row in self._rows(columns, "reviews", (by_id,))), None)

    def reviewed_crops(self) -> Iterator[KeptCrop]:
        """The crops of all events that people reviewed, by event and time, with the label that they gave."""
        along = "crops c join reviews r on r.event_id = c.event_id"
        return self._crops("r", along, ())

    def unreviewed_crops(self, query: EventQuery, limit: int) -> Iterator[KeptCrop]:
        """One crop each of at most so many events that match and that nobody reviewed.

        They come in the order of the events' ids, which is as good as chance, and always the same.
        """
        along = "events e cross join crops c on c.path = (select min(path) from crops where event_id = e.id)"
        unseen = Condition("e.id not in (select event_id from reviews)")
        return islice(self._crops("e", along, (unseen, *conditions(query))), limit)

    def _crops(self, labelled: str, along: str, where: Sequence[Condition]) -> Iterator[KeptCrop]:
        columns = f"c.path, c.event_id, {labelled}.camera, {labelled}.label"
        for row in self._rows(columns, along, where, "order by 2, 1"):
            file = self.folder / row["path"]
            if not file.is_file():
                log.warning("history %s: %s is gone", self._path, row["path"])
                continue
            yield KeptCrop(row["event_id"], row["camera"], row["label"], file.name, file.read_bytes())

    def count(self, query: EventQuery) -> int:
        """How many events match."""
        if query.is_counted and query.since_us is None and query.until_us is None:
            where = count_conditions(query)
            return next(int(row[0] or 0) for row in self._rows("sum(e.count)", "hourly_counts e", where))
        return Search(self._rows, query).count()

    def hourly_counts(self, query: EventQuery) -> tuple[HourlyCount, ...]:
        """How many events began in each UTC hour, per camera and label; unknown hours come last.

        Counts are kept per hour, so `since` and `until` choose whole hours: all that they touch.

        Raises:
            ValueError: The query names a zone, score or source, for which no counts are kept.
        """
        columns = "e.hour_utc_us, e.camera, e.label, e.count"
        return self._counts(columns, "hourly_counts e", count_conditions(query), "")

    def hours(self, query: EventQuery) -> tuple[HourlyCount, ...]:
        """As `hourly_counts`, of any query: counted now, to the microsecond, where no counts are kept."""
        if query.is_counted:
            return self.hourly_counts(query)
        return tuple(HourlyCount(*row) for row in Search(self._rows, query).hours())

    def lengths(self, query: EventQuery) -> tuple[LengthCount, ...]:
        """How long the events were seen."""
        return tuple(LengthCount(*row) for row in Search(self._rows, query).lengths())

    def recount(self) -> tuple[HourlyCount, ...]:
        """Count all events anew, hidden ones too: what the kept counts must equal."""
        columns = "e.hour_utc_us, e.camera, e.label, count(*)"
        return self._counts(
            columns, "events e", conditions(EventQuery(include_hidden=True)), "group by 1, 2, 3"
        )

    def sources(self) -> Iterator[AnalysedSource]:
        """Every source, in the order in which their analyses were first begun."""
        return map(source_of, self._rows("s.*", "sources s", (), "order by s.id"))

    def source(self, source_id: int) -> AnalysedSource | None:
        """The source of this id; None if there is none."""
        by_id = Condition("s.id = ?", (source_id,))
        return next(map(source_of, self._rows("s.*", "sources s", (by_id,))), None)

    def source_of_event(self, event_id: str) -> AnalysedSource | None:
        """The source of an event; None if there is no such event."""
        of_event = Condition("s.id = (select source_id from events where id = ?)", (event_id,))
        return next(map(source_of, self._rows("s.*", "sources s", (of_event,))), None)

    def recordings(self) -> Iterator[Recording]:
        """Every clip, the oldest first."""
        with translated(self._path):
            yield from recordings_of(self._connection)

    def cameras(self) -> tuple[str, ...]:
        """The names of all cameras, sorted."""
        return tuple(row["name"] for row in self._rows("c.name", "cameras c", (), "order by c.name"))

    def _counts(
        self, columns: str, table: str, where: Sequence[Condition], group: str
    ) -> tuple[HourlyCount, ...]:
        rows = self._rows(columns, table, where, f"{group} order by 1 nulls last, 2, 3")
        return tuple(HourlyCount(*row) for row in rows)

    def _rows(
        self, columns: str, along: str, where: Sequence[Condition], end: str = ""
    ) -> Iterator[sqlite3.Row]:
        condition = all_of(where)
        # Only constants of ours are put together; what people give is bound.
        sql = f"select {columns} from {along} where {condition.sql} {end}"  # noqa: S608
        with translated(self._path):
            yield from self._connection.execute(sql, condition.values)


def _shared_beginning(one: str, other: str) -> int:
    """How many characters two texts have in common from their start."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _options(path: Path) -> str:
    """How to open the file for reading.

    Even the readers of a WAL file leave marks beside it. Where they may not, and nobody else has left any,
    the file is read as one that cannot change: a copy on a read-only disk.
    """
    wal = path.with_name(f"{path.name}-wal")
    is_fixed = not os.access(path.parent, os.W_OK) and not wal.exists()
    return "mode=ro&immutable=1" if is_fixed else "mode=rw"


def _state(path: Path, connection: sqlite3.Connection) -> tuple[int, int, int] | None:
    """Which file is at `path`, and the number of its schema's last change; None if read as unchanging."""
    if "immutable" in _options(path):
        return None
    found = path.stat()
    return found.st_dev, found.st_ino, fetch_number(connection, "pragma schema_version")


def _bring_up_to_date(connection: sqlite3.Connection, path: Path) -> None:
    found = version(connection, path)
    if found == 0:
        raise HistoryError(f"history {path}: expected a vedette history, received an empty file")
    if found != len(MIGRATIONS):
        with WriterLock(path):
            migrate(connection, path)
