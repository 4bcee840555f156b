"""Our own clock, and whether somebody sets it while a camera is watched."""

import time
from collections.abc import Callable


class OwnClock:
    """Tells the time, and notices when the clock is set: by NTP at the start of a small machine, by hours.

    Args:
        now: UTC microseconds; they may be set at any time.
        elapsed: Seconds since some time, that never go back.
    """

    def __init__(self, now: Callable[[], int], elapsed: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._elapsed = elapsed
        self._ahead_us: int | None = None

    def read(self) -> tuple[int, int]:
        """The time, and by how much it was set since it was read last; both in microseconds."""
        now_us = self._now()
        ahead_us = now_us - round(self._elapsed() * 1e6)
        before_us, self._ahead_us = self._ahead_us, ahead_us
        return now_us, 0 if before_us is None else ahead_us - before_us
