"""What surfaces look like close by: grass, asphalt, slabs, bricks, plaster, planks, tiles."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sample_videos.shapes.mesh import Colour, Floats
from sample_videos.shapes.noise import cell_values, fractal

Texture = Callable[["Patch"], Floats]
"""From a patch of surface to its reflectances, `float32 (K, 3)`, linear RGB."""


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """Points of a surface that are to be painted."""

    points: Floats
    """`(K, 3)` metres."""
    colours: Floats
    """`(K, 3)`: the mesh's own reflectance."""
    footprint: Floats
    """`(K,)` metres that one sample spans."""

    @property
    def ground(self) -> Floats:
        """Position on the ground, `(K, 2)`: x and y."""
        return self.points[:, :2]

    @property
    def wall(self) -> Floats:
        """Position on an upright wall, `(K, 2)`: along it and up."""
        return np.stack([self.points[:, 0] + self.points[:, 1], self.points[:, 2]], axis=-1)

    def shaded(self, colour: Colour, shade: Floats) -> Floats:
        """A colour times a shade for each point."""
        return np.array(colour, np.float32) * np.maximum(shade, 0.05)[:, None]


def mottled(seed: int, strength: float = 0.12, wavelength: float = 0.8) -> Texture:
    """The mesh's own colours, a little uneven."""

    def paint(patch: Patch) -> Floats:
        uv = patch.wall + 0.37 * patch.ground
        return patch.colours * (1 + strength * fractal(uv, wavelength, 5, seed, patch.footprint))[:, None]

    return paint


def grass(seed: int, colour: Colour = (0.075, 0.105, 0.030)) -> Texture:
    """A lawn: broad patches, dry spots, tufts and blades."""

    def paint(patch: Patch) -> Floats:
        uv = patch.ground
        broad = fractal(uv, 4.0, 3, seed, patch.footprint)
        tufts = fractal(uv, 0.25, 4, seed + 10, patch.footprint)
        blades = fractal(uv * (1.0, 0.35), 0.03, 2, seed + 20, patch.footprint)
        green = patch.shaded(colour, 1 + 0.22 * broad + 0.30 * tufts + 0.3 * blades)
        dry = np.clip(fractal(uv, 1.6, 3, seed + 30, patch.footprint) - 0.35, 0, 1)[:, None]
        yellow = 1.8 * green * np.array([1.25, 1.0, 0.8], np.float32)
        return np.asarray(green * (1 - dry) + dry * yellow, np.float32)

    return paint


def asphalt(seed: int, colour: Colour = (0.085, 0.085, 0.088)) -> Texture:
    """A road's surface: worn and patched, with its grain."""

    def paint(patch: Patch) -> Floats:
        uv = patch.ground
        wear = fractal(uv * (0.25, 1.0), 2.5, 3, seed, patch.footprint)
        stains = np.clip(fractal(uv, 1.1, 4, seed + 10, patch.footprint) - 0.4, 0, 1)
        grain = fractal(uv, 0.05, 3, seed + 20, patch.footprint)
        seam = np.abs(fractal(uv, 3.0, 4, seed + 30, 0 * patch.footprint)) < 0.012
        return patch.shaded(colour, 1 + 0.14 * wear - 0.35 * stains + 0.22 * grain - 0.35 * seam)

    return paint


def slabs(
    seed: int, size: tuple[float, float] = (0.6, 0.4), colour: Colour = (0.23, 0.215, 0.195)
) -> Texture:
    """Paving slabs with joints, each of its own shade."""

    def paint(patch: Patch) -> Floats:
        uv = patch.ground / size
        uv = uv + np.stack([0.5 * (np.floor(uv[:, 1]) % 2), 0 * uv[:, 1]], axis=-1)
        cells = np.floor(uv)
        inside = uv - cells
        to_joint = np.minimum(inside, 1 - inside) * size
        joint = np.clip(1.5 - to_joint.min(axis=1) / np.maximum(0.012, 0.7 * patch.footprint), 0, 1)
        joint = joint * np.clip(0.012 / np.maximum(patch.footprint, 1e-4), 0, 1)
        own = cell_values(cells, seed) - 0.5
        grain = fractal(patch.ground, 0.5, 5, seed + 1, patch.footprint)
        return patch.shaded(colour, (1 + 0.28 * own + 0.16 * grain) * (1 - 0.5 * joint))

    return paint


def bricks(seed: int, colour: Colour = (0.33, 0.14, 0.085), mortar: Colour = (0.36, 0.33, 0.29)) -> Texture:
    """A brick wall in stretcher bond."""
    size = (0.225, 0.075)

    def paint(patch: Patch) -> Floats:
        uv = patch.wall / size
        uv = uv + np.stack([0.5 * (np.floor(uv[:, 1]) % 2), 0 * uv[:, 1]], axis=-1)
        cells = np.floor(uv)
        inside = uv - cells
        to_joint = (np.minimum(inside, 1 - inside) * size).min(axis=1)
        joint = np.clip(1 - (to_joint - 0.004) / np.maximum(0.004, patch.footprint), 0, 1)[:, None]
        own = cell_values(cells, seed) - 0.5
        stain = fractal(patch.wall, 2.0, 5, seed + 1, patch.footprint)
        hue = np.array([1.0, 1.0, 1.0], np.float32) + own[:, None] * np.array([0.1, 0.5, 0.5], np.float32)
        brick = patch.shaded(colour, 1 + 0.5 * own + 0.14 * stain) * hue
        return np.asarray(brick * (1 - joint) + joint * patch.shaded(mortar, 1 + 0.15 * stain), np.float32)

    return paint


def planks(seed: int, width: float = 0.14, colour: Colour = (0.23, 0.15, 0.085)) -> Texture:
    """Upright boards with gaps, knots and grain."""

    def paint(patch: Patch) -> Floats:
        u = patch.wall[:, 0] / width
        board = np.floor(u)
        own = cell_values(np.stack([board, 0 * board], axis=-1), seed) - 0.5
        gap = np.clip(
            1 - np.minimum(u - board, 1 - u + board) * width / np.maximum(0.008, patch.footprint), 0, 1
        )
        grain = fractal(patch.wall * (6.0, 0.4), 0.3, 4, seed + 1, patch.footprint)
        return patch.shaded(colour, (1 + 0.35 * own + 0.16 * grain) * (1 - 0.75 * gap))

    return paint


def tiles(
    seed: int, colour: Colour = (0.20, 0.085, 0.055), size: tuple[float, float] = (0.24, 0.2)
) -> Texture:
    """Roof tiles in rows, each shading the one below; bricks' offset."""

    def paint(patch: Patch) -> Floats:
        uv = np.stack([patch.points[:, 0], patch.points[:, 2] * 1.6], axis=-1) / size
        uv = uv + np.stack([0.5 * (np.floor(uv[:, 1]) % 2), 0 * uv[:, 1]], axis=-1)
        cells = np.floor(uv)
        inside = uv - cells
        own = cell_values(cells, seed) - 0.5
        seen = np.clip(1.4 - 4 * patch.footprint, 0, 1)
        edge = seen * (
            0.45 * (inside[:, 1] < 0.18) + 0.25 * (np.minimum(inside[:, 0], 1 - inside[:, 0]) < 0.06)
        )
        moss = fractal(patch.wall, 1.5, 4, seed + 1, patch.footprint)
        return patch.shaded(colour, (1 + 0.4 * own + 0.2 * moss) * (1 - edge))

    return paint
