"""Putting the pieces of one body together again."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

GAP = 0.2
"""Largest vertical gap between two pieces, as a share of the taller one's height: a belt, a white shirt on a
wall."""
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
    if len(boxes) < 2:
        return tuple((number,) for number in range(len(boxes)))
    x, y, width, height = (boxes[:, column] for column in range(4))
    across = _extent(x, x + width)
    down = _extent(y, y + height)
    aligned = across.shared >= ALIGNED * np.minimum.outer(width, width)
    near = -down.shared <= np.maximum(GAP * np.maximum.outer(height, height), LEAST_GAP_PX)
    bodily = down.union <= SLIMMEST * across.union
    return _connected(aligned & near & bodily)


def _connected(belong: npt.NDArray[np.bool_]) -> tuple[tuple[int, ...], ...]:
    """Groups of positions that are linked, directly or by others, in the symmetric matrix `belong` (N, N)."""
    group_of = list(range(len(belong)))
    for one, other in zip(*np.nonzero(np.triu(belong, 1)), strict=True):
        kept, merged = group_of[one], group_of[other]
        if kept != merged:
            group_of = [kept if group == merged else group for group in group_of]
    groups: dict[int, list[int]] = {}
    for position, group in enumerate(group_of):
        groups.setdefault(group, []).append(position)
    return tuple(tuple(members) for members in groups.values())


@dataclass(frozen=True, slots=True, eq=False)
class _Extents:
    """Of each pair of intervals, `float64 (N, N)`: the length shared (below 0: the gap) and spanned."""

    shared: npt.NDArray[np.float64]
    union: npt.NDArray[np.float64]


def _extent(start: npt.NDArray[np.float64], stop: npt.NDArray[np.float64]) -> _Extents:
    return _Extents(
        np.minimum.outer(stop, stop) - np.maximum.outer(start, start),
        np.maximum.outer(stop, stop) - np.minimum.outer(start, start),
    )
