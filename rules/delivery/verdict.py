"""What follows from an attempt: done, given up, or tried again, and when."""

import logging
from dataclasses import dataclass
from random import Random

from pipeline.back_off import BackOff
from rules.delivery.courier import Outcome
from rules.delivery.deliveries import Deliveries
from rules.delivery.delivery import Delivery, State
from rules.delivery.lanes import Lanes

log = logging.getLogger(__name__)

SOONEST_US = 5_000
"""Between two attempts at a delivery that has a deadline."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be written of a delivery."""

    delivery_id: str
    state: State
    at_us: int
    """When it is settled, or when it is tried again if it waits."""
    error: str | None

    def write(self, deliveries: Deliveries) -> None:
        """Write it."""
        if self.state == "waiting":
            deliveries.postpone(self.delivery_id, self.at_us, self.error or "no reason given")
        else:
            deliveries.settle(self.delivery_id, self.state, self.at_us, self.error)


@dataclass(frozen=True, slots=True)
class Judge:
    """Decides by outcome, and keeps the lanes informed."""

    lanes: Lanes
    back_off: BackOff
    chance: Random

    def verdict(self, outcome: Outcome, now_us: int) -> Verdict:
        """Decide what becomes of a delivery after an attempt."""
        delivery, error = outcome.delivery, outcome.error
        if outcome.result == "failed":
            return self._failed(outcome, now_us)
        if self.lanes.succeed(delivery.target):
            log.info("%s: reached again", delivery.target)
        if outcome.result == "refused":
            return self._given_up(outcome, now_us)
        if error:
            log.warning("%s: %s", delivery.target, error)
        return Verdict(delivery.id, outcome.result, now_us, error)

    def _failed(self, outcome: Outcome, now_us: int) -> Verdict:
        delivery = outcome.delivery
        failures = self.lanes.fail(delivery.target)
        if now_us >= delivery.give_up_us:
            return self._given_up(outcome, now_us)
        if failures == 1:
            log.warning("%s: %s; will be tried again", delivery.target, outcome.error)
        again_us = min(self._again_us(outcome, failures, now_us), delivery.give_up_us)
        return Verdict(delivery.id, "waiting", again_us, outcome.error)

    def _again_us(self, outcome: Outcome, failures: int, now_us: int) -> int:
        """When to try again. The target rests too, unless a deadline is nearer than its recovery."""
        delivery, least_us = outcome.delivery, outcome.retry_after_us or 0
        if delivery.deadline_us is not None:
            return now_us + self._dash_us(delivery, now_us)
        self.lanes.rest(delivery.target, now_us + max(least_us, self.back_off.wait_us(failures, self.chance)))
        return now_us + max(least_us, self.back_off.wait_us(delivery.attempts, self.chance))

    def _dash_us(self, delivery: Delivery, now_us: int) -> int:
        """A wait that leaves time for further attempts before the deadline."""
        spare_us = max(0, (delivery.deadline_us or 0) - now_us)
        return max(SOONEST_US, round(self.chance.uniform(0, spare_us / 2)))

    def _given_up(self, outcome: Outcome, now_us: int) -> Verdict:
        delivery, error = outcome.delivery, outcome.error or "no reason given"
        log.error("%s: given up after %d attempts: %s", delivery.target, delivery.attempts, error)
        return Verdict(delivery.id, "given up", now_us, error)
