"""The queue of deliveries: its rows in the history's file."""

import json
import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from pipeline.errors import DeliveryError
from pipeline.history.database import fetch_number
from rules.alert import Alert
from rules.delivery.delivery import Delivery, State, one_line

_COLUMNS = """id, alert, kind, target, settings, state, attempts, created_utc_us, next_try_utc_us,
    give_up_utc_us, deadline_utc_us, settled_utc_us, error"""

_HEADS = """
    with recursive targets (name) as (
        select min(target) from deliveries where state = 'waiting'
        union all
        select (select min(target) from deliveries where state = 'waiting' and target > name)
        from targets where name is not null)
    select id, target, next_try_utc_us, deadline_utc_us is not null from targets
    join deliveries on id = (
        select id from deliveries where state = 'waiting' and target = name
        order by next_try_utc_us limit 1)"""
"""The next delivery to each target: one step down the index a target, however many wait for it."""


@dataclass(frozen=True, slots=True)
class Head:
    """The next delivery to a target."""

    delivery_id: str
    target: str
    next_try_us: int
    is_urgent: bool
    """It has a deadline."""


class Deliveries:
    """Reads and writes the queue over a connection; transactions are the caller's."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def add(self, delivery: Delivery) -> None:
        """Have something delivered; nothing changes if it is there already, whatever its state."""
        self._connection.execute(
            """insert into deliveries (id, alert_id, kind, target, settings, alert, state, attempts,
                created_utc_us, next_try_utc_us, give_up_utc_us, deadline_utc_us)
            values (?, ?, ?, ?, ?, ?, 'waiting', 0, ?, ?, ?, ?) on conflict (id) do nothing""",
            (
                delivery.id,
                delivery.alert.id,
                delivery.kind,
                delivery.target,
                json.dumps(delivery.settings, ensure_ascii=False),
                json.dumps(delivery.alert.to_json(), ensure_ascii=False),
                delivery.created_us,
                delivery.next_try_us,
                delivery.give_up_us,
                delivery.deadline_us,
            ),
        )

    def next_due_us(self, closed: Collection[str]) -> int | None:
        """When the next delivery to any but these targets is due; None if nothing waits."""
        return min((head.next_try_us for head in self._heads(closed)), default=None)

    def claim(self, now_us: int, closed: Collection[str]) -> Delivery | None:
        """Begin an attempt at what is due, to any but these targets; what has a deadline goes first."""
        due = [head for head in self._heads(closed) if head.next_try_us <= now_us]
        if not due:
            return None
        first = min(due, key=lambda head: (not head.is_urgent, head.next_try_us))
        sql = "update deliveries set state = 'sending', attempts = attempts + 1 where id = ?"
        self._connection.execute(sql, (first.delivery_id,))
        return self.of_id(first.delivery_id)

    def settle(self, delivery_id: str, state: State, now_us: int, error: str | None = None) -> None:
        """Note that a delivery is over."""
        sql = "update deliveries set state = ?, settled_utc_us = ?, error = ? where id = ?"
        self._connection.execute(sql, (state, now_us, error and one_line(error), delivery_id))

    def postpone(self, delivery_id: str, next_try_us: int, error: str) -> None:
        """Note that an attempt failed, and when there is to be another."""
        sql = "update deliveries set state = 'waiting', next_try_utc_us = ?, error = ? where id = ?"
        self._connection.execute(sql, (next_try_us, one_line(error), delivery_id))

    def release(self) -> int:
        """Have all attempts that were begun and are not known to have ended made again; how many."""
        sql = "update deliveries set state = 'waiting' where state = 'sending'"
        return self._connection.execute(sql).rowcount

    def resend(self, delivery_id: str, now_us: int) -> None:
        """Have a delivery that was given up tried again, for as long as at first.

        Raises:
            DeliveryError: There is none of this id, or it was not given up.
        """
        delivery = self.of_id(delivery_id)
        if delivery.state != "given up":
            raise DeliveryError(
                f"delivery {delivery_id}: expected one that was given up, received {delivery.state}"
            )
        sql = """update deliveries set state = 'waiting', attempts = 0, settled_utc_us = null,
            created_utc_us = ?1, next_try_utc_us = ?1, give_up_utc_us = ?1 + give_up_utc_us - created_utc_us
            where id = ?2"""
        self._connection.execute(sql, (now_us, delivery_id))

    def forget(self, before_us: int) -> int:
        """Remove what was delivered before a time, on time or late; how many. What was given up stays."""
        sql = "delete from deliveries where state in ('delivered', 'late') and settled_utc_us < ?"
        return self._connection.execute(sql, (before_us,)).rowcount

    def of_id(self, delivery_id: str) -> Delivery:
        """The delivery of this id.

        Raises:
            DeliveryError: There is none.
        """
        found = self._select("id = ?", (delivery_id,))
        if not found:
            raise DeliveryError(f"delivery: expected the id of one, received {delivery_id!r}")
        return found[0]

    def of_alert(self, alert_id: str) -> list[Delivery]:
        """All deliveries of an alert, in the order of their targets' names."""
        return self._select("alert_id = ? order by target, id", (alert_id,))

    def latest(self, limit: int) -> list[Delivery]:
        """What was asked for last, whatever became of it, latest first."""
        return self._select("true order by created_utc_us desc, id limit ?", (limit,))

    def given_up(self) -> list[Delivery]:
        """What did not get to its target, latest first."""
        return self._select("state = 'given up' order by settled_utc_us desc, id")

    def count(self, state: State) -> int:
        """How many deliveries are in a state."""
        return fetch_number(self._connection, "select count(*) from deliveries where state = ?", (state,))

    def _heads(self, closed: Collection[str]) -> list[Head]:
        heads = [Head(*row) for row in self._connection.execute(_HEADS)]
        return [head for head in heads if head.target not in closed]

    def _select(self, where: str, parameters: Iterable[object] = ()) -> list[Delivery]:
        sql = f"select {_COLUMNS} from deliveries where {where}"  # noqa: S608 - no values in the text
        return [_delivery(row) for row in self._connection.execute(sql, tuple(parameters))]


def _delivery(row: tuple[Any, ...]) -> Delivery:
    key, alert, kind, target, settings, *rest = row
    return Delivery(key, Alert.from_json(json.loads(alert)), kind, target, json.loads(settings), *rest)
