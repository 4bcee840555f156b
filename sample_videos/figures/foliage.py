"""Trees and hedges of single leaves, and how wind moves them."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sample_videos.shapes.mesh import Colour, Floats, Mesh, joined
from sample_videos.shapes.solid import limb

_LEAVES_A_M3 = 700
"""In a hedge."""


@dataclass(frozen=True, slots=True, eq=False)
class Foliage:
    """Leaves that sway in the wind."""

    mesh: Mesh
    """At rest."""
    phase: Floats
    """`(N,)`: each point's own place in the wind's beat."""
    freedom: Floats
    """`(N,)` metres that a point moves in a strong wind."""

    def swayed(self, time_s: float, wind: float) -> Mesh:
        """The leaves at a time.

        Args:
            time_s: Seconds.
            wind: 0 calm, 1 strong.
        """
        gust = wind * (0.6 + 0.4 * np.sin(0.9 * time_s + 0.5 * np.sin(0.37 * time_s)))
        sway = np.sin(1.7 * time_s + self.phase) + 0.35 * np.sin(5.3 * time_s + 3.1 * self.phase)
        nod = np.sin(2.3 * time_s + 1.7 * self.phase)
        shift = gust * self.freedom[:, None] * np.stack([sway + 0.5, 0.4 * nod, 0.35 * nod], axis=-1)
        return replace(self.mesh, points=self.mesh.points + shift.astype(np.float32))


def leaves(rng: np.random.Generator, centres: Floats, size_m: float, colour: Colour) -> Mesh:
    """A leaf (two triangles) of random turn and shade at each of the centres `(K, 3)`."""
    count = len(centres)
    along = rng.normal(size=(count, 3)) * (1, 1, 0.7)
    along *= size_m / np.linalg.norm(along, axis=1, keepdims=True)
    across = np.cross(along, rng.normal(size=(count, 3)))
    across *= 0.32 * size_m / np.linalg.norm(across, axis=1, keepdims=True)
    corners = np.stack([centres - along / 2, centres + across, centres + along / 2, centres - across], axis=1)
    normals = np.cross(along, across)
    normals = normals / np.linalg.norm(normals, axis=1, keepdims=True) + (0, 0, 0.5)
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    shade = np.exp(rng.normal(0, 0.35, (count, 1))) * (1 + rng.normal(0, 0.12, (count, 3)))
    base = 4 * np.arange(count)[:, None]
    return Mesh(
        corners.reshape(-1, 3).astype(np.float32),
        np.repeat(normals, 4, axis=0).astype(np.float32),
        np.repeat(np.array(colour) * shade, 4, axis=0).astype(np.float32),
        np.zeros(4 * count, np.float32),
        np.concatenate([base + (0, 1, 2), base + (0, 2, 3)]),
    )


def tree_crown(
    rng: np.random.Generator, centre: tuple[float, float, float], radius_m: float, count: int, colour: Colour
) -> Foliage:
    """The leaves of a tree: clumps around a centre, the outer ones lighter and freer to move."""
    clumps = rng.normal(size=(count // 60, 3))
    clumps /= np.linalg.norm(clumps, axis=1, keepdims=True)
    clumps *= radius_m * rng.uniform(0.35, 0.85, (len(clumps), 1))
    of = rng.integers(len(clumps), size=count)
    offsets = clumps[of] + rng.normal(0, 0.17 * radius_m, (count, 3))
    out = np.linalg.norm(offsets, axis=1) / radius_m
    mesh = leaves(rng, (offsets * (1, 1, 0.85) + centre).astype(np.float32), 0.085 * radius_m, colour)
    light = _of_corners(np.clip(0.35 + 0.7 * out + 0.25 * offsets[:, 2] / radius_m, 0.2, 1.3))
    phase = rng.uniform(0, 1.2, len(clumps))[of] + 2.4 * offsets[:, 0] / radius_m + rng.uniform(0, 0.8, count)
    lit = replace(mesh, colours=mesh.colours * light[:, None])
    return Foliage(lit, _of_corners(phase), _of_corners(0.10 * np.clip(out, 0.3, 1.4)))


def _of_corners(values: Floats) -> Floats:
    """From one value a leaf to one a corner."""
    return np.repeat(values, 4).astype(np.float32)


def trunk(rng: np.random.Generator, foot: npt.ArrayLike, top: npt.ArrayLike, radius_m: float) -> Mesh:
    """Stem and some boughs."""
    bark = (0.09, 0.065, 0.045)
    a, b = np.array(foot), np.array(top)
    boughs = []
    for _ in range(5):
        start = a + rng.uniform(0.6, 0.95) * (b - a)
        end = start + rng.normal(0, 0.5, 3) + (0, 0, 0.9)
        boughs.append(limb(start, end, (0.4 * radius_m, 0.15 * radius_m), bark))
    return joined([limb(a, b, (radius_m, 0.6 * radius_m), bark), *boughs])


def hedge(rng: np.random.Generator, low: npt.ArrayLike, high: npt.ArrayLike, colour: Colour) -> Mesh:
    """A clipped hedge: leaves near the surface of a box, dark within."""
    a, b = np.array(low), np.array(high)
    places = rng.uniform(a, b, (int(_LEAVES_A_M3 * np.prod(b - a)), 3))
    inside = np.minimum(places - a, b - places)[:, [0, 1]].min(axis=1)
    inside = np.minimum(inside, b[2] - places[:, 2])
    keep = inside < 0.22
    uneven = places[keep] + rng.normal(0, 0.03, (keep.sum(), 3))
    mesh = leaves(rng, uneven.astype(np.float32), 0.11, colour)
    light = _of_corners(np.clip(1.05 - 3.2 * inside[keep], 0.25, 1))
    return replace(mesh, colours=mesh.colours * light[:, None])
