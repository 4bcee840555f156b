"""Clips of one source, as they are asked for while its packets come in."""

import logging
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import av

from pipeline.errors import RecordingError
from pipeline.recording.clip import Clip
from pipeline.recording.origin import Origin
from pipeline.recording.packet import TimedPacket
from pipeline.recording.ring import PacketRing, RingSettings
from pipeline.recording.wishes import Span, Wishes
from pipeline.recording.writer import ClipSettings, ClipWriter

log = logging.getLogger(__name__)

SET_BACK_US: Final = 10_000_000
"""Times that go back by more come again: the clock was set. What a server has in store goes back by less."""

SOUND_LAG_US: Final = 1_000_000
"""Containers put sound up to so much behind the pictures that it belongs to."""


@dataclass(frozen=True, slots=True)
class RecorderSettings:
    """What a recorder holds ready, writes, and leaves free."""

    ring: RingSettings = field(default_factory=RingSettings)
    clip: ClipSettings = field(default_factory=ClipSettings)
    reserve_bytes: int = 1_000_000_000
    """Free bytes below which nothing is recorded: the history, and the machine, need some to go on."""
    look_s: float = 1.0
    """How often the free bytes are looked at, by the source's clock."""
    retry_s: float = 30.0
    """How long nothing is tried after a trouble, by the source's clock."""


