"""Finds the events that match a query along the index that leaves the least to pass over.

Few filters at once are quick with any index. Of many, or of rare ones, no index gives the matching events
one after the other: others lie between them. So a page of the search looks at a bounded number of events;
where the matching ones are so rare that it finds fewer than it should, it is short, and its cursor goes on
behind the last event that it looked at.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from pipeline.history.event_row import EVENT_COLUMNS
from pipeline.history.page import Place
from pipeline.history.query import Condition, EventQuery, bounds, conditions, ranges
from pipeline.values import GROUPS

Rows = Callable[[str, str, Sequence[Condition], str], Iterator[sqlite3.Row]]
"""Reads columns from tables where conditions hold, with what stands behind them in SQL."""

GLANCE: Final = 1_000
"""Events looked at before anything else is tried: they fill most pages, in a millisecond."""

FEW: Final = 1_000
"""So many events are sorted rather than passed over in order; in some milliseconds."""

MOST: Final = 40_000
"""Events that a page looks at: each takes 0.2 µs, and those that match some more."""

ALONG_ZONE: Final = """cross join events e indexed by events_by_time
    on e.order_us = z.order_us and e.place = z.place and e.start_us = z.start_us and e.id = z.event_id"""
"""SQLite takes a cross join in the order in which it is written: from the zone's key to each event, in the
index that is in the same order and has all that filters look at."""


FIRST: Final = """a.alert_id =
    (select min(alert_id) from alert_events where rule = a.rule and event_id = a.event_id)"""
"""True of the first of several alerts of one rule that an event caused."""


@dataclass(frozen=True, slots=True)
class Way:
    """A table or index along which the events can be read."""

    tables: str
    """What is read first, as SQL."""
    narrowed: tuple[Condition, ...] = ()
    """What it is narrowed to."""
    rest: str = ""
    """How the event is reached from there; empty if it is there already."""
    key: tuple[str, str, str, str] = ("e.order_us", "e.place", "e.start_us", "e.id")
    """The columns that put all events into one order: by UTC start; where that is unknown, behind the rest by
    the source's path and the start in it."""


class Search:
    """Reads the events that match.

    Args:
        rows: Reads the history.
        query: What is wanted.
        newest_first: In which order.
    """

    def __init__(self, rows: Rows, query: EventQuery, *, newest_first: bool = False) -> None:
        self._rows = rows
        self._query = query
        self._order = "desc" if newest_first else "asc"
        self._newest_first = newest_first

    def all(self) -> Iterator[sqlite3.Row]:
        """Give all rows of `EVENT_COLUMNS`, without holding them."""
        return self._found(_ordered(self._query)[0])

    def count(self) -> int:
        """How many events match."""
        way = _ordered(self._query)[0]
        (row,) = self._rows("count(*)", f"{way.tables} {way.rest}", self._where(way), "")
        return int(row[0])

    def page(self, limit: int, after: Place | None) -> tuple[list[sqlite3.Row], Place | None]:
        """Give some rows behind a place, and the place to go on behind; None if there is no more."""
        way, last = self._sparsest(after)
        found = self._some(way, limit, after, last)
        if last is None or len(found) > limit:
            return _cut(found, limit, last)
        few = self._few()
        if few:
            return _cut(self._some(few, limit, after, None), limit, None)
        last = self._place(way, MOST, after)
        return _cut(self._some(way, limit, after, last), limit, last)

    def _sparsest(self, after: Place | None) -> tuple[Way, Place | None]:
        """The way whose next events reach farthest, and how far; None if that is to the end."""
        ways = _ordered(self._query)
        reached = [(self._place(way, GLANCE, after), way) for way in ways]
        for place, way in reached:
            if place is None:
                return way, None
        farthest = min if self._newest_first else max
        place, way = farthest(reached, key=lambda pair: pair[0].values if pair[0] else ())
        return way, place

    def _few(self) -> Way | None:
        """A way to few events only, in whatever order."""
        for way in _unordered(self._query):
            found = self._rows("1", way.tables, way.narrowed, f"limit {FEW + 1}")
            if sum(1 for _ in found) <= FEW:
                return way
        return None

    def _place(self, way: Way, number: int, after: Place | None) -> Place | None:
        """Where the event of this number stands along a way, matching or not; None if there are fewer."""
        columns = ", ".join(f"{column} as k{place}" for place, column in enumerate(way.key))
        where = [*way.narrowed, *bounds(self._query, way.key[0]), *self._behind(way, after)]
        end = f"order by {self._ordering(way)} limit 1 offset {number - 1}"
        return next((Place(*row) for row in self._rows(columns, way.tables, where, end)), None)

    def _some(self, way: Way, limit: int, after: Place | None, last: Place | None) -> list[sqlite3.Row]:
        """One row more than wanted, to tell whether there are more; behind one place and up to another."""
        until = () if last is None else (_beside(way, ">=" if self._newest_first else "<=", last),)
        return list(islice(self._found(way, *self._behind(way, after), *until), limit + 1))

    def _found(self, way: Way, *more: Condition) -> Iterator[sqlite3.Row]:
        along = f"{way.tables} {way.rest} cross join sources s on s.id = e.source_id"
        return self._rows(EVENT_COLUMNS, along, [*self._where(way), *more], f"order by {self._ordering(way)}")

    def _where(self, way: Way) -> list[Condition]:
        return [*way.narrowed, *bounds(self._query, way.key[0]), *conditions(self._query)]

    def _behind(self, way: Way, after: Place | None) -> tuple[Condition, ...]:
        return () if after is None else (_beside(way, "<" if self._newest_first else ">", after),)

    def _ordering(self, way: Way) -> str:
        return ", ".join(f"{column} {self._order}" for column in way.key)


def _beside(way: Way, sign: str, place: Place) -> Condition:
    return Condition(f"({', '.join(way.key)}) {sign} (?, ?, ?, ?)", place.values)


def _cut(found: list[sqlite3.Row], limit: int, last: Place | None) -> tuple[list[sqlite3.Row], Place | None]:
    """The rows that were wanted, and the place of the last that was looked at."""
    return found[:limit], Place.of_row(found[limit - 1]) if len(found) > limit else last


def _ordered(query: EventQuery) -> list[Way]:
    """The ways that go in the order of all events, the one that is sparsest in most histories first."""
    ways = []
    if query.zone is not None:
        key = ("z.order_us", "z.place", "z.start_us", "z.event_id")
        ways.append(Way("event_zones z", (Condition("z.zone = ?", (query.zone,)),), ALONG_ZONE, key))
    if query.label is not None:
        column, index = ("label_group", "group") if query.label in GROUPS else ("label", "label")
        named = Condition(f"e.{column} = ?", (query.label,))
        ways.append(Way(f"events e indexed by events_by_{index}", (named,)))
    if query.camera is not None:
        named = Condition("e.camera = ?", (query.camera,))
        ways.append(Way("events e indexed by events_by_camera", (named,)))
    return ways or [Way("events e indexed by events_by_time")]


def _unordered(query: EventQuery) -> Iterator[Way]:
    """The ways that lead to few events, perhaps."""
    if query.is_reviewed:
        yield Way("reviews r", rest="cross join events e on e.id = r.event_id")
    if query.rule is not None:
        named = Condition("a.rule = ?", (query.rule,))
        yield Way("alert_events a", (named, Condition(FIRST)), "cross join events e on e.id = a.event_id")
    if query.has_recording:
        yield Way("events e indexed by events_with_recording", (Condition("e.recording is not null"),))
    for index, narrowed in ranges(query).items():
        yield Way(f"events e indexed by {index}", tuple(narrowed))
