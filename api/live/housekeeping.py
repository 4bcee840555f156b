"""Keeps the disk in order while a service runs: clips that go, clips that were lost, outages of long ago."""

import logging
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from api.live.scribe import Scribe
from pipeline.errors import VedetteError
from pipeline.history.history import History
from pipeline.history.outages import Outages
from pipeline.history.writer import HistoryWriter
from pipeline.recording.inventory import Finding, findings, left_behind
from pipeline.recording.naming import FOLDER
from pipeline.recording.repair import Repair, repair
from pipeline.recording.retention import RetentionSettings, retention_plan

log = logging.getLogger(__name__)

DAY_US: Final = 86_400_000_000

LEFT_S: Final = 60.0
"""What nobody writes to for so long was left behind: an open clip is written to all the time."""


@dataclass(frozen=True, slots=True)
class HousekeepingSettings:
    """How often it looks, and what else goes."""

    every_s: float = 600.0
    """Clips of ten minutes may be on the disk beyond the limit: less than the reserve that is kept free."""
    outages_days: int = 400
    """Outages are forgotten after so long: a year can be looked back upon."""

    def __post_init__(self) -> None:
        """Refuse what would never rest."""
        if self.every_s <= 0 or self.outages_days < 1:
            raise ValueError(f"expected every_s above 0 and outages_days of 1 or more, received {self}")


class Housekeeping:
    """Looks after the disk in a thread of its own.

    Args:
        db: The history.
        scribe: Writes it.
        now: UTC microseconds.
        settings: How often.
    """

    def __init__(
        self, db: Path, scribe: Scribe, now: Callable[[], int], settings: HousekeepingSettings | None = None
    ) -> None:
        self._db = db
        self._scribe = scribe
        self._now = now
        self._settings = settings or HousekeepingSettings()
        self.retention = RetentionSettings()
        """How long clips stay; nothing goes before it is said."""
        self._has_reconciled = False
        self._shortfalls: tuple[str, ...] = ()
        self._woken = threading.Event()
        self._is_stopping = False
        self._thread = threading.Thread(target=self._run, name="housekeeping", daemon=True)

    def start(self) -> None:
        """Begin to look after the disk."""
        self._thread.start()

    def look(self) -> None:
        """Look now: something may have changed."""
        self._woken.set()

    def stop(self, within_s: float) -> None:
        """End; what is half done is gone on with at the next start."""
        self._is_stopping = True
        self._woken.set()
        self._thread.join(within_s)

    def _run(self) -> None:
        while not self._is_stopping:
            try:
                self._run_once()
            except VedetteError as error:
                log.warning("housekeeping: put off: %s", error)
            except Exception:
                log.exception("housekeeping: put off")
            self._woken.wait(self._settings.every_s)
            self._woken.clear()

    def _run_once(self) -> None:
        if not self._has_reconciled:
            self._reconcile()
            self._has_reconciled = True
        self._mend(list(left_behind(self._db.parent, self._now() / 1e6 - LEFT_S)))
        self._apply_retention()
        before_us = self._now() - self._settings.outages_days * DAY_US
        self._scribe.ask(
            lambda writer: writer.transact(lambda connection: Outages(connection).forget(before_us))
        )

    def _reconcile(self) -> None:
        """Mend what a writer that was killed left, and drop the rows of clips that are gone."""
        with History.open(self._db) as history:
            amiss = list(findings(history.folder, history.recordings()))
        if not (self._db.parent / FOLDER).exists() and amiss:
            log.error("%s: gone, and %d clips with it; their rows stay", self._db.parent / FOLDER, len(amiss))
            return
        self._mend(amiss)

    def _mend(self, amiss: Sequence[Finding]) -> None:
        for kind, count in Counter(finding.kind for finding in amiss).items():
            log.warning("storage: %d clips are amiss: %s", count, kind)
        for finding in amiss:
            if self._is_stopping:
                return
            done = self._scribe.ask(self._repairing(finding))
            log.info("%s: %s; %s", finding.path, finding.detail, done.detail)

    def _repairing(self, finding: Finding) -> Callable[[HistoryWriter], Repair]:
        return lambda writer: repair(finding, self._db.parent, writer, self._now())

    def _apply_retention(self) -> None:
        with History.open(self._db) as history:
            planned = retention_plan(history.recordings(), self.retention, self._now())
        for removal in planned.removals:
            log.debug("%s goes: %s", removal.recording.path, removal.reason)
        paths = [removal.recording.path for removal in planned.removals]
        if paths:
            gone = self._scribe.ask(lambda writer: writer.remove_recordings(paths))
            log.info("%d clips went, the oldest first", len(gone))
        if planned.shortfalls != self._shortfalls:
            for shortfall in planned.shortfalls:
                log.warning("storage: %s", shortfall)
        self._shortfalls = planned.shortfalls
