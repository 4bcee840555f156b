"""A figure before a random camera: where that stands, what it makes of the light, how the crop is cut."""

import cv2
import numpy as np

from pipeline.values import Box, Image
from sample_videos.optics.camera import Camera
from sample_videos.optics.sensor import Sensor
from sample_videos.shapes.mesh import Floats, Mesh

_LEAST_PX = 8
"""No crop is narrower or lower."""
_CUT_SHARE = 0.12
"""So many figures are half out of the picture, or half behind something."""


def camera_on(rng: np.random.Generator, mesh: Mesh, size_px: float) -> Camera:
    """A camera that sees the mesh about `size_px` high, in a picture with room around it."""
    low, high = mesh.points.min(axis=0), mesh.points.max(axis=0)
    middle, size = (low + high) / 2, high - low
    distance = float(rng.uniform(3.5, 9) * max(size.max(), 0.8))
    slope = float(rng.uniform(0.6, 1.15) if rng.random() < 0.2 else rng.uniform(0.02, 0.6))
    eye = middle + distance * np.array([0, -np.cos(slope), np.sin(slope)])
    reach = float(np.hypot(size[0], size[1]))
    focal = size_px / (size[2] * np.cos(slope) + reach * 0.6 * np.sin(slope)) * distance
    return Camera(
        (float(eye[0]), float(eye[1]), max(float(eye[2]), 0.3)),
        (0.0, float(middle[1]), float(middle[2])),
        focal,
        int(np.clip(1.5 * reach * focal / distance, 24, 280)),
        int(np.clip(1.6 * size_px, 24, 160)),
    )


def outline(camera: Camera, mesh: Mesh) -> Box:
    """The box around the whole mesh in the camera's picture, if nothing hides it."""
    xy, _ = camera.project(mesh.points)
    bounds = (camera.width, camera.height)
    (left, top), (right, bottom) = np.clip(xy.min(axis=0), 0, bounds), np.clip(xy.max(axis=0), 0, bounds)
    return Box(float(left), float(top), float(right - left), float(bottom - top))


def taken(rng: np.random.Generator, light: Floats, is_grey: bool) -> Image:
    """The light through a random camera, `uint8 (h, w, 3)` RGB: exposure, blur, noise, compression.

    Args:
        rng: Source of all chance.
        light: `(h, w, 3)`, linear RGB.
        is_grey: True for an infra-red picture.
    """
    usual, bright = np.percentile(light, (60, 95))
    level = max(float(usual), 0.4 * float(bright)) + 1e-3
    exposure = float(rng.uniform(0.09, 0.38)) / level
    sensor = Sensor(
        noise=float(rng.uniform(0.5, 4)),
        blur_px=float(rng.uniform(0.3, 0.9)),
        sharpening=float(rng.uniform(0, 0.9)),
        vignette=0.0,
        is_grey=is_grey,
    )
    if rng.random() < 0.15:
        light = np.asarray(cv2.blur(light, (int(rng.integers(2, 4)), 1)), np.float32)
    picture = sensor.develop(light, exposure, rng)
    quality = int(rng.uniform(35, 95))
    _, code = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(code, cv2.IMREAD_COLOR), np.uint8)


def cut_out(rng: np.random.Generator, picture: Image, box: Box) -> Image:
    """The box's pixels, with the box moved and grown as a tracker's may be, sometimes only a part of it."""
    sides = np.array([box.x, box.y, box.right, box.bottom], float)
    sides += rng.normal(0.03, 0.05, 4) * (-1, -1, 1, 1) * np.tile((box.width, box.height), 2)
    if rng.random() < _CUT_SHARE:
        side, lost = int(rng.integers(4)), float(rng.uniform(0.15, 0.45))
        sides[side] += (1 if side < 2 else -1) * lost * (box.width, box.height)[side % 2]
    left, top, right, bottom = np.rint(sides).astype(int)
    height, width = picture.shape[:2]
    left, top = max(min(left, width - _LEAST_PX), 0), max(min(top, height - _LEAST_PX), 0)
    return picture[top : max(bottom, top + _LEAST_PX), left : max(right, left + _LEAST_PX)]
