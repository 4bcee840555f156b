"""A packet at its time on the source's clock."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, TypeAlias

import av

from pipeline.media.frame_clock import BACKWARD_JUMP_US, FORWARD_JUMP_US
from pipeline.media.header import Header, in_us
from pipeline.recording.streams import Streams

MIN_KEY_BYTES: Final = 16
"""A key frame has more. AVI marks the empty packets of left-out pictures as key frames too."""

AnyPacket: TypeAlias = "av.Packet[Any]"
"""Of video or of sound."""


@dataclass(frozen=True, slots=True, eq=False)
class TimedPacket:
    """One packet as it was read; nobody changes it, for several clips may hold it."""

    packet: AnyPacket
    streams: Streams
    """What it belongs to: other streams, another clip."""
    pts: int
    """Of showing, in the packet's time base, corrected where the container's clock was set anew."""
    dts: int
    """Of decoding, likewise."""
    time_us: int
    """Of showing, on the source's clock."""
    decode_us: int
    """Of decoding, on the source's clock: never falls from one packet of a stream to the next."""
    lasts_us: int
    is_video: bool
    is_key: bool
    """A picture that needs no other: always False for sound."""

    @property
    def time_base(self) -> Fraction:
        """Unit of `pts` and `dts`, in seconds."""
        return self.packet.time_base

    @property
    def size(self) -> int:
        """Bytes of its content."""
        return self.packet.size


class PacketClock:
    """Turns the timestamps of packets into times on the source's clock, as `FrameClock` does for frames.

    Args:
        header: Of the source: its start, its usual interval, whether its clock may jump or is missing.
        zero_us: Where the source's clock stands at the container's start: 0 for a file, UTC for a camera.
    """

    def __init__(self, header: Header, zero_us: int = 0) -> None:
        self._header = header
        self._start_us = header.start_us
        self._zero_us = zero_us
        self._shift_us = 0
        self._due_us: dict[bool, int] = {}
        self._counted = 0

    def timed(self, packet: AnyPacket, streams: Streams) -> TimedPacket:
        """Give a packet its time; packets must come in the order of the container."""
        is_video = isinstance(packet.stream, av.VideoStream)
        unit = packet.time_base
        lasts_us = in_us(packet.duration, unit) or (self._header.interval_us if is_video else 0)
        own = packet.pts if packet.dts is None else packet.dts
        own_us = in_us(own, unit)
        dts_us = self._decode_us(own_us, is_video=is_video)
        dts = _ticks(dts_us, unit) if own is None or own_us is None else own + _ticks(dts_us - own_us, unit)
        pts = dts if packet.pts is None or own is None else max(dts, packet.pts + dts - own)
        self._due_us[is_video] = dts_us + lasts_us
        from_zero_us = self._zero_us - (self._start_us or 0)
        return TimedPacket(
            packet, streams, pts, dts, time_us=(in_us(pts, unit) or 0) + from_zero_us,
            decode_us=dts_us + from_zero_us, lasts_us=lasts_us, is_video=is_video,
            is_key=is_video and packet.is_keyframe and packet.size >= MIN_KEY_BYTES,
        )  # fmt: skip

    def _decode_us(self, own_us: int | None, *, is_video: bool) -> int:
        """When it is decoded, on the container's clock freed of jumps; `own_us` is what the packet says."""
        if is_video and not self._header.has_clock:
            self._counted += 1
            return (self._counted - 1) * self._header.interval_us
        due_us = self._due_us.get(is_video)
        if own_us is None:
            return (self._start_us or 0) if due_us is None else due_us
        if self._start_us is None:
            self._start_us = own_us
        if due_us is not None and self._is_jump(own_us + self._shift_us - due_us):
            self._shift_us = due_us - own_us
        return own_us + self._shift_us

    def _is_jump(self, step_us: int) -> bool:
        """True if the clock was set anew, rather than something lost."""
        return step_us < -BACKWARD_JUMP_US or (self._header.may_jump and step_us > FORWARD_JUMP_US)


def _ticks(time_us: int, unit: Fraction) -> int:
    return round(Fraction(time_us, 1_000_000) / unit)
