"""Moves, turns and covers pictures a little, so that a network learns what they show and not their pixels."""

from dataclasses import dataclass

import cv2
import numpy as np

from model.picture import GREY, Pixels, fit_crop


@dataclass(frozen=True, slots=True)
class DistortionSettings:
    """How often and how much; a share is the probability that a picture gets it."""

    flip_share: float = 0.5
    shift: int = 3
    """Whole pixels in each direction: nothing is blurred."""
    turn_share: float = 0.3
    """Turning and zooming blur a little, so most pictures are spared."""
    turn_deg: float = 10.0
    zoom: float = 0.12
    """Up to this share larger or smaller."""
    cutout_share: float = 0.5
    cutout: int = 8
    """Side of the square that is covered (Source: DeVries and Taylor 2017, arXiv:1708.04552)."""


DEFAULTS = DistortionSettings()


def distort(
    image: Pixels, size: int, rng: np.random.Generator, settings: DistortionSettings = DEFAULTS
) -> Pixels:
    """Draw one variant of a picture: flipped, shifted, turned, zoomed, covered; its edges are mirrored.

    Args:
        image: `uint8 (h, w, 3)` RGB.
        size: Side of the result.
        rng: Source of all chance.
        settings: How often and how much.
    Returns:
        `uint8 (size, size, 3)` RGB.
    """
    square = fit_crop(image, size)
    moved = cv2.warpAffine(
        square, _movement(size, rng, settings), (size, size),
        flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101,
    )  # fmt: skip
    if rng.random() < settings.cutout_share:
        y, x = rng.integers(-settings.cutout // 2, size - settings.cutout // 2, 2)
        moved[max(0, y) : y + settings.cutout, max(0, x) : x + settings.cutout] = GREY
    return np.asarray(moved, np.uint8)


def _movement(size: int, rng: np.random.Generator, settings: DistortionSettings) -> np.ndarray:
    """The affine map `float64 (2, 3)` of one variant, about the centre."""
    turn, zoom = 0.0, 1.0
    if rng.random() < settings.turn_share:
        turn = np.deg2rad(rng.uniform(-settings.turn_deg, settings.turn_deg))
        zoom = 1 + rng.uniform(-settings.zoom, settings.zoom)
    mirror = -1 if rng.random() < settings.flip_share else 1
    cosine, sine = np.cos(turn) * zoom, np.sin(turn) * zoom
    linear = np.array([[cosine * mirror, -sine], [sine * mirror, cosine]])
    centre = np.full(2, (size - 1) / 2)
    shift = rng.integers(-settings.shift, settings.shift + 1, 2)
    return np.column_stack([linear, centre - linear @ centre + shift])
