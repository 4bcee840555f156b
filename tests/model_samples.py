"""Crops, made up, for the tests of the model."""

import zipfile
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt


def noise(*shape: int) -> npt.NDArray[np.uint8]:
    """Random pixels; the same shape gets the same."""
    return np.random.default_rng(shape).integers(0, 256, shape, np.uint8)


def webp(image: npt.NDArray[np.uint8]) -> bytes:
    """RGB pixels as a lossless WebP."""
    bgr = cv2.cvtColor(image, cv2.COLOR_RGB2BGR)
    return cv2.imencode(".webp", bgr, [cv2.IMWRITE_WEBP_QUALITY, 101])[1].tobytes()


def plain(colour: tuple[int, int, int], height: int = 12, width: int = 8) -> npt.NDArray[np.uint8]:
    return np.full((height, width, 3), colour, np.uint8)


def write_zip(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path
