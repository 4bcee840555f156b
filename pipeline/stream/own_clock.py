"""Our own clock, and whether somebody sets it while a camera is watched."""

import time
from collections.abc import Callable
from typing import Final

HELD_UP_S: Final = 0.1
"""When reading both clocks took longer, the thread was held up between them, and nothing follows."""


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
        before_s, now_us, after_s = self._elapsed(), self._now(), self._elapsed()
        if after_s - before_s > HELD_UP_S:
            return now_us, 0
        last_us, self._ahead_us = self._ahead_us, now_us - round(after_s * 1e6)
        return now_us, 0 if last_us is None else self._ahead_us - last_us
