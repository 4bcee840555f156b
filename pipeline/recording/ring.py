"""The last seconds of packets, in memory, for clips that begin before they are asked for."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from pipeline.recording.packet import TimedPacket


@dataclass(frozen=True, slots=True)
class RingSettings:
    """How much a ring holds."""

    seconds: float = 15.0
    """How far back a clip can begin: a rule's lead, and what it takes to notice that the rule holds."""
    max_bytes: int = 64_000_000
    """Twice 15 s of a 4K stream of 16 Mbit/s. Thirty cameras of 4 Mbit/s hold 250 MB together."""

    def __post_init__(self) -> None:
        """Refuse what holds nothing.

        Raises:
            ValueError: A number is below what works.
        """
        if self.seconds < 0 or self.max_bytes < 1:
            raise ValueError(f"expected 0 s or more and 1 byte or more, received {self}")


class PacketRing:
    """Holds whole groups of pictures: it always begins at a key frame, or is empty.

    The oldest group goes when the next one covers the `seconds` up to the newest packet without it and one
    more packet comes; or when there are too many bytes: then also the last group, and the ring is empty until
    the next key frame.
    """

    def __init__(self, settings: RingSettings | None = None) -> None:
        self._settings = settings or RingSettings()
        self._groups: deque[list[TimedPacket]] = deque()
        self._newest_us: int | None = None
        self.bytes = 0
        """Content of the packets held."""

    def add(self, packet: TimedPacket) -> None:
        """Take the next packet of the source; what is too old goes when the one behind it comes."""
        while self._has_too_old():
            self._drop_oldest()
        if packet.is_key:
            self._groups.append([packet])
        elif self._groups and packet.streams is self._groups[-1][0].streams:
            self._groups[-1].append(packet)
        else:
            return  # it needs a key frame that is not here: so begins what is tuned in to
        self.bytes += packet.size
        self._newest_us = packet.decode_us
        while self.bytes > self._settings.max_bytes:
            self._drop_oldest()

    def since(self, time_us: int) -> Iterator[TimedPacket]:
        """Give the packets from the last key frame before a time on; from the first if all are later."""
        groups = list(self._groups)
        earlier = [number for number, group in enumerate(groups) if group[0].time_us <= time_us]
        first = earlier[-1] if earlier else 0
        early_sound = _sound_of_next(groups[first - 1], groups[first]) if first else []
        return (
            chain(groups[first][:1], early_sound, groups[first][1:], *groups[first + 1 :])
            if groups
            else iter(())
        )

    @property
    def begins_us(self) -> int | None:
        """Time of the key frame that it begins with; None while it is empty."""
        return self._groups[0][0].time_us if self._groups else None

    def _has_too_old(self) -> bool:
        if len(self._groups) < 2 or self._newest_us is None:
            return False
        return self._groups[1][0].time_us <= self._newest_us - round(self._settings.seconds * 1e6)

    def _drop_oldest(self) -> None:
        dropped = self._groups.popleft()
        self.bytes -= sum(packet.size for packet in dropped)
        if self._groups:
            kept = _sound_of_next(dropped, self._groups[0])
            self._groups[0][1:1] = kept
            self.bytes += sum(packet.size for packet in kept)


def _sound_of_next(group: list[TimedPacket], following: list[TimedPacket]) -> list[TimedPacket]:
    """The sound that a container put before the next group's key frame, though it is heard no sooner."""
    key = following[0]
    sound = (packet for packet in group if not packet.is_video and packet.streams is key.streams)
    return [packet for packet in sound if packet.time_us >= key.time_us]
