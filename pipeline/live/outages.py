"""Keeps watch over the time in which a camera shows something."""

import logging
import threading
from collections.abc import Callable
from dataclasses import replace

from pipeline.live.audience import Audience
from pipeline.live.outage import Blind, Outage

log = logging.getLogger(__name__)


class Outages:
    """Says when a camera's pictures, or its recording, went away and came back. Any thread may call it.

    Args:
        camera: Its name.
        what: What is watched over.
        audience: Is told.
        now: UTC microseconds.
    """

    def __init__(self, camera: str, what: Blind, audience: Audience, now: Callable[[], int]) -> None:
        self._camera = camera
        self._what = what
        self._audience = audience
        self._now = now
        self._lock = threading.Lock()
        self._outage: Outage | None = None
        self._has_come = False
        self._seen_us = now()
        self.since_us = self._seen_us
        """UTC: since when it is all right, or is not."""

    @property
    def is_out(self) -> bool:
        """True while an outage lasts."""
        return self._outage is not None

    @property
    def is_up(self) -> bool:
        """True once it was all right, and no outage has begun since."""
        return self._has_come and self._outage is None

    def note_seen(self) -> bool:
        """All is well; True if it was not before."""
        with self._lock:
            self._seen_us = now_us = self._now()
            is_new = not self.is_up
            self._has_come = True
            self.since_us = now_us if is_new else self.since_us
            outage, self._outage = self._outage, None
        if outage:
            over = replace(outage, end_us=max(now_us, outage.start_us))
            away_s = (now_us - outage.start_us) / 1e6
            log.info("camera %s: %s goes on after %.1f s", self._camera, self._what, away_s)
            self._audience.regained(over)
        return is_new

    def note_lost(self, reason: str) -> bool:
        """It is away, for a reason in one line; True if it was not before."""
        with self._lock:
            if self._outage:
                return False
            self.since_us = self._now()
            self._outage = outage = Outage(self._camera, self._what, self._seen_us, None, reason)
        log.warning("camera %s: %s stopped: %s", self._camera, self._what, reason)
        self._audience.lost(outage)
        return True
