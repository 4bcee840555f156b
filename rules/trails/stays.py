"""In which zones an object stands, without flicker at their edges."""

import math
from collections.abc import Iterable

from rules.plan import Zone
from rules.trails.outline import Outline

LEAST_MARGIN = 0.01
"""Who is in a zone is out of it once this far outside, in frame heights: two pixels of the small picture …"""
MARGIN_PER_SIZE = 0.15
"""… or this share of the object's size, if that is more: the lower edge of a box trembles with the limbs, by
0.06 sizes (`pipeline.vision.following.MEASURED_NOISE`); this is 2.5 times as much."""
MOST_MARGIN = 0.06
"""… but never more than this: who fills the picture still leaves a zone."""
_CELLS = 32
"""Cells to a frame height. Each knows the zones around it, so that most sightings need no geometry."""
_CELL_REACH = MOST_MARGIN + math.hypot(0.5, 0.5) / _CELLS + 1e-6
"""Farthest from the middle of a cell that an edge matters to an object in it."""

Cell = tuple[frozenset[str], tuple[tuple[str, Outline], ...]]
"""The zones that all of the cell lies in, and those whose edge is near."""


def margin_of(size: float) -> float:
    """How far outside a zone an object of this size is still in it, if it was; in frame heights."""
    return min(max(LEAST_MARGIN, MARGIN_PER_SIZE * size), MOST_MARGIN)


class Stays:
    """The zones of one camera."""

    def __init__(self, zones: Iterable[Zone], width: float) -> None:
        """Take the zones of a picture that is `width` frame heights wide."""
        self._outlines = {zone.name: Outline([(x * width, y) for x, y in zone.polygon]) for zone in zones}
        self._cells: dict[tuple[int, int], Cell] = {}

    def at(self, x: float, y: float, size: float, before: frozenset[str]) -> frozenset[str]:
        """Name the zones in which a foot at this place is, given those in which it was.

        Args:
            x: In frame heights, as the others.
            y: Downwards.
            size: Of the object: root of width times height.
            before: The zones in which it was at its last sighting.
        """
        place = int(x * _CELLS), int(y * _CELLS)
        cell = self._cells.get(place)
        if cell is None:
            cell = self._cells[place] = self._survey(*place)
        inside, near = cell
        if not near:
            return inside
        margin = margin_of(size)
        return inside.union(
            name for name, outline in near if outline.reaches(x, y, margin if name in before else 0.0)
        )

    def distance(self, name: str, x: float, y: float) -> float:
        """How far the place is outside the zone, in frame heights; 0 inside."""
        outline = self._outlines[name]
        return 0.0 if outline.encloses(x, y) else outline.distance(x, y)

    def _survey(self, column: int, row: int) -> Cell:
        x, y = (column + 0.5) / _CELLS, (row + 0.5) / _CELLS
        near = {n: o for n, o in self._outlines.items() if o.distance(x, y) <= _CELL_REACH}
        inside = frozenset(n for n, o in self._outlines.items() if n not in near and o.encloses(x, y))
        return inside, tuple(near.items())
