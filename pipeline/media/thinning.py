"""Choosing the pictures that are looked at."""

from collections.abc import Iterable, Iterator

from pipeline.media.source import Frame

LENIENCE = 0.01
"""Of an interval: so much too early is on time, for containers round their stamps."""


class Thinning:
    """Keeps at most so many pictures a second, as evenly as the source allows.

    Args:
        rate_hz: How many. It may be altered at any time.
        since_us: When the first one is due, on the source's clock.
    """

    def __init__(self, rate_hz: float, since_us: int = 0) -> None:
        self.rate_hz = rate_hz
        self._due_us = float(since_us)

    def keeps(self, time_us: int) -> bool:
        """Answer whether the picture of this time is looked at; times must not go back."""
        interval_us = 1e6 / self.rate_hz
        if time_us < self._due_us - interval_us * LENIENCE:
            return False
        self._due_us = max(self._due_us, time_us - interval_us) + interval_us
        return True


def thinned(frames: Iterable[Frame], rate_hz: float) -> Iterator[Frame]:
    """The frames of a file that are looked at: at most `rate_hz` a second."""
    thinning = Thinning(rate_hz)
    return (frame for frame in frames if thinning.keeps(frame.time_us))
