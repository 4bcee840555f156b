"""What happens to the pictures of one camera, from decoded to looked at."""

import logging
from dataclasses import replace

from pipeline.live.camera import CameraSpec
from pipeline.live.commons import Commons
from pipeline.live.governor import Load
from pipeline.live.inbox import Inbox
from pipeline.live.lag import Lag
from pipeline.live.lookout import Lookout
from pipeline.live.outages import Outages
from pipeline.live.rate_meter import RateMeter
from pipeline.live.remote_sight import RemoteSight
from pipeline.live.sight import Memory, Sight
from pipeline.live.state import CameraState
from pipeline.live.task import Closing, Look, Task
from pipeline.live.worker import AT_ONCE, Worker
from pipeline.media.picture import Picture
from pipeline.media.source import Frame

log = logging.getLogger(__name__)


class Eye:
    """Counts a camera's pictures and has them looked at: `pipeline.live.viewing.Viewer`.

    Args:
        spec: Of the camera.
        commons: What it shares with others.
        memory: The scene, if it was learnt before.
    """

    def __init__(self, spec: CameraSpec, commons: Commons, memory: Memory | None) -> None:
        self._name = spec.name
        self._commons = commons
        worker = commons.workers.choose()
        self._sight = _sight(spec, commons, worker, memory)
        self._lookout = Lookout(spec.name, self._perform, Inbox(commons.settings.places), worker, AT_ONCE)
        self._read = RateMeter(commons.elapsed())
        self._analysed = RateMeter(commons.elapsed())
        self._lag = Lag()
        self._size_wh: tuple[int, int] | None = None
        self._fingerprint = self._new_fingerprint()
        self._is_resting = True
        self._wanted_hz = self.rate_hz = spec.rate_hz
        """How many pictures a second are to be looked at, now."""
        self._latest: Frame | None = None
        self.decoded_s = commons.elapsed()
        """When a picture was decoded last."""
        self.outages = Outages(spec.name, "analysis", commons.audience, commons.now)
        commons.analysts.add(self._lookout)

    @property
    def memory(self) -> Memory | None:
        """The scene as learnt so far."""
        return self._sight.memory

    @property
    def latest(self) -> Picture | None:
        """The newest picture; None before the first."""
        return self._latest.picture if self._latest else None

    def take_load(self) -> Load:
        """What it asks of the analysts, and how it fared since the last call."""
        fps = self._read.per_second(self._commons.elapsed())
        is_losing = self._lag.take_loss() and self._lookout.inbox.has_tasks
        return Load(self._wanted_hz, self._lookout.cost_s, fps, is_losing)

    def put(self, task: Task) -> None:
        """Have a task done; the oldest picture may have to give way."""
        self._is_resting = isinstance(task, Closing)
        self._commons.analysts.put(self._lookout, task)

    def wait_for_room(self, within_s: float) -> bool:
        """Wait until a picture more costs no other; False if there is no room by then."""
        return self._commons.analysts.wait_for_room(self._lookout, within_s)

    def knows(self, size_wh: tuple[int, int], time_us: int) -> bool:
        """True if pictures of this size need no lesson."""
        return self._sight.knows(size_wh, time_us)

    def fingerprint(self, size_wh: tuple[int, int]) -> str:
        """Name the watch that pictures of this size belong to."""
        if self._size_wh not in {None, size_wh}:
            self._fingerprint = self._new_fingerprint()
        self._size_wh = size_wh
        return self._fingerprint

    @property
    def watch_fingerprint(self) -> str:
        """Name of the watch at present."""
        return self._fingerprint

    def note_lesson(self, span_s: float) -> None:
        """A scene is learnt, which takes so long; nothing is looked at before it is known."""
        told = "camera %s: its scene is learnt for %g s; what happens meanwhile is told after that"
        log.info(told, self._name, span_s)

    def note_arrival(self) -> None:
        """A picture came in."""
        self._read.note(self._commons.elapsed())

    def note_dropped(self, count: int) -> None:
        """So many pictures that were to be looked at are left out."""
        self._commons.analysts.note_dropped(self._lookout, count)

    def note_frame(self, frame: Frame) -> None:
        """A picture was decoded, be it to learn from."""
        self.decoded_s = self._commons.elapsed()
        if self._latest is None or frame.time_us > self._latest.time_us:
            self._latest = frame
        if self.outages.note_seen():
            width, height = frame.picture.width, frame.picture.height
            log.info("camera %s: pictures of %dx%d come in", self._name, width, height)

    def rest(self, now_s: float) -> None:
        """End what lasts if the camera has been away for long enough."""
        is_away = now_s - self.decoded_s >= self._commons.settings.patience_s
        if self.outages.is_out and is_away and not self._is_resting:
            self.put(Closing())

    def close(self) -> None:
        """End what lasts: the camera is over."""
        self.put(Closing())

    def leave(self, within_s: float) -> None:
        """Let nobody look any more, once what was put down is done: the camera is over."""
        is_done = self._commons.analysts.remove(self._lookout, within_s)
        self._sight.leave(is_done=is_done)

    def filled(self, state: CameraState) -> CameraState:
        """Put what is known of the pictures into a camera's state."""
        now_s, (width, height) = self._commons.elapsed(), self._size_wh or (None, None)
        return replace(
            state, width=width, height=height, rate_hz=self.rate_hz, lag_s=self._lag.seconds,
            fps_read=self._read.per_second(now_s), fps_analysed=self._analysed.per_second(now_s),
            frames_read=self._read.count, frames_analysed=self._analysed.count,
            frames_dropped=self._lookout.inbox.dropped + self._lookout.dropped,
        )  # fmt: skip

    def _perform(self, task: Task) -> float:
        elsewhere_s = self._sight.perform(task)
        if isinstance(task, Look):
            self._analysed.note(self._commons.elapsed())
            self._lag.seconds = (self._commons.now() - task.frame.time_us) / 1e6
        return elsewhere_s

    def _new_fingerprint(self) -> str:
        """Unlike that of any other watch: the time tells runs apart, chance those of one moment."""
        return f"live-{self._commons.now():x}-{self._commons.chance.getrandbits(48):012x}"


def _sight(
    spec: CameraSpec, commons: Commons, worker: Worker | None, memory: Memory | None
) -> Sight | RemoteSight:
    """What looks at a camera's pictures: in the process of a worker, or in this one."""
    settings, audience = commons.settings.sight, commons.audience
    if worker:
        sight: Sight | RemoteSight = RemoteSight(spec.name, spec.shown_url, worker, settings, audience)
    else:
        sight = Sight(spec.name, spec.shown_url, commons.classifier, settings, audience)
    sight.memory = memory
    return sight
