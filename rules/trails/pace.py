"""How fast an object moves."""

import math
from collections import deque

PACE_US = 1_000_000
"""Speed is measured over this time: over less, the box's trembling would be speed."""
LEAST_US = 500_000
"""Who has been seen for less than this has no speed yet."""


class Pace:
    """The places of one object in the last second."""

    def __init__(self) -> None:
        self._recent: deque[tuple[int, float, float]] = deque()

    def update(self, time_us: int, x: float, y: float) -> float | None:
        """Take in where its foot is, in frame heights; answer its speed in frame heights a second.

        It is the way as the crow flies from the latest place that is a second old, or else from the first.
        """
        recent = self._recent
        recent.append((time_us, x, y))
        while len(recent) > 1 and time_us - recent[1][0] >= PACE_US:
            recent.popleft()
        then_us, then_x, then_y = recent[0]
        elapsed_us = time_us - then_us
        return math.hypot(x - then_x, y - then_y) / elapsed_us * 1e6 if elapsed_us >= LEAST_US else None
