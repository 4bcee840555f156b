"""Reading the packets of a file, from a place on, without decoding them."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import Final

import av
from av.stream import Stream

from pipeline.errors import RecordingError
from pipeline.media.decoder import MAX_BARREN_READS, reason_of
from pipeline.media.header import Header
from pipeline.recording.packet import AnyPacket, PacketClock, TimedPacket
from pipeline.recording.parameters import ParameterWatch
from pipeline.recording.streams import Streams

SEEK_MARGIN_US: Final = 1_000_000
"""Asked for so much earlier, for indices are by decoding time, which is before that of showing."""

MISSING_STAMPS: Final = {"fflags": "+genpts"}
"""Old AVI has decoding times only: FFmpeg then tells the times of showing from what follows."""


class PacketFile:
    """A file to cut clips from.

    Args:
        path: The file.
        with_audio: Also give its sound.

    Raises:
        RecordingError: It is no file with video that a container takes.
    """

    def __init__(self, path: Path, *, with_audio: bool = True) -> None:
        self._path = path
        with self._open() as container:
            self._streams = Streams.of(container, str(self._path), with_audio=with_audio)
            self._header = Header.of(container, container.streams.video[0])

    def packets(self, from_us: int = 0) -> Iterator[TimedPacket]:
        """Give the packets from a key frame at or before `from_us` on, or from the start of the file.

        Files whose clock may jump are read from their start, since nobody knows how often it did before.
        """
        if from_us > SEEK_MARGIN_US and self._header.has_clock and not self._header.may_jump:
            packets = self._read(from_us - SEEK_MARGIN_US)
            head: list[TimedPacket] = []
            for packet in packets:
                head.append(packet)
                if packet.is_video:
                    break
            if head and head[-1].is_key and head[-1].time_us <= from_us:
                yield from chain(head, packets)
                return
        yield from self._read(0)

    def _read(self, seek_us: int) -> Iterator[TimedPacket]:
        clock = PacketClock(self._header)
        watch = ParameterWatch(self._streams)
        with self._open() as container:
            video = container.streams.best("video")
            audio = container.streams.best("audio") if self._streams.audio else None
            if seek_us:
                with suppress(av.FFmpegError):  # what cannot seek is read from its start
                    container.seek(seek_us + (self._header.start_us or 0))
            for packet in demuxed(container, [stream for stream in (video, audio) if stream]):
                is_video = isinstance(packet.stream, av.VideoStream)
                streams = watch.update(packet) if is_video else watch.streams
                yield clock.timed(packet, streams)

    def _open(self) -> av.container.InputContainer:
        try:
            return av.open(str(self._path), container_options=MISSING_STAMPS)
        except (av.FFmpegError, OSError) as error:
            reason = reason_of(error) if isinstance(error, av.FFmpegError) else error.strerror
            raise RecordingError(
                f"{self._path}: expected a video file to cut clips from: {reason}"
            ) from error


def demuxed(container: av.container.InputContainer, streams: list[Stream]) -> Iterator[AnyPacket]:
    """Read on after each error; what cannot be read is no packet."""
    barren = 0
    while barren < MAX_BARREN_READS:
        try:
            for packet in container.demux(streams):
                barren = 0
                if packet.size:
                    yield packet
        except av.FFmpegError:
            barren += 1
        else:
            return
