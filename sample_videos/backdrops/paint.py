"""What all flat pictures are painted with: clouds of noise, and colours that belong together."""

import cv2
import numpy as np

from sample_videos.shapes.mesh import Floats

_HUES = ((0.20, 0.36), (0.20, 0.36), (0.08, 0.16), (0.05, 0.10), (0.0, 1.0))
"""Greens twice as likely, straw, earth, anything; 0…1 around the colour circle."""


def clouds(rng: np.random.Generator, height: int, width: int, cells: float, octaves: int = 4) -> Floats:
    """Smooth noise about 0 with a deviation near 1, `float32 (height, width)`.

    Args:
        rng: Source of the noise.
        height: Rows.
        width: Columns.
        cells: Size of the coarsest spots: so many fit along the longer side.
        octaves: How many scales, each half as large and 0.6 times as strong as the one before.
    """
    total = np.zeros((height, width), np.float32)
    for octave in range(octaves):
        step = max(height, width) / (cells * 2**octave)
        rows, columns = max(2, round(height / step)), max(2, round(width / step))
        spots = rng.standard_normal((rows, columns), np.float32)
        total += np.float32(0.6**octave) * cv2.resize(spots, (width, height), interpolation=cv2.INTER_CUBIC)
    return total


def palette(rng: np.random.Generator, count: int) -> Floats:
    """Colours of one place in one light: like hues, unlike brightness; linear RGB `(count, 3)`."""
    low, high = _HUES[rng.integers(len(_HUES))]
    hue, spread = rng.uniform(low, high), rng.choice([0.01, 0.03, 0.08])
    hsv = np.empty((1, count, 3), np.float32)
    hsv[..., 0] = 360 * ((hue + rng.normal(0, spread, count)) % 1)
    hsv[..., 1] = np.clip(rng.uniform(0.02, 0.75) + rng.normal(0, 0.08, count), 0, 1)
    hsv[..., 2] = np.clip(
        rng.uniform(0.15, 0.85) * np.exp(rng.normal(0, rng.uniform(0.1, 0.6), count)), 0.02, 1
    )
    return np.asarray(cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB)[0] ** 2.2, np.float32)


def softened(light: Floats, deviation: float) -> Floats:
    """Out of focus by a deviation in pixels; unchanged where that is next to nothing."""
    return np.asarray(cv2.GaussianBlur(light, (0, 0), deviation), np.float32) if deviation > 0.2 else light
