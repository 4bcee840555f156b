"""One connection to a camera: its packets as they come in, each with its time in UTC."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace
from functools import partial
from threading import Event
from types import TracebackType
from typing import Final, Self, cast

import av
from av.format import Flags
from av.stream import Disposition

from pipeline.errors import RecordingError, SourceError, SourceInvalid, SourceUnreachable
from pipeline.media.geometry import Geometry
from pipeline.media.header import DEFAULT_INTERVAL_US
from pipeline.media.source import refuse_size
from pipeline.recording.packet import AnyPacket, TimedPacket
from pipeline.recording.parameters import ParameterWatch
from pipeline.recording.streams import Streams
from pipeline.stream.address import Address
from pipeline.stream.dialling import dial
from pipeline.stream.failure import failure, timed_out
from pipeline.stream.own_clock import OwnClock
from pipeline.stream.playback import Pace, Playback
from pipeline.stream.settings import StreamSettings
from pipeline.stream.stamping import Stamper

NOISE_WAIT_S: Final = 0.005
"""Between two reads that bring noise: MPEG-TS skips 64 KiB of it in each, so 13 MB/s at most."""


def utc_now_us() -> int:
    """The time: UTC microseconds since 1970."""
    return time.time_ns() // 1000


class Connection:
    """An open stream. All but `stop` is for one thread, which may sit in a read for as long as `read_s`.

    Args:
        address: Where the stream is.
        settings: How it is opened and read.
        now: UTC microseconds: the clock that the camera's is mapped to.

    Raises:
        SourceError: It cannot be opened, or brings no video; one line without credentials.
    """

    def __init__(
        self, address: Address, settings: StreamSettings | None = None, now: Callable[[], int] = utc_now_us
    ) -> None:
        self.address = address
        self._settings = settings or StreamSettings()
        self._now = now
        self._is_over = Event()
        with ExitStack() as undo:
            self._container = undo.enter_context(dial(address, self._settings))
            self._video = self._best_video()
            self.streams = self._detached()
            """What its packets belong to at the start."""
            undo.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def fps(self) -> float | None:
        """Frames per second as the stream tells, which may be wrong; None if it does not."""
        rate = self._video.average_rate or self._video.guessed_rate
        return float(rate) if rate and self._has_clock else None

    @property
    def size_wh(self) -> tuple[int, int]:
        """Width and height of the stored pictures as the stream tells; 0 where it does not."""
        return self._video.width, self._video.height

    def packets(self) -> Iterator[TimedPacket]:
        """Give the packets as they come in, of pictures and sound.

        Those of the first `ClockSettings.settle_s` are held and come together. The packets end where a file
        ends that does not loop, or after `stop`.

        Raises:
            SourceError: The connection broke, ended, or brought nothing for `read_s`; or our own clock was
                set, and the times of this connection go on from what it told before.
        """
        watch = ParameterWatch(self.streams)
        clock = OwnClock(self._now)
        is_stamped = self._has_clock or self.address.kind == "file"
        stamper = Stamper(self.address.shown, self._settings.clock, has_clock=is_stamped)
        try:
            for packet in self._arriving():
                arrival_us = self._arrival_us(clock)
                is_video = isinstance(packet.stream, av.VideoStream)
                streams = watch.update(packet) if is_video else watch.streams
                yield from stamper.take(packet, streams, arrival_us)
        except SourceError:
            yield from stamper.release()
            raise
        yield from stamper.release()

    def stop(self) -> None:
        """Have `packets` end soon; any thread may call it."""
        self._is_over.set()

    def close(self) -> None:
        """Close the connection, once nobody reads it."""
        self._is_over.set()
        self._container.close()

    def _arrival_us(self, clock: OwnClock) -> int:
        """When a packet arrives; refuses to go on by a clock that was set."""
        arrival_us, set_us = clock.read()
        if abs(set_us) > self._settings.clock.jump_s * 1e6:
            by = f"{set_us / 1e6:+,.1f} s"
            raise SourceUnreachable(f"{self.address.shown}: this machine's clock was set by {by}")
        return arrival_us

    @property
    def _has_clock(self) -> bool:
        """Its packets carry times. MJPEG over HTTP has none, and a bare stream: those FFmpeg invents."""
        return not self._container.format.flags & cast("int", Flags.no_timestamps.value)

    def _arriving(self) -> Iterator[AnyPacket]:
        if self.address.kind != "file":
            return self._incoming()
        interval_us = round(1e6 / self.fps) if self.fps else DEFAULT_INTERVAL_US
        opened = partial(dial, self.address, self._settings)
        pace = Pace(self._is_over)
        counted_us = None if self._has_clock else interval_us
        return Playback(
            opened,
            pace,
            counted_us=counted_us,
            loops=self.address.loops,
            with_audio=self.streams.audio is not None,
        ).packets()

    def _incoming(self) -> Iterator[AnyPacket]:
        """Read on behind noise, as long as something of use comes every now and then."""
        limit_s, heard_s = self._settings.read_s, time.monotonic()
        while not self._is_over.is_set():
            try:
                for packet in self._container.demux(self._wanted()):
                    if self._is_over.is_set():
                        return
                    if time.monotonic() - heard_s >= limit_s:
                        # FFmpeg, told to give up, first hands over what it had not finished.
                        raise timed_out(self.address, limit_s)
                    if packet.size:
                        yield packet
                    heard_s = time.monotonic()
            except av.FFmpegError as error:
                waited_s = time.monotonic() - heard_s
                is_noise = isinstance(error, av.error.BlockingIOError | av.error.InvalidDataError)
                if not is_noise or waited_s >= limit_s:
                    # The text of FFmpeg's error and its frames may hold the URL.
                    raise failure(error, self.address, waited_s, limit_s) from None
                self._is_over.wait(NOISE_WAIT_S)
            else:
                raise SourceUnreachable(f"{self.address.shown}: the camera ended the stream")

    def _wanted(self) -> list[av.stream.Stream]:
        audio = self._container.streams.best("audio") if self.streams.audio else None
        return [stream for stream in (self._video, audio) if stream]

    def _best_video(self) -> av.VideoStream:
        video = self._container.streams.best("video")
        if not isinstance(video, av.VideoStream) or video.disposition & Disposition.attached_pic:
            kinds = " and ".join(sorted({str(stream.type) for stream in self._container.streams}))
            raise SourceInvalid(f"{self.address.shown}: expected video, received {kinds or 'nothing'} only")
        refuse_size(self.address.shown, video.width, video.height)
        return video

    def _detached(self) -> Streams:
        try:
            found = Streams.of(self._container, self.address.shown, with_audio=self._settings.with_audio)
        except RecordingError as error:
            raise SourceInvalid(str(error)) from error
        return replace(found, turn=self._turn()) if self.address.kind == "file" else found

    def _turn(self) -> Geometry | None:
        """How a file's pictures are turned: only the decoder that came with it knows its header."""
        with suppress(av.FFmpegError, StopIteration):
            return Geometry.of(next(self._container.decode(self._video)), None)
        return None
