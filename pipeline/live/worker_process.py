"""What runs in a worker process: the scenes of some cameras, looked at picture by picture."""

import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from typing import TypeAlias

import cv2

from pipeline.analyse import Step
from pipeline.live.parcel import Handle, Parcel, Receiving
from pipeline.live.scene import Scene
from pipeline.live.sight import Acquaintance, Memory, Sight, SightSettings
from pipeline.live.task import Closing, Look, Opening
from pipeline.media.picture import Picture
from pipeline.media.source import Frame
from pipeline.vision.association import load_solver
from pipeline.vision.classify import Classifier


@dataclass(frozen=True, slots=True, eq=False)
class Introduction:
    """A camera that is looked at from now on."""

    camera: str
    source: str
    """Its URL, without credentials."""
    settings: SightSettings
    scenes: int
    """How many of it began so far."""
    opening: Opening | None
    """What was opened before another process that looked at it was lost."""
    memory: Memory | None


@dataclass(frozen=True, slots=True)
class Errand:
    """A picture to be looked at: index and time of the frame, and its pixels."""

    index: int
    time_us: int
    place: int
    """Which of the shared memories it lies in."""
    parcel: Parcel


@dataclass(frozen=True, slots=True)
class Farewell:
    """The camera is over: its scene is asked for and forgotten."""


Order: TypeAlias = Introduction | Opening | Errand | Closing | Farewell


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """What came of an order."""

    told: tuple[Scene | tuple[Scene, Step], ...] = ()
    """Scenes that began and steps, in their order; steps bear no mask."""
    memory: Memory | None = None
    """The scene as learnt, to a farewell."""
    known: Acquaintance | None = None
    """What the scene as learnt is good for."""
    used_s: float = 0.0
    """Processor time that it took."""
    error: str | None = None
    """Why it could not be done: the traceback."""


@dataclass(slots=True)
class Hearer:
    """Keeps what sights tell until it is reported: `pipeline.live.audience.Spectator`."""

    told: list[Scene | tuple[Scene, Step]] = field(default_factory=list)

    def began(self, scene: Scene) -> None:
        """Keep it."""
        self.told.append(scene)

    def stepped(self, scene: Scene, step: Step, picture: Picture | None) -> None:  # noqa: ARG002  # who asked has it
        """Keep it, without the mask, which nobody who watches asks for."""
        self.told.append((scene, replace(step, mask=None)))


def work(connection: Connection, addresses: Sequence[Handle], classifier: Classifier) -> None:
    """Do what is asked, order by order, until the other end is closed.

    Received are names of cameras with an `Order`; each is answered by a `Report`.
    """
    cv2.setNumThreads(1)  # processes share the cores; more threads on small pictures only wait
    load_solver()
    desk = _Desk([Receiving(address) for address in addresses], classifier)
    try:
        while True:
            camera, order = connection.recv()
            connection.send(desk.do(camera, order))
    except (EOFError, OSError):
        return  # whoever asked is gone


class _Desk:
    """Has the sights of all cameras of this process."""

    def __init__(self, receiving: Sequence[Receiving], classifier: Classifier) -> None:
        self._receiving = receiving
        self._classifier = classifier
        self._hearer = Hearer()
        self._sights: dict[str, Sight] = {}

    def do(self, camera: str, order: Order) -> Report:
        began_s, error = time.thread_time(), None
        self._hearer.told.clear()
        try:
            self._do(camera, order)
        except Exception:  # noqa: BLE001  # whatever it is, who asked hears of it and logs it
            error = traceback.format_exc()
        memory = self._sights[camera].memory if camera in self._sights else None
        asked = None
        if isinstance(order, Farewell):
            asked = memory
            self._sights.pop(camera, None)
        known = memory.known if memory else None
        return Report(tuple(self._hearer.told), asked, known, time.thread_time() - began_s, error)

    def _do(self, camera: str, order: Order) -> None:
        match order:
            case Introduction():
                self._sights[camera] = self._sight(order)
            case Errand():
                picture = self._receiving[order.place].picture(order.parcel)
                frame = Frame(order.index, order.time_us, picture)
                self._sights[camera].perform(Look(frame, 0.0, is_live=True))
            case Opening() | Closing():
                self._sights[camera].perform(order)

    def _sight(self, order: Introduction) -> Sight:
        sight = Sight(order.camera, order.source, self._classifier, order.settings, self._hearer)
        sight.memory, sight.scenes = order.memory, order.scenes
        if order.opening:
            sight.perform(order.opening)
        return sight
