"""Putting the pieces of one body together again."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

GAP = 0.2
"""Largest vertical gap between two pieces, as a share of the taller one's height: a belt, a white shirt on a wall."""
LEAST_GAP_PX = 2.0
"""… but small objects may have a gap of this many pixels."""
ALIGNED = 0.5
"""Share of the narrower piece's width that must lie above or below the other."""
SLIMMEST = 3.2
"""Height over width that no body exceeds: two people, one behind the other, do, and stay apart."""


def gather(boxes: npt.NDArray[np.float64]) -> tuple[tuple[int, ...], ...]:
    """Group boxes that lie close above one another like head, torso and legs.

    Args:
        boxes: `float64 (N, 4)`: x, y, width, height.
    Returns:
        Groups of positions in `boxes`; each position is in exactly one.
    """
    if not len(boxes):
        return ()
    x, y, width, height = (boxes[:, column] for column in range(4))
    across = _extent(x, x + width)
    down = _extent(y, y + height)
    aligned = across.shared >= ALIGNED * np.minimum.outer(width, width)
    near = -down.shared <= np.maximum(GAP * np.maximum.outer(height, height), LEAST_GAP_PX)
    bodily = down.union <= SLIMMEST * across.union
    count, group_of = connected_components(csr_array(aligned & near & bodily), directed=False)
    order = np.argsort(group_of, kind="stable")
    ends = np.cumsum(np.bincount(group_of, minlength=count))
    return tuple(tuple(group.tolist()) for group in np.split(order, ends[:-1]))


@dataclass(frozen=True, slots=True, eq=False)
class _Extents:
    """Of each pair of intervals, `float64 (N, N)`: the length they share (below 0: their gap) and span together."""

    shared: npt.NDArray[np.float64]
    union: npt.NDArray[np.float64]


def _extent(start: npt.NDArray[np.float64], stop: npt.NDArray[np.float64]) -> _Extents:
    return _Extents(
        np.minimum.outer(stop, stop) - np.maximum.outer(start, start),
        np.maximum.outer(stop, stop) - np.minimum.outer(start, start),
    )
