"""Finds the events of a stretch that match a query, along the index that leaves the least to pass over.

Few filters at once are quick with any index. Of many, or of rare ones, no index gives the matching events
one after the other: others lie between them. So a page of the search looks at a bounded number of events;
where the matching ones are so rare that it finds fewer than it should, it is short, and its cursor goes on
behind the last event that it looked at.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.history.event_row import EVENT_COLUMNS
from pipeline.history.page import Place
from pipeline.history.query import (
    LATEST_US,
    Condition,
    EventQuery,
    all_of,
    conditions,
    earliest,
    ranges,
)
from pipeline.values import GROUPS

Rows = Callable[[str, str, Sequence[Condition], str], Iterator[sqlite3.Row]]
"""Reads columns from tables where conditions hold, with what stands behind them in SQL."""

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


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """How many events a page looks at."""

    glance: int = 1_000
    """Before anything else is tried: they fill most pages, in a millisecond."""
    few: int = 1_000
    """So many are sorted rather than passed over in order; in some milliseconds."""
    further: int = 7_000
    """Behind those, if they filled none: each takes half a microsecond, and those that match some more."""
    further_looked_up: int = 1_000
    """Likewise, if other tables must be asked of each, which takes some microseconds."""

    def __post_init__(self) -> None:
        """Refuse what would never go on."""
        if min(self.glance, self.few, self.further, self.further_looked_up) < 1:
            raise ValueError(f"expected 1 event or more, received {self}")


BY_TIME: Final = Way("events e indexed by events_by_time")

SOURCE: Final = "cross join sources s on s.id = e.source_id"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the order of all events, by the first column of their key."""

    from_us: int | None = None
    until_us: int | None = None


WHOLE: Final = Span()
DATED: Final = Span(until_us=LATEST_US)
UNDATED: Final = Span(from_us=LATEST_US)


@dataclass(frozen=True, slots=True)
class Chapter:
    """Reads the events of a span that match, from one end to the other."""

    rows: Rows
    """Reads the history."""
    query: EventQuery
    """What is wanted."""
    span: Span
    """Which of the events."""
    newest_first: bool
    """In which order."""
    settings: SearchSettings
    """How many events a page looks at."""

    def all(self, *more: Condition) -> Iterator[sqlite3.Row]:
        """Give all rows of `EVENT_COLUMNS` of which more is true, too, without holding them."""
        way = ordered(self.query)[0]
        return self.rows(
            EVENT_COLUMNS,
            f"{way.tables} {way.rest} {SOURCE}",
            [*self._stretch(way), *conditions(self.query), *more],
            f"order by {self._ordering(way)}",
        )

    def counted(self, columns: str, end: str) -> Iterator[sqlite3.Row]:
        """Give columns of all that match, together, with what stands behind them in SQL."""
        way = ordered(self.query)[0]
        where = [*self._stretch(way), *conditions(self.query)]
        return self.rows(columns, f"{way.tables} {way.rest}", where, end)

    def page(self, limit: int, after: Place | None) -> tuple[list[sqlite3.Row], Place | None]:
        """Give some rows behind a place, and the place to go on behind; None if there is no more."""
        way, last = self._sparsest(after)
        found = self._some(way, limit, after, last)
        if last is None or len(found) > limit:
            return _cut(found, limit, last)
        few = self._few()
        if few:
            return _cut(self._some(few, limit, after, None), limit, None)
        end = self._place(way, self._further, last)
        return _cut(found + self._some(way, limit - len(found), last, end), limit, end)

    @property
    def _direction(self) -> str:
        return "desc" if self.newest_first else "asc"

    @property
    def _further(self) -> int:
        """How many events a page looks at behind its first glance."""
        looked_up = (self.query.zone, self.query.rule, self.query.is_reviewed)
        is_looked_up = any(one is not None for one in looked_up)
        return self.settings.further_looked_up if is_looked_up else self.settings.further

    def _sparsest(self, after: Place | None) -> tuple[Way, Place | None]:
        """The way whose next events reach farthest, and how far; None if that is to the end."""
        ways = ordered(self.query)
        reached = [(self._place(way, self.settings.glance, after), way) for way in ways]
        for place, way in reached:
            if place is None:
                return way, None
        farthest = min if self.newest_first else max
        place, way = farthest(reached, key=lambda pair: pair[0].values if pair[0] else ())
        return way, place

    def _few(self) -> Way | None:
        """A way to few events only, in whatever order."""
        for way in _unordered(self.query):
            more = self.rows("1", way.tables, way.narrowed, f"limit 1 offset {self.settings.few}")
            if next(more, None) is None:
                return way
        return None

    def _place(self, way: Way, number: int, after: Place | None) -> Place | None:
        """Where the event of this number stands along a way, matching or not; None if there are fewer."""
        columns = ", ".join(f"{column} as k{place}" for place, column in enumerate(way.key))
        end = f"order by {self._ordering(way)} limit 1 offset {number - 1}"
        found = self.rows(columns, way.tables, self._stretch(way, after), end)
        return next((Place(*row) for row in found), None)

    def _some(self, way: Way, limit: int, after: Place | None, last: Place | None) -> list[sqlite3.Row]:
        """One row more than wanted, to tell whether there are more; behind one place and up to another.

        The events are found in the indices first; only those that are wanted have their rows read and sorted.
        """
        where = all_of([*self._stretch(way, after, last), *conditions(self.query)])
        rowids = f"""select e.rowid from {way.tables} {way.rest} where {where.sql}
            order by {self._ordering(way)} limit {limit + 1}"""  # noqa: S608  # our own words; values are bound
        found = Condition(f"e.rowid in ({rowids})", where.values)
        along = f"events e not indexed {SOURCE}"
        return list(self.rows(EVENT_COLUMNS, along, (found,), f"order by {self._ordering(BY_TIME)}"))

    def _stretch(self, way: Way, after: Place | None = None, last: Place | None = None) -> list[Condition]:
        """What part of a way is read. It has one bound on each side, since SQLite skips to one alone."""
        low, high = (last, after) if self.newest_first else (after, last)
        low_sign, high_sign = (">=", "<") if self.newest_first else (">", "<=")
        bounds = (
            _beside(way, low_sign, low) if low else self._earliest(way),
            _beside(way, high_sign, high) if high else self._latest(way),
        )
        return [*way.narrowed, *(bound for bound in bounds if bound)]

    def _earliest(self, way: Way) -> Condition | None:
        if self.span.from_us is not None:
            return Condition(f"{way.key[0]} >= ?", (self.span.from_us,))
        found = earliest(self.query)
        return found and Condition(f"{way.key[0]} >= {found.sql}", found.values)

    def _latest(self, way: Way) -> Condition | None:
        until_us = self.span.until_us if self.query.until_us is None else self.query.until_us
        return None if until_us is None else Condition(f"{way.key[0]} < ?", (until_us,))

    def _ordering(self, way: Way) -> str:
        return ", ".join(f"{column} {self._direction}" for column in way.key)


def _beside(way: Way, sign: str, place: Place) -> Condition:
    return Condition(f"({', '.join(way.key)}) {sign} (?, ?, ?, ?)", place.values)


def _cut(found: list[sqlite3.Row], limit: int, last: Place | None) -> tuple[list[sqlite3.Row], Place | None]:
    """The rows that were wanted, and the place of the last that was looked at."""
    return found[:limit], Place.of_row(found[limit - 1]) if len(found) > limit else last


def ordered(query: EventQuery) -> list[Way]:
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
    return ways or [BY_TIME]


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
