"""Works the queue off: takes in what is given, sends out what is due, notes what became of it."""

import logging
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from pipeline.back_off import BackOff
from pipeline.errors import DeliveryRefused
from pipeline.history.database import transaction
from rules.actions.target import DAY_US
from rules.alert import Alert
from rules.delivery.courier import Courier, Outcome
from rules.delivery.deliveries import Deliveries
from rules.delivery.delivery import Delivery
from rules.delivery.lanes import Lanes
from rules.delivery.verdict import Judge, Verdict
from rules.plan import Action

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """How deliveries are worked off."""

    at_once: int = 8
    """Attempts at once, one a target: each is a thread that mostly waits; half of them are for targets that
    failed last time."""
    keep_days: int = 30
    """What was delivered is forgotten after so long, so that the file does not grow for ever."""
    back_off: BackOff = field(default_factory=BackOff)

    def __post_init__(self) -> None:
        """Refuse what would stand still."""
        if self.at_once < 1 or self.keep_days < 1:
            raise ValueError(f"expected at_once and keep_days of 1 or more, received {self}")


@dataclass(frozen=True, slots=True)
class Given:
    """An alert to deliver."""

    alert: Alert
    actions: tuple[Action, ...]


class Desk:
    """Owns the queue's state in memory; one thread calls it. Attempts are made in threads of their own."""

    def __init__(
        self,
        courier: Courier,
        settings: DeskSettings,
        chance: Random,
        report: Callable[[Outcome], None],
    ) -> None:
        self._courier = courier
        self._now = courier.now
        self._report = report
        self._keep_us = settings.keep_days * DAY_US
        self._forget_us = 0
        self._lanes = Lanes(settings.at_once)
        self._judge = Judge(self._lanes, settings.back_off, chance)
        self._given: list[Given] = []
        self._verdicts: list[Verdict] = []

    @property
    def in_flight(self) -> int:
        """Attempts that have begun and not ended."""
        return self._lanes.in_flight

    @property
    def unwritten(self) -> int:
        """What was given and reported, and is not on disk yet."""
        return len(self._given) + len(self._verdicts)

    def take(self, item: Given | Outcome) -> None:
        """Take in an alert, or what became of an attempt; written at the next `work`."""
        if isinstance(item, Given):
            self._given.append(item)
        else:
            self._verdicts.append(self._judge.verdict(item, self._now()))

    def work(self, connection: sqlite3.Connection, *, may_send: bool) -> float | None:
        """Write what was taken in, and begin the attempts that are due.

        Returns:
            Seconds until there is more to do; None if that is not known.
        """
        deliveries = Deliveries(connection)
        if self.unwritten or (may_send and self._wait_s(deliveries) == 0):
            claimed = self._write(connection, deliveries, may_send=may_send)
            self._given.clear()
            self._verdicts.clear()
            for delivery in claimed:
                self._begin(delivery)
        return self._wait_s(deliveries) if may_send else None

    def _write(
        self, connection: sqlite3.Connection, deliveries: Deliveries, *, may_send: bool
    ) -> list[Delivery]:
        """Write and claim in one transaction; an attempt that is not on disk as begun is not made."""
        claimed: list[Delivery] = []
        try:
            with transaction(connection):
                for given in self._given:
                    self._add(deliveries, given)
                for verdict in self._verdicts:
                    verdict.write(deliveries)
                self._forget(deliveries)
                while may_send and (delivery := self._claim(deliveries)):
                    claimed.append(delivery)
        except BaseException:
            for delivery in claimed:
                self._lanes.drop(delivery.target)
            raise
        return claimed

    def _add(self, deliveries: Deliveries, given: Given) -> None:
        for action in given.actions:
            try:
                target = self._courier.targets.of(action.kind, action.settings)
            except DeliveryRefused as error:
                log.error("rule %s: %s", given.alert.rule, error)  # noqa: TRY400 - one line for people
            else:
                deliveries.add(Delivery.new(given.alert, action, target, self._now()))

    def _forget(self, deliveries: Deliveries) -> None:
        now_us = self._now()
        if now_us >= self._forget_us:
            self._forget_us = now_us + DAY_US
            deliveries.forget(now_us - self._keep_us)

    def _claim(self, deliveries: Deliveries) -> Delivery | None:
        if not self._lanes.has_room:
            return None
        now_us = self._now()
        delivery = deliveries.claim(now_us, self._lanes.closed(now_us))
        if delivery:
            self._lanes.begin(delivery.target)
        return delivery

    def _begin(self, delivery: Delivery) -> None:
        name = f"delivery to {delivery.target}"
        threading.Thread(target=self._carry, args=[delivery], name=name, daemon=True).start()

    def _carry(self, delivery: Delivery) -> None:
        self._report(self._courier.carry(delivery))

    def _wait_s(self, deliveries: Deliveries) -> float | None:
        """Seconds until a delivery is due to a target that may be sent to; None if none is in sight."""
        if not self._lanes.has_room:
            return None
        now_us = self._now()
        moments = (deliveries.next_due_us(self._lanes.closed(now_us)), self._lanes.next_open_us(now_us))
        known = [moment for moment in moments if moment is not None]
        return max(0, min(known) - now_us) / 1e6 if known else None
