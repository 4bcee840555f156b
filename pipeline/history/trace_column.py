"""A trace as a column of the table `traces`, and back.

Unlike a path, nobody reads it by hand, and it has seven numbers a point: so it is packed. Columns of numbers,
each but the first of a column as its difference from the one before, are written as JSON and compressed.
"""

import json
import zlib
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from typing import Final

from pipeline.values import Box, TracePoint

TENTHS: Final = 10
"""Steps to a pixel."""

SCORE_STEPS: Final = 10_000
"""Steps to a score of 1."""


def packed(trace: Sequence[TracePoint]) -> bytes:
    """Pack a trace; what is finer than it may be (`TracePoint`) is rounded."""
    labels = sorted({point.label for point in trace})
    rows = [
        (
            point.time_us,
            *(round(side * TENTHS) for side in _sides(point.box)),
            labels.index(point.label),
            round(point.score * SCORE_STEPS),
        )
        for point in trace
    ]
    columns = [_differences(column) for column in zip(*rows, strict=True)]
    return zlib.compress(json.dumps([labels, columns], separators=(",", ":")).encode("utf-8"), 9)


def unpacked(content: bytes) -> tuple[TracePoint, ...]:
    """The trace that was packed.

    Raises:
        ValueError: The content is none.
    """
    try:
        labels, columns = json.loads(zlib.decompress(content))
        rows = zip(*(accumulate(column) for column in columns), strict=True)
        return tuple(_point(labels, *row) for row in rows)
    except (zlib.error, TypeError, IndexError) as error:
        raise ValueError(f"expected a packed trace, received {len(content)} other bytes") from error


def _point(labels: Sequence[str], time_us: int, *rest: int) -> TracePoint:
    *sides, label, score = rest
    box = Box(*(side / TENTHS for side in sides))
    return TracePoint(time_us, box, labels[label], score / SCORE_STEPS)


def _sides(box: Box) -> tuple[float, float, float, float]:
    return box.x, box.y, box.width, box.height


def _differences(column: Iterable[int]) -> list[int]:
    return [after - before for before, after in pairwise((0, *column))]
