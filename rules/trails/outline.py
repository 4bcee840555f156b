"""The outline of a zone, in frame heights."""

import math
from collections.abc import Sequence
from itertools import pairwise

from rules.plan import Point


class Outline:
    """A polygon, convex or not. A point exactly on its edge may count as inside or as outside."""

    def __init__(self, corners: Sequence[Point]) -> None:
        if len(corners) < 3:
            raise ValueError(f"an outline needs at least 3 corners, got {len(corners)}")
        self._edges = tuple(pairwise([*corners, corners[0]]))
        self._left, self._right = min(x for x, _ in corners), max(x for x, _ in corners)
        self._top, self._bottom = min(y for _, y in corners), max(y for _, y in corners)

    def reaches(self, x: float, y: float, margin: float) -> bool:
        """True if the point lies inside, or at most `margin` outside."""
        if not self._left - margin <= x <= self._right + margin:
            return False
        if not self._top - margin <= y <= self._bottom + margin:
            return False
        return self.encloses(x, y) or (margin > 0 and self.distance(x, y) <= margin)

    def encloses(self, x: float, y: float) -> bool:
        """True if a ray from the point to the right crosses the edges an odd number of times."""
        is_inside = False
        for (x1, y1), (x2, y2) in self._edges:
            if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
                is_inside = not is_inside
        return is_inside

    def distance(self, x: float, y: float) -> float:
        """Distance from the point to the nearest edge."""
        return min(_distance(x, y, start, end) for start, end in self._edges)


def _distance(x: float, y: float, start: Point, end: Point) -> float:
    """Distance from a point to a segment."""
    (x1, y1), (x2, y2) = start, end
    width, height = x2 - x1, y2 - y1
    length_2 = width * width + height * height
    along = ((x - x1) * width + (y - y1) * height) / length_2 if length_2 else 0.0
    along = min(max(along, 0.0), 1.0)
    return math.hypot(x - x1 - along * width, y - y1 - along * height)
