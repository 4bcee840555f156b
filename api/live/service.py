"""The service: watches the cameras of a configuration until it is told to stop."""

import logging
import queue
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from prometheus_client import CollectorRegistry

from api.configuration import Configuration, read_configuration
from api.live.cooldowns import told_cooldowns
from api.live.effects import LiveEffects
from api.live.hearing import Hearing
from api.live.housekeeping import Housekeeping, HousekeepingSettings
from api.live.metrics import Cameras, Counts, Figure, Figures
from api.live.orderly import Orderly, Staff
from api.live.scribe import Scribe, ScribeSettings
from api.live.seen import Seen
from api.live.telling import Telling
from api.model_file import load_classifier
from pipeline.errors import VedetteError
from pipeline.history.history import DEFAULT_DB, History
from pipeline.live.commons import FleetSettings
from pipeline.live.fleet import Fleet
from rules.archive.armings import Armings
from rules.delivery.dispatcher import Dispatcher, DispatchSettings, utc_now_us
from rules.delivery.office import OfficeSettings
from rules.language.watching import WatchedFile

log = logging.getLogger(__name__)

FLEET_STOPS_S: Final = 2.5
"""How long connections, the last steps and clips may take when the service stops: of 5 s in all."""

FOLLOWING_STOPS_S: Final = 4.0
"""Likewise, if cameras are being changed just then; else it is done at once."""

HOUSEKEEPING_STOPS_S: Final = 0.3
"""Likewise: what is half done is gone on with at the next start."""

TELLING_STOPS_S: Final = 0.5
"""Likewise."""

SCRIBE_STOPS_S: Final = 1.0
"""Likewise; deliveries have what is left."""


@dataclass(frozen=True, slots=True)
class ServiceSettings:
    """How the service is run."""

    look_s: float = 1.0
    """How often it looks for a changed configuration, and for rules that were armed or disarmed."""
    note_s: float = 10.0
    """How often the states of all cameras are written; what changes in between is written at once."""
    fleet: FleetSettings = field(default_factory=FleetSettings)
    scribe: ScribeSettings = field(default_factory=ScribeSettings)
    housekeeping: HousekeepingSettings = field(default_factory=HousekeepingSettings)
    dispatch: DispatchSettings = field(
        default_factory=lambda: DispatchSettings(office=OfficeSettings(grace_s=1.0))
    )
    """Attempts to deliver have a second when the service stops: cameras and rows need the rest of 5 s."""

    def __post_init__(self) -> None:
        """Refuse what would never look."""
        if min(self.look_s, self.note_s) <= 0:
            raise ValueError(f"expected look_s and note_s above 0, received {self}")


