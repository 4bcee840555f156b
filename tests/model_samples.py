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


def shape_crop(label: str, rng: np.random.Generator) -> npt.NDArray[np.uint8]:
    """A tall bright ellipse (person), a wide one (car), or nothing (background), on noise."""
    height, width = {"person": (40, 16), "car": (18, 40), "background": (30, 30)}[label]
    image = rng.integers(0, 80, (height, width, 3), np.uint8)
    if label != "background":
        cv2.ellipse(
            image, (width // 2, height // 2), (width // 3, height // 3), 0, 0, 360, (230, 210, 190), -1
        )
    return image


def write_zip(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path
