"""What a light sees is lit; the rest lies in shadow."""

from dataclasses import dataclass

import cv2
import numpy as np

from sample_videos.optics.camera import Camera
from sample_videos.optics.raster import depth_map
from sample_videos.shapes.mesh import Floats, Integers, Mesh

_NEAR_M = 0.2
"""What is closer to a lamp throws no shadow."""
_LIMIT_PX = 10_000.0
"""Farther out than that the drawing of triangles would overflow."""
_SUN_AWAY_M = 400.0
"""The sun as a camera: so far away that its rays are nearly parallel."""


def sun_view(towards: Floats, centre: tuple[float, float, float], radius_m: float, size_px: int) -> Camera:
    """The sun's view of a scene of the given radius."""
    eye = np.array(centre) + _SUN_AWAY_M * towards
    focal = size_px / 2 / radius_m * _SUN_AWAY_M
    return Camera((float(eye[0]), float(eye[1]), float(eye[2])), centre, focal, size_px, size_px)


def aimed_view(place: tuple[float, float, float], aim: tuple[float, float, float], size_px: int) -> Camera:
    """A lamp's view, 120° wide."""
    return Camera(place, aim, size_px / 2 / np.tan(np.pi / 3), size_px, size_px)


@dataclass(frozen=True, slots=True, eq=False)
class Shade:
    """The shadows of one light on the fixed parts of a scene."""

    view: Camera
    """The light as a camera."""
    depth: Floats
    """Distance of the nearest fixed surface from the light, `(size, size)`."""
    places: Floats
    """Where the light sees each pixel of the picture, `(H, W, 2)`."""
    away: Floats
    """Distance of each pixel of the picture from the light, `(H, W)`."""
    softness_px: float
    """Deviation of the shadow's edge in the light's pixels."""
    step: int = 1
    """Of a moving thing's triangles only each so manieth throws a shadow."""

    def lit(self, points: Floats) -> Floats:
        """Share 0…1 of the light that reaches points `(K, 3)` past the fixed parts."""
        xy, away = self.view.project(points)
        total = np.zeros(len(points), np.float32)
        offsets = (-1.2, 0.0, 1.2)
        for dx in offsets:
            for dy in offsets:
                column, row = (xy + np.array([dx, dy], np.float32) * self.softness_px).astype(np.int64).T
                nearest = self.depth[row % self.view.height, column % self.view.width]
                inside = (row >= 0) & (row < self.view.height) & (column >= 0) & (column < self.view.width)
                total += ~inside | (away < nearest + 0.12)
        return total / 9

    def cast(self, mesh: Mesh) -> Floats:
        """Share 0…1 of the light that a moving thing takes from each pixel of the picture, `(H, W)`."""
        xy, away = self.view.project(mesh.points)
        faces = mesh.faces[(away[mesh.faces] > _NEAR_M).all(axis=1)]
        if not len(faces):
            return np.zeros(self.away.shape, np.float32)
        margin = 3 * self.softness_px + 2
        bounds = np.array([self.view.width, self.view.height]) + margin
        outline = np.clip(xy[faces], -margin, bounds)
        low, high = np.floor(outline.min(axis=(0, 1)) - margin), np.ceil(outline.max(axis=(0, 1)) + margin)
        soft = self._silhouette(xy - low, faces, tuple((high - low).astype(int)))
        places = (self.places - low).astype(np.float32)
        share = cv2.remap(soft, places[..., 0], places[..., 1], cv2.INTER_LINEAR, borderValue=0)
        return np.asarray(share * (self.away > away[faces].min() + 0.02), np.float32)

    def _silhouette(self, xy: Floats, faces: Integers, size_wh: tuple[int, int]) -> Floats:
        """What the light sees of the triangles, with a soft edge, 0…1."""
        mask = np.zeros(size_wh[::-1], np.uint8)
        fine = np.rint(np.clip(xy, -_LIMIT_PX, _LIMIT_PX) * 16).astype(np.int32)
        for triangle in fine[faces[:: self.step]]:
            cv2.fillConvexPoly(mask, triangle, 255, shift=4)
        return np.asarray(
            cv2.GaussianBlur(mask.astype(np.float32) / 255, (0, 0), self.softness_px), np.float32
        )


def shade_of(view: Camera, fixed: list[Mesh], points: Floats, softness_px: float, step: int = 1) -> Shade:
    """The shade of a light on fixed meshes, for a picture whose pixels show `points` `(H, W, 3)`."""
    depth = depth_map(fixed, view, empty=1e6)
    xy, away = view.project(points.reshape(-1, 3))
    shape = points.shape[:2]
    return Shade(view, depth, xy.reshape(*shape, 2), away.reshape(shape), softness_px, step)
