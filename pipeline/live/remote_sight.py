"""What analysts do for a camera whose pictures another process looks at."""

import logging
from dataclasses import replace

from pipeline.live.audience import Spectator
from pipeline.live.scene import Scene
from pipeline.live.sight import Acquaintance, Memory, SightSettings
from pipeline.live.task import Look, Opening, Task
from pipeline.live.worker import Worker
from pipeline.live.worker_process import Farewell, Introduction, Report
from pipeline.media.picture import Picture

log = logging.getLogger(__name__)


class RemoteSight:
    """As `pipeline.live.sight.Sight`, which does the work in a worker's process; told is the audience here.

    Args:
        camera: Its name.
        source: Its URL, without credentials.
        worker: Whose process looks.
        settings: How it is looked at.
        audience: Is told.
    """

    def __init__(
        self, camera: str, source: str, worker: Worker, settings: SightSettings, audience: Spectator
    ) -> None:
        self._camera = camera
        self._source = source
        self._worker = worker
        self._settings = settings
        self._audience = audience
        self._memory: Memory | None = None
        self._known: Acquaintance | None = None
        self._opening: Opening | None = None
        self._scenes = 0
        self._run = 0
        worker.cameras += 1

    @property
    def memory(self) -> Memory | None:
        """The scene as learnt before it was looked at, and again when that is over."""
        return self._memory

    @memory.setter
    def memory(self, memory: Memory | None) -> None:
        self._memory, self._known = memory, memory.known if memory else None

    def knows(self, size_wh: tuple[int, int], time_us: int) -> bool:
        """True if pictures of this size can be looked at now, without a lesson. Any thread may ask."""
        known = self._known
        return known is not None and known.covers(size_wh, time_us, self._settings)

    def perform(self, task: Task) -> float:
        """Do what is asked.

        Returns:
            Processor time that the other process took for it, in seconds.

        Raises:
            OSError: The process was lost; the next task begins anew in another one.
            RuntimeError: It failed, with the traceback; what was being done is given up.
        """
        try:
            return self._perform(task)
        except BaseException:
            self.memory, self._run = None, 0
            raise

    def leave(self, *, is_done: bool) -> None:
        """Nothing follows: keep what was learnt, here; a process that still does a task is not waited for."""
        self._worker.cameras -= 1
        if not is_done or not self._run or self._run != self._worker.run:
            return
        try:
            self.memory = self._worker.ask(self._run, self._camera, Farewell()).memory
        except OSError as error:
            log.warning("camera %s: its scene is to be learnt again: %s", self._camera, error)

    def _perform(self, task: Task) -> float:
        if not self._run or self._run != self._worker.run:
            self._introduce()
        if isinstance(task, Look):
            report = self._worker.look(self._run, self._camera, task.frame)
            self._tell(report, task.frame.picture)
        else:
            report = self._worker.ask(self._run, self._camera, task)
            self._tell(report, None)
        if isinstance(task, Opening):
            self._opening = replace(task, samples=())
        return report.used_s

    def _introduce(self) -> None:
        """Tell the process of the camera: it is new to it, or the process is."""
        introduction = Introduction(
            self._camera, self._source, self._settings, self._scenes, self._opening, self._memory
        )
        run = self._worker.start()
        self._worker.ask(run, self._camera, introduction)
        self._run, self._memory = run, None

    def _tell(self, report: Report, picture: Picture | None) -> None:
        self._known = report.known
        for said in report.told:
            if isinstance(said, Scene):
                self._scenes = said.number + 1
                self._audience.began(said)
            else:
                scene, step = said
                self._audience.stepped(scene, step, picture if step.observation else None)
        if report.error:
            raise RuntimeError(f"in worker process {self._run}: {report.error}")
