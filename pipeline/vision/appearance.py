"""Finding an object again by what it looked like."""

from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.values import Box
from pipeline.vision.background import Levels
from pipeline.vision.motion import Movement

LEAST_COVER = 0.3
"""Least share of a box that the object itself must fill to be remembered."""


def inside(box: Box, shape: tuple[int, int], margin: int = 0) -> tuple[slice, slice]:
    """Rows and columns of a picture `(H, W)` that a box covers, with a margin around it."""
    height, width = shape
    left, top = max(round(box.x) - margin, 0), max(round(box.y) - margin, 0)
    right, bottom = min(round(box.right) + margin, width), min(round(box.bottom) + margin, height)
    return slice(top, max(bottom, top)), slice(left, max(right, left))


@dataclass(frozen=True, slots=True, eq=False)
class Appearance:
    """What an object looked like when it was last seen alone."""

    luma: Levels
    """`float32 (h, w)`: its box of the picture."""
    weight: Levels
    """`float32 (h, w)`: 1 where the object itself is, 0 where the scene shows beside it."""


def cut(movement: Movement, box: Box) -> Appearance | None:
    """Remember what a box shows; None if less than 3×3 px of it lie in the picture or little of it moved."""
    area = inside(box, movement.mask.shape)
    weight = movement.mask[area].astype(np.float32) / np.float32(255)
    if min(weight.shape) < 3 or float(weight.mean()) < LEAST_COVER:
        return None
    return Appearance(movement.luma[area].copy(), weight)


def search(luma: Levels, appearance: Appearance, around: Box, reach_px: int) -> tuple[Box, float] | None:
    """Look for an appearance in the neighbourhood of a box.

    Args:
        luma: `float32 (H, W)`.
        appearance: What is looked for.
        around: Where it is expected; its top-left corner is where the search begins.
        reach_px: How far the corner may be from there.
    Returns:
        The box of the best place and its similarity (normalised correlation over the object's own pixels,
        -1…1); None if no place lies wholly in the picture or nothing can be compared.
    """
    height, width = appearance.luma.shape
    left, top = max(round(around.x) - reach_px, 0), max(round(around.y) - reach_px, 0)
    bottom, right = round(around.y) + reach_px + height, round(around.x) + reach_px + width
    window = luma[top : max(bottom, 0), left : max(right, 0)]
    if window.shape[0] < height or window.shape[1] < width:
        return None
    similarity = cv2.matchTemplate(window, appearance.luma, cv2.TM_CCOEFF_NORMED, mask=appearance.weight)
    similarity[~np.isfinite(similarity)] = -1.0  # flat ground has no correlation
    _, best, _, (x, y) = cv2.minMaxLoc(similarity)
    return Box(float(left + x), float(top + y), float(width), float(height)), float(best)
