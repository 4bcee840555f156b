"""Pictures as files hold them."""

import cv2

from pipeline.values import Image

QUALITY = 88
"""Of 100. Above it files grow faster than anyone sees a difference; below it blocks show around edges."""


def encode_jpeg(image: Image) -> bytes:
    """Compress a picture: `uint8 (H, W, 3)`, RGB, 0…255."""
    _, content = cv2.imencode(
        ".jpg", cv2.cvtColor(image, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, QUALITY]
    )
    return content.tobytes()
