"""One decoded picture, from which the rest of the pipeline takes luma and crops."""

import math
from typing import cast

import av
import cv2
import numpy as np

from pipeline.media.colour import crop_rgb
from pipeline.media.geometry import Geometry
from pipeline.values import Box, Image

EIGHT_BIT_FORMATS = frozenset({
    "gray", "nv12", "yuv410p", "yuv411p", "yuv420p", "yuv422p", "yuv440p", "yuv444p",
    "yuvj411p", "yuvj420p", "yuvj422p", "yuvj440p", "yuvj444p",
})  # fmt: skip
"""Formats whose planes are read where the decoder left them. All others are converted first."""


class Picture:
    """A decoded frame with its geometry. Keeps the decoder's buffer alive: do not hoard pictures."""

    __slots__ = ("_frame", "_geometry")

    def __init__(self, frame: av.VideoFrame, geometry: Geometry) -> None:
        self._frame = frame if frame.format.name in EIGHT_BIT_FORMATS else _to_eight_bit(frame)
        self._geometry = geometry

    @property
    def stored(self) -> tuple[av.VideoFrame, Geometry]:
        """The decoded frame, 8-bit, and how its pixels lie in the upright picture."""
        return self._frame, self._geometry

    @property
    def width(self) -> int:
        """Width of the upright picture with square pixels."""
        return self._geometry.width

    @property
    def height(self) -> int:
        """Height of the upright picture with square pixels."""
        return self._geometry.height

    def luma(self, size_wh: tuple[int, int]) -> Image:
        """Shrink the brightness to a small upright picture.

        Args:
            size_wh: Width and height of the result.
        Returns:
            `uint8 (h, w)`, in the range of the source (16…235 for most video).
        """
        return self._geometry.upright(_shrink(_plane(self._frame, 0), self._geometry.stored_wh(size_wh)))

    def rgb(self, box: Box | None = None, max_side: int | None = None) -> Image:
        """Convert a crop, or the whole picture, to colour.

        Args:
            box: In pixels of the upright picture; what sticks out is cut off. None means all of it.
            max_side: The result is shrunk, if need be, to have no side longer than this.
        Returns:
            `uint8 (h, w, 3)`, RGB, 0…255.
        Raises:
            ValueError: Nothing of the box lies within the picture.
        """
        inside = _clip(box or Box(0, 0, self.width, self.height), self.width, self.height)
        stored = self._geometry.stored_box(inside, (self._frame.width, self._frame.height))
        pixels = self._stored_rgb(stored)
        size_wh = _limited((inside.width, inside.height), max_side)
        stored_wh = self._geometry.stored_wh(size_wh)
        if (pixels.shape[1], pixels.shape[0]) != stored_wh:
            pixels = _resized(pixels, stored_wh, cv2.INTER_AREA)
        return self._geometry.upright(pixels)

    def _stored_rgb(self, box: Box) -> Image:
        """The stored pixels that `box` touches, at least one, as RGB."""
        left, top = int(round(box.x, 3)), int(round(box.y, 3))  # 9.9999 is a 10 that went through a division
        right = min(max(left + 1, math.ceil(round(box.right, 3))), self._frame.width)
        bottom = min(max(top + 1, math.ceil(round(box.bottom, 3))), self._frame.height)
        planes = [_plane(self._frame, index) for index in range(len(self._frame.planes))]
        return crop_rgb(self._frame, planes, (min(left, right - 1), min(top, bottom - 1), right, bottom))


def _to_eight_bit(frame: av.VideoFrame) -> av.VideoFrame:
    """The frame as 8-bit planes: full-range 4:4:4 from RGB and palettes, else 4:2:0."""
    if frame.format.is_rgb or frame.format.has_palette:
        return frame.reformat(format="yuv444p", dst_colorspace="ITU601", dst_color_range="JPEG", threads=1)
    return frame.reformat(format="yuv420p", threads=1)


def _plane(frame: av.VideoFrame, index: int) -> Image:
    """One plane, in the decoder's own memory: `uint8 (h, w)`, interleaved chroma `(h, w, 2)`."""
    plane = frame.planes[index]
    rows: Image = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, abs(plane.line_size))
    if plane.line_size < 0:  # stored bottom up
        rows = rows[::-1]
    if frame.format.name == "nv12" and index == 1:
        return rows.reshape(plane.height, -1, 2)[:, : plane.width]
    return rows[:, : plane.width]


def _shrink(plane: Image, size_wh: tuple[int, int]) -> Image:
    """Average `plane` down to `size_wh`.

    Halving is the one area resize that OpenCV does with vector instructions. So we halve while we can and let
    two linear taps a side do the rest, less than another half: several times as fast as one area resize.
    """
    width, height = size_wh
    while plane.shape[1] >= 2 * width and plane.shape[0] >= 2 * height:
        if plane.shape[1] % 2 or plane.shape[0] % 2:
            break
        plane = _resized(plane, (plane.shape[1] // 2, plane.shape[0] // 2), cv2.INTER_AREA)
    is_still_large = plane.shape[1] >= 2 * width or plane.shape[0] >= 2 * height
    return _resized(plane, size_wh, cv2.INTER_AREA if is_still_large else cv2.INTER_LINEAR)


def _resized(pixels: Image, size_wh: tuple[int, int], interpolation: int) -> Image:
    return cast("Image", cv2.resize(pixels, size_wh, interpolation=interpolation))


def _clip(box: Box, width: int, height: int) -> Box:
    left, top = max(box.x, 0.0), max(box.y, 0.0)
    right, bottom = min(box.right, width), min(box.bottom, height)
    if right <= left or bottom <= top:
        raise ValueError(f"nothing of {box} lies within the picture of {width}x{height} pixels")
    return Box(left, top, right - left, bottom - top)


def _limited(size: tuple[float, float], max_side: int | None) -> tuple[int, int]:
    """Width and height in whole pixels, shrunk alike so that neither exceeds `max_side`."""
    factor = min(1.0, max_side / max(size)) if max_side else 1.0
    return max(1, round(size[0] * factor)), max(1, round(size[1] * factor))
