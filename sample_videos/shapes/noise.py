"""Smooth random patterns over the world's surfaces."""

from functools import lru_cache

import numpy as np

from sample_videos.shapes.mesh import Floats

_TABLE = 256


def value_noise(uv: Floats, seed: int) -> Floats:
    """Random values −1…1 on the integer lattice, blended smoothly between.

    Args:
        uv: `(K, 2)` positions; the pattern repeats every 256.
        seed: Each seed gives another pattern.
    Returns:
        `float32 (K,)`.
    """
    table = _table(seed)
    cell = np.floor(uv)
    part = (uv - cell).astype(np.float32)
    part = part * part * (3 - 2 * part)
    column, row = cell.astype(np.int64).T % _TABLE
    right, below = (column + 1) % _TABLE, (row + 1) % _TABLE
    top = table[row, column] * (1 - part[:, 0]) + table[row, right] * part[:, 0]
    low = table[below, column] * (1 - part[:, 0]) + table[below, right] * part[:, 0]
    return np.asarray(top * (1 - part[:, 1]) + low * part[:, 1], np.float32)


@lru_cache(maxsize=128)
def _table(seed: int) -> Floats:
    """The values on the lattice: kept, since to draw them takes longer than to blend them."""
    table = np.random.default_rng(seed).uniform(-1, 1, (_TABLE, _TABLE)).astype(np.float32)
    table.flags.writeable = False
    return table


def fractal(uv: Floats, wavelength: float, octaves: int, seed: int, footprint: Floats) -> Floats:
    """Noise of several scales, each half as long and 0.6 times as strong as the one before.

    Args:
        uv: `(K, 2)` positions in metres.
        wavelength: Of the coarsest scale, metres.
        octaves: How many scales.
        seed: Each seed gives another pattern.
        footprint: `(K,)` metres that a sample spans; scales finer than that fade, lest they flicker.
    Returns:
        `float32 (K,)`, about −1…1.
    """
    total = np.zeros(len(uv), np.float32)
    for octave in range(octaves):
        length = wavelength / 2**octave
        seen = np.clip(1.5 - footprint / length, 0, 1)
        total += np.float32(0.6**octave) * seen * value_noise(uv / length, seed + octave)
    return total


def cell_values(cells: Floats, seed: int) -> Floats:
    """One random value 0…1 for each cell `(K, 2)` of whole numbers: a brick's or slab's own shade."""
    table = np.random.default_rng(seed).random((_TABLE, _TABLE)).astype(np.float32)
    column, row = cells.astype(np.int64).T % _TABLE
    return np.asarray(table[row, column], np.float32)
