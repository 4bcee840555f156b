"""A file played as if a camera sent it: each packet at its time."""

import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from threading import Event
from typing import Final, Literal

from av.container import InputContainer

from pipeline.media.header import in_us
from pipeline.recording.packet import AnyPacket
from pipeline.recording.reading import demuxed

MICROSECOND: Final = Fraction(1, 1_000_000)


class Pace:
    """Waits for the times of a play, whose time 0 is the first that is waited for.

    Args:
        is_over: Ends the play, also while it waits.
        elapsed: Seconds since some time, that never go back.
    """

    def __init__(self, is_over: Event, elapsed: Callable[[], float] = time.monotonic) -> None:
        self._is_over = is_over
        self._elapsed = elapsed
        self._begun_s: float | None = None

    def wait_until(self, time_us: int) -> bool:
        """Wait for a time of the play; False if the play is over before."""
        if self._begun_s is None:
            self._begun_s = self._elapsed() - time_us / 1e6
        while (left_s := self._begun_s + time_us / 1e6 - self._elapsed()) > 0:
            if self._is_over.wait(left_s):
                return False
        return not self._is_over.is_set()


class Playback:
    """Plays a file once, or over and over; its stamps then go on where they would begin again.

    Args:
        opened: Opens the file.
        pace: How fast it is played.
        counted_us: Time between the packets of a bare stream, which has no clock; None if the file has one.
        loops: Begin again at the end.
        with_audio: Also play the sound.
    """

    def __init__(
        self,
        opened: Callable[[], InputContainer],
        pace: Pace,
        *,
        counted_us: int | None,
        loops: bool,
        with_audio: bool,
    ) -> None:
        self._opened = opened
        self._pace = pace
        self._counted_us = counted_us
        self._loops = loops
        self._kinds: tuple[Literal["video", "audio"], ...] = ("video", "audio") if with_audio else ("video",)
        self._length_us = 0

    def packets(self) -> Iterator[AnyPacket]:
        """Give each packet when it is due, to the end of the file or of the play.

        Raises:
            SourceError: The file cannot be opened any more.
        """
        while True:
            before_us = self._length_us
            for packet, due_us in self._once():
                lasts_us = in_us(packet.duration, packet.time_base) or 0
                self._length_us = max(self._length_us, before_us + due_us + lasts_us)
                if not self._pace.wait_until(before_us + due_us):
                    return
                shift = round(before_us * MICROSECOND / packet.time_base)
                packet.dts = None if packet.dts is None else packet.dts + shift
                packet.pts = None if packet.pts is None else packet.pts + shift
                yield packet
            if not self._loops or self._length_us == before_us:
                return

    def _once(self) -> Iterator[tuple[AnyPacket, int]]:
        """The file's packets from its start, each with when it is due after the first, in microseconds."""
        first_us: int | None = None
        due_us = 0
        with self._opened() as container:
            streams = [stream for kind in self._kinds if (stream := container.streams.best(kind))]
            for number, packet in enumerate(demuxed(container, streams)):
                if self._counted_us is not None:
                    packet.time_base, packet.duration = MICROSECOND, self._counted_us
                    packet.pts = packet.dts = number * self._counted_us
                own_us = in_us(packet.pts if packet.dts is None else packet.dts, packet.time_base)
                if own_us is not None:
                    first_us = own_us if first_us is None else first_us
                    due_us = own_us - first_us
                yield packet, due_us
