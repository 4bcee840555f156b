"""Feeds a camera's recorder, and tells what it made."""

import threading
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Final

from pipeline.live.audience import Audience
from pipeline.live.outages import Outages
from pipeline.recording.clip import Clip
from pipeline.recording.naming import clip_stem
from pipeline.recording.origin import Origin
from pipeline.recording.packet import TimedPacket
from pipeline.recording.recorder import Recorder, RecorderSettings

STUCK: Final = "the disk does not answer"


class Tape:
    """Takes packets from whichever thread reads the camera at present.

    A reader that hangs in the disk is given up, and another one begins; until the first comes back, nothing
    can be recorded, and nobody waits for it.

    Args:
        folder: Of the history.
        origin: Of the clips that begin now: that of the watch, which another size of the picture ends.
        settings: Of the recorder.
        audience: Is told of clips.
        outages: Learns when nothing can be recorded.
    """

    def __init__(
        self,
        folder: Path,
        origin: Callable[[], Origin],
        settings: RecorderSettings,
        audience: Audience,
        outages: Outages,
    ) -> None:
        self._folder = folder
        self._origin_now = origin
        self._origin = origin()
        self._recorder = Recorder(self._origin, partial(clip_stem, folder, self._origin), settings)
        self._audience = audience
        self._outages = outages
        self._turn = threading.Lock()
        self._is_stuck = False
        self.packets = 0
        """Packets that were recorded or held ready."""

    @property
    def is_recording(self) -> bool:
        """True while a clip is open."""
        return self._recorder.is_recording

    @property
    def trouble(self) -> str | None:
        """Why nothing can be recorded, in one line; None if all is well."""
        if self._is_stuck:
            return STUCK
        return self._recorder.trouble

    def request(self, start_us: int, end_us: int) -> None:
        """Ask for a clip; any thread may do so.

        Raises:
            ValueError: The stretch ends before it begins.
        """
        self._recorder.request(start_us, end_us)

    def feed(self, packet: TimedPacket) -> None:
        """Take the next packet."""
        self.packets += self._use(lambda: self._fed(packet))
        if trouble := self.trouble:
            self._outages.note_lost(trouble)
        else:
            self._outages.note_seen()

    def interrupt(self, reason: str, *, is_missed: bool) -> None:
        """The stream is away: what is recorded so far becomes a clip.

        Args:
            reason: Why, in one line.
            is_missed: This is an outage of the recording too.
        """
        if is_missed:
            self._outages.note_lost(reason)
        self._use(self._recorder.interrupt)

    def finish(self) -> None:
        """The camera is over."""
        self._use(self._recorder.finish)
        if trouble := self.trouble:
            self._outages.note_lost(trouble)

    def _fed(self, packet: TimedPacket) -> Iterable[Clip]:
        origin = self._origin_now()
        if origin != self._origin:
            self._origin = origin
            self._recorder.adopt(origin, partial(clip_stem, self._folder, origin))
        return self._recorder.feed(packet)

    def _use(self, make: Callable[[], Iterable[Clip]]) -> bool:
        """Do something with the recorder; False if a reader that was given up sits in it."""
        if not self._turn.acquire(blocking=False):
            self._is_stuck = True
            return False
        try:
            self._is_stuck = False
            for clip in make():
                self._audience.recorded(self._origin.camera, clip)
        finally:
            self._turn.release()
        return True
