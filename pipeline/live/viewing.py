"""From the packets of one connection to what analysts are to look at."""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Final, Protocol

from pipeline.analyse import AnalysisSettings, small
from pipeline.live.lesson import Lesson
from pipeline.live.task import Closing, Look, Opening, Task
from pipeline.media.source import Frame
from pipeline.media.thinning import Thinning
from pipeline.recording.packet import TimedPacket
from pipeline.recording.streams import Streams
from pipeline.stream.frames import FrameDecoder
from pipeline.values import Image

HITCH_US: Final = 3_000_000
"""Packets wait for so long before pictures are dropped: a hitch in the network is caught up with."""

CATCH_UP_US: Final = 30_000_000
"""Likewise behind a lesson, whose packets are 12 s old when it is over."""

SWITCH_S: Final = 1.0
"""How long a stream that changes on the way is held up for what is still to be looked at."""


class Viewer(Protocol):
    """Who the pictures are for: `pipeline.live.watch.Watch` is one."""

    @property
    def rate_hz(self) -> float:
        """How many pictures a second are to be looked at, now."""

    def put(self, task: Task) -> None:
        """Have a task done; the oldest picture may have to give way."""

    def wait_for_room(self, within_s: float) -> bool:
        """Wait until a picture more costs no other; False if there is no room by then."""

    def knows(self, size_wh: tuple[int, int], time_us: int) -> bool:
        """True if pictures of this size need no lesson."""

    def fingerprint(self, size_wh: tuple[int, int]) -> str:
        """Name the watch that pictures of this size belong to."""

    def note_lesson(self, span_s: float) -> None:
        """A scene is learnt, which takes so long; nothing is looked at before it is known."""

    def note_arrival(self) -> None:
        """A picture came in."""

    def note_frame(self, frame: Frame) -> None:
        """A picture was decoded, be it to learn from."""

    def note_dropped(self, count: int) -> None:
        """So many pictures that were to be looked at are left out."""


