"""Decoding that goes on behind damage."""

from collections.abc import Iterator
from dataclasses import dataclass

import av

MAX_BARREN_READS = 1000
"""Reads that fail in a row before the rest is given up. MPEG-TS skips 64 KiB of noise in each: 64 MB."""


@dataclass(frozen=True, slots=True)
class Damage:
    """Something between two frames could not be read or decoded, or was decoded by guessing."""

    reason: str


def decode(
    container: av.container.InputContainer, stream: av.VideoStream
) -> Iterator[av.VideoFrame | Damage]:
    """Decode every frame of `stream` that can be decoded, with a mark wherever something was damaged.

    Frames that the decoder had to patch are replaced by the mark; frames that rest on them follow unmarked.
    """
    corrupt_pts: set[int | None] = set()
    for packet in _packets(container, stream):
        if isinstance(packet, Damage):
            yield packet
            continue
        if packet.is_corrupt:
            corrupt_pts.add(packet.pts)
            yield Damage("packet cut off or out of sequence")
        try:
            frames = packet.decode()
        except av.FFmpegError as error:
            yield Damage(reason_of(error))
            continue
        for frame in frames:
            is_patched = frame.is_corrupt or frame.pts in corrupt_pts
            yield Damage("picture decoded in part only") if is_patched else frame


def reason_of(error: av.FFmpegError) -> str:
    """What FFmpeg says, in lower case and without the name of the file."""
    return (error.strerror or type(error).__name__).lower()


def _packets(
    container: av.container.InputContainer, stream: av.VideoStream
) -> "Iterator[av.Packet[av.VideoStream] | Damage]":
    """Read on after each error. The last packet is empty: it makes the decoder give its last frames."""
    barren = 0
    while barren < MAX_BARREN_READS:
        try:
            for packet in container.demux(stream):
                barren = 0
                yield packet
        except av.FFmpegError as error:
            barren += 1
            yield Damage(reason_of(error))
        else:
            return
