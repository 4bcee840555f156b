"""What analysts do for one camera: one analysis after the other, told step by step."""

import logging
from dataclasses import dataclass, field, replace
from typing import Final

from pipeline.analyse import Analysis, AnalysisSettings, Step, Subject
from pipeline.live.audience import Spectator
from pipeline.live.scene import Scene
from pipeline.live.task import Closing, Look, Opening, Task
from pipeline.media.picture import Picture
from pipeline.media.source import Frame
from pipeline.vision.background import Background
from pipeline.vision.classify import Classifier

log = logging.getLogger(__name__)

SLIP_US: Final = 1_000_000
"""Times that go back by less are a slip of the stream; by more, our own clock was set."""

LEAP_US: Final = 10_000_000
"""Times that go ahead by more were set too: a camera that is away for so long has had its end before."""


@dataclass(frozen=True, slots=True)
class SightSettings:
    """How a camera is looked at."""

    analysis: AnalysisSettings = field(default_factory=AnalysisSettings)
    keep_scene_s: float = 900.0
    """A scene learnt so long ago is used again: in a quarter of an hour shadows move, but light and noise are
    followed, and what stood up or drove off is taken for scene within a minute. Learning takes 12 s, in which
    nobody is told anything."""


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """What pictures a learnt scene is good for."""

    size_wh: tuple[int, int]
    time_us: int | None
    """Of the last picture that was looked at; None if it was learnt just now."""

    def covers(self, size_wh: tuple[int, int], time_us: int, settings: SightSettings) -> bool:
        """True if pictures of this size and time can be looked at without a lesson."""
        if size_wh != self.size_wh:
            return False
        return self.time_us is None or time_us - self.time_us <= settings.keep_scene_s * 1e6


@dataclass(frozen=True, slots=True, eq=False)
class Memory:
    """A scene as it was learnt."""

    known: Acquaintance
    background: Background


class Sight:
    """Performs the tasks of one camera, one at a time.

    Args:
        camera: Its name.
        source: Its URL, without credentials.
        classifier: Names what moves.
        settings: How it is looked at.
        audience: Is told.
    """

    def __init__(
        self, camera: str, source: str, classifier: Classifier, settings: SightSettings, audience: Spectator
    ) -> None:
        self._blank = Scene(camera, source, "", -1, 0, 0, 0)
        self._classifier = classifier
        self._settings = settings
        self._audience = audience
        self._opening: Opening | None = None
        self._scene = self._blank
        self._analysis: Analysis | None = None
        self.memory: Memory | None = None
        """The scene as learnt so far; another watch of the same stream may begin with it."""
        self.scenes = 0
        """How many began so far, wherever."""
        self._last_us = 0

    def knows(self, size_wh: tuple[int, int], time_us: int) -> bool:
        """True if pictures of this size can be looked at now, without a lesson. Any thread may ask."""
        memory = self.memory
        return memory is not None and memory.known.covers(size_wh, time_us, self._settings)

    def perform(self, task: Task) -> float:
        """Do what is asked; on an unforeseen error, what was being done is given up.

        Returns:
            Processor time that it took elsewhere: none.

        Raises:
            Exception: Whatever went wrong.
        """
        try:
            match task:
                case Opening():
                    self._open(task)
                case Look():
                    self._look(task.frame)
                case Closing():
                    self._close()
        except BaseException:
            self._analysis = self.memory = None
            raise
        return 0.0

    def leave(self, *, is_done: bool) -> None:
        """Nothing follows: what was learnt is kept."""

    def _open(self, opening: Opening) -> None:
        """Take note of what follows; go on with what is open if that is of the same kind."""
        before = self._opening
        is_alike = before is not None and before.fingerprint == opening.fingerprint
        if opening.samples or not is_alike:
            self._close()
        if opening.samples:
            lesson = self._new_analysis(self._scene, None)
            lesson.prime(opening.samples)
            self.memory = Memory(Acquaintance(opening.size_wh, None), lesson.background)
        self._opening = replace(opening, samples=())

    def _look(self, frame: Frame) -> None:
        back_us = self._last_us - frame.time_us
        if 0 <= back_us < SLIP_US:
            return
        if back_us > 0 or -back_us > LEAP_US:
            self._close()
        analysis = self._analysis or self._begin(frame)
        self._tell(analysis.look(frame), frame.picture)
        self._last_us = frame.time_us
        known = Acquaintance((self._scene.width, self._scene.height), frame.time_us)
        self.memory = Memory(known, analysis.background)

    def _begin(self, frame: Frame) -> Analysis:
        assert self._opening is not None
        width, height = self._opening.size_wh
        self._scene = replace(
            self._blank, fingerprint=self._opening.fingerprint, number=self.scenes,
            width=width, height=height, since_us=frame.time_us,
        )  # fmt: skip
        self.scenes += 1
        is_known = self.knows(self._opening.size_wh, frame.time_us)
        learnt = self.memory.background if self.memory and is_known else None
        self._analysis = self._new_analysis(self._scene, learnt)
        self._audience.began(self._scene)
        return self._analysis

    def _new_analysis(self, scene: Scene, learnt: Background | None) -> Analysis:
        subject = Subject(scene.camera, scene.source, 0, scene.event_id, is_live=True)
        return Analysis(subject, self._classifier, self._settings.analysis, learnt)

    def _close(self) -> None:
        analysis, self._analysis = self._analysis, None
        if analysis:
            self._tell(analysis.finish(), None)

    def _tell(self, step: Step, picture: Picture | None) -> None:
        self._audience.stepped(self._scene, step, picture)
