"""All cameras that are watched."""

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

import cv2

from pipeline.arenas import share_arenas
from pipeline.live.analysts import Analysts
from pipeline.live.audience import Audience
from pipeline.live.camera import CameraSpec
from pipeline.live.commons import Commons, FleetSettings
from pipeline.live.state import CameraState
from pipeline.live.supervisor import Supervisor
from pipeline.live.watch import Watch
from pipeline.live.workers import Workers
from pipeline.media.picture import Picture
from pipeline.stream.connection import utc_now_us
from pipeline.vision.association import load_solver
from pipeline.vision.classify import Classifier


class Fleet:
    """Watches cameras, from `start` to `stop`; `apply` says which. Any thread may call it.

    Args:
        classifier: Names what moves; used from several threads.
        folder: Of the history: clips lie below it.
        audience: Is told what is seen.
        settings: How cameras are watched.
        now: UTC microseconds.
    """

    def __init__(
        self,
        classifier: Classifier,
        folder: Path,
        audience: Audience,
        settings: FleetSettings | None = None,
        now: Callable[[], int] = utc_now_us,
    ) -> None:
        cv2.setNumThreads(1)  # cameras share the cores; more threads on small pictures only wait
        share_arenas()
        settings = settings or FleetSettings()
        chance = Random(settings.seed)  # noqa: S311 - nothing is guarded by it
        self._analysts = Analysts(settings.analysts)
        self._workers = Workers(classifier, settings.analysts, settings.few)
        self._commons = Commons(
            classifier, folder, audience, self._analysts, self._workers, settings, now, chance
        )
        self._supervisor = Supervisor(self._commons, self._all)
        self._turn = threading.Lock()
        self._watches: dict[str, Watch] = {}

    def start(self) -> None:
        """Begin to look, and to look after connections."""
        load_solver()
        self._analysts.start()
        self._supervisor.start()

    def apply(
        self,
        specs: Sequence[CameraSpec],
        left: Callable[[str], object] = lambda _: None,
        within_s: float = 4.0,
    ) -> None:
        """Watch these cameras and no others; those whose spec is the same are not touched.

        Args:
            specs: Of all cameras.
            left: Is told of each whose watch is over, before another one of that name begins.
            within_s: How long ending others may take.

        Raises:
            ValueError: Two cameras have one name.
        """
        wanted = {spec.name: spec for spec in specs}
        if len(wanted) != len(specs):
            raise ValueError("expected cameras with names of their own, received one name twice")
        with self._turn:
            gone = {name: watch for name, watch in self._watches.items() if wanted.get(name) != watch.spec}
            self._end(list(gone.values()), within_s)
            for name in sorted(gone):
                left(name)
            self._workers.expect(len(wanted))
            self._analysts.expect(self._workers.orders)
            kept = {name: watch for name, watch in self._watches.items() if name not in gone}
            new = {name: self._new(spec, gone.get(name)) for name, spec in wanted.items() if name not in kept}
            self._watches = {**kept, **new}
            for watch in new.values():
                watch.start()

    def states(self) -> tuple[CameraState, ...]:
        """How each camera fares, by name."""
        return tuple(watch.state() for watch in sorted(self._all(), key=lambda each: each.spec.name))

    def request_clip(self, camera: str, start_us: int, end_us: int) -> bool:
        """Ask for a clip that covers a stretch of time; False if nothing records this camera.

        Raises:
            ValueError: The stretch ends before it begins.
        """
        watch = self._watches.get(camera)
        return watch is not None and watch.request_clip(start_us, end_us)

    def latest(self, camera: str) -> Picture | None:
        """The newest picture of a camera, which keeps a decoder's buffer alive; None if there is none."""
        watch = self._watches.get(camera)
        return watch.latest if watch else None

    def stop(self, within_s: float = 4.0) -> None:
        """End all: events and clips are told before it returns; whoever hangs is given up."""
        with self._turn:
            self._supervisor.stop(1.0)
            self._end(list(self._watches.values()), within_s)
            self._watches = {}
            self._analysts.stop(1.0)
            self._workers.stop(0.2)

    def _new(self, spec: CameraSpec, before: Watch | None) -> Watch:
        """A watch that need not learn anew what was learnt of the same stream."""
        is_same = before is not None and before.spec.url == spec.url
        return Watch(spec, self._commons, before.memory if before and is_same else None)

    def _end(self, watches: Sequence[Watch], within_s: float) -> None:
        until_s = time.monotonic() + within_s
        for watch in watches:
            watch.ask_to_stop()
        for watch in watches:
            watch.stop(until_s)

    def _all(self) -> Sequence[Watch]:
        return tuple(self._watches.values())
