"""What the tracker knows of one object while it follows it."""

from dataclasses import dataclass

import numpy as np

from pipeline.values import Box
from pipeline.vision.appearance import Appearance
from pipeline.vision.kalman import SteadyAxis

ACCELERATION_PER_HEIGHT = 3.0
"""Deviation of the acceleration, in object sizes per s²: a walker turns, a car brakes within a second."""
MEASURED_NOISE = 0.06
"""Deviation of a blob's centre, in object sizes: its outline breathes with the limbs and the contrast."""
SIZE_MEMORY_S = 0.5
"""Time constant with which the remembered size follows the blobs'."""


@dataclass(slots=True)
class Following:
    """One object under observation. Everything is in pixels of the small picture."""

    id: int
    across: SteadyAxis
    down: SteadyAxis
    width: float
    height: float
    box: Box
    """Where it is thought to be now."""
    first_us: int
    birth: Box
    seen_us: int
    """When it was last seen."""
    shown_us: int
    """When a region of motion last showed it alone."""
    moved_us: int
    """When it last left the place `anchor`."""
    anchor: Box
    apart_us: int
    """When it was last not within a larger object."""
    sightings: int = 1
    reached: float = 0.0
    """Farthest that its centre was from where it was first seen, in pixels."""
    travelled: float = 0.0
    """Length of its way in pixels, from anchor to anchor, so that the trembling of its outline does not
    count."""
    is_confirmed: bool = False
    is_seen: bool = True
    is_merged: bool = False
    """True while it shares a blob with others."""
    appearance: Appearance | None = None
    """What it looked like when it was last seen alone."""

    @classmethod
    def begin(cls, number: int, box: Box, time_us: int) -> "Following":
        """Begin to follow what `box` shows."""
        x, y = box.centre
        return cls(
            number,
            SteadyAxis(x),
            SteadyAxis(y),
            box.width,
            box.height,
            box,
            time_us,
            box,
            time_us,
            time_us,
            time_us,
            box,
            time_us,
        )

    @property
    def size(self) -> float:
        """Geometric mean of width and height."""
        return float(np.sqrt(self.width * self.height))

    @property
    def speed(self) -> float:
        """Pixels per second."""
        return float(np.hypot(self.across.velocity, self.down.velocity))

    def predict(self, elapsed_s: float) -> None:
        """Move on by the known velocity."""
        acceleration = ACCELERATION_PER_HEIGHT * self.size
        self.across.predict(elapsed_s, acceleration)
        self.down.predict(elapsed_s, acceleration)
        self._place()

    def see(self, box: Box, time_us: int, *, is_alone: bool) -> None:
        """Take in where it was seen; its size is believed only if it was seen alone."""
        elapsed_s = (time_us - self.seen_us) / 1e6
        noise = max(MEASURED_NOISE * self.size, 0.5)
        x, y = box.centre
        self.across.correct(x, noise)
        self.down.correct(y, noise)
        if is_alone:
            share = 1.0 - float(np.exp(-max(elapsed_s, 0.04) / SIZE_MEMORY_S))
            share = max(share, 1.0 / (self.sightings + 1))
            self.width += share * (box.width - self.width)
            self.height += share * (box.height - self.height)
        self._place()
        self.sightings += 1
        self.seen_us = time_us
        self.is_seen = True
        self.is_merged = not is_alone

    def miss(self) -> None:
        """It was not seen this time."""
        self.is_seen = False

    def _place(self) -> None:
        x, y = self.across.position, self.down.position
        self.box = Box(x - self.width / 2, y - self.height / 2, self.width, self.height)