class Service:
    """Watches cameras from `start` to `stop`: what they show goes to rules, history and people.

    Args:
        path: The configuration's file, which is followed when it changes.
        environment: Where `${NAME}` is taken from.
        settings: How it is run.
        now: UTC microseconds.

    Raises:
        RulesInvalid: The file does not say what it should.
        VedetteError: The model is damaged, the environment lacks a secret, or an address is none.
    """

    def __init__(
        self,
        path: Path,
        environment: Mapping[str, str],
        settings: ServiceSettings | None = None,
        now: Callable[[], int] = utc_now_us,
    ) -> None:
        self._settings = settings = settings or ServiceSettings()
        self._now = now
        file = WatchedFile(path, read_configuration)
        self.db = file.content.storage.folder / DEFAULT_DB.name
        """The history."""
        classifier = load_classifier(file.content.model)
        self.registry = CollectorRegistry()
        """What a monitor may ask (docs/metrics.md)."""
        self.scribe = Scribe(self.db, settings.scribe)
        """Writes the history; others may ask it to."""
        effects = LiveEffects(self.db.parent, self.scribe, self._request_clip)
        dispatcher = Dispatcher(self.db, effects, environment, settings.dispatch, now)
        self._telling = Telling(dispatcher, effects)
        hearing = Hearing(classifier.digest, self.scribe, self._telling, Counts(self.registry), now)
        self.fleet = Fleet(classifier, self.db.parent, hearing, settings.fleet, now)
        """The cameras: their states, their latest pictures."""
        housekeeping = Housekeeping(self.db, self.scribe, now, settings.housekeeping)
        self._staff = Staff(self.fleet, hearing, housekeeping, dispatcher)
        self._orderly = Orderly(file, environment, self._staff)
        self._held = ExitStack()
        """What is to be stopped, the last one first."""
        self._calls: queue.SimpleQueue[threading.Event] = queue.SimpleQueue()
        """Each is set when it was looked."""
        self._is_stopping = False
        self._thread = threading.Thread(target=self._run, name="service", daemon=True)
        self.registry.register(Cameras(self.fleet.states))
        self.registry.register(Figures(self._figures))

    @property
    def configuration(self) -> Configuration:
        """What is followed."""
        return self._orderly.configuration

    @property
    def trouble(self) -> str | None:
        """Why the configuration's file says something else, in one line; None if it does not."""
        return self._orderly.trouble

    @property
    def dispatcher(self) -> Dispatcher:
        """Hands alerts on."""
        return self._staff.dispatcher

    def seen(self, camera: str) -> Seen | None:
        """What a camera showed last; None before its first picture, and if it is not watched."""
        return self._staff.hearing.seen.get(camera)

    def start(self) -> None:
        """Open the history and begin to watch.

        Raises:
            HistoryError: It cannot be written, or another process writes it.
        """
        with ExitStack() as stack:
            self.scribe.start()
            stack.callback(self.scribe.stop, SCRIBE_STOPS_S)
            self._take_up_cooldowns()
            stack.enter_context(self._staff.dispatcher)
            self._telling.start()
            stack.callback(self._telling.stop, TELLING_STOPS_S)
            stack.callback(self._staff.hearing.leave_all)
            self.fleet.start()
            stack.callback(self.fleet.stop, FLEET_STOPS_S)
            self._orderly.begin()
            self._staff.housekeeping.start()
            stack.callback(self._staff.housekeeping.stop, HOUSEKEEPING_STOPS_S)
            self._thread.start()
            stack.callback(self._end_looking)
            self._held = stack.pop_all()
        log.info("watching %d cameras, history %s", len(self.configuration.cameras), self.db)

    def reload(self, wait_s: float = 0.0) -> None:
        """Look at once whether the configuration has changed; wait for that, but no longer than so."""
        looked = threading.Event()
        self._calls.put(looked)
        looked.wait(wait_s)

    def stop(self) -> None:
        """End what lasts, write it, and stop: in about 5 s at most."""
        self._held.close()
        log.info("stopped watching")

    def _end_looking(self) -> None:
        self._is_stopping = True
        self.reload()
        self._thread.join(FOLLOWING_STOPS_S)

    def _take_up_cooldowns(self) -> None:
        with History.open(self.db) as history:
            rules = self.configuration.plan.rules
            self._staff.hearing.cooldowns = told_cooldowns(history, rules, self._now())

    def _request_clip(self, camera: str, start_us: int, end_us: int) -> bool:
        return self.fleet.request_clip(camera, start_us, end_us)

    def _run(self) -> None:
        noted_s = 0.0
        calls: list[threading.Event] = []
        while not self._is_stopping:
            try:
                self._look()
                if time.monotonic() - noted_s >= self._settings.note_s:
                    noted_s = time.monotonic()
                    self._staff.hearing.note(list(self.fleet.states()))
            except VedetteError as error:
                log.warning("looking for changes: %s", error)
            except Exception:
                log.exception("looking for changes failed")
            for looked in calls:
                looked.set()
            calls = self._next_calls()

    def _next_calls(self) -> list[threading.Event]:
        """Wait until someone wants it looked, or it is time; answer all who want it."""
        try:
            first = self._calls.get(timeout=self._settings.look_s)
        except queue.Empty:
            return []
        return [first, *(self._calls.get() for _ in range(self._calls.qsize()))]

    def _look(self) -> None:
        """Follow what people have changed."""
        with History.open(self.db) as history:
            self._orderly.heed(history.read(lambda connection: Armings(connection).all()))
        self._orderly.look()

    def _figures(self) -> tuple[Figure, ...]:
        scribe, telling = self.scribe, self._telling
        return (
            Figure("history_waiting", "Items that wait to be written into the history", scribe.waiting),
            Figure("history_lost", "Items lost since the history could last be written", scribe.lost),
            Figure("history_trouble", "1 while the history cannot be written", scribe.trouble is not None),
            Figure("alerts_waiting", "Alerts that nothing was done about yet", telling.waiting),
            Figure("alerts_lost", "Alerts that were lost, since too many waited", telling.lost),
            Figure("configuration_refused", "1 while the file says something else than is followed",
                   self.trouble is not None),
        )  # fmt: skip
