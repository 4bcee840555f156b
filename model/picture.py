"""Pictures on disk to the pixels that the classifier takes."""

import cv2
import numpy as np
import numpy.typing as npt

from model.dimensions import dimensions

Pixels = npt.NDArray[np.uint8]
"""`uint8 (H, W, 3)`, RGB."""

GREY = 128
"""Fills what a crop leaves free of its square: about what the network takes for zero."""


PICTURE_SUFFIXES = frozenset({".bmp", ".gif", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"})
"""How the names of pictures end that `decode_picture` takes."""

MAX_PIXELS = 100_000_000
"""A larger picture is not decoded: this many fill 300 MB, and a file of a few kB can promise them."""


def decode_picture(content: bytes) -> Pixels:
    """Decode a JPEG, PNG, WebP, BMP, TIFF or GIF of 1 to 16 bits a channel; of several pictures the first.

    Grey, palette and CMYK become RGB, 16 bits are divided by 256. Transparency is dropped: what lies under it
    is most often the scene that it was cut from, a better ground than any colour that we could put there.

    Returns:
        `uint8 (H, W, 3)` RGB, turned upright as its EXIF says.
    Raises:
        ValueError: The bytes are no picture, a damaged one, or one of more than `MAX_PIXELS`.
    """
    try:
        width, height = dimensions(content)
    except ValueError as error:
        raise ValueError(
            f"expected a picture (JPEG, PNG, WebP, BMP, TIFF, GIF), got {len(content)} other bytes: {error}"
        ) from error
    if width * height > MAX_PIXELS:
        raise ValueError(f"expected a picture of {MAX_PIXELS:,} pixels at most, got {width}×{height}")
    try:
        image = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR_RGB)
    except cv2.error:
        image = None
    if image is None:
        raise ValueError(
            f"expected a whole picture of 1 to 16 bits a channel, got {len(content)} damaged bytes"
        )
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
