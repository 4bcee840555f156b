"""Parting people who walk side by side and melt into one blob."""

import cv2
import numpy as np

from pipeline.values import Mask

VALLEY = 0.6
"""A gap between two people shows at most this share of the lower one's column height."""
UPRIGHT = 1.25
"""Least ratio of height to width of each part: people part, cars do not."""
SLIMMEST = 5.0
"""Greatest ratio: a trailing leg or a swinging coat is slimmer than anyone."""
LEAST_HEIGHT = 0.6
"""Least height of each part as a share of the blob's: a stretched arm or a leg is no figure of its own."""
LEAST_WIDTH_PX = 4
"""Least width of a part."""


def split_upright(region: Mask) -> tuple[slice, ...]:
    """Find the columns of each upright figure in a blob.

    The number of foreground pixels a column, smoothed, has a hump for each figure. The blob is cut at the
    deepest valley if both sides are upright, and each side is examined again.

    Args:
        region: `uint8 (h, w)`: the blob's own pixels, not 0, cut to its box.
    Returns:
        Column slices from left to right that cover the blob; one if it holds a single figure.
    Source: vertical projection histograms as in Haritaoglu, Harwood and Davis 2000 (W4),
    doi:10.1109/34.868683.
    """
    height, width = region.shape
    if width < 2 * LEAST_WIDTH_PX or height < UPRIGHT * LEAST_WIDTH_PX:
        return (slice(0, width),)
    columns = np.count_nonzero(region, axis=0).astype(np.float32)
    smooth = cv2.blur(columns[None], (3, 1))[0]
    cut = _valley(smooth)
    if cut is None:
        return (slice(0, width),)
    parts = (region[:, :cut], region[:, cut:])
    if not all(_is_figure(part, height) for part in parts):
        return (slice(0, width),)
    left, right = (split_upright(part) for part in parts)
    return (*left, *(slice(part.start + cut, part.stop + cut) for part in right))


def _valley(columns: np.ndarray[tuple[int], np.dtype[np.float32]]) -> int | None:
    """The column at which the height falls deepest below the peaks on both of its sides."""
    inner = columns[LEAST_WIDTH_PX:-LEAST_WIDTH_PX]
    if not inner.size:
        return None
    left = np.maximum.accumulate(columns)[LEAST_WIDTH_PX:-LEAST_WIDTH_PX]
    right = np.maximum.accumulate(columns[::-1])[::-1][LEAST_WIDTH_PX:-LEAST_WIDTH_PX]
    depth = inner / np.maximum(np.minimum(left, right), 1.0)
    deepest = int(np.argmin(depth))
    return deepest + LEAST_WIDTH_PX if depth[deepest] <= VALLEY else None


def _is_figure(part: Mask, height: int) -> bool:
    _, _, own_width, own_height = cv2.boundingRect(part)
    is_upright = UPRIGHT * own_width <= own_height <= SLIMMEST * own_width
    return bool(is_upright and own_height >= LEAST_HEIGHT * height)
