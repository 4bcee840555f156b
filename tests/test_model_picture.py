"""Pictures of every kind become RGB, and fit the network's square whatever their shape."""

import contextlib
import struct
import zlib
from io import BytesIO
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from model.dimensions import dimensions
from model.picture import GREY, MAX_PIXELS, decode_picture, fit_crop
from tests.model_samples import noise

ORANGE = (255, 102, 51)
"""A colour whose channels cannot be mistaken for one another; Pillow's palette has it."""

SUFFIXES = [".jpg", ".png", ".webp", ".bmp", ".tiff", ".gif"]


def encoded(image: npt.NDArray[Any], suffix: str) -> bytes:
    return cv2.imencode(suffix, image)[1].tobytes()


def written(image: Image.Image, form: str, **options: Any) -> bytes:
    file = BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def is_near(image: npt.NDArray[np.uint8], colour: tuple[int, int, int]) -> bool:
    """Whether all pixels have the colour, within what JPEG and WebP round."""
    return bool(np.abs(image.astype(int) - colour).max() <= 8)


@pytest.mark.parametrize(
    ("mode", "form"),
    [
        *(("RGB", form) for form in ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF")),
        *(("RGBA", form) for form in ("PNG", "WEBP", "BMP", "TIFF")),
        *(("P", form) for form in ("PNG", "BMP", "TIFF", "GIF")),
        ("CMYK", "JPEG"),
        ("CMYK", "TIFF"),
    ],
)
def test_every_kind_decodes_to_the_same_colour(mode: str, form: str) -> None:
    image = decode_picture(written(Image.new("RGB", (8, 6), ORANGE).convert(mode), form))
    assert image.shape == (6, 8, 3)
    assert image.dtype == np.uint8
    assert is_near(image, ORANGE)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF"])
def test_grey_becomes_three_equal_channels(form: str) -> None:
    image = decode_picture(written(Image.new("L", (7, 5), 90), form))
    assert image.shape == (5, 7, 3)
    assert is_near(image, (90, 90, 90))


@pytest.mark.parametrize("mode", ["LA", "RGBA"])
def test_transparency_is_dropped_not_laid_on_black(mode: str) -> None:
    picture = Image.new("RGB", (8, 6), (90, 90, 90)).convert(mode)
    picture.putalpha(0)
    assert (decode_picture(written(picture, "PNG")) == 90).all()


@pytest.mark.parametrize("suffix", [".png", ".tiff"])
@pytest.mark.parametrize("shape", [(5, 7), (5, 7, 3)], ids=["grey", "colour"])
@pytest.mark.parametrize(("deep", "flat"), [(0, 0), (0x0100, 1), (0x7FFF, 127), (0x8000, 128), (0xFFFF, 255)])
def test_sixteen_bits_are_scaled_to_eight(suffix: str, shape: tuple[int, ...], deep: int, flat: int) -> None:
    image = decode_picture(encoded(np.full(shape, deep, np.uint16), suffix))
    assert image.dtype == np.uint8
    assert (image == flat).all()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF"])
def test_one_pixel_is_a_picture(form: str) -> None:
    image = decode_picture(written(Image.new("RGB", (1, 1), ORANGE), form))
    assert image.shape == (1, 1, 3)
    assert is_near(image, ORANGE)


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG", "TIFF"])
def test_first_of_several_pictures_is_taken(form: str) -> None:
    first, second = Image.new("RGB", (8, 6), ORANGE), Image.new("RGB", (8, 6), (0, 0, 255))
    assert is_near(decode_picture(written(first, form, save_all=True, append_images=[second])), ORANGE)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_pictures_are_turned_upright(form: str, orientation: int) -> None:
    upright = np.zeros((16, 32, 3), np.uint8)
    upright[:8, :8], upright[8:, :8] = ORANGE, (0, 0, 255)
    # How a camera that is held so stores what stands upright (Source: EXIF 2.32, tag 0x0112).
    stored = {
        1: upright, 2: upright[:, ::-1], 3: upright[::-1, ::-1], 4: upright[::-1],
        5: upright.swapaxes(0, 1), 6: np.rot90(upright, 1), 7: np.rot90(upright, 2).swapaxes(0, 1),
        8: np.rot90(upright, -1),
    }[orientation]  # fmt: skip
    exif = Image.Exif()
    exif[0x0112] = orientation
    image = decode_picture(written(Image.fromarray(np.ascontiguousarray(stored)), form, exif=exif.tobytes()))
    assert image.shape == upright.shape
    assert is_near(image[1:7, 1:7], ORANGE) or form != "PNG"
    centres = image[4::8, 4::8].astype(int), upright[4::8, 4::8].astype(int)
    assert np.abs(centres[0] - centres[1]).max() <= 60  # JPEG and WebP blur colours at edges


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("share", [0.02, 0.5, 0.95])
def test_truncated_picture_is_refused_in_one_line(suffix: str, share: float) -> None:
    whole = encoded(noise(60, 80, 3), suffix)
    content = whole[: int(len(whole) * share)]
    with pytest.raises(ValueError, match=rf"^expected a .*picture.*, got {len(content)} ") as refusal:
        decode_picture(content)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_damage_ends_in_a_picture_or_in_a_refusal(suffix: str) -> None:
    whole = encoded(noise(20, 24, 3), suffix)
    rng = np.random.default_rng(1)
    for place in rng.integers(0, len(whole), 200):
        damaged = whole[:place] + rng.bytes(3) + whole[place + 3 :]
        # A refusal is as good as a picture; any other error is not.
        with contextlib.suppress(ValueError):
            assert decode_picture(damaged).shape[1::-1] == dimensions(damaged)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no picture",
        b"%PDF-1.7",
        b"\xff\xd8\xff",
        b"RIFF\0\0\0\0WAVE",
        b"\0" * 4096,
        b"BM" + b"\xff" * 9,
    ],
    ids=["empty", "text", "document", "start of a JPEG", "sound", "zeros", "start of a BMP"],
)
def test_what_is_no_picture_is_refused_in_one_line(content: bytes) -> None:
    with pytest.raises(
        ValueError, match=rf"^expected a picture \(JPEG, .*, got {len(content)} other bytes: "
    ):
        decode_picture(content)


def test_floating_point_picture_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^expected a whole picture of 1 to 16 bits a channel, got "):
        decode_picture(encoded(np.zeros((5, 7, 3), np.float32), ".tiff"))


def bomb(side: int) -> bytes:
    """A grey PNG of a few kB, black all over."""
    row = zlib.compressobj(9)
    body = b"".join([row.compress(bytes(side // 8 + 1)) for _ in range(side)]) + row.flush()
    chunks = (b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)), (b"IDAT", body), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        for name, content in chunks
    )


def test_decompression_bomb_is_refused_by_its_header() -> None:
    content = bomb(20_000)
    assert len(content) < 100_000
    with pytest.raises(
        ValueError, match=r"^expected a picture of 100,000,000 pixels at most, got 20000×20000$"
    ):
        decode_picture(content)


def test_large_picture_is_no_bomb() -> None:
    assert decode_picture(bomb(4_000)).shape == (4_000, 4_000, 3)
    assert MAX_PIXELS > 4_000 * 4_000


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
