"""Finding an object again by what it looked like."""

import cv2
import numpy as np

from pipeline.values import Box
from pipeline.vision.background import Levels


def inside(box: Box, shape: tuple[int, int], margin: int = 0) -> tuple[slice, slice]:
    """Rows and columns of a picture `(H, W)` that a box covers, with a margin around it."""
    height, width = shape
    left, top = max(round(box.x) - margin, 0), max(round(box.y) - margin, 0)
    right, bottom = min(round(box.right) + margin, width), min(round(box.bottom) + margin, height)
    return slice(top, max(bottom, top)), slice(left, max(right, left))


def cut(luma: Levels, box: Box) -> Levels | None:
    """A copy of `luma` under `box`, `float32 (h, w)`; None if less than 3×3 px of it lie in the picture."""
    piece = luma[inside(box, luma.shape)]
    return piece.copy() if min(piece.shape) >= 3 else None


def search(luma: Levels, appearance: Levels, around: Box, reach_px: int) -> tuple[Box, float] | None:
    """Look for `appearance` in the neighbourhood of a box.

    Args:
        luma: `float32 (H, W)`.
        appearance: `float32 (h, w)`.
        around: Where it is expected; its top-left corner is where the search begins.
        reach_px: How far the corner may be from there.
    Returns:
        The box of the best place and its similarity (normalised correlation, -1…1; 1 is equal up to light); None if
        no place lies wholly in the picture.
    """
    height, width = appearance.shape
    left, top = max(round(around.x) - reach_px, 0), max(round(around.y) - reach_px, 0)
    window = luma[top : round(around.y) + reach_px + height, left : round(around.x) + reach_px + width]
    if window.shape[0] < height or window.shape[1] < width:
        return None
    similarity = cv2.matchTemplate(window, appearance, cv2.TM_CCOEFF_NORMED)
    _, best, _, (x, y) = cv2.minMaxLoc(similarity)
    if not np.isfinite(best):  # a patch without contrast has no correlation
        return None
    return Box(float(left + x), float(top + y), float(width), float(height)), float(best)
