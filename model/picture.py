"""Pictures on disk to the pixels that the classifier takes."""

import cv2
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
"""`uint8 (H, W, 3)`, RGB."""


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


def resize_crop(crop: Pixels, size: int) -> Pixels:
    """Squash a crop to the square that the network takes; training and serving both call this.

    Averages when it shrinks, so that no detail aliases, and interpolates when it enlarges.

    Args:
        crop: `uint8 (H, W, 3)` RGB, any height and width from one pixel on.
        size: Side of the square in pixels.
    Returns:
        `uint8 (size, size, 3)` RGB.
    """
    shrinks = crop.shape[0] > size and crop.shape[1] > size
    interpolation = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(crop, (size, size), interpolation=interpolation), np.uint8)
