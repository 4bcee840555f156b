"""Learning a scene from the first seconds of a connection."""

from collections.abc import Callable

from pipeline.media.source import Frame
from pipeline.values import Image


class Lesson:
    """Keeps small pictures, spread over the first seconds as `VideoFile.sample_pictures` spreads them.

    Args:
        start_us: Time of the first picture.
        span_us: How long it takes.
        count: How many pictures are kept.
        shrink: Makes a picture small.
    """

    def __init__(self, start_us: int, span_us: int, count: int, shrink: Callable[[Frame], Image]) -> None:
        self._start_us = start_us
        self._span_us = span_us
        self._count = count
        self._shrink = shrink
        self._samples: list[Image] = []

    @property
    def samples(self) -> tuple[Image, ...]:
        """The pictures so far: `uint8 (h, w)`."""
        return tuple(self._samples)

    def add(self, frame: Frame) -> None:
        """Take the next picture; keep it if it is its turn."""
        since_us = frame.time_us - self._start_us
        is_due = since_us * self._count >= len(self._samples) * self._span_us
        if is_due and len(self._samples) < self._count and since_us < self._span_us:
            self._samples.append(self._shrink(frame))

    def is_over(self, time_us: int) -> bool:
        """True if nothing from this time on belongs to it."""
        return time_us - self._start_us >= self._span_us
