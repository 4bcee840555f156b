"""The size of a picture is read from its header, whatever wrote it."""

import struct
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from model.dimensions import dimensions


def header(form: str, **options: Any) -> bytes:
    """The first 100 kB, more than any header, of a picture of 300 × 70 pixels."""
    file = BytesIO()
    Image.new(options.pop("mode", "RGB"), (300, 70)).save(file, form, **options)
    return file.getvalue()[:100_000]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(header("JPEG"), id="JPEG"),
        pytest.param(header("JPEG", progressive=True), id="progressive JPEG"),
        pytest.param(header("JPEG", comment=b"\xff\xc0\0\x11" * 50), id="JPEG with a misleading comment"),
        pytest.param(header("JPEG", icc_profile=bytes(70_000)), id="JPEG with long segments"),
        pytest.param(header("PNG"), id="PNG"),
        pytest.param(header("WEBP"), id="lossy WebP"),
        pytest.param(header("WEBP", lossless=True), id="lossless WebP"),
        pytest.param(header("WEBP", exif=b"Exif\0\0"), id="extended WebP"),
        pytest.param(header("BMP"), id="BMP"),
        pytest.param(b"BM" + bytes(12) + struct.pack("<Iii", 40, 300, -70), id="BMP, top row first"),
        pytest.param(b"BM" + bytes(12) + struct.pack("<IHH", 12, 300, 70), id="BMP of OS/2"),
        pytest.param(header("TIFF"), id="TIFF"),
        pytest.param(
            b"MM\0*" + struct.pack(">IHHHIHHHHII", 8, 2, 256, 3, 1, 300, 0, 257, 4, 1, 70),
            id="big-endian TIFF",
        ),
        pytest.param(header("GIF"), id="GIF"),
    ],
)
def test_dimensions_stand_in_the_header(content: bytes) -> None:
    assert dimensions(content) == (300, 70)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF"])
def test_cut_header_is_refused(form: str) -> None:
    content = header(form)
    start = content.index(struct.pack(">HH", 70, 300)) if form == "JPEG" else 9
    for length in range(start):
        with pytest.raises(ValueError, match=r"^it(s header is cut or damaged| begins as none of them)$"):
            dimensions(content[:length])


def test_picture_without_pixels_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^its header tells of 0×0 pixels$"):
        dimensions(b"\x89PNG\r\n\x1a\n" + bytes(16))
