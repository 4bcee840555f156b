"""Walls, roads, sky, water, bars and letters, painted flat."""

import cv2
import numpy as np

from sample_videos.backdrops.paint import clouds, palette, softened
from sample_videos.shapes.mesh import Floats

_BELOW = (
    (0.01, 0.012, 0.01),
    (0.03, 0.06, 0.015),
    (0.09, 0.09, 0.03),
    (0.10, 0.085, 0.075),
    (0.3, 0.28, 0.26),
)
"""Trees in shade and in the sun, roofs and walls under the sky; linear RGB."""
_LETTERS = "ABCDEFGHIKLMNOPRSTUVWXYZ0123456789:-/."


def surface(rng: np.random.Generator, height: int, width: int) -> Floats:
    """A wall, road, cloth or sky: two colours that run into each other, grain, perhaps an edge between."""
    first, second = palette(rng, 2)
    slope = clouds(rng, height, width, rng.uniform(0.5, 3), octaves=1) * rng.choice([0.3, 1, 12])
    share = (1 / (1 + np.exp(-slope)))[..., np.newaxis]
    grain = 1 + rng.choice([0.02, 0.08, 0.2]) * clouds(rng, height, width, rng.uniform(3, 30))
    light = (first * share + second * (1 - share)) * np.maximum(grain, 0.1)[..., np.newaxis]
    return softened(light.astype(np.float32), float(rng.choice([0, 0, 1.5, 4])))


def bars(rng: np.random.Generator, height: int, width: int) -> Floats:
    """Railings, posts, window frames, kerbs and road markings: straight strips across a surface."""
    light = np.ascontiguousarray(surface(rng, height, width))
    colours, size = palette(rng, 5) * np.float32(rng.choice([0.4, 1, 1.6])), max(height, width)
    turn = rng.choice([0, np.pi / 2, rng.uniform(0, np.pi)])
    for _ in range(int(rng.integers(1, 8))):
        along = turn + (np.pi / 2 if rng.random() < 0.25 else 0) + rng.normal(0, 0.06)
        step = size * np.array([np.cos(along), np.sin(along)])
        middle = rng.uniform(0, 1, 2) * (width, height)
        ends = np.rint([middle - step, middle + step]).astype(np.int32)
        breadth = max(1, round(size * float(np.exp(rng.uniform(np.log(0.02), np.log(0.35))))))
        cv2.line(
            light, ends[0].tolist(), ends[1].tolist(), colours[rng.integers(5)].tolist(), breadth, cv2.LINE_AA
        )
    return softened(light, float(rng.choice([0, 0.5, 2])))


def water(rng: np.random.Generator, height: int, width: int) -> Floats:
    """Ripples that throw back sky and shore; also blinds, corrugated iron and folds."""
    across = clouds(rng, height * 4, max(2, width // 2), rng.uniform(6, 24), octaves=3)
    waves = cv2.resize(across, (width, height), interpolation=cv2.INTER_AREA)
    if rng.random() < 0.3:
        waves = np.ascontiguousarray(cv2.resize(waves.T, (width, height)))
    low, high = palette(rng, 2)
    share = (1 / (1 + np.exp(-rng.uniform(1, 5) * waves)))[..., np.newaxis]
    glints = (waves > rng.uniform(1.2, 2.5))[..., np.newaxis] * rng.choice([0.0, 0.5, 1.5])
    return np.asarray(low * share + high * (1 - share) + glints, np.float32)


def letters(rng: np.random.Generator, height: int, width: int) -> Floats:
    """The clock and name that a camera writes into its picture: motion, whenever they change."""
    light = surface(rng, height, width)
    text = "".join(rng.choice(list(_LETTERS), int(rng.integers(1, 9))))
    font = (cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_PLAIN)[rng.integers(3)]
    scale = float(rng.uniform(0.3, 1.1)) * height / 24
    breadth = max(1, round(scale * rng.uniform(1, 3.5)))
    place = (round(width * rng.uniform(-0.3, 0.3)), round(height * rng.uniform(0.6, 1.1)))
    ink = float(rng.choice([0.0, 0.9, 0.9]))
    for colour, wider in ((0.9 - ink, 2), (ink, 0)) if rng.random() < 0.4 else ((ink, 0),):
        mask = np.zeros((height, width), np.uint8)
        cv2.putText(mask, text, place, font, scale, 255, breadth + wider, cv2.LINE_AA)
        share = mask[..., np.newaxis] / np.float32(255)
        light = light * (1 - share) + np.float32(colour) * share
    return np.asarray(light, np.float32)


def sky(rng: np.random.Generator, height: int, width: int) -> Floats:
    """Clouds, and sometimes wires, roofs or tree tops before them."""
    share = (1 / (1 + np.exp(-rng.uniform(0.5, 4) * clouds(rng, height, width, rng.uniform(0.7, 4)))))[
        ..., np.newaxis
    ]
    blue = np.array((0.15, 0.3, 0.75), np.float32) * np.float32(rng.uniform(0.4, 1.4))
    light = np.asarray(blue * (1 - share) + np.float32(rng.uniform(0.3, 1.1)) * share, np.float32)
    if rng.random() < 0.6:
        edge = height * (
            0.6 + 0.25 * clouds(rng, 1, width, rng.uniform(1, 20), octaves=int(rng.integers(1, 6)))[0]
        )
        below = np.arange(height)[:, np.newaxis] > edge + height * rng.uniform(-0.3, 0.3)
        dark = np.array(_BELOW[rng.integers(len(_BELOW))], np.float32)
        light = np.where(
            below[..., np.newaxis], dark * (1 + 0.3 * clouds(rng, height, width, 9))[..., np.newaxis], light
        )
    return np.asarray(np.maximum(light, 0.003), np.float32)
