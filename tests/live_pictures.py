"""Pictures for tests of live cameras, as a decoder gives them."""

from fractions import Fraction

import av

from pipeline.live.task import Look
from pipeline.media.geometry import Geometry
from pipeline.media.picture import Picture
from pipeline.media.source import Frame
from tests.videos import MovingSquare

SQUARE = MovingSquare(start_xy=(-100, 100), step_xy=(9, 0))


def frame(second: float, index: int = 0, square: MovingSquare = SQUARE) -> Frame:
    """A picture at a second: the square's, by its index."""
    decoded = av.VideoFrame.from_ndarray(square.image(index), format="rgb24").reformat(format="yuv420p")
    picture = Picture(decoded, Geometry.of(decoded, Fraction(1)))
    return Frame(index, round(second * 1e6), picture)


def look(second: float, *, is_live: bool = True, posted_s: float | None = None) -> Look:
    """A picture at a second, put down at that second."""
    return Look(frame(second), second if posted_s is None else posted_s, is_live)
