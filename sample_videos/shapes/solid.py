"""The solids that figures are built from: tubes, limbs, balls, wheels, boxes."""

import numpy as np
import numpy.typing as npt

from sample_videos.shapes.mesh import Mesh, joined, sheet

_SIDES = 12
_GREY = (0.3, 0.3, 0.3)
"""For surfaces whose texture brings its own colour."""
_CAP = ((-0.95, 0.0), (-0.75, 0.62), (-0.35, 0.92), (0.0, 1.0))
"""(offset, radius) of the rings of a rounded end, in radii."""


def tube(
    centres: npt.ArrayLike,
    half_sizes: npt.ArrayLike,
    colour: npt.ArrayLike,
    side: npt.ArrayLike = (0, 1, 0),
    gloss: float = 0.0,
) -> Mesh:
    """A bent tube of elliptic cross-section.

    Args:
        centres: `(K, 3)` points along its axis.
        half_sizes: `(K, 2)`: half width along `side`, half depth across it.
        colour: One RGB reflectance, or `(K, 3)`, one a ring.
        side: Direction of the width.
        gloss: 0 matt, 1 glass.
    """
    middle, half = np.asarray(centres, np.float32), np.asarray(half_sizes, np.float32)
    across = np.asarray(side, np.float32)
    axis = np.gradient(middle, axis=0)
    across = across - (axis @ across)[:, None] * axis / np.maximum((axis**2).sum(1, keepdims=True), 1e-9)
    across /= np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-9)
    depth = np.cross(axis, across)
    depth /= np.maximum(np.linalg.norm(depth, axis=1, keepdims=True), 1e-9)
    angle = np.linspace(0, 2 * np.pi, _SIDES, endpoint=False)
    ring = np.cos(angle)[None, :, None] * (across * half[:, :1])[:, None]
    ring = ring + np.sin(angle)[None, :, None] * (depth * half[:, 1:])[:, None]
    paint = np.asarray(colour, np.float32)
    if paint.ndim == 2:
        paint = np.repeat(paint[:, None], _SIDES, axis=1)
    return sheet(middle[:, None] + ring, paint, gloss, is_tube=True)


def limb(
    start: npt.ArrayLike,
    end: npt.ArrayLike,
    radii: tuple[float, float],
    colour: npt.ArrayLike,
    gloss: float = 0.0,
) -> Mesh:
    """A tapered rod with rounded ends between two points."""
    a, b = np.asarray(start, np.float32), np.asarray(end, np.float32)
    axis = (b - a) / max(float(np.linalg.norm(b - a)), 1e-6)
    side = (0, 1, 0) if abs(axis[1]) < 0.9 else (1, 0, 0)
    near = [(a + axis * radii[0] * offset, radii[0] * radius) for offset, radius in _CAP]
    far = [(b - axis * radii[1] * offset, radii[1] * radius) for offset, radius in reversed(_CAP)]
    rings = [*near, ((a + b) / 2, sum(radii) / 2), *far]
    return tube(
        [centre for centre, _ in rings], [(radius, radius) for _, radius in rings], colour, side, gloss
    )


def ball(
    centre: npt.ArrayLike, half_sizes: tuple[float, float, float], colour: npt.ArrayLike, gloss: float = 0.0
) -> Mesh:
    """An ellipsoid with the given half sizes along x, y, z."""
    polar = np.linspace(0, np.pi, 9)[:, None]
    around = np.linspace(0, 2 * np.pi, _SIDES, endpoint=False)[None]
    unit = np.stack(
        [np.sin(polar) * np.cos(around), np.sin(polar) * np.sin(around), np.cos(polar) + 0 * around], axis=-1
    )
    return sheet(np.asarray(centre) + unit * np.asarray(half_sizes), colour, gloss, is_tube=True)


def disc(
    centre: npt.ArrayLike, radii: tuple[float, float], colour: npt.ArrayLike, gloss: float = 0.0
) -> Mesh:
    """A flat ring in the x-z plane between an inner and an outer radius (inner 0: a full disc)."""
    around = np.linspace(0, 2 * np.pi, 24, endpoint=False)[None]
    radius = np.array(radii)[:, None]
    ring = np.stack([radius * np.cos(around), 0 * radius * around, radius * np.sin(around)], axis=-1)
    return sheet(np.asarray(centre) + ring, colour, gloss, is_tube=True)


def panel(corners: npt.ArrayLike, colour: npt.ArrayLike, gloss: float = 0.0, cuts: int = 2) -> Mesh:
    """A four-cornered plane surface, cut into `cuts` × `cuts` pieces; corners go around."""
    a, b, c, d = np.asarray(corners, np.float32)
    s, t = np.linspace(0, 1, cuts + 1)[:, None, None], np.linspace(0, 1, cuts + 1)[None, :, None]
    return sheet((1 - s) * ((1 - t) * a + t * b) + s * ((1 - t) * d + t * c), colour, gloss)


def level(
    xs: tuple[float, float], ys: tuple[float, float], z: float, colour: npt.ArrayLike = _GREY, cuts: int = 2
) -> Mesh:
    """A level rectangle at height z."""
    (left, right), (near, far) = xs, ys
    return panel([(left, near, z), (right, near, z), (right, far, z), (left, far, z)], colour, cuts=cuts)


def upright(
    xs: tuple[float, float],
    y: float,
    zs: tuple[float, float],
    colour: npt.ArrayLike = _GREY,
    gloss: float = 0.0,
) -> Mesh:
    """An upright rectangle that faces along y."""
    (left, right), (low, high) = xs, zs
    cuts = int(np.clip((right - left) * (high - low), 2, 16))
    return panel([(left, y, low), (right, y, low), (right, y, high), (left, y, high)], colour, gloss, cuts)


def block(
    low: npt.ArrayLike, high: npt.ArrayLike, colour: npt.ArrayLike, gloss: float = 0.0, cuts: int = 2
) -> Mesh:
    """An upright box with sharp edges between two opposite corners."""
    corner = np.stack(
        np.meshgrid(*zip(np.asarray(low), np.asarray(high), strict=True), indexing="ij"), axis=-1
    )
    p = corner.reshape(8, 3)
    sides = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    return joined(panel(p[list(side)], colour, gloss, cuts) for side in sides)
