"""What tests of live cameras share: an audience that notes what it hears, a quick classifier, specs."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from pipeline.analyse import AnalysisSettings, Finding, Step
from pipeline.live.camera import CameraSpec
from pipeline.live.commons import FleetSettings
from pipeline.live.outage import Outage
from pipeline.live.scene import Scene
from pipeline.live.sight import SightSettings
from pipeline.live.state import CameraState
from pipeline.media.picture import Picture
from pipeline.recording.clip import Clip
from pipeline.values import BACKGROUND, Image
from tests.videos import MovingSquare, write_video


@dataclass(slots=True)
class Notes:
    """An audience that notes what it hears."""

    scenes: list[Scene] = field(default_factory=list)
    steps: list[tuple[Scene, Step]] = field(default_factory=list)
    clips: list[Clip] = field(default_factory=list)
    states: list[CameraState] = field(default_factory=list)
    outages: list[Outage] = field(default_factory=list)
    """As they began."""
    ended: list[Outage] = field(default_factory=list)
    is_broken: bool = False
    """The next step raises an error that nobody foresaw."""
    may_go_on: threading.Event = field(default_factory=threading.Event)
    """Steps wait for it; it is set unless a test clears it."""

    def __post_init__(self) -> None:
        """Hold nobody up."""
        self.may_go_on.set()

    def began(self, scene: Scene) -> None:
        """Note it."""
        self.scenes.append(scene)

    def stepped(self, scene: Scene, step: Step, _picture: Picture | None) -> None:
        """Note it, unless something is wrong."""
        assert self.may_go_on.wait(60)
        if self.is_broken:
            self.is_broken = False
            raise ZeroDivisionError("made by a test")
        self.steps.append((scene, step))

    def recorded(self, _camera: str, clip: Clip) -> None:
        """Note it."""
        self.clips.append(clip)

    def changed(self, state: CameraState) -> None:
        """Note it."""
        self.states.append(state)

    def lost(self, outage: Outage) -> None:
        """Note it."""
        self.outages.append(outage)

    def regained(self, outage: Outage) -> None:
        """Note it."""
        self.ended.append(outage)

    @property
    def findings(self) -> list[Finding]:
        """All so far."""
        return [finding for _, step in list(self.steps) for finding in step.findings]

    @property
    def looks(self) -> list[int]:
        """Times of the pictures that were looked at, in microseconds."""
        return [step.observation.time_us for _, step in list(self.steps) if step.observation]


class AllPersons:
    """Takes everything for a person."""

    labels = ("person", BACKGROUND)
    priors: ClassVar = dict.fromkeys(labels, 0.5)
    digest = "all"

    def classify(self, crops: Sequence[Image]) -> npt.NDArray[np.float32]:
        """Answer at once."""
        return np.tile(np.array([0.9, 0.1], np.float32), (len(crops), 1))


PINK = (250, 180, 180)

QUICK = AnalysisSettings(prime_s=0.5, prime_pictures=5)
"""A scene is learnt in half a second."""


def quick_settings() -> FleetSettings:
    """For a test that plays seconds of video."""
    return FleetSettings(analysts=2, sight=SightSettings(QUICK))


def spec(file: Path, name: str = "yard", **others: object) -> CameraSpec:
    """A camera that plays a file."""
    return CameraSpec(name, f"file:{file.name}", f"file:{file}", **others)  # type: ignore[arg-type]


def passer(path: Path, *, frames: int = 60, width: int = 320, key_every: int = 5) -> Path:
    """A bright square that passes: comes in after a second and a half, at ten pictures a second."""
    square = MovingSquare(width=width, frames=frames, start_xy=(-140, 100), step_xy=(9, 0), side=40, noise=1)
    options = {"g": str(key_every), "bf": "0", "sc_threshold": "0"}
    return write_video(path, _bright(square), fps=10, options=options)


def _bright(square: MovingSquare) -> Iterator[Image]:
    """The square's frames, with the square in pink: motion is seen in the brightness alone."""
    for index, image in enumerate(square.images()):
        box = square.box(index)
        left, top = max(0, int(box.x)), max(0, int(box.y))
        image[top : max(0, int(box.bottom)), left : max(0, int(box.right))] = PINK
        yield image
