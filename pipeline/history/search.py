"""Finds the events that match a query, in order: by their time, and behind those the ones of unknown time."""

import sqlite3
from collections.abc import Iterator
from itertools import chain
from typing import Final

from pipeline.history.chapter import DATED, UNDATED, WHOLE, Chapter, Rows, SearchSettings, Span
from pipeline.history.page import Place
from pipeline.history.query import HOUR_US, LATEST_US, Condition, EventQuery

TENTH_US: Final = 100_000
"""A tenth of a second."""


class Search:
    """Reads the events that match.

    The oldest first, all is one chapter: the history's indices have events of unknown time behind all others.
    The newest first, those would come before the newest; so they are a chapter of their own, read last.

    Args:
        rows: Reads the history.
        query: What is wanted.
        newest_first: In which order.
        settings: How many events a page looks at.
    """

    def __init__(
        self,
        rows: Rows,
        query: EventQuery,
        *,
        newest_first: bool = False,
        settings: SearchSettings | None = None,
    ) -> None:
        settings = settings or SearchSettings()

        def chapter(span: Span) -> Chapter:
            return Chapter(rows, query, span, newest_first, settings)

        self._whole = chapter(WHOLE)
        self._chapters = [chapter(DATED), chapter(UNDATED)] if newest_first else [self._whole]

    def all(self, *more: Condition) -> Iterator[sqlite3.Row]:
        """Give all rows of `EVENT_COLUMNS` of which more is true, too, without holding them."""
        return chain.from_iterable(chapter.all(*more) for chapter in self._chapters)

    def page(self, limit: int, after: Place | None) -> tuple[list[sqlite3.Row], Place | None]:
        """Give some rows behind a place, and the place to go on behind; None if there is no more."""
        *dated, last = self._chapters
        if not dated or (after and after.order_us == LATEST_US):
            return last.page(limit, after)
        rows, place = dated[0].page(limit, after)
        if place:
            return rows, place
        if len(rows) < limit:
            more, place = last.page(limit - len(rows), None)
            return [*rows, *more], place
        more, place = last.page(1, None)
        return rows, Place.of_row(rows[-1]) if more or place else None

    def count(self) -> int:
        """How many events match."""
        (row,) = self._whole.counted("count(*)", "")
        return int(row[0])

    def hours(self) -> Iterator[sqlite3.Row]:
        """Give the UTC hour (null where it is unknown), the camera, the label, and how many began in it."""
        within = f"(e.order_us % {HOUR_US} + {HOUR_US}) % {HOUR_US}"  # before 1970 the remainder is negative
        hour = f"case when e.order_us < {LATEST_US} then e.order_us - {within} end"
        columns = f"{hour}, e.camera, e.label, count(*)"
        return self._whole.counted(columns, "group by 1, 2, 3 order by 1 nulls last, 2, 3")

    def lengths(self) -> Iterator[sqlite3.Row]:
        """Give the label, a length in tenths of seconds, and how many events are that long."""
        columns = f"e.label, (e.end_us - e.start_us + {TENTH_US // 2}) / {TENTH_US}, count(*)"
        return self._whole.counted(columns, "group by 1, 2 order by 1, 2")
