"""What a video file says about itself, and how far it can be believed."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import cast

import av
from av.format import Flags

DEFAULT_INTERVAL_US = 40_000
"""Between frames where the file says nothing: 25 a second."""

ESTIMATE_PACKETS = 100
"""So many packets tell the length of a file without a clock: several groups of pictures, read in a moment."""


@dataclass(frozen=True, slots=True)
class Header:
    """The facts that a container gives before any picture is decoded."""

    codec: str
    fps: float | None
    metadata: Mapping[str, str]
    duration_us: int | None
    """Roughly how long the file is: for progress only."""
    promised_us: int | None
    """Where the last frame ends by the file's own index; None if it has no index of its pictures."""
    start_us: int | None
    """Where the container's own clock starts."""
    interval_us: int
    """Usual time between frames."""
    has_clock: bool
    """Its packets carry times. A bare stream (`.h264`, `.m1v`) has none: those FFmpeg invents have gaps."""
    may_skip: bool
    """FFmpeg skips what it does not understand without a word, as there is no index that would tell."""
    may_jump: bool
    """The container's clock may be set anew in the middle."""

    @classmethod
    def of(cls, container: av.container.InputContainer, stream: av.VideoStream) -> "Header":
        """Read the header, and a hundred packets if need be: open the container anew to decode all."""
        rate = stream.average_rate or stream.guessed_rate
        interval_us = round(1_000_000 / rate) if rate else DEFAULT_INTERVAL_US
        return cls(
            codec=stream.codec_context.name,
            fps=float(stream.average_rate) if stream.average_rate else None,
            metadata={**stream.metadata, **container.metadata},
            duration_us=_duration_us(container, stream, interval_us),
            promised_us=_promised_us(container, stream),
            start_us=container.start_time,
            interval_us=interval_us,
            has_clock=not _is(container, Flags.no_timestamps),
            may_skip=_is(container, Flags.ts_discont) or "matroska" in container.format.name,
            may_jump=_is(container, Flags.ts_discont),
        )


def in_us(stamp: int | None, time_base: Fraction | None) -> int | None:
    """A timestamp in microseconds, rounded."""
    if stamp is None or time_base is None:
        return None
    return (stamp * time_base.numerator * 2_000_000 + time_base.denominator) // (2 * time_base.denominator)


def packets_until(
    container: av.container.InputContainer, stream: av.VideoStream, limit_us: int
) -> "Iterator[av.Packet[av.VideoStream]]":
    """Read the packets of the first `limit_us`, all if they have no times, or up to the first trouble."""
    with suppress(av.FFmpegError):
        for packet in container.demux(stream):
            time_us = in_us(packet.dts if packet.pts is None else packet.pts, packet.time_base)
            if time_us is not None and time_us - (container.start_time or 0) >= limit_us:
                return
            yield packet


def _duration_us(
    container: av.container.InputContainer, stream: av.VideoStream, interval_us: int
) -> int | None:
    """Where a format has no clock, FFmpeg guesses from the bit rate, and may be wrong a hundredfold."""
    if not _is(container, Flags.no_timestamps):
        return container.duration
    packets = islice(packets_until(container, stream, limit_us=2**62), ESTIMATE_PACKETS)
    sizes = [packet.size for packet in packets]
    return container.size * len(sizes) * interval_us // sum(sizes) if any(sizes) else None


def _promised_us(container: av.container.InputContainer, stream: av.VideoStream) -> int | None:
    """Formats written as they come have no index: what FFmpeg says of their end it has guessed."""
    if _is(container, Flags.ts_discont) or _is(container, Flags.no_timestamps):
        return None
    duration_us = in_us(stream.duration, stream.time_base)
    if duration_us is not None:
        return duration_us + (in_us(stream.start_time, stream.time_base) or 0) - (container.start_time or 0)
    if len(container.streams) > 1 or container.duration is None:
        return None  # the sound may be longer than the pictures
    return container.duration - max(
        0, container.start_time or 0
    )  # Matroska counts from 0, not from its start


def _is(container: av.container.InputContainer, flag: Flags) -> bool:
    return bool(container.format.flags & cast("int", flag.value))
