"""Finding an object again by what it looked like."""

from dataclasses import dataclass

import numpy as np

from pipeline.values import Box
from pipeline.vision.background import Levels
from pipeline.vision.motion import Movement

AGREE_LEVELS = 30.0
"""A pixel that differs by this much or more shows something else."""
SAMPLES = 8
"""Rows and columns, at least, that are compared: enough to tell two coats apart, at any size."""
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
        The box of the best place and its similarity: how well the object's own pixels agree there, 0…1, each
        by itself, so that a part hidden by another object costs no more than its share. None if no place lies
        wholly in the picture.
    """
    height, width = appearance.luma.shape
    left, top = max(round(around.x) - reach_px, 0), max(round(around.y) - reach_px, 0)
    bottom, right = round(around.y) + reach_px + height, round(around.x) + reach_px + width
    window = luma[top : max(bottom, 0), left : max(right, 0)]
    if window.shape[0] < height or window.shape[1] < width:
        return None
    sampled = (..., slice(None, None, max(1, height // SAMPLES)), slice(None, None, max(1, width // SAMPLES)))
    places = np.lib.stride_tricks.sliding_window_view(window, (height, width))[sampled]
    agreement = np.maximum(1 - np.abs(places - appearance.luma[sampled]) / np.float32(AGREE_LEVELS), 0)
    weight = appearance.weight[sampled]
    similarity = np.tensordot(agreement, weight, axes=2) / max(float(weight.sum()), 1.0)
    y, x = np.unravel_index(int(np.argmax(similarity)), similarity.shape)
    return Box(float(left + x), float(top + y), float(width), float(height)), float(similarity[y, x])
