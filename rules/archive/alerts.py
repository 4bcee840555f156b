"""The table of alerts: written within a transaction, read by anyone."""

import base64
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from pipeline.history.page import LARGEST
from pipeline.history.query import LATEST_US, Condition
from rules.alert import Alert
from rules.archive.alert_query import AlertQuery, conditions
from rules.archive.judging import Ruling
from rules.judgement import Reason

KEY: Final = "order_us, place, time_us, id"
"""What orders alerts, and so what a cursor holds."""

Standing = tuple[int, int, int, str]
"""The values of `KEY`."""

PATH: Final = "(select path from sources where id = a.source_id)"
"""Of the footage; null for a test."""

WRITE: Final = """
insert into alerts (id, rule, camera, source_id, time_us, utc_us, label, score, event_ids, zones, reasons,
    withheld, snapshot, is_live, is_late, is_test)
values (:id, :rule, :camera, :source_id, :time_us, :utc_us, :label, :score, :event_ids, :zones, :reasons,
    :withheld, :snapshot, :is_live, :is_late, :is_test)
on conflict (id) do update set source_id = excluded.source_id, utc_us = excluded.utc_us,
    label = excluded.label, score = excluded.score, event_ids = excluded.event_ids, zones = excluded.zones,
    reasons = excluded.reasons, withheld = excluded.withheld, snapshot = excluded.snapshot
"""


@dataclass(frozen=True, slots=True)
class AlertPage:
    """Some alerts, and how to go on behind them."""

    rulings: tuple[Ruling, ...]
    cursor: str | None
    """Give it back to read on; None if there is no more."""


class Alerts:
    """Reads and writes the table over a connection; transactions are the caller's."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def keep(self, ruling: Ruling, source_id: int | None) -> None:
        """Store an alert; one that is there already is brought up to date."""
        self._connection.execute(WRITE, _row(ruling, source_id))

    def illustrate(self, alert_id: str) -> None:
        """Have an alert without a picture show that of its first event, if it has one by now."""
        sql = """update alerts set snapshot = (select snapshot from events where id = event_ids ->> 0)
            where id = ? and snapshot is null"""
        self._connection.execute(sql, (alert_id,))

    def remove(self, ids: Iterable[str]) -> None:
        """Remove alerts that rules no longer give."""
        sql = "delete from alerts where id in (select value from json_each(?))"
        self._connection.execute(sql, (json.dumps(list(ids)),))

    def of(
        self, query: AlertQuery, limit: int | None = None, *, newest_first: bool = True
    ) -> Iterator[Ruling]:
        """Give the alerts that match, the newest first unless asked otherwise.

        Those of unknown time come behind all others: as with events.
        """
        return map(_ruling, islice(self._rows(conditions(query), newest_first=newest_first), limit))

    def of_id(self, alert_id: str) -> Ruling | None:
        """The alert of this id; None if there is none."""
        rows = self._rows([Condition("id = ?", (alert_id,))], newest_first=False)
        return next(map(_ruling, rows), None)

    def page(self, query: AlertQuery, limit: int, after: str | None = None) -> AlertPage:
        """Give `limit` alerts behind the cursor `after`, the newest first.

        Raises:
            ValueError: `after` is no cursor, or the limit is below 1.
        """
        if limit < 1:
            raise ValueError(f"limit: expected 1 or more, received {limit}")
        place = None if after is None else _place(after)
        found = self._rows(conditions(query), newest_first=True, behind=place)
        rows = list(islice(found, limit + 1))
        cursor = _cursor(rows[limit - 1]) if len(rows) > limit else None
        return AlertPage(tuple(map(_ruling, rows[:limit])), cursor)

    def _rows(
        self, where: Iterable[Condition], *, newest_first: bool, behind: Standing | None = None
    ) -> Iterator[Mapping[str, Any]]:
        """Read alerts in order; the newest first, those of unknown time are a chapter of their own."""
        parts = list(where)
        if not newest_first:
            yield from self._ordered(parts, "asc")
            return
        further = [Condition(f"({KEY}) < (?, ?, ?, ?)", behind)] if behind else []
        if behind is None or behind[0] < LATEST_US:
            yield from self._ordered([*parts, *further, Condition("order_us < ?", (LATEST_US,))], "desc")
            further = []
        yield from self._ordered([*parts, *further, Condition("order_us = ?", (LATEST_US,))], "desc")

    def _ordered(self, parts: Sequence[Condition], direction: str) -> Iterator[Mapping[str, Any]]:
        condition = " and ".join(part.sql for part in parts) or "true"
        values = [value for part in parts for value in part.values]
        order = ", ".join(f"{column} {direction}" for column in KEY.split(", "))
        # Only constants of ours are put together; what people give is bound.
        sql = f"select a.*, {PATH} as path from alerts a where {condition} order by {order}"  # noqa: S608
        found = self._connection.execute(sql, values)
        names = [column[0] for column in found.description]
        return (dict(zip(names, row, strict=True)) for row in found)


def _row(ruling: Ruling, source_id: int | None) -> dict[str, object]:
    alert = ruling.alert
    told = alert.to_json()
    return {
        "id": alert.id,
        "rule": alert.rule,
        "camera": alert.camera,
        "source_id": source_id,
        "time_us": alert.time_us,
        "utc_us": alert.utc_us,
        "label": alert.label,
        "score": alert.score,
        "event_ids": json.dumps(told["events"]),
        "zones": json.dumps(told["zones"], ensure_ascii=False),
        "reasons": json.dumps(told["reasons"], ensure_ascii=False),
        "withheld": ruling.withheld,
        "snapshot": alert.snapshot,
        "is_live": int(alert.is_live),
        "is_late": int(alert.is_late),
        "is_test": int(alert.is_test),
    }


def _ruling(row: Mapping[str, Any]) -> Ruling:
    alert = Alert(
        id=row["id"],
        rule=row["rule"],
        camera=row["camera"],
        time_us=row["time_us"],
        utc_us=row["utc_us"],
        label=row["label"],
        score=row["score"],
        events=tuple(json.loads(row["event_ids"])),
        zones=tuple(json.loads(row["zones"])),
        reasons=tuple(Reason(**reason) for reason in json.loads(row["reasons"])),
        snapshot=row["snapshot"],
        is_live=bool(row["is_live"]),
        is_test=bool(row["is_test"]),
        is_late=bool(row["is_late"]),
    )
    return Ruling(alert, row["withheld"], row["path"])


def _cursor(row: Mapping[str, Any]) -> str:
    place = [row[column] for column in KEY.split(", ")]
    return base64.urlsafe_b64encode(json.dumps(place).encode("utf-8")).decode("ascii")


def _place(cursor: str) -> Standing:
    """Read a page's cursor.

    Raises:
        ValueError: It is no cursor of ours.
    """
    try:
        order_us, place, time_us, alert_id = json.loads(
            base64.b64decode(cursor, altchars=b"-_", validate=True)
        )
    except (ValueError, TypeError, RecursionError) as error:
        raise ValueError(f"cursor: expected one that a page gave, received {cursor!r:.200}") from error
    numbers = (order_us, place, time_us)
    if not all(type(number) is int and abs(number) <= LARGEST for number in numbers):
        raise ValueError(f"cursor: expected one that a page gave, received {cursor!r:.200}")
    return order_us, place, time_us, str(alert_id)
