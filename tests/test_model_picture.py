"""Pictures of every kind become RGB, and fit the network's square whatever their shape."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from model.picture import GREY, decode_picture, fit_crop

ORANGE = (255, 102, 51)
"""A colour whose channels cannot be mistaken for one another; Pillow's palette has it."""


def encoded(image: np.ndarray, suffix: str) -> bytes:
    return cv2.imencode(suffix, image)[1].tobytes()


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "CMYK", "P"])
def test_picture_modes_decode_to_the_same_colour(mode: str, tmp_path: Path) -> None:
    path = tmp_path / ("picture.jpg" if mode == "CMYK" else "picture.png")
    Image.new("RGB", (8, 6), ORANGE).convert(mode).save(path)
    image = decode_picture(path.read_bytes())
    assert image.shape == (6, 8, 3)
    assert image.dtype == np.uint8
    # JPEG rounds colours a little.
    assert np.abs(image.astype(int) - ORANGE).max() <= 8


def test_grey_picture_becomes_three_equal_channels() -> None:
    image = decode_picture(encoded(np.full((5, 7), 90, np.uint8), ".png"))
    assert image.shape == (5, 7, 3)
    assert (image == 90).all()


def test_sixteen_bits_become_eight() -> None:
    image = decode_picture(encoded(np.full((5, 7, 3), 128 * 256, np.uint16), ".png"))
    assert image.dtype == np.uint8
    assert (image == 128).all()


@pytest.mark.parametrize("content", [b"", b"no picture", encoded(np.zeros((9, 9, 3), np.uint8), ".png")[:20]])
def test_what_is_no_picture_is_refused_in_one_line(content: bytes) -> None:
    with pytest.raises(ValueError, match=rf"^expected a picture .*, got {len(content)} other bytes$"):
        decode_picture(content)


@pytest.mark.parametrize("shape", [(1, 1), (1, 400), (300, 2), (48, 48), (37, 91)])
def test_any_shape_fits_the_square(shape: tuple[int, int]) -> None:
    fitted = fit_crop(np.full((*shape, 3), 200, np.uint8), 48)
    assert fitted.shape == (48, 48, 3)
    assert set(np.unique(fitted)) <= {GREY, 200}


def test_tall_crop_keeps_its_aspect() -> None:
    fitted = fit_crop(np.full((96, 32, 3), 200, np.uint8), 48)
    columns = np.flatnonzero((fitted == 200).all(axis=(0, 2)))
    assert (columns[0], columns[-1]) == (16, 31)
    assert (fitted[:, 16:32] == 200).all()
