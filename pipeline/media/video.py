"""Video files, decoded once from end to end."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av

from pipeline.errors import SourceInvalid
from pipeline.media.decoder import Damage, decode, reason_of
from pipeline.media.frame_clock import FrameClock
from pipeline.media.geometry import Geometry
from pipeline.media.picture import Picture
from pipeline.media.read_log import ReadLog
from pipeline.media.source import Frame, ReadReport

MAX_PIXELS = 40_000_000
"""Stored pixels of a picture; more is refused before memory is taken for it. 8K video has 33 million."""

MIN_SIDE = 16
"""Nothing can be recognised in a smaller picture."""

DEFAULT_INTERVAL_US = 40_000
"""Between frames where the file says nothing: 25 a second."""


class VideoFile:
    """A video file. It is open only while something is read from it.

    Args:
        path: The file.
        decoder_threads: Threads that decode one file; more than 1 helps when files are fewer than cores.

    Raises:
        SourceInvalid: FFmpeg finds no picture stream in it, or one of a size that we refuse.
    """

    def __init__(self, path: Path, decoder_threads: int = 1) -> None:
        self.path = path
        self._decoder_threads = decoder_threads
        self._log = ReadLog(DEFAULT_INTERVAL_US)
        with self._open() as container:
            stream = self._stream(container)
            self.codec = stream.codec_context.name
            self.fps = float(stream.average_rate) if stream.average_rate else None
            self.duration_us = container.duration
            self._geometry = self._first_geometry(container, stream)
        self.width = self._geometry.width
        self.height = self._geometry.height

    @property
    def report(self) -> ReadReport:
        """What came of the latest call of `frames`, also while it goes on."""
        return self._log.report

    def frames(self) -> Iterator[Frame]:
        """Decode every frame once, in order."""
        with self._open() as container:
            stream = self._stream(container)
            interval = _interval_us(stream)
            clock = FrameClock(interval, container.start_time, may_jump=True)
            log = self._log = ReadLog(interval)
            for item in decode(container, stream):
                if isinstance(item, Damage):
                    log.note_damage(item.reason)
                    continue
                base = item.time_base
                time_us = clock.time_us(
                    _us(item.pts, base), _us(item.dts, base), follows_damage=log.is_damaged
                )
                if log.accept(time_us, time_us + interval, is_key=item.key_frame):
                    yield Frame(log.report.frames - 1, time_us, Picture(item, self._geometry))
            log.finish(None)

    def sample_pictures(self, limit_us: int, count: int) -> Iterator[Picture]:
        """Give up to `count` pictures spread over the first `limit_us`, as cheaply as can be."""
        next_us = 0
        for frame in self.frames():
            if frame.time_us >= limit_us:
                return
            if frame.time_us >= next_us:
                next_us += limit_us // count
                yield frame.picture

    def _open(self) -> av.container.InputContainer:
        try:
            return av.open(str(self.path), options={"max_pixels": str(MAX_PIXELS)})
        except av.FFmpegError as error:
            raise SourceInvalid(f"{self.path}: {reason_of(error)}") from error

    def _stream(self, container: av.container.InputContainer) -> av.VideoStream:
        stream = container.streams.best("video")
        if not isinstance(stream, av.VideoStream):
            raise SourceInvalid(f"{self.path}: expected video, found none")
        stream.codec_context.options = {"max_pixels": str(MAX_PIXELS)}
        stream.codec_context.thread_count = self._decoder_threads
        return stream

    def _first_geometry(self, container: av.container.InputContainer, stream: av.VideoStream) -> Geometry:
        for item in decode(container, stream):
            if isinstance(item, av.VideoFrame):
                return Geometry.of(item, stream.sample_aspect_ratio)
        raise SourceInvalid(f"{self.path}: no picture in it can be decoded")


def _interval_us(stream: av.VideoStream) -> int:
    rate = stream.average_rate or stream.guessed_rate
    return round(1_000_000 / rate) if rate else DEFAULT_INTERVAL_US


def _us(stamp: int | None, base: Fraction | None) -> int | None:
    return None if stamp is None or base is None else round(stamp * base * 1_000_000)
