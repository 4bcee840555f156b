"""Counts how often something happens."""

from collections import deque
from typing import Final

WINDOW_S: Final = 5.0
"""The rate is that of the last five seconds: short enough to see a stall, long enough not to jump about."""


class RateMeter:
    """Counts happenings, and tells their rate of late. Written by one thread, read by any.

    Args:
        now_s: When it begins, on the clock of elapsed seconds.
    """

    def __init__(self, now_s: float) -> None:
        self._since_s = now_s
        self._times_s: deque[float] = deque()
        self.count = 0

    def note(self, now_s: float) -> None:
        """Count one more."""
        self.count += 1
        self._times_s.append(now_s)
        while self._times_s[0] < now_s - WINDOW_S:
            self._times_s.popleft()

    def per_second(self, now_s: float) -> float:
        """How many there were a second in the last seconds."""
        span_s = min(WINDOW_S, now_s - self._since_s)
        recent = sum(time_s > now_s - WINDOW_S for time_s in tuple(self._times_s))
        return recent / span_s if span_s > 0 else 0.0
