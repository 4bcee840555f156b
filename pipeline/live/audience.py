"""Who is told what the cameras show and how they fare."""

from typing import Protocol

from pipeline.analyse import Step
from pipeline.live.outage import Outage
from pipeline.live.scene import Scene
from pipeline.live.state import CameraState
from pipeline.media.picture import Picture
from pipeline.recording.clip import Clip


class Spectator(Protocol):
    """Hears what cameras show, from several threads; of one camera, never two things at once.

    Nobody may be kept waiting: what takes time (disk, network) is put into a queue.
    """

    def began(self, scene: Scene) -> None:
        """A new analysis of a camera begins; the one before has had its last step, or failed."""

    def stepped(self, scene: Scene, step: Step, picture: Picture | None) -> None:
        """A picture was looked at. The last step of a scene has no observation, and no picture."""


class Audience(Spectator, Protocol):
    """Also hears how cameras fare."""

    def recorded(self, camera: str, clip: Clip) -> None:
        """A clip is done and on disk."""

    def changed(self, state: CameraState) -> None:
        """A camera is connected or is not, is looked at another number of times, cannot be recorded."""

    def lost(self, outage: Outage) -> None:
        """An outage began: `end_us` is None."""

    def regained(self, outage: Outage) -> None:
        """The outage with this camera, kind and start is over."""
