"""What every source of pictures offers, whether a video file or a folder of pictures."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pipeline.errors import SourceInvalid
from pipeline.media.picture import Picture

MAX_PIXELS = 40_000_000
"""Pixels of a stored picture; 8K video has 33 million. More is refused before memory is taken for it."""

CODEC_LIMITS = {"max_pixels": str(MAX_PIXELS)}
"""Option for every decoder: a header may lie, and a stream may change its size on the way."""

MIN_SIDE = 16
"""In pixels. In a smaller picture nothing can be recognised."""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture at its time."""

    index: int
    """Number of the frame among those the source gave, from 0."""
    time_us: int
    """Microseconds since the source's start."""
    picture: Picture


@dataclass(frozen=True, slots=True)
class ReadReport:
    """What came of reading a source, so far."""

    frames: int
    duration_us: int
    """Where the last frame ends, on the source's clock."""
    unseen: tuple[tuple[int, int], ...] = ()
    """From and to, in µs of the source's clock: what damage kept from us. In order, apart from each other."""
    error: str | None = None
    """The first thing that was wrong, for a person; None if nothing was."""


class Source(Protocol):
    """Pictures in order, from a file or a folder. Reading starts anew with each call of `frames`."""

    @property
    def path(self) -> Path:
        """The file, the folder or the pattern."""

    @property
    def width(self) -> int:
        """Width of its upright pictures with square pixels."""

    @property
    def height(self) -> int:
        """Height of its upright pictures with square pixels."""

    @property
    def fps(self) -> float | None:
        """Frames per second on average; None if unknown."""

    @property
    def codec(self) -> str:
        """Name of the compression, as FFmpeg calls it."""

    @property
    def duration_us(self) -> int | None:
        """About how long it is, for progress only; None if unknown."""

    @property
    def metadata(self) -> Mapping[str, str]:
        """What the container says about itself, under FFmpeg's names."""

    @property
    def report(self) -> ReadReport:
        """What came of the latest call of `frames`, also while it goes on."""

    def frames(self) -> Iterator[Frame]:
        """Decode every frame once, in order."""

    def sample_pictures(self, limit_us: int, count: int) -> Iterator[Picture]:
        """Give up to `count` pictures spread over the first `limit_us`, as cheaply as can be."""

    def picture_at(self, time_us: int) -> Picture | None:
        """Decode the picture shown at a time; for a later time the last one, None if there is none."""


def refuse_size(name: Path | str, width: int, height: int) -> None:
    """Check the size of stored pictures; 0 is a size still unknown.

    Raises:
        SourceInvalid: It is too small to see anything in, or too large to be real.
    """
    if width * height > MAX_PIXELS:
        raise SourceInvalid(
            f"{name}: expected pictures of at most {MAX_PIXELS:,} pixels, got {width}x{height}"
        )
    if 0 < min(width, height) < MIN_SIDE:
        raise SourceInvalid(
            f"{name}: expected pictures of at least {MIN_SIDE}x{MIN_SIDE} pixels, got {width}x{height}"
        )
