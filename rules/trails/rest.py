"""Whether an object stands, and since when."""

import math
from dataclasses import dataclass

STOP_US = 2_000_000
"""What keeps its place for this long stands: a walker who looks around does not, a car that parks does."""
REACH_PER_SIZE = 0.25
"""It keeps its place while its foot stays this near, in its own sizes: people shift from foot to foot …"""
LEAST_REACH = 0.01
"""… or this near, in frame heights: a far object trembles by more than its size says."""


@dataclass(slots=True)
class Rest:
    """The place that an object keeps, in frame heights."""

    x: float
    y: float
    since_us: int
    has_moved: bool = False
    """True from when it left a place until it has stood at another."""

    def update(self, time_us: int, x: float, y: float, size: float) -> bool:
        """Take in where its foot is; True if it has just stopped."""
        if math.hypot(x - self.x, y - self.y) > max(LEAST_REACH, REACH_PER_SIZE * size):
            self.x, self.y, self.since_us, self.has_moved = x, y, time_us, True
        if not self.has_moved or not self.stands(time_us):
            return False
        self.has_moved = False
        return True

    def stands(self, time_us: int) -> bool:
        """True if it has kept its place for long enough."""
        return time_us - self.since_us >= STOP_US
