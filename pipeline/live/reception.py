"""What becomes of the packets of a connection."""

import time
from collections.abc import Callable
from typing import Final

from pipeline.live.commons import Commons
from pipeline.live.eye import Eye
from pipeline.live.tape import Tape
from pipeline.live.viewing import Viewing
from pipeline.recording.packet import TimedPacket
from pipeline.stream.connection import Connection

KEY_WAIT_S: Final = 30.0
"""How long the first key frame is waited for: cameras that save bits send one in 20 s, and relays do not ask
for another when somebody joins. Connecting anew in the meantime would only begin the wait again."""


class Reception:
    """Records packets first, then has them looked at: recording waits for nobody.

    Args:
        tape: Records them; None: nobody does.
        viewing: Has them looked at; None: nobody does.
        is_heard: Says whether the thread that reads still counts.
        elapsed: Seconds since some time, that never go back.
    """

    def __init__(
        self,
        tape: Tape | None,
        viewing: Viewing | None,
        is_heard: Callable[[], bool],
        elapsed: Callable[[], float] = time.monotonic,
    ) -> None:
        self._tape = tape
        self._viewing = viewing
        self._is_heard = is_heard
        self._elapsed = elapsed
        self._has_key = False
        self._began_s = elapsed()
        self.bytes = 0
        """Content of the packets so far."""
        self.pictured_s = self._began_s
        """When a packet with a picture came last."""

    def take(self, packet: TimedPacket) -> None:
        """Take the next packet."""
        self.bytes += packet.size
        if packet.is_video:
            self.pictured_s = self._elapsed()
            self._has_key = self._has_key or packet.is_key
        if self._tape:
            self._tape.feed(packet)
        if self._viewing and packet.is_video and self._is_heard():
            self._viewing.take(packet)

    def useful_s(self, decoded_s: float) -> float:
        """When it was last of use: as a picture was decoded; before its first key frame none can be."""
        is_waiting = not self._has_key and self.pictured_s - self._began_s < KEY_WAIT_S
        return self.pictured_s if is_waiting else decoded_s

    def finish(self, may_go_on: Callable[[], bool]) -> None:
        """The connection is over: have looked at what still waits."""
        if self._viewing:
            self._viewing.finish(may_go_on)


class Client:
    """Whose connection it is: `pipeline.live.link.Client`.

    Args:
        eye: Has the pictures looked at; None: the stream is only recorded.
        tape: Records the packets; None: the stream is only looked at.
        commons: What cameras share.
    """

    def __init__(self, eye: Eye | None, tape: Tape | None, commons: Commons) -> None:
        self._eye = eye
        self._tape = tape
        self._commons = commons
        self.codec: str | None = None
        """Of the latest connection; None before the first."""
        self._bytes_before = 0
        self._reception: Reception | None = None
        self.last_error: str | None = None
        """Why the latest connection ended or could not be made."""

    def opened(self, connection: Connection, is_heard: Callable[[], bool]) -> Reception:
        """It is open."""
        self._bytes_before = self.bytes_read
        self.codec = connection.streams.codec
        viewing = Viewing(self._eye, self._commons.settings.sight.analysis) if self._eye else None
        self._reception = Reception(self._tape, viewing, is_heard)
        return self._reception

    @property
    def useful_s(self) -> float | None:
        """When it was last of use: a picture decoded, or one that may be recorded; None before the first."""
        if self._reception is None:
            return None
        return self._reception.useful_s(self._eye.decoded_s) if self._eye else self._reception.pictured_s

    @property
    def bytes_read(self) -> int:
        """Content of the packets of all connections so far."""
        return self._bytes_before + (self._reception.bytes if self._reception else 0)

    def lost(self, reason: str) -> None:
        """It is away, or could not be made, for a reason in one line."""
        self.last_error = reason
        if self._eye:
            self._eye.outages.note_lost(reason)
        if self._tape:
            self._tape.interrupt(reason, is_missed=self._tape.is_recording or self._eye is None)
