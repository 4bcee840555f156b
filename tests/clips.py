"""Clips for the tests of commands: a square passes now and then, so that there are events to be found."""

from itertools import chain
from pathlib import Path

from tests.videos import MovingSquare, write_video

PASS_S = 4.0
"""From the square's coming to the next one's."""


def write_passes(path: Path, passes: int = 1, *, seed: int = 0) -> Path:
    """Write a clip in which a square crosses a still scene `passes` times.

    Another seed gives another scene, and so another file with events of its own.
    """
    squares = [
        MovingSquare(
            frames=round(PASS_S * 25), start_xy=(-40.0, 60.0 + 20 * (number % 4)), noise=2, seed=seed
        )
        for number in range(passes)
    ]
    return write_video(path, chain.from_iterable(square.images() for square in squares), options={"g": "25"})
