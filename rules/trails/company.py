"""Who is near whom: what is left behind, and what is taken away."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pipeline.values import Box

NEAR = 0.25
"""Two objects touch if their boxes are at most this far apart, in sizes of the smaller."""
ALONE_US = 3_000_000
"""What stands while nobody who brought it touches it for so long was left behind."""


def touches(box: Box, other: Box) -> bool:
    """True if the boxes overlap or nearly do."""
    margin = NEAR * math.sqrt(min(box.area, other.area))
    return (
        box.x - margin <= other.right
        and other.x - margin <= box.right
        and box.y - margin <= other.bottom
        and other.y - margin <= box.bottom
    )


@dataclass(slots=True)
class Company:
    """Who was with an object. Boxes are in source pixels."""

    bearers: frozenset[str]
    """The tracks that touched it when it was first seen: they may have brought it."""
    parted_us: int | None = None
    """Since when none of them has touched it."""
    is_told: bool = False
    """True once it was left behind, which happens to a track but once."""
    stood_us: int | None = field(default=None)
    """When it last stood."""
    is_touched: bool = False
    """True if another one touched it at its last sighting."""

    def update(self, time_us: int, box: Box, others: Mapping[str, Box], *, stands: bool) -> bool:
        """Take in a sighting and where the others are; True if it has just proven to be left behind."""
        near = frozenset(neighbours(box, others))
        self.is_touched = bool(near)
        if stands:
            self.stood_us = time_us
        if near & self.bearers:
            self.parted_us = None
        elif self.parted_us is None:
            self.parted_us = time_us
        is_alone = self.parted_us is not None and time_us - self.parted_us >= ALONE_US
        if self.is_told or not (self.bearers and stands and is_alone):
            return False
        self.is_told = True
        return True

    def is_taken(self, last_us: int, patience_us: int) -> bool:
        """True if it stood until shortly before its last sighting, when another one touched it."""
        return self.is_touched and self.stood_us is not None and last_us - self.stood_us <= patience_us


def neighbours(box: Box, others: Mapping[str, Box]) -> Iterable[str]:
    """Name the others that touch the box."""
    return (track for track, other in others.items() if touches(box, other))
