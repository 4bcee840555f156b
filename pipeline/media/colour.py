"""From the planes of a crop to RGB, by the matrix and the range that its stream declares."""

from collections.abc import Sequence
from functools import lru_cache
from typing import cast

import av
import cv2
import numpy as np
import numpy.typing as npt

from pipeline.values import Image

Bounds = tuple[int, int, int, int]
"""Left, top, right, bottom in stored pixels; right and bottom lie just outside."""

BT709, BT470BG, SMPTE170M, SMPTE240M, FCC = 1, 5, 6, 7, 4
BT2020 = (9, 10)
FULL_RANGE = 2
"""Values of AVColorSpace and AVColorRange. Source: libavutil/pixfmt.h, ITU-T H.273 table 4."""

_RED_BLUE_WEIGHTS = {
    BT709: (0.2126, 0.0722),
    BT470BG: (0.299, 0.114),
    SMPTE170M: (0.299, 0.114),
    SMPTE240M: (0.212, 0.087),
    FCC: (0.30, 0.11),
    BT2020[0]: (0.2627, 0.0593),
    BT2020[1]: (0.2627, 0.0593),
}
"""Share of red and of blue in the brightness. Source: ITU-T H.273 table 4."""


def crop_rgb(frame: av.VideoFrame, planes: Sequence[Image], bounds: Bounds) -> Image:
    """Convert one crop of an 8-bit YUV or grey frame.

    Args:
        frame: Says which matrix and range its values follow.
        planes: `uint8`: Y; or Y and interleaved UV `(h, w, 2)`; or Y, U and V.
        bounds: The crop, within the Y plane.
    Returns:
        `uint8 (h, w, 3)`, RGB, 0…255.
    """
    left, top, right, bottom = bounds
    luma = planes[0][top:bottom, left:right]
    chroma = [_chroma_crop(plane, planes[0], bounds) for plane in planes[1:]]
    if not chroma:
        chroma = [np.full((*luma.shape, 2), 128, np.uint8)]
    matrix = _rgb_matrix(_colour_space(frame), is_full_range(frame))
    return cast("Image", cv2.transform(cv2.merge([luma, *chroma]), matrix))


def is_full_range(frame: av.VideoFrame) -> bool:
    """True if black is 0 and white 255; False if they are 16 and 235."""
    if frame.format.name == "gray" and frame.color_range == 0:
        return True  # as swscale reads grey that says nothing
    return frame.color_range == FULL_RANGE or frame.format.name.startswith("yuvj")


def _colour_space(frame: av.VideoFrame) -> int:
    """The declared matrix; undeclared, BT.709 for high definition and BT.601 below, as players guess."""
    if frame.colorspace in _RED_BLUE_WEIGHTS:
        return frame.colorspace
    return BT709 if frame.width >= 1280 or frame.height > 576 else SMPTE170M


@lru_cache(maxsize=16)
def _rgb_matrix(colour_space: int, is_full: bool) -> npt.NDArray[np.float32]:
    """`float32 (3, 4)`: R, G, B from Y, U, V and 1."""
    red, blue = _RED_BLUE_WEIGHTS[colour_space]
    green = 1 - red - blue
    black, luma_gain, chroma_gain = (0, 1.0, 1.0) if is_full else (16, 255 / 219, 255 / 224)
    to_red, to_blue = 2 * (1 - red) * chroma_gain, 2 * (1 - blue) * chroma_gain
    rows = [[0, to_red], [-to_blue * blue / green, -to_red * red / green], [to_blue, 0]]
    offsets = [-black * luma_gain - 128 * (u + v) for u, v in rows]
    return np.array(
        [[luma_gain, u, v, at_zero] for (u, v), at_zero in zip(rows, offsets, strict=True)], np.float32
    )


def _chroma_crop(chroma: Image, luma: Image, bounds: Bounds) -> Image:
    """The chroma under `bounds`, spread to one sample a pixel."""
    left, top, right, bottom = bounds
    step_x = _ratio(luma.shape[1], chroma.shape[1])
    step_y = _ratio(luma.shape[0], chroma.shape[0])
    first_x, first_y = left // step_x, top // step_y
    crop = chroma[first_y : -(-bottom // step_y), first_x : -(-right // step_x)]
    if (step_x, step_y) != (1, 1):
        crop = cast("Image", cv2.resize(crop, None, fx=step_x, fy=step_y, interpolation=cv2.INTER_LINEAR))
    x, y = left - first_x * step_x, top - first_y * step_y
    return crop[y : y + bottom - top, x : x + right - left]


def _ratio(luma: int, chroma: int) -> int:
    """Luma samples per chroma sample along one side: 1, 2 or 4, odd sides rounded up."""
    return -(-luma // chroma)
