"""What a camera of the tests sends: the packets of a file with their times, in memory.

The RTSP server of the tests runs under the system's Python, which has no PyAV: so this needs none.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReelTrack:
    """What packets of one kind are: the pictures, or the sound."""

    codec: str
    """As FFmpeg calls it."""
    rate_hz: int = 0
    """Samples of sound per second; 0 for pictures."""
    channels: int = 0
    header: bytes = b""
    """What an AAC decoder must know first; empty otherwise."""


@dataclass(frozen=True, slots=True)
class ReelPacket:
    """A packet and its times, from the start of the reel."""

    track: int
    due_us: int
    """When it is sent."""
    pts_us: int
    """When it is shown."""
    content: bytes


@dataclass(frozen=True, slots=True)
class Reel:
    """A file to be sent."""

    tracks: tuple[ReelTrack, ...]
    """The pictures, and the sound if there is any."""
    packets: tuple[ReelPacket, ...]
    """In the order in which they are due."""
    length_us: int
    """When the next round begins."""
