"""The thread that delivers."""

import logging
import queue
import threading
import time
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from sqlite3 import Connection

from pipeline.errors import DeliveryError, HistoryError
from pipeline.history.database import connect, transaction, translated
from pipeline.history.writer_lock import WriterLock
from rules.actions.announcement import announced
from rules.actions.secret import Secrets
from rules.delivery.courier import Courier, Outcome
from rules.delivery.deliveries import Deliveries
from rules.delivery.desk import Desk, DeskSettings, Given
from rules.plan import Plan

log = logging.getLogger(__name__)

PAUSE_S = 1.0
"""Between two attempts to go on after the file or the disk failed."""

CANCEL_S = 0.5
"""How long an attempt that was cancelled has to say so."""

JOIN_S = 5.0
"""How long stopping takes at most."""


@dataclass(frozen=True, slots=True)
class OfficeSettings:
    """When the thread looks, and how it stops."""

    poll_s: float = 1.0
    """How often the queue is looked at for what other processes put there: tests, and what they resend."""
    grace_s: float = 3.0
    """How long attempts that have begun may go on when the program stops."""
    desk: DeskSettings = field(default_factory=DeskSettings)

    def __post_init__(self) -> None:
        """Refuse what would never look or not stop in time."""
        if self.poll_s <= 0 or not 0 <= self.grace_s <= JOIN_S - 1:
            raise ValueError(f"expected poll_s above 0 and grace_s from 0 to {JOIN_S - 1:g}, received {self}")


@dataclass(frozen=True, slots=True)
class Announced:
    """Rules that may publish over MQTT, and the cameras they are for."""

    plan: Plan
    cameras: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wake:
    """Nothing to take in, but something may have changed."""


Item = Given | Outcome | Announced | Wake


class Office:
    """Delivers from a history's queue in a thread of its own, until it is stopped.

    Of several processes with one history, the one that holds the lock delivers. The others only write into
    the queue, and take over when the lock is free.
    """

    def __init__(self, path: Path, courier: Courier, settings: OfficeSettings, chance: Random) -> None:
        self._path = path
        self._courier = courier
        self._settings = settings
        self._inbox: queue.SimpleQueue[Item] = queue.SimpleQueue()
        self._desk = Desk(courier, settings.desk, chance, self._inbox.put)
        self._announced = Announced(Plan(()), ())
        self._lock = ExitStack()
        self._delivers = False
        self._was_told_to_wait = False
        self._stopping = threading.Event()
        self._until_s = 0.0
        self._thread = threading.Thread(target=self._run, name="deliveries", daemon=True)

    @property
    def waiting(self) -> int:
        """Items that were handed in and not looked at yet."""
        return self._inbox.qsize()

    def start(self) -> None:
        """Begin to deliver.

        Raises:
            HistoryError: The history cannot be read, or has no queue.
        """
        with translated(self._path), closing(connect(self._path, "mode=rw")) as connection:
            Deliveries(connection).count("waiting")
        self._thread.start()

    def hand_in(self, item: Item) -> None:
        """Leave something for the thread, without waiting for it."""
        self._inbox.put(item)

    def stop(self) -> None:
        """Write down what was handed in, let attempts end, take back those that do not; in 5 s at most."""
        self._until_s = time.monotonic() + self._settings.grace_s
        self._stopping.set()
        self._inbox.put(Wake())
        self._thread.join(JOIN_S)
        if self._thread.is_alive():
            log.error("deliveries: not stopped within %.0f s, the history does not answer", JOIN_S)

    def _run(self) -> None:
        is_done = False
        while not is_done:
            try:
                with closing(connect(self._path, "mode=rw")) as connection:
                    self._work_off(connection)
                is_done = True
            except Exception:
                log.exception("deliveries: interrupted; %d changes wait to be written", self._desk.unwritten)
                is_done = self._stopping.wait(PAUSE_S)
        self._courier.targets.close()
        self._lock.close()

    def _work_off(self, connection: Connection) -> None:
        while not self._is_over():
            self._take_over(connection)
            may_send = self._delivers and not self._stopping.is_set()
            wait_s = self._desk.work(connection, may_send=may_send)
            self._receive(self._poll_s if wait_s is None else min(wait_s, self._poll_s))
        self._desk.work(connection, may_send=False)
        if self._delivers:
            self._release(connection)

    @property
    def _poll_s(self) -> float:
        return CANCEL_S / 10 if self._stopping.is_set() else self._settings.poll_s

    def _is_over(self) -> bool:
        if not self._stopping.is_set() or not self._inbox.empty():
            return False
        if time.monotonic() >= self._until_s:
            self._courier.cancelled.set()
        return self._desk.in_flight == 0 or time.monotonic() >= self._until_s + CANCEL_S

    def _take_over(self, connection: Connection) -> None:
        """Take the lock if it is free; what was being sent by a process that is gone is sent again."""
        if self._delivers or self._stopping.is_set():
            return
        try:
            self._lock.enter_context(WriterLock(self._path.with_name(f"{self._path.name}.deliveries")))
        except HistoryError as error:
            if not self._was_told_to_wait:
                log.info("deliveries are left to another vedette: %s", error)
            self._was_told_to_wait = True
            return
        self._delivers = True
        self._release(connection)
        self._announce()

    def _release(self, connection: Connection) -> None:
        with transaction(connection):
            count = Deliveries(connection).release()
        if count:
            log.warning("%d deliveries were interrupted and will be sent again", count)

    def _receive(self, timeout_s: float) -> None:
        try:
            item = self._inbox.get(timeout=timeout_s)
            while True:
                self._take(item)
                item = self._inbox.get_nowait()
        except queue.Empty:
            return

    def _take(self, item: Item) -> None:
        if isinstance(item, Announced):
            self._announced = item
            self._announce()
        elif not isinstance(item, Wake):
            self._desk.take(item)

    def _announce(self) -> None:
        if not self._delivers:
            return
        for action, places in announced(self._announced.plan, self._announced.cameras):
            secrets = Secrets(self._courier.environment)
            try:
                self._courier.targets.announce(action.settings, places, secrets)
            except DeliveryError as error:
                log.warning("mqtt: not announced: %s", secrets.hide(str(error)))