class Recorder:
    """Turns wishes and packets into clips.

    `request` may be called from any thread; all else belongs to the one that reads the source, and only there
    are files written. Trouble with the disk is never raised: it stops the recording, and can be asked for
    until it is over.

    Args:
        origin: Whose pictures they are.
        stem: Names the clip that begins at a time of the source's clock, without its ending.
        settings: What it holds, writes and leaves free.
    """

    def __init__(
        self, origin: Origin, stem: Callable[[int], Path], settings: RecorderSettings | None = None
    ) -> None:
        self._origin = origin
        self._stem = stem
        self._settings = settings or RecorderSettings()
        self._ring = PacketRing(self._settings.ring)
        self._wishes = Wishes()
        self._writer: ClipWriter | None = None
        self._folder = Path()
        self._until_us = 0
        self._fed_us = 0
        self._heard_us = 0
        self._look_us = 0
        self._retry_us: int | None = None
        self.trouble: str | None = None
        """Why nothing is recorded, in one line; None if all is well."""

    @property
    def is_recording(self) -> bool:
        """True while a clip is open."""
        return self._writer is not None

    def request(self, start_us: int, end_us: int) -> None:
        """Ask for a clip that covers this stretch, lead and tail included; stretches that overlap share one.

        A clip that is open is made longer, never begun anew: what lies before its start it lacks.

        Raises:
            ValueError: The stretch ends before it begins.
        """
        self._wishes.add(Span(start_us, end_us))

    def feed(self, packet: TimedPacket) -> tuple[Clip, ...]:
        """Take the next packet of the source; gives the clips that are done with it."""
        is_again = packet.is_video and packet.decode_us < self._fed_us - SET_BACK_US
        done = self._begun_anew() if is_again else ()
        self._fed_us = packet.decode_us
        self._ring.add(packet)
        return (*done, *self._done_with(packet))

    def finish(self) -> tuple[Clip, ...]:
        """End the clip that is open: the source is over."""
        return tuple(self._closed()) if self._writer else ()

    def interrupt(self) -> tuple[Clip, ...]:
        """End the clip that is open: the source is away. What is still wanted goes on when it comes back.

        What the ring held is in that clip; it is not written again.
        """
        writer = self._writer
        if writer is None:
            return ()
        if self._until_us > writer.end_us:
            self._wishes.add(Span(writer.end_us, self._until_us))
        self._ring = PacketRing(self._settings.ring)
        return tuple(self._closed())

    def adopt(self, origin: Origin, stem: Callable[[int], Path]) -> None:
        """Have clips that begin from now on be of another origin."""
        self._origin, self._stem = origin, stem

    def _begun_anew(self) -> tuple[Clip, ...]:
        """Forget what bears times that come again: held so long, packets would fill the memory."""
        done = self.finish()
        self._ring, self._wishes = PacketRing(self._settings.ring), Wishes()
        self._look_us, self._retry_us = 0, None
        return done

    def _done_with(self, packet: TimedPacket) -> Iterator[Clip]:
        if self._writer:
            yield from self._written(packet)
        while self._may_begin(packet) and (span := self._wishes.take_due(packet.decode_us)):
            yield from self._begun(span)
        if self.trouble and self._may_begin(packet):
            self._look_again()

    def _look_again(self) -> None:
        """Take the trouble for over if there is room: nobody may want a clip for days."""
        try:
            self._refuse_low_disk()
        except (OSError, RecordingError) as error:
            self._note_trouble(str(error))
        else:
            self.trouble = self._retry_us = None

    def _may_begin(self, packet: TimedPacket) -> bool:
        """True if no clip is open, and there was no trouble of late."""
        is_paused = self._retry_us is not None and packet.decode_us < self._retry_us
        return packet.is_video and self._writer is None and not is_paused

    def _begun(self, span: Span) -> Iterator[Clip]:
        """Begin a clip with what the ring holds; it may be done with that already."""
        packets = self._ring.since(span.start_us)
        first = next(packets, None)
        if first is None or first.time_us > span.end_us:
            log.warning("camera %s: no packets are left of a clip that was asked for", self._origin.camera)
            return
        self._until_us = span.end_us
        if not self._is_open(first):
            return
        writer = self._writer
        yield from self._written(first)
        for packet in packets:
            if self._writer is not writer:
                return
            yield from self._written(packet)

    def _written(self, packet: TimedPacket) -> Iterator[Clip]:
        """Write to the open clip; a key frame of other streams, or after `max_s`, makes it the next's."""
        writer = self._writer
        if writer is None:
            return
        self._until_us = self._wishes.take_overlapping(writer.start_us, self._until_us)
        has_changed = packet.streams is not writer.streams
        if packet.is_key and (has_changed or self._is_long(packet, writer)):
            until_us = self._until_us
            yield from self._closed()
            if until_us > packet.time_us:
                yield from self._begun(Span(packet.time_us, until_us))
        elif not has_changed:
            self._write(packet, writer)
            if self._writer and (self._is_over(packet) or self._is_disk_low(packet)):
                yield from self._closed()

    def _is_open(self, first: TimedPacket) -> bool:
        """Open a clip; False if that cannot be."""
        stem = self._stem(first.time_us)
        try:
            self._folder = stem.parent
            self._refuse_low_disk()
            self._writer = ClipWriter(stem, self._origin, first, self._settings.clip)
        except (OSError, ValueError, av.FFmpegError, RecordingError) as error:
            self._stop(first, str(error))
            return False
        self._heard_us = first.time_us
        self.trouble = self._retry_us = None
        return True

    def _write(self, packet: TimedPacket, writer: ClipWriter) -> None:
        if not packet.is_video:
            self._heard_us = packet.time_us
        try:
            writer.write(packet)
        except (OSError, av.FFmpegError) as error:
            self._writer = None
            writer.abandon()
            self._stop(packet, str(error))

    def _closed(self) -> Iterator[Clip]:
        writer, self._writer = self._writer, None
        if writer is None:
            return
        try:
            yield writer.close()
        except (OSError, av.FFmpegError) as error:
            self._note_trouble(str(error))

    def _is_over(self, packet: TimedPacket) -> bool:
        """True if the clip covers what is wanted, sound too: what is decoded then is shown no sooner."""
        if not packet.is_video or packet.decode_us < self._until_us:
            return False
        is_silent = packet.streams.audio is None or packet.decode_us >= self._until_us + SOUND_LAG_US
        return is_silent or self._heard_us >= self._until_us

    def _is_long(self, packet: TimedPacket, writer: ClipWriter) -> bool:
        return packet.time_us - writer.start_us >= self._settings.clip.max_s * 1e6

    def _is_disk_low(self, packet: TimedPacket) -> bool:
        """Look every now and then; True stops the recording while there is room to end the clip well."""
        if packet.decode_us - self._look_us < self._settings.look_s * 1e6:
            return False
        self._look_us = packet.decode_us
        try:
            self._refuse_low_disk()
        except (OSError, RecordingError) as error:
            self._stop(packet, str(error))
            return True
        return False

    def _refuse_low_disk(self) -> None:
        there = next(folder for folder in (self._folder, *self._folder.parents) if folder.exists())
        free = shutil.disk_usage(there).free
        if free < self._settings.reserve_bytes:
            reserve = f"{self._settings.reserve_bytes:,}"
            raise RecordingError(
                f"{self._folder}: expected {reserve} free bytes or more to record, received {free:,}"
            )

    def _stop(self, packet: TimedPacket, reason: str) -> None:
        """Note what is wrong, and keep what is still wanted for later."""
        if self._until_us > packet.time_us:
            self._wishes.add(Span(packet.time_us, self._until_us))
        self._note_trouble(reason)

    def _note_trouble(self, reason: str) -> None:
        self.trouble = reason
        self._retry_us = self._fed_us + round(self._settings.retry_s * 1e6)
