"""Where alerts are handed in: has done what rules ask of this program, and has the rest delivered."""

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Self

from pipeline.history.database import connect, translated
from rules.actions.effects import Effects
from rules.actions.targets import OUTWARD, Targets
from rules.alert import Alert
from rules.delivery.courier import Courier
from rules.delivery.deliveries import Deliveries
from rules.delivery.delivery import Delivery
from rules.delivery.desk import Given
from rules.delivery.office import Announced, Office, OfficeSettings, Wake
from rules.plan import Action, Plan

log = logging.getLogger(__name__)

LOOK_EVERY_S = 0.02
"""How often `first_tries` looks: sooner than a person notices."""


@dataclass(frozen=True, slots=True)
class DispatchSettings:
    """How alerts are handed on."""

    late_after_s: float = 300.0
    """An alert that leaves later than this is marked late: five minutes on, nobody can run to the gate."""
    sends_footage: bool = False
    """Alerts from the analysis of footage go outside too, marked late; else only live ones and tests do."""
    most_waiting: int = 10_000
    """Alerts that may wait while the disk does not answer: 20 MB. Further ones are lost, loudly."""
    office: OfficeSettings = field(default_factory=OfficeSettings)

    def __post_init__(self) -> None:
        """Refuse what would hand on nothing."""
        if self.late_after_s < 0 or self.most_waiting < 1:
            raise ValueError(f"expected late_after_s from 0 and most_waiting from 1, received {self}")


def utc_now_us() -> int:
    """The time: UTC microseconds since 1970."""
    return time.time_ns() // 1000


class Dispatcher:
    """Hands alerts on. Any number of threads may call it; none of them waits for disk or network."""

    def __init__(
        self,
        path: Path,
        effects: Effects,
        environment: Mapping[str, str],
        settings: DispatchSettings | None = None,
        now: Callable[[], int] = utc_now_us,
    ) -> None:
        self._path = path
        self._effects = effects
        self._settings = settings or DispatchSettings()
        courier = Courier(
            folder=path.parent,
            targets=Targets(now),
            environment=environment,
            late_after_us=round(self._settings.late_after_s * 1e6),
            now=now,
            cancelled=threading.Event(),
        )
        chance = Random()  # noqa: S311 - nothing is guarded by it
        self._office = Office(path, courier, self._settings.office, chance)

    def __enter__(self) -> Self:
        """Begin to deliver, with what waits from before.

        Raises:
            HistoryError: The history cannot be read, or has no queue.
        """
        self._office.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop within 5 s: what was handed in is on disk, what is being sent ends or will be sent again."""
        self._office.stop()

    def announce(self, plan: Plan, cameras: Sequence[str]) -> None:
        """Have MQTT brokers told that vedette is there, and Home Assistant of the sensors of a plan."""
        self._office.hand_in(Announced(plan, tuple(cameras)))

    def dispatch(self, alert: Alert, actions: Sequence[Action]) -> None:
        """Have a rule's actions done for an alert. The same alert may be given again: it is sent once."""
        for action in actions:
            if action.kind == "snapshot" and alert.snapshot is None:
                alert = replace(alert, snapshot=self._effects.snapshot(alert, action.settings))
        for action in actions:
            if action.kind == "alert":
                self._effects.keep(alert)
            elif action.kind == "record":
                self._effects.record(alert, action.settings)
        outward = tuple(action for action in actions if action.kind in OUTWARD)
        if outward and (alert.is_live or alert.is_test or self._settings.sends_footage):
            self._hand_in(Given(alert, outward))

    def look(self) -> None:
        """Look at the queue now: something was put into it or is to be resent."""
        self._office.hand_in(Wake())

    def first_tries(self, alert_id: str, timeout_s: float) -> list[Delivery]:
        """Wait until each delivery of an alert was tried once, or the time is over; what became of them.

        Raises:
            HistoryError: The history cannot be read.
        """
        until_s = time.monotonic() + timeout_s
        with translated(self._path), closing(connect(self._path, "mode=rw")) as connection:
            while True:
                found = Deliveries(connection).of_alert(alert_id)
                tried = [each for each in found if each.attempts and each.state != "sending"]
                if (found and len(tried) == len(found)) or time.monotonic() >= until_s:
                    return found
                time.sleep(LOOK_EVERY_S)

    def _hand_in(self, given: Given) -> None:
        if self._office.waiting >= self._settings.most_waiting:
            log.error("rule %s: alert lost: %d wait already", given.alert.rule, self._settings.most_waiting)
        else:
            self._office.hand_in(given)
