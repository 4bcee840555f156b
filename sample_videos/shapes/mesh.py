"""Triangles with normals, colours and gloss; everything in the scenes is made of them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating[Any]]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Colour = tuple[float, float, float]
"""Share of red, green and blue light that a surface throws back, 0…1, linear (not gamma-coded)."""


@dataclass(frozen=True, slots=True, eq=False)
class Mesh:
    """A surface of triangles."""

    points: Floats
    """`float32 (N, 3)`, metres."""
    normals: Floats
    """`float32 (N, 3)`, unit length."""
    colours: Floats
    """`float32 (N, 3)`, RGB reflectance, linear."""
    gloss: Floats
    """`float32 (N,)`: 0 matt, 1 glass."""
    faces: Integers
    """`int64 (M, 3)`: indices into the points."""

    def placed(self, x: float, y: float, yaw: float, z: float = 0.0, scale: float = 1.0) -> "Mesh":
        """The mesh scaled, turned by `yaw` radians about the vertical and set down at (x, y, z)."""
        turn = turn_z(yaw)
        points = (self.points * np.float32(scale)) @ turn.T + np.array([x, y, z], np.float32)
        return replace(self, points=points, normals=self.normals @ turn.T)

    def turned(self, matrix: Floats, about: Floats) -> "Mesh":
        """The mesh rotated by a 3×3 matrix about a point."""
        return replace(self, points=(self.points - about) @ matrix.T + about, normals=self.normals @ matrix.T)

    def mirrored(self) -> "Mesh":
        """The mesh with left and right (y) exchanged."""
        flip = np.array([1, -1, 1], np.float32)
        return replace(self, points=self.points * flip, normals=self.normals * flip)


def turn_z(angle: float) -> Floats:
    """Rotation matrix `(3, 3)` about the vertical, counter-clockwise from above."""
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]], np.float32)


def turn_y(angle: float) -> Floats:
    """Rotation matrix `(3, 3)` about the axis to the left: positive noses down."""
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]], np.float32)


def turn_x(angle: float) -> Floats:
    """Rotation matrix `(3, 3)` about the axis ahead: positive leans to the right."""
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[1, 0, 0], [0, c, -s], [0, s, c]], np.float32)


def joined(meshes: Iterable[Mesh]) -> Mesh:
    """One mesh of all the given ones."""
    parts = list(meshes)
    starts = np.cumsum([0, *(len(part.points) for part in parts[:-1])])
    return Mesh(
        np.concatenate([part.points for part in parts]),
        np.concatenate([part.normals for part in parts]),
        np.concatenate([part.colours for part in parts]),
        np.concatenate([part.gloss for part in parts]),
        np.concatenate([part.faces + start for part, start in zip(parts, starts, strict=True)]),
    )


def sheet(grid: npt.ArrayLike, colour: npt.ArrayLike, gloss: float = 0.0, is_tube: bool = False) -> Mesh:
    """A smooth surface through a grid of points.

    Args:
        grid: `(R, C, 3)` points; neighbours in the grid are neighbours on the surface.
        colour: One RGB reflectance, or `(R, C, 3)`.
        gloss: 0 matt, 1 glass.
        is_tube: True joins the last column to the first.
    """
    points = np.asarray(grid, np.float32)
    rows, columns = points.shape[:2]
    faces = _grid_faces(rows, columns, is_tube)
    flat = points.reshape(-1, 3)
    colours = np.broadcast_to(np.asarray(colour, np.float32), points.shape).reshape(-1, 3)
    return Mesh(flat, vertex_normals(flat, faces), colours, np.full(len(flat), gloss, np.float32), faces)


def _grid_faces(rows: int, columns: int, is_tube: bool) -> Integers:
    index = np.arange(rows * columns).reshape(rows, columns)
    if is_tube:
        index = np.concatenate([index, index[:, :1]], axis=1)
    a, b, c, d = index[:-1, :-1], index[:-1, 1:], index[1:, :-1], index[1:, 1:]
    return np.concatenate([np.stack([a, b, d], -1).reshape(-1, 3), np.stack([a, d, c], -1).reshape(-1, 3)])


def vertex_normals(points: Floats, faces: Integers) -> Floats:
    """Unit normals `(N, 3)`: the mean of the adjoining triangles', weighted by their area."""
    a, b, c = (points[faces[:, corner]] for corner in range(3))
    of_faces = np.cross(b - a, c - a)
    sums = np.stack(
        [
            sum(np.bincount(faces[:, corner], of_faces[:, axis], len(points)) for corner in range(3))
            for axis in range(3)
        ],
        axis=-1,
    ).astype(np.float32)
    return np.asarray(
        sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), np.float32(1e-12)), np.float32
    )
