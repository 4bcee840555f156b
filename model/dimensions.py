"""How large a picture is, read from its header alone: OpenCV tells only after it has decoded all of it."""

import struct
from collections.abc import Callable, Mapping

Dimensions = tuple[int, int]
"""Width and height in pixels, as stored: before any turning that EXIF asks for."""

_NO_FRAME_HEADER = frozenset({0xC4, 0xC8, 0xCC})
"""The JPEG markers among 0xC0 to 0xCF that describe tables, not a picture (Source: ITU-T T.81, table B.1)."""

_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})
"""The JPEG markers without a segment behind them."""

_TIFF_WIDTH, _TIFF_HEIGHT = 256, 257


def dimensions(content: bytes) -> Dimensions:
    """Read width and height from the header of a JPEG, PNG, WebP, BMP, TIFF or GIF.

    Raises:
        ValueError: It is none of these, or its header is cut or damaged.
    """
    for signature, read in _READERS.items():
        if content.startswith(signature):
            try:
                width, height = read(content)
            except (struct.error, IndexError, ValueError) as error:
                raise ValueError("its header is cut or damaged") from error
            if width < 1 or height < 1:
                raise ValueError(f"its header tells of {width}×{height} pixels")
            return width, height
    raise ValueError("it begins as none of them")


def _jpeg(content: bytes) -> Dimensions:
    """Walk the segments up to the frame header (Source: ITU-T T.81, B.1.1 and B.2.2)."""
    place = 2
    while True:
        place = content.index(b"\xff", place)
        while content[place] == 0xFF:  # any number of them may fill the gap between segments
            place += 1
        marker = content[place]
        if 0xC0 <= marker <= 0xCF and marker not in _NO_FRAME_HEADER:
            height, width = struct.unpack_from(">HH", content, place + 4)
            return width, height
        place += 1 if marker in _ALONE else 1 + struct.unpack_from(">H", content, place + 1)[0]


def _png(content: bytes) -> Dimensions:
    """The first chunk is IHDR (Source: W3C PNG, third edition, 11.2.1)."""
    width, height = struct.unpack_from(">II", content, 16)
    return width, height


def _gif(content: bytes) -> Dimensions:
    """The logical screen (Source: GIF89a specification, 18)."""
    width, height = struct.unpack_from("<HH", content, 6)
    return width, height


def _bmp(content: bytes) -> Dimensions:
    """Sixteen bits each in the oldest header, else 32; a negative height stores the top row first."""
    (header_size,) = struct.unpack_from("<I", content, 14)
    width, height = struct.unpack_from("<HH" if header_size == 12 else "<ii", content, 18)
    return width, abs(height)


def _webp(content: bytes) -> Dimensions:
    """Lossy, lossless or extended (Source: RFC 9649, sections 2 and 3)."""
    kind = content[8:16]
    if kind == b"WEBPVP8 ":
        width, height = struct.unpack_from("<HH", content, 26)
        return width & 0x3FFF, height & 0x3FFF
    if kind == b"WEBPVP8L":
        (bits,) = struct.unpack_from("<I", content, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"WEBPVP8X":
        width, height = (int.from_bytes(content[place : place + 3], "little") for place in (24, 27))
        return width + 1, height + 1
    raise ValueError(f"expected a picture, got {kind!r}")


def _tiff(content: bytes) -> Dimensions:
    """The first directory's width and height (Source: TIFF revision 6.0, section 2)."""
    order = "<" if content.startswith(b"II") else ">"
    (start,) = struct.unpack_from(f"{order}I", content, 4)
    (count,) = struct.unpack_from(f"{order}H", content, start)
    sides = {_TIFF_WIDTH: 0, _TIFF_HEIGHT: 0}
    for place in range(start + 2, start + 2 + 12 * count, 12):
        tag, kind = struct.unpack_from(f"{order}HH", content, place)
        if tag in sides:
            (sides[tag],) = struct.unpack_from(f"{order}{'H' if kind == 3 else 'I'}", content, place + 8)
    return sides[_TIFF_WIDTH], sides[_TIFF_HEIGHT]


_READERS: Mapping[bytes, Callable[[bytes], Dimensions]] = {
    b"\xff\xd8\xff": _jpeg,
    b"\x89PNG\r\n\x1a\n": _png,
    b"RIFF": _webp,
    b"BM": _bmp,
    b"II*\0": _tiff,
    b"MM\0*": _tiff,
    b"GIF8": _gif,
}
"""How a file begins → what reads it."""
