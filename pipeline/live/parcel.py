"""Pictures on their way to another process: pixels through memory that both see, the rest in a message."""

import mmap
import os
import tempfile
from dataclasses import dataclass
from multiprocessing.reduction import DupFd
from typing import Final, Protocol

import av
import numpy as np

from pipeline.media.geometry import Geometry
from pipeline.media.picture import Picture
from pipeline.values import Image

PAGE: Final = mmap.PAGESIZE


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is to be known of the pixels that lie in the shared memory, from its beginning on."""

    kind: str
    """FFmpeg's name of the pixel format."""
    size_wh: tuple[int, int]
    """As stored."""
    colours: tuple[int, int]
    """Matrix and range, as FFmpeg numbers them."""
    planes: tuple[tuple[int, int], ...]
    """Rows, and bytes that count of each."""
    geometry: Geometry

    @property
    def size(self) -> int:
        """Bytes of all planes."""
        return sum(rows * row_bytes for rows, row_bytes in self.planes)


class Shipping:
    """Our end: puts one picture at a time into the memory, which grows with the largest of them."""

    def __init__(self) -> None:
        self._fd = _memory_file()
        self._map: mmap.mmap | None = None

    @property
    def address(self) -> "Handle":
        """What a process is given when it starts; `Receiving` takes it."""
        return DupFd(self._fd)

    def put(self, picture: Picture) -> Parcel:
        """Copy the pixels of a picture over those of the last one."""
        frame, geometry = picture.stored
        views = [_rows(plane, frame.format.name, number) for number, plane in enumerate(frame.planes)]
        colours = (int(frame.colorspace), int(frame.color_range))
        shapes = tuple((view.shape[0], view.shape[1]) for view in views)
        parcel = Parcel(frame.format.name, (frame.width, frame.height), colours, shapes, geometry)
        room = np.frombuffer(self._of(parcel.size), np.uint8)
        start = 0
        for view in views:
            room[start : start + view.size].reshape(view.shape)[:] = view
            start += view.size
        return parcel

    def close(self) -> None:
        """Let go of the memory."""
        self._map = None  # the views of it are gone, or will be with the last of them
        os.close(self._fd)

    def _of(self, size: int) -> mmap.mmap:
        """The memory, of at least this size."""
        if self._map is None or len(self._map) < size:
            os.ftruncate(self._fd, -(-size // PAGE) * PAGE)
            self._map = mmap.mmap(self._fd, 0)
        return self._map


class Handle(Protocol):
    """A file descriptor on its way to a process that starts."""

    def detach(self) -> int:
        """The descriptor in the process that received it."""


class Receiving:
    """The other process's end.

    Args:
        address: From `Shipping`.
    """

    def __init__(self, address: Handle) -> None:
        self._fd = address.detach()
        self._map: mmap.mmap | None = None

    def picture(self, parcel: Parcel) -> Picture:
        """Make a picture from what lies in the memory now, with pixels of its own."""
        if self._map is None or len(self._map) < parcel.size:
            self._map = mmap.mmap(self._fd, 0)
        room = np.frombuffer(self._map, np.uint8)
        frame = av.VideoFrame(*parcel.size_wh, parcel.kind)
        frame.colorspace, frame.color_range = parcel.colours
        start = 0
        for number, (shape, plane) in enumerate(zip(parcel.planes, frame.planes, strict=True)):
            end = start + shape[0] * shape[1]
            _rows(plane, parcel.kind, number)[:] = room[start:end].reshape(shape)
            start = end
        return Picture(frame, parcel.geometry)


def _rows(plane: av.video.plane.VideoPlane, kind: str, number: int) -> Image:
    """The bytes of a plane that count, in the decoder's own memory: `uint8 (rows, row bytes)`."""
    rows: Image = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, abs(plane.line_size))
    is_pair = kind == "nv12" and number == 1
    return rows[:: -1 if plane.line_size < 0 else 1, : plane.width * (2 if is_pair else 1)]


def _memory_file() -> int:
    """A file that is nowhere but in memory; where there is no such thing, one that nobody else can open."""
    if hasattr(os, "memfd_create"):
        return os.memfd_create("vedette-picture")
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())
