"""Pictures on disk to the pixels that the classifier takes."""

import cv2
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
"""`uint8 (H, W, 3)`, RGB."""

GREY = 128
"""Fills what a crop leaves free of its square: about what the network takes for zero."""


def decode_picture(content: bytes) -> Pixels:
    """Decode a JPEG, PNG, WebP, BMP or TIFF of any depth and channels; transparency is dropped.

    Returns:
        `uint8 (H, W, 3)` RGB, turned upright as its EXIF says.
    Raises:
        ValueError: The bytes are no picture.
    """
    try:
        image = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR_RGB) if content else None
    except cv2.error:  # a header that promises more pixels than OpenCV allows
        image = None
    if image is None:
        raise ValueError(f"expected a picture (JPEG, PNG, WebP, BMP, TIFF), got {len(content)} other bytes")
    return np.asarray(image, np.uint8)


def fit_crop(crop: Pixels, size: int) -> Pixels:
    """Scale a crop into the square that the network takes, grey beside it. Training and serving call this.

    The aspect survives, since a tall thing is likely a person. Averages when it shrinks, so that no detail
    aliases, and interpolates when it enlarges.

    Args:
        crop: `uint8 (H, W, 3)` RGB, any height and width from one pixel on.
        size: Side of the square in pixels.

    Returns:
        `uint8 (size, size, 3)` RGB.
    """
    factor = size / max(crop.shape[:2])
    height, width = (max(1, round(side * factor)) for side in crop.shape[:2])
    interpolation = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
    square = np.full((size, size, 3), GREY, np.uint8)
    top, left = (size - height) // 2, (size - width) // 2
    square[top : top + height, left : left + width] = cv2.resize(
        crop, (width, height), interpolation=interpolation
    )
    return square
