"""The surface of a vehicle's body."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sample_videos.figures.vehicle_shape import Shape
from sample_videos.shapes.mesh import Floats


@dataclass(frozen=True, slots=True)
class Body:
    """The body's surface as functions; x runs back from the nose (negative), so that the nose is ahead."""

    shape: Shape

    def top(self, station: npt.ArrayLike) -> Floats:
        """Height of the upper edge at a station."""
        stations, heights = zip(*self.shape.roof, strict=True)
        top: Floats = np.interp(np.asarray(station), stations, heights).astype(np.float32)
        return top

    def half_width(self, station: npt.ArrayLike, z: npt.ArrayLike) -> Floats:
        """Half the width at a station and height."""
        s, height = np.asarray(station, np.float32), np.asarray(z, np.float32)
        metres_in = np.minimum(s, 1 - s) * self.shape.length
        plan = 1 - 0.16 * np.clip(1 - metres_in / 0.55, 0, 1) ** 2
        belt = self.shape.belt
        up = np.clip((height - belt) / max(self.shape.height - belt, 0.1), 0, 1)
        low = np.clip((0.55 - height) / 0.5, 0, 1)
        bulge = 1 - (1 - self.shape.tuck) * up**1.15 - 0.07 * low**2 - 0.015 * (height > belt - 0.02)
        width: Floats = (self.shape.width / 2 * plan * bulge).astype(np.float32)
        return width

    def side(self, stations: npt.ArrayLike, heights: npt.ArrayLike, out: float) -> Floats:
        """Points `(…, 3)` on the left side, moved outwards by `out` metres."""
        s, z = np.broadcast_arrays(np.asarray(stations, np.float32), np.asarray(heights, np.float32))
        return np.stack([-s * self.shape.length, self.half_width(s, z) + out, z], axis=-1)

    def upper(self, stations: npt.ArrayLike, across: npt.ArrayLike, out: float) -> Floats:
        """Points on the upper side; `across` −1 right edge … 1 left edge; raised by `out` metres."""
        s, t = np.broadcast_arrays(np.asarray(stations, np.float32), np.asarray(across, np.float32))
        top, step = self.top(s), np.float32(0.004)
        slope = (self.top(s + step) - self.top(s - step)) / (2 * step * self.shape.length)
        normal = out / np.hypot(1, slope)
        z = top - 0.05 * np.abs(t) ** 3 + normal
        return np.stack([-s * self.shape.length + slope * normal, t * self.half_width(s, top), z], axis=-1)
