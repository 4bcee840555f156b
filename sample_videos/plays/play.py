"""A clip before it is filmed: the scene, the parts, the light over time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

import numpy as np

from sample_videos.figures.actor import Actor
from sample_videos.figures.foliage import Foliage
from sample_videos.optics.sensor import Sensor
from sample_videos.optics.stage import View

RATE = Fraction(25, 2)
"""Frames a second: what such cameras send over a thin line."""
SIZE = (640, 360)
"""Width and height of the clips."""
_DAY_SENSOR = Sensor()


@dataclass(frozen=True, slots=True)
class Hour:
    """The light at one time."""

    exposure: float
    daylight: float = 1.0
    lamps: tuple[float, ...] = ()
    """Factor on the light of each of the scene's lamps."""
    is_grey: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Play:
    """A clip's script."""

    file: str
    scene: str
    """One line for the truth file."""
    view: View
    actors: tuple[Actor, ...]
    foliage: tuple[Foliage, ...]
    hour: Callable[[float], Hour]
    """The light at a number of seconds."""
    duration_s: float
    seed: int
    wind: float = 0.5
    recorded: datetime | None = None
    """What the file's metadata say; None says nothing."""
    sensor: Sensor = _DAY_SENSOR

    @property
    def frames(self) -> int:
        """How many frames it has."""
        return round(self.duration_s * RATE)


def drift(time_s: float) -> float:
    """The slow wandering of a camera's automatic exposure, a factor near 1."""
    return float(1 + 0.012 * np.sin(0.41 * time_s) + 0.006 * np.sin(1.13 * time_s + 1))


def switched(time_s: float, on_s: float, off_s: float, ramp_s: float = 0.12) -> float:
    """Brightness 0…1 of a lamp that is on from `on_s` to `off_s`."""
    return float(np.clip((time_s - on_s) / ramp_s, 0, 1) * np.clip((off_s - time_s) / ramp_s, 0, 1))
