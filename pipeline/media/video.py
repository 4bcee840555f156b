"""Video files, decoded once from end to end."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Literal

import av
from av.stream import Disposition

from pipeline.errors import SourceInvalid
from pipeline.media.decoder import Damage, Decoded, Decoder, reason_of
from pipeline.media.frame_clock import FrameClock
from pipeline.media.geometry import Geometry
from pipeline.media.header import Header, in_us, packets_until
from pipeline.media.picture import Picture
from pipeline.media.read_log import ReadLog
from pipeline.media.source import CODEC_LIMITS, MAX_PIXELS, Frame, ReadReport, refuse_size

SEEK_MARGIN_US = 1_000_000
"""Sought so much earlier than is wanted: indices are by decoding time, which is before that of showing."""

TEXT_FORMATS = frozenset({"adf", "bin", "idf", "tty", "xbin"})
"""FFmpeg paints any text file as ANSI art. Nobody's camera writes that."""


class VideoFile:
    """A video file. It is open only while something is read from it.

    Args:
        path: The file.
        decoder_threads: Threads that decode one file; more than 1 helps when files are fewer than cores.

    Raises:
        SourceInvalid: No picture can be decoded from it.
    """

    def __init__(self, path: Path, decoder_threads: int = 1) -> None:
        self.path = path
        self._decoder_threads = decoder_threads
        self._log = ReadLog()
        with self._open() as container:
            stream = self._stream(container)
            self._geometry = self._first_geometry(container, stream)
            self._header = Header.of(container, stream)

    @property
    def width(self) -> int:
        """Width of the upright pictures with square pixels."""
        return self._geometry.width

    @property
    def height(self) -> int:
        """Height of the upright pictures with square pixels."""
        return self._geometry.height

    @property
    def fps(self) -> float | None:
        """Frames per second on average, by the header; None if it does not say."""
        return self._header.fps

    @property
    def codec(self) -> str:
        """Name of the compression, as FFmpeg calls it."""
        return self._header.codec

    @property
    def duration_us(self) -> int | None:
        """About how long it is, for progress only; None if unknown."""
        return self._header.duration_us

    @property
    def metadata(self) -> Mapping[str, str]:
        """What the container says about itself, under FFmpeg's names."""
        return self._header.metadata

    @property
    def report(self) -> ReadReport:
        """What came of the latest call of `frames`, also while it goes on."""
        return self._log.report

    def frames(self) -> Iterator[Frame]:
        """Decode every frame once, in order, and go on behind damage.

        Raises:
            SourceInvalid: None of its frames can be believed.
        """
        log = self._log = ReadLog()
        with self._open() as container:
            for index, (time_us, frame) in enumerate(self._timed(container, self._stream(container), log)):
                yield Frame(index, time_us, Picture(frame, self._geometry))
        log.finish(self._header.promised_us)
        if not log.report.frames:
            raise SourceInvalid(
                f"{self.path}: expected video, but no frame of it is sound: {log.report.error}"
            )

    def sample_pictures(self, limit_us: int, count: int) -> Iterator[Picture]:
        """Give up to `count` pictures spread over the first `limit_us`, from a pass of its own.

        Only key frames are decoded if there are enough of them, else all frames on which others rest.
        """
        span_us = min(limit_us, self.duration_us or limit_us)
        skipping = self._dispensable(span_us, count)
        with self._open() as container:
            stream = self._stream(container)
            stream.codec_context.skip_frame = skipping
            taken = 0
            for time_us, frame in self._timed(container, stream, ReadLog()):
                if taken == count or time_us >= span_us:
                    return
                if time_us * count >= taken * span_us:
                    taken += 1
                    yield Picture(frame, self._geometry)

    def picture_at(self, time_us: int) -> Picture | None:
        """Decode the picture that is shown at a time, from the key frame before it on where one can be found.

        A file whose clock may jump is decoded from its start, since nobody knows how often it did before.
        """
        shown = None
        with self._open() as container:
            stream = self._stream(container)
            if self._header.has_clock and not self._header.may_jump:
                with suppress(av.FFmpegError):  # what cannot seek is read from its start
                    container.seek(max(0, time_us - SEEK_MARGIN_US) + (self._header.start_us or 0))
            for at_us, frame in self._timed(container, stream, ReadLog()):
                if shown and at_us > time_us:
                    break
                shown = Picture(frame, self._geometry)
        return shown

    def _dispensable(self, span_us: int, count: int) -> Literal["DEFAULT", "NONREF", "NONKEY"]:
        """The kind of frames that need not be decoded to get `count` pictures within `span_us`."""
        if not self._header.has_clock:
            return "DEFAULT"  # times come from counting all frames
        with self._open() as container:
            packets = packets_until(container, self._stream(container), span_us)
            return "NONKEY" if sum(packet.is_keyframe for packet in packets) >= count else "NONREF"

    def _timed(
        self, container: av.container.InputContainer, stream: av.VideoStream, log: ReadLog
    ) -> Iterator[tuple[int, av.VideoFrame]]:
        """Decode the frames that may be believed, each with its time; `log` learns of the rest."""
        clock = FrameClock(self._header.interval_us, self._header.start_us, may_jump=self._header.may_jump)
        for item in Decoder(container, stream):
            if isinstance(item, Damage):
                log.note_damage(item.reason)
                continue
            time_us = clock.time_us(*self._stamps_us(item.frame), follows_damage=log.is_damaged)
            if self._header.may_skip and not log.is_damaged and clock.has_hole(time_us):
                log.note_hole()
            is_key, is_early = item.frame.key_frame, item.precedes_damage
            lasts_us = max(clock.interval_us, in_us(item.frame.duration, item.frame.time_base) or 0)
            is_sound = log.accept(time_us, lasts_us, is_key=is_key, precedes_damage=is_early)
            if is_sound or not self._header.has_clock:
                clock.advance(time_us)
            if is_sound:
                yield time_us, item.frame

    def _stamps_us(self, frame: av.VideoFrame) -> tuple[int | None, int | None]:
        """The times of showing and of decoding that the file tells."""
        if not self._header.has_clock:
            return None, None
        return in_us(frame.pts, frame.time_base), in_us(frame.dts, frame.time_base)

    def _open(self) -> av.container.InputContainer:
        try:
            return av.open(str(self.path), options=CODEC_LIMITS)
        except av.FFmpegError as error:
            message = f"{self.path}: expected video, found nothing that FFmpeg can read ({reason_of(error)})"
            raise SourceInvalid(message) from error

    def _stream(self, container: av.container.InputContainer) -> av.VideoStream:
        stream = container.streams.best("video")
        other = _other_kind(container, stream)
        if other or not isinstance(stream, av.VideoStream):
            raise SourceInvalid(f"{self.path}: expected video, found {other}")
        refuse_size(self.path, stream.width, stream.height)
        stream.codec_context.options = CODEC_LIMITS
        stream.codec_context.thread_count = self._decoder_threads
        return stream

    def _first_geometry(self, container: av.container.InputContainer, stream: av.VideoStream) -> Geometry:
        frames = (item.frame for item in Decoder(container, stream) if isinstance(item, Decoded))
        first = next(frames, None)
        if first is None:
            message = (
                f"{self.path}: expected video, but no picture of up to {MAX_PIXELS:,} pixels can be decoded"
            )
            raise SourceInvalid(message)
        is_picture = container.format.name.endswith("_pipe") or container.format.name == "image2"
        if is_picture and next(frames, None) is None:  # a camera's `.mjpeg` is many pictures in one file
            raise SourceInvalid(
                f"{self.path}: expected video or a folder of pictures, found a single picture"
            )
        return Geometry.of(first, stream.sample_aspect_ratio)


def _other_kind(container: av.container.InputContainer, stream: object) -> str | None:
    """What a file holds instead of video that can be decoded; None if it holds that."""
    if container.format.name in TEXT_FORMATS:
        return "text"
    if not isinstance(stream, av.VideoStream) or stream.disposition & Disposition.attached_pic:
        kinds = sorted({str(stream.type) for stream in container.streams} - {"video"})
        return " and ".join(kinds) + " only" if kinds else "no stream at all"
    return "a compression that FFmpeg cannot decode" if stream.codec_context is None else None
