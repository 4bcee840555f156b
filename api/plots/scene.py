"""What a camera sees: a still picture, and where in it the paths of its events run."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from api.plots.heat_map import PathShares
from pipeline.history.analysis import AnalysedSource
from pipeline.values import Event, Image


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """A camera's newest still picture, and the sizes of its sources, which may differ."""

    still: Image
    """`uint8 (H, W, 3)`, RGB."""
    sizes_wh: Mapping[str, tuple[int, int]]
    """Width and height in source pixels, by the source's path."""

    def paths(self, events: Iterable[Event]) -> list[PathShares]:
        """Where in the picture each event went; events of sources of unknown size are left out."""
        return [
            np.array([(point.x, point.y) for point in event.path]) / self.sizes_wh[event.source]
            for event in events
            if event.path and event.source in self.sizes_wh
        ]


def scene_of(camera: str, sources: Iterable[AnalysedSource], folder: Path) -> Scene | None:
    """Read what the camera sees; None if there is no still picture of it.

    Args:
        camera: Its name.
        sources: All sources of the history, the newest last.
        folder: The history's, to which stills are relative.
    """
    own = [
        source for source in sources if source.analysis.camera == camera and source.width and source.height
    ]
    stills = (read_rgb(folder / source.still) for source in reversed(own) if source.still)
    still = next((image for image in stills if image is not None), None)
    if still is None:
        return None
    return Scene(still, {source.analysis.path: (source.width or 1, source.height or 1) for source in own})


def read_rgb(path: Path) -> Image | None:
    """Read a picture, `uint8 (H, W, 3)` RGB; None if the file is gone or damaged."""
    image = cv2.imread(str(path), cv2.IMREAD_COLOR_RGB)
    return None if image is None else np.asarray(image, np.uint8)
