"""The outline of a zone, in frame heights."""

import math
from collections.abc import Sequence
from itertools import pairwise

from rules.plan import Point

_ON_EDGE = 1e-9
"""Rounding may put a point this far beside the edge that it is on."""


class Outline:
    """A polygon, convex or not. Its edge belongs to it."""

    def __init__(self, corners: Sequence[Point]) -> None:
        if len(corners) < 3:
            raise ValueError(f"an outline needs at least 3 corners, got {len(corners)}")
        self._edges = tuple(pairwise([*corners, corners[0]]))

    def reaches(self, x: float, y: float, margin: float) -> bool:
        """True if the point lies inside, or at most `margin` outside."""
        return self.encloses(x, y) or self.distance(x, y) <= margin + _ON_EDGE

    def encloses(self, x: float, y: float) -> bool:
        """True if a ray from the point leaves the polygon an odd number of times (on the edge: either)."""
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