class Viewing:
    """Decodes one connection, in its reader's thread.

    A scene that is not known is learnt as that of a file is: from the first seconds, before they are looked
    at. Until then their packets wait; then they are caught up with, faster than they came in, while new ones
    wait behind them. Packets also wait when many come at once after a hitch. When waiting would take too
    long, pictures are left out, the oldest first.

    Args:
        viewer: Who the pictures are for.
        settings: How scenes are learnt.
        elapsed: Seconds since some time, that never go back.
    """

    def __init__(
        self,
        viewer: Viewer,
        settings: AnalysisSettings,
        elapsed: Callable[[], float] = time.monotonic,
    ) -> None:
        self._viewer = viewer
        self._settings = settings
        self._elapsed = elapsed
        self._may_wait_us = HITCH_US
        self._waiting: deque[TimedPacket] = deque()
        self._streams: Streams | None = None
        self._decoder: FrameDecoder | None = None
        self._lesson: Lesson | None = None
        self._is_learning = True
        self._thinning: Thinning | None = None
        self._size_wh = (0, 0)

    def take(self, packet: TimedPacket) -> None:
        """Take the next packet of the pictures."""
        if packet.streams is not self._streams:
            if not packet.is_key:
                return
            self._begin(packet.streams)
        self._viewer.note_arrival()
        self._waiting.append(packet)
        if self._is_learning:
            self._learn(packet)
        else:
            self._catch_up()

    def finish(self, may_go_on: Callable[[], bool]) -> None:
        """Have looked at what still waits, as long as one may go on: the connection is over."""
        if self._is_learning and self._lesson and may_go_on():
            self._end_lesson()
        if self._is_learning or self._decoder is None:
            return
        while self._waiting and may_go_on():
            if self._viewer.wait_for_room(0.1):
                self._show(self._decoder.decode(self._waiting.popleft()), is_live=False)
        for frame in self._decoder.drain():
            while may_go_on() and not self._viewer.wait_for_room(0.1):
                pass
            self._show([frame], is_live=False)

    def _begin(self, streams: Streams) -> None:
        """Begin with a connection, or with other parameters within it: perhaps with another picture."""
        until_s = self._elapsed() + SWITCH_S
        self.finish(lambda: self._elapsed() < until_s)
        self._waiting.clear()
        self._streams = streams
        self._decoder = FrameDecoder(streams, "NONREF")
        self._lesson = None
        self._is_learning = True

    def _learn(self, packet: TimedPacket) -> None:
        assert self._decoder is not None
        for frame in self._decoder.decode(packet):
            self._viewer.note_frame(frame)
            if self._lesson is None and not self._begin_lesson(frame):
                return
            assert self._lesson is not None
            self._lesson.add(frame)
        if self._lesson and self._lesson.is_over(packet.time_us):
            self._end_lesson()
            self._catch_up()

    def _begin_lesson(self, frame: Frame) -> bool:
        """Begin to learn; or show what waits, if the scene is known. True if there is a lesson."""
        self._size_wh = frame.picture.width, frame.picture.height
        self._thinning = Thinning(self._viewer.rate_hz, frame.time_us)
        if self._viewer.knows(self._size_wh, frame.time_us):
            self._open(())
            self._catch_up()
            return False
        self._viewer.put(Closing())
        self._viewer.note_lesson(self._settings.prime_s)
        span_us = round(self._settings.prime_s * 1e6)
        self._lesson = Lesson(frame.time_us, span_us, self._settings.prime_pictures, self._shrunk)
        return True

    def _end_lesson(self) -> None:
        assert self._lesson is not None
        assert self._decoder is not None
        for frame in self._decoder.drain():
            self._lesson.add(frame)
        self._may_wait_us = CATCH_UP_US
        self._open(self._lesson.samples)

    def _open(self, samples: tuple[Image, ...]) -> None:
        """Look at what waits from its first packet on, with a decoder that leaves nothing out."""
        assert self._streams is not None
        self._is_learning = False
        self._decoder = FrameDecoder(self._streams)
        fingerprint = self._viewer.fingerprint(self._size_wh)
        self._viewer.put(Opening(fingerprint, self._size_wh, samples))

    def _catch_up(self) -> None:
        """Decode what waits while there is room for pictures."""
        assert self._decoder is not None
        if self._is_far_behind():
            self._skip_ahead()
        while self._waiting and (self._viewer.wait_for_room(0) or self._is_far_behind()):
            packet = self._waiting.popleft()
            self._show(self._noted(self._decoder.decode(packet)), is_live=not self._waiting)
        if not self._waiting:
            self._may_wait_us = HITCH_US

    def _skip_ahead(self) -> None:
        """Go on with the latest key frame that waits: there is no hope to look at all before it.

        Where none waits but the first, all must be decoded, and pictures give way as they are put down.
        """
        assert self._thinning is not None
        last = max(number for number, packet in enumerate(self._waiting) if packet.is_key or number == 0)
        left_out = [self._waiting.popleft() for _ in range(last)]
        self._viewer.note_dropped(sum(self._thinning.keeps(packet.time_us) for packet in left_out))
        self._may_wait_us = HITCH_US

    def _is_far_behind(self) -> bool:
        return self._waiting[-1].time_us - self._waiting[0].time_us > self._may_wait_us

    def _show(self, frames: Iterable[Frame], *, is_live: bool) -> None:
        """Have those looked at whose turn it is."""
        assert self._thinning is not None
        for frame in frames:
            if (frame.picture.width, frame.picture.height) != self._size_wh:
                self._change_size(frame)
            self._thinning.rate_hz = self._viewer.rate_hz
            if self._thinning.keeps(frame.time_us):
                self._viewer.put(Look(frame, self._elapsed(), is_live))

    def _noted(self, frames: Iterable[Frame]) -> Iterator[Frame]:
        for frame in frames:
            self._viewer.note_frame(frame)
            yield frame

    def _change_size(self, frame: Frame) -> None:
        """Go on with another size that no parameters announced: its scene is learnt from one picture."""
        self._size_wh = frame.picture.width, frame.picture.height
        self._open((self._shrunk(frame),))

    def _shrunk(self, frame: Frame) -> Image:
        return small(frame.picture, self._settings.long_side_px)
