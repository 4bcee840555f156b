"""The packets of a connection, each with its time in UTC."""

from collections.abc import Iterator

import av

from pipeline.recording.packet import AnyPacket, TimedPacket
from pipeline.recording.streams import Streams
from pipeline.stream.stamps import Stamps, fill
from pipeline.stream.wall_clock import ClockSettings, WallClock


class Stamper:
    """Gives packets their times. It holds the first ones until it is clear how the clocks stand.

    Args:
        name: Of the connection, for the log.
        settings: How closely camera time follows ours.
        has_clock: Its packets carry times; else each has that of its arrival.
    """

    def __init__(self, name: str, settings: ClockSettings, *, has_clock: bool = True) -> None:
        self._settle_us = round(settings.settle_s * 1e6)
        self._pictures = Stamps(WallClock(name, settings), has_clock=has_clock)
        self._sound = Stamps(WallClock(f"{name} (sound)", settings), has_clock=has_clock)
        self._held: list[tuple[AnyPacket, Streams]] | None = []
        self._began_us: int | None = None

    def take(self, packet: AnyPacket, streams: Streams, arrival_us: int) -> Iterator[TimedPacket]:
        """Take a packet that has just arrived; gives what need not be held any longer, in the same order."""
        stamps = self._of(packet)
        stamps.note(packet, arrival_us)
        if self._held is None:
            yield stamps.timed(packet, streams)
            return
        self._held.append((packet, streams))
        self._began_us = arrival_us if self._began_us is None else self._began_us
        if arrival_us - self._began_us >= self._settle_us:
            yield from self.release()

    def release(self) -> Iterator[TimedPacket]:
        """Give what is still held."""
        held, self._held = self._held or [], None
        for stamps in (self._pictures, self._sound):
            fill([packet for packet, _ in held if self._of(packet) is stamps])
        for packet, streams in held:
            yield self._of(packet).timed(packet, streams)

    def _of(self, packet: AnyPacket) -> Stamps:
        return self._pictures if isinstance(packet.stream, av.VideoStream) else self._sound
