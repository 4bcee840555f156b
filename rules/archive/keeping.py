"""Writes into the history what rules made of a source."""

import json
import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from rules.archive.alert_query import AlertQuery
from rules.archive.alerts import Alerts
from rules.archive.judging import Judgement, Ruling

INSERT_ZONES: Final = """
insert into event_zones (zone, order_us, place, start_us, event_id, label)
select z.value, e.order_us, e.place, e.start_us, e.id, e.label
from json_each(:zones) touched join events e on e.id = touched.key, json_each(touched.value) z
"""


@dataclass(frozen=True, slots=True)
class Change:
    """How the alerts of a source differ from those that it had; only those that people are told of count."""

    before: int
    new: int
    gone: int

    @property
    def now(self) -> int:
        """How many there are."""
        return self.before + self.new - self.gone

    def __add__(self, other: "Change") -> "Change":
        return Change(self.before + other.before, self.new + other.new, self.gone + other.gone)


NO_CHANGE: Final = Change(0, 0, 0)


def keep(connection: sqlite3.Connection, judgement: Judgement, rulings: Collection[Ruling]) -> Change:
    """Store alerts and the zones of events, in place of those that the source had; in one transaction.

    Args:
        connection: In a transaction of the history's writer.
        judgement: What rules made of the source.
        rulings: Those of its rulings that are to be kept.
    """
    source_id = judgement.source.id
    alerts = Alerts(connection)
    had = {
        ruling.alert.id: ruling for ruling in alerts.of(AlertQuery(source_id=source_id, with_withheld=True))
    }
    has = {ruling.alert.id: ruling for ruling in rulings}
    alerts.remove(had.keys() - has.keys())
    for ruling in has.values():
        alerts.keep(ruling, source_id)
    _keep_zones(connection, source_id, judgement.zones)
    before, now = _told(had), _told(has)
    return Change(len(before), len(now - before), len(before - now))


def _told(rulings: Mapping[str, Ruling]) -> set[str]:
    return {alert_id for alert_id, ruling in rulings.items() if ruling.withheld is None}


def _keep_zones(connection: sqlite3.Connection, source_id: int, zones: Mapping[str, tuple[str, ...]]) -> None:
    sql = "delete from event_zones where event_id in (select id from events where source_id = ?)"
    connection.execute(sql, (source_id,))
    connection.execute(INSERT_ZONES, {"zones": json.dumps(dict(zones), ensure_ascii=False)})
