"""How the stored pixels of a picture lie in the upright picture that a player shows."""

from dataclasses import dataclass
from fractions import Fraction
from typing import cast

import av
import cv2
import numpy as np

from pipeline.values import Box, Image

MAX_PIXEL_ASPECT = 4
"""Pixels wider than this, or narrower than its inverse, are a header's error: anamorphic film has 2:1."""


@dataclass(frozen=True, slots=True)
class Geometry:
    """The upright, square-pixelled size, and how to turn stored rows into it: transpose, then flip."""

    width: int
    height: int
    is_transposed: bool = False
    flips_x: bool = False
    flips_y: bool = False

    @classmethod
    def of(cls, frame: av.VideoFrame, pixel_aspect: Fraction | None) -> "Geometry":
        """Read the geometry of a decoded frame.

        Args:
            frame: Carries the display matrix, if its stream has one.
            pixel_aspect: Width of a stored pixel over its height; None or absurd means square.
        """
        width = round(frame.width * _sane_aspect(pixel_aspect))
        a, b, c, d = _display_matrix(frame)
        if abs(b) + abs(c) > abs(a) + abs(d):
            return cls(frame.height, width, is_transposed=True, flips_x=c < 0, flips_y=b < 0)
        return cls(width, frame.height, flips_x=a < 0, flips_y=d < 0)

    def upright(self, stored: Image) -> Image:
        """Turn `(h, w)` or `(h, w, 3)` pixels as stored into the upright ones."""
        turned = cv2.transpose(stored) if self.is_transposed else stored
        if not (self.flips_x or self.flips_y):
            return cast("Image", turned)
        flip_code = -1 if self.flips_x and self.flips_y else int(self.flips_x)
        return cast("Image", cv2.flip(turned, flip_code))

    def stored_wh(self, upright_wh: tuple[int, int]) -> tuple[int, int]:
        """Width and height, before turning, of a picture that shall be `upright_wh` after it."""
        return upright_wh[::-1] if self.is_transposed else upright_wh

    def stored_box(self, box: Box, stored_wh: tuple[int, int]) -> Box:
        """Where an upright box lies in a stored picture of the given size, in stored pixels."""
        x = self.width - box.right if self.flips_x else box.x
        y = self.height - box.bottom if self.flips_y else box.y
        turned = Box(y, x, box.height, box.width) if self.is_transposed else Box(x, y, box.width, box.height)
        width, height = self.stored_wh((self.width, self.height))
        return turned.scaled(stored_wh[0] / width, stored_wh[1] / height)


def _sane_aspect(pixel_aspect: Fraction | None) -> Fraction:
    if pixel_aspect is None or not Fraction(1, MAX_PIXEL_ASPECT) <= pixel_aspect <= MAX_PIXEL_ASPECT:
        return Fraction(1)
    return pixel_aspect


def _display_matrix(frame: av.VideoFrame) -> tuple[int, int, int, int]:
    """The linear part a, b, c, d of x' = a·x + c·y, y' = b·x + d·y.

    Source: libavutil/display.h: nine int32 in rows (a, b, u), (c, d, v), (x, y, w).
    """
    try:
        stored = frame.side_data["DISPLAYMATRIX"]  # type: ignore[typeddict-item]
    except KeyError:
        return 1, 0, 0, 1
    a, b, _, c, d = np.frombuffer(stored, np.int32)[:5].tolist()
    return a, b, c, d
