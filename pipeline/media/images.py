"""A folder of numbered pictures, watched as if it were a video."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import av

from pipeline.errors import SourceInvalid, SourceNotFound
from pipeline.media.geometry import Geometry
from pipeline.media.picture import Picture
from pipeline.media.read_log import ReadLog
from pipeline.media.source import CODEC_LIMITS, Frame, ReadReport, refuse_size

PICTURE_SUFFIXES = frozenset({".bmp", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"})

MIN_PICTURES = 2
"""Motion is a difference between pictures."""

_NUMBER_FIELD = re.compile(r"%0?\d*d")


class ImageSequence:
    """Pictures of one camera, in the order of their numbers, at an even rate.

    Args:
        path: A folder of pictures named alike but for their numbers, or a pattern as `cam/img_%04d.png`.
        fps: Pictures per second. Files do not tell: their dates are those of the last copy.

    Raises:
        SourceNotFound: No picture lies there.
        SourceInvalid: There is only one, they are not numbered, or none can be decoded.
    """

    def __init__(self, path: Path, fps: float = 1.0) -> None:
        if fps <= 0:
            raise ValueError(f"pictures per second must be positive, got {fps}")
        self.path = path
        self._fps = fps
        self._pictures = numbered_pictures(path)
        self._log = ReadLog()
        first = next(filter(None, map(_decoded, self._pictures)), None)
        if first is None:
            raise SourceInvalid(
                f"{path}: expected pictures, but none of {len(self._pictures)} can be decoded"
            )
        refuse_size(path, first.width, first.height)
        self._geometry = Geometry.of(first, None)

    @property
    def width(self) -> int:
        """Width of the upright pictures. One of another size is stretched to the first one's."""
        return self._geometry.width

    @property
    def height(self) -> int:
        """Height of the upright pictures."""
        return self._geometry.height

    @property
    def fps(self) -> float | None:
        """Pictures per second, as told."""
        return self._fps

    @property
    def codec(self) -> str:
        """What the pictures are compressed with, by the first one's name."""
        return self._pictures[0].suffix[1:].lower()

    @property
    def duration_us(self) -> int | None:
        """Where the last picture ends."""
        return self._time_us(len(self._pictures))

    @property
    def metadata(self) -> Mapping[str, str]:
        """Pictures say nothing about the whole."""
        return {}

    @property
    def report(self) -> ReadReport:
        """What came of the latest call of `frames`, also while it goes on."""
        return self._log.report

    def frames(self) -> Iterator[Frame]:
        """Decode every picture once, in order, and go on behind one that cannot be."""
        log = self._log = ReadLog()
        for number, path in enumerate(self._pictures):
            frame = _decoded(path)
            if frame is None:
                log.note_damage(f"{path.name} cannot be decoded")
                continue
            time_us = self._time_us(number)
            log.accept(time_us, self._time_us(number + 1) - time_us, is_key=True)
            yield Frame(log.report.frames - 1, time_us, Picture(frame, self._geometry))
        log.finish(self.duration_us)

    def sample_pictures(self, limit_us: int, count: int) -> Iterator[Picture]:
        """Give up to `count` pictures spread over the first `limit_us`."""
        within = [path for number, path in enumerate(self._pictures) if self._time_us(number) < limit_us]
        chosen = within[:: max(1, -(-len(within) // count))]
        return (Picture(frame, self._geometry) for frame in filter(None, map(_decoded, chosen)))

    def picture_at(self, time_us: int) -> Picture | None:
        """Decode the picture that is shown at a time, or the last before it that can be decoded."""
        shown = [path for number, path in enumerate(self._pictures) if self._time_us(number) <= time_us]
        frame = next(filter(None, map(_decoded, reversed(shown))), None)
        return Picture(frame, self._geometry) if frame else None

    def _time_us(self, number: int) -> int:
        return round(number * 1_000_000 / self._fps)


def is_pattern(path: Path) -> bool:
    """True for a name as `img_%04d.png`, unless a file is called so."""
    return _NUMBER_FIELD.search(path.name) is not None and not path.exists()


def is_sequence(path: Path) -> bool:
    """True for what an `ImageSequence` can be made of: a folder or a pattern."""
    return path.is_dir() or is_pattern(path)


def strip_number_field(name: str) -> str:
    """The name of a pattern without its `%04d`."""
    return _NUMBER_FIELD.sub("", name)


def natural_key(path: Path) -> tuple[tuple[int, int | str], ...]:
    """Sorting key that puts `img_9` before `img_10`."""
    parts = re.split(r"(\d+)", str(path))
    return tuple((0, int(part)) if part.isdigit() else (1, part) for part in parts)


def pictures_in(folder: Path) -> tuple[Path, ...]:
    """The pictures of one camera in a folder; none if they are not named alike but for their numbers."""
    pictures = [p for p in folder.iterdir() if p.suffix.lower() in PICTURE_SUFFIXES and p.name[0] != "."]
    skeletons = {re.sub(r"\d+", "#", picture.name) for picture in pictures}
    if len(skeletons) != 1 or "#" not in skeletons.pop():
        return ()
    return tuple(sorted(pictures, key=natural_key))


def numbered_pictures(path: Path) -> tuple[Path, ...]:
    """All pictures of a folder or a pattern, in order.

    Raises:
        SourceNotFound: There is none, or they are not numbered.
        SourceInvalid: There is only one.
    """
    if is_pattern(path):
        before, after = _NUMBER_FIELD.split(path.name, maxsplit=1)
        name = re.compile(f"{re.escape(before)}\\d+{re.escape(after)}")
        folder = path.parent.iterdir() if path.parent.is_dir() else ()
        pictures = tuple(sorted((p for p in folder if name.fullmatch(p.name)), key=natural_key))
    else:
        pictures = pictures_in(path)
    if not pictures:
        raise SourceNotFound(
            f"{path}: expected pictures that are named alike but for their numbers, found none"
        )
    if len(pictures) < MIN_PICTURES:
        raise SourceInvalid(f"{path}: expected at least {MIN_PICTURES} pictures, found {len(pictures)}")
    return pictures


def _decoded(path: Path) -> av.VideoFrame | None:
    """The picture in a file; None if there is none that can be decoded."""
    try:
        with av.open(str(path), options=CODEC_LIMITS) as container:
            container.streams.video[0].codec_context.options = CODEC_LIMITS
            return next(container.decode(video=0), None)
    except (av.FFmpegError, IndexError):
        return None
