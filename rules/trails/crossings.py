"""Which lines an object crosses, and in which direction."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from rules.plan import Direction, Line

LEAST_BAND = 0.005
"""Who crosses a line must come this far away from it on the other side, in frame heights …"""
BAND_PER_SIZE = 0.1
"""… or this share of the object's size, if that is more: a box that jitters on the line does not cross it."""
MOST_BAND = 0.04
"""… but never more than this."""

ROUNDING = 1e-9
"""Share of a line: who goes right through an end of it goes through it, from whichever end it was drawn."""


def band_of(size: float) -> float:
    """How far from a line an object of this size must be to be beside it; in frame heights."""
    return min(max(LEAST_BAND, BAND_PER_SIZE * size), MOST_BAND)


@dataclass(slots=True)
class Approach:
    """How one object stands to one line."""

    side: int = 0
    """The side on which it last was clear of the line: -1 left, 1 right, 0 none yet."""
    offset: float | None = None
    """Distance from the line at the last sighting, negative on the left."""
    along: float = 0.0
    """Where it then stood along the line: 0 at its start, 1 at its end."""
    is_through: bool = False
    """True if its way since then went through the line, and not around an end of it, an odd number of
    times."""


class Tripwire:
    """A line of one camera, in frame heights."""

    def __init__(self, line: Line, width: float) -> None:
        """Take the line of a picture that is `width` frame heights wide."""
        self.name = line.name
        self._x, self._y = line.start[0] * width, line.start[1]
        across, down = line.end[0] * width - self._x, line.end[1] - self._y
        self._length = math.hypot(across, down)
        if not self._length:
            raise ValueError(f"line {line.name!r} needs two different ends, got {line.start} twice")
        self._across, self._down = across / self._length, down / self._length

    def cross(self, approach: Approach, x: float, y: float, band: float) -> Direction | None:
        """Take in where the object is now; answer in which direction it has just crossed, if it has.

        The picture's y points down, so that the left of someone who walks from the line's start to its end is
        where the cross product of the line and the way to the object is negative.
        """
        right, below = x - self._x, y - self._y
        offset = self._across * below - self._down * right
        along = (self._across * right + self._down * below) / self._length
        if approach.offset is not None and (approach.offset > 0) != (offset > 0):
            part = approach.offset / (approach.offset - offset)
            if -ROUNDING <= approach.along + part * (along - approach.along) <= 1 + ROUNDING:
                approach.is_through = not approach.is_through
        approach.offset, approach.along = offset, along
        return self._settle(approach, offset) if abs(offset) > band else None

    @staticmethod
    def _settle(approach: Approach, offset: float) -> Direction | None:
        """It is clear of the line: say whether it changed sides."""
        before, approach.side = approach.side, 1 if offset > 0 else -1
        is_through, approach.is_through = approach.is_through, False
        if not is_through or before in {0, approach.side}:
            return None
        return "left_to_right" if approach.side > 0 else "right_to_left"


def tripwires(lines: Iterable[Line], width: float) -> tuple[Tripwire, ...]:
    """Lay out the lines of a picture that is `width` frame heights wide."""
    return tuple(Tripwire(line, width) for line in lines)
