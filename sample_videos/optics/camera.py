"""The pin-hole camera: where a point of the world falls in the picture."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sample_videos.shapes.mesh import Floats


@dataclass(frozen=True)
class Camera:
    """A fixed camera. World axes: x to the right, y away from the viewer, z up, metres."""

    eye: tuple[float, float, float]
    target: tuple[float, float, float]
    """The point in the middle of the picture."""
    focal_px: float
    width: int
    height: int

    @cached_property
    def axes(self) -> Floats:
        """Rows: the directions right, down and ahead of the camera, `(3, 3)`."""
        ahead = np.subtract(self.target, self.eye)
        ahead = ahead / np.linalg.norm(ahead)
        right = np.cross(ahead, (0, 0, 1))
        right /= np.linalg.norm(right)
        return np.stack([right, np.cross(ahead, right), ahead]).astype(np.float32)

    def project(self, points: Floats) -> tuple[Floats, Floats]:
        """Picture positions `(N, 2)` in pixels and distances ahead `(N,)` in metres; distances can be ≤ 0."""
        seen = (points - np.array(self.eye, np.float32)) @ self.axes.T
        depth = seen[:, 2]
        safe = np.where(np.abs(depth) < 1e-6, np.float32(1e-6), depth)
        middle = np.array([self.width / 2, self.height / 2], np.float32)
        return middle + np.float32(self.focal_px) * seen[:, :2] / safe[:, None], depth

    def enlarged(self, factor: int) -> "Camera":
        """The same view with `factor` times as many pixels each way."""
        return Camera(
            self.eye, self.target, self.focal_px * factor, self.width * factor, self.height * factor
        )
