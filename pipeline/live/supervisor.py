"""Looks after all cameras, twice a second."""

import gc
import logging
import threading
from collections.abc import Callable, Sequence
from typing import Final

from pipeline.arenas import give_back
from pipeline.live.commons import Commons
from pipeline.live.governor import Governor
from pipeline.live.watch import Watch

log = logging.getLogger(__name__)

ROUND_S: Final = 0.5
"""Between two rounds: small against the ten seconds in which a stall must be noticed."""

COLLECT_AFTER: Final = 4
"""Connections after which their remains are cleared away, 30 ms each time."""

GIVE_BACK_S: Final = 60.0
"""How often freed memory is given back to the system, some milliseconds each time."""


class Supervisor:
    """Has connections that stall made anew, and spreads the analysts' time.

    Args:
        commons: What the cameras share.
        watches: Gives the cameras of the moment.
    """

    def __init__(self, commons: Commons, watches: Callable[[], Sequence[Watch]]) -> None:
        self._commons = commons
        self._watches = watches
        self._governor = Governor(commons.settings.analysts, commons.settings.governor)
        self._governed_s = commons.elapsed()
        self._collected = 0
        self._given_back_s = commons.elapsed()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self.run, name="supervisor", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self, within_s: float) -> None:
        """End; a round that hangs, in a disk that does not answer, is given up."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(within_s)

    def run(self) -> None:
        """Go round until told to stop; an error of one round is logged, and the next one tries again."""
        while not self._stopping.wait(ROUND_S):
            try:
                self.run_once()
            except Exception:
                log.exception("looking after the cameras failed")

    def run_once(self) -> None:
        """Look after each camera; every other time, at how often they are looked at."""
        now_s = self._commons.elapsed()
        watches = self._watches()
        for watch in watches:
            watch.check(now_s)
        if now_s - self._governed_s >= 2 * ROUND_S:
            self._governed_s = now_s
            self._govern(now_s, watches)
        self._collect(sum(watch.connections for watch in watches))
        if now_s - self._given_back_s >= GIVE_BACK_S:
            self._given_back_s = now_s
            give_back()

    def _collect(self, connections: int) -> None:
        """Free what ended connections leave behind.

        PyAV's frames and their side data refer to each other, as do containers and their files. Python looks
        for such rings by the number of objects, which hardly grows; but at 4K each frame holds 12 MB.
        """
        if not 0 <= connections - self._collected < COLLECT_AFTER:
            gc.collect()
            self._collected = connections

    def _govern(self, now_s: float, watches: Sequence[Watch]) -> None:
        loads = {watch.spec.name: watch.take_load() for watch in watches}
        rates = self._governor.update(now_s, loads, self._commons.analysts.take_late())
        changed = [watch for watch in watches if rates[watch.spec.name] != watch.rate_hz]
        for watch in changed:
            watch.rate_hz = rates[watch.spec.name]
        for rate_hz in sorted({watch.rate_hz for watch in changed}):
            names = ", ".join(watch.spec.name for watch in changed if watch.rate_hz == rate_hz)
            log.info("cameras looked at %g times a second from now on: %s", rate_hz, names)
