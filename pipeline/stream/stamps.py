"""The stamps of one stream of a connection: made whole, freed of jumps, told in UTC."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Final

import av

from pipeline.media.header import DEFAULT_INTERVAL_US, in_us
from pipeline.recording.packet import MIN_KEY_BYTES, AnyPacket, TimedPacket
from pipeline.recording.streams import Streams
from pipeline.stream.wall_clock import WallClock

MICROSECOND: Final = Fraction(1, 1_000_000)


class Stamps:
    """Gives the packets of the pictures, or of the sound, their times.

    Args:
        clock: Maps this stream's stamps.
        has_clock: Its packets carry times; else each has that of its arrival.
    """

    def __init__(self, clock: WallClock, *, has_clock: bool) -> None:
        self._clock = clock
        self._has_clock = has_clock
        self._usual_us = DEFAULT_INTERVAL_US
        self._is_by_decoding = False
        self._last: tuple[int, int] | None = None
        """Stamp of decoding, in the stream's unit, and its time in UTC."""

    def note(self, packet: AnyPacket, arrival_us: int) -> None:
        """Set the clock by a packet as it arrives, and free its stamps of jumps."""
        if not self._has_clock:
            packet.time_base, packet.duration = MICROSECOND, 0
            packet.pts = packet.dts = arrival_us
        self._set_clock(packet, arrival_us)
        shift = round(self._clock.shift_us * MICROSECOND / packet.time_base)
        packet.pts = None if packet.pts is None else packet.pts + shift
        packet.dts = None if packet.dts is None else packet.dts + shift

    def _set_clock(self, packet: AnyPacket, arrival_us: int) -> None:
        """By stamps of decoding, since packets come in that order; by those of showing until there are such.

        A picture on which earlier ones rest comes before them, so that the stamps of showing would tell
        another distance between the clocks.
        """
        if packet.dts is not None and not self._is_by_decoding:
            self._is_by_decoding = True
            self._clock.forget()
        stamp_us = in_us(packet.dts if self._is_by_decoding else packet.pts, packet.time_base)
        if stamp_us is not None:
            self._clock.observe(stamp_us, arrival_us)

    def timed(self, packet: AnyPacket, streams: Streams) -> TimedPacket:
        """Give a packet its times, in the order of decoding; what it lacks follows from the one before."""
        lasts_us = in_us(packet.duration, packet.time_base) or self._usual_us
        self._complete(packet, round(lasts_us * MICROSECOND / packet.time_base))
        assert packet.dts is not None
        assert packet.pts is not None
        decode_us = self._clock.utc_us(in_us(packet.dts, packet.time_base) or 0)
        if self._last:
            decode_us = max(decode_us, self._last[1])
            self._usual_us += (decode_us - self._last[1] - self._usual_us) // 8
        self._last = packet.dts, decode_us
        is_video = isinstance(packet.stream, av.VideoStream)
        return TimedPacket(
            packet, streams, packet.pts, packet.dts,
            time_us=max(decode_us, self._clock.utc_us(in_us(packet.pts, packet.time_base) or 0)),
            decode_us=decode_us, lasts_us=lasts_us, is_video=is_video,
            is_key=is_video and packet.is_keyframe and packet.size >= MIN_KEY_BYTES,
        )  # fmt: skip

    def _complete(self, packet: AnyPacket, step: int) -> None:
        """Set both stamps: decoding never goes back, and comes no later than showing."""
        last = self._last[0] if self._last else None
        if packet.dts is None:
            due = (packet.pts or 0) if last is None else last + step
            packet.dts = due if packet.pts is None else min(due, packet.pts)
        if last is not None:
            packet.dts = max(packet.dts, last)
        packet.pts = packet.dts if packet.pts is None else max(packet.pts, packet.dts)


def fill(packets: Sequence[AnyPacket]) -> None:
    """Tell the stamps that FFmpeg leaves out in the first packets of a stream.

    RTP brings times of showing only. FFmpeg finds those of decoding after some pictures, and often does not
    know the first picture's at all.
    """
    shown = sorted({packet.pts for packet in packets if packet.pts is not None})
    if not shown:
        return
    gaps = [later - sooner for sooner, later in pairwise(shown)]
    step = packets[0].duration or min(gaps, default=0)
    if packets[0].pts is None:
        due = shown[0] - step
        packets[0].pts = 0 if abs(due) < step / 2 else due  # FFmpeg counts RTP's stamps from the first packet
    known = next((number for number, packet in enumerate(packets) if packet.dts is not None), 0)
    for number in range(known - 1, -1, -1):
        packet, due = packets[number], (packets[number + 1].dts or 0) - step
        packet.dts = due if packet.pts is None else min(due, packet.pts)
