"""What makes a still place look as if something moved: shadows, glare, weather, and vermin on the lens."""

import cv2
import numpy as np

from sample_videos.backdrops.paint import clouds, softened
from sample_videos.shapes.mesh import Floats


def disturbed(rng: np.random.Generator, light: Floats) -> Floats:
    """One of the disturbances over a picture in linear light `(h, w, 3)`."""
    return np.asarray(_DISTURBANCES[rng.integers(len(_DISTURBANCES))](rng, light), np.float32)


def _tree_shadow(rng: np.random.Generator, light: Floats) -> Floats:
    """Patches of shade with soft edges."""
    height, width = light.shape[:2]
    cover = clouds(rng, height, width, rng.uniform(0.7, 5)) + rng.normal(0, 0.4)
    shade = softened((cover > 0).astype(np.float32), float(rng.uniform(0.3, 3)))
    return light * (1 - rng.uniform(0.35, 0.85) * shade[..., np.newaxis])


def _lump_shadow(rng: np.random.Generator, light: Floats) -> Floats:
    """The shadow of something out of the picture: a long oval or two, from the edge inwards."""
    height, width = light.shape[:2]
    mask = np.zeros((height, width), np.float32)
    turn, foot = float(rng.uniform(0, 180)), rng.uniform(-0.1, 1.1, 2) * (width, height)
    for _ in range(int(rng.integers(1, 4))):
        centre = np.rint(foot + rng.normal(0, 0.15, 2) * (width, height)).astype(int)
        axes = (rng.uniform(0.15, 0.8), rng.uniform(0.06, 0.3)) * np.array((max(width, height),) * 2)
        cv2.ellipse(mask, centre.tolist(), np.rint(axes).astype(int).tolist(), turn, 0, 360, 1.0, -1)
    shade = softened(mask, float(rng.uniform(0.3, 3)))
    return light * (1 - rng.uniform(0.4, 0.85) * shade[..., np.newaxis])


def _glow(rng: np.random.Generator, light: Floats) -> Floats:
    """Headlights on a wall or a wet road, a torch, the sun in a window."""
    height, width = light.shape[:2]
    warm = np.array((1.0, rng.uniform(0.8, 1), rng.uniform(0.5, 1.1)), np.float32)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    total = np.asarray(light * rng.choice([0.1, 0.4, 1.0]), np.float32)
    for _ in range(int(rng.integers(1, 4))):
        cx, cy = rng.uniform(0, 1, 2) * (width, height)
        rx, ry = np.exp(rng.uniform(np.log(0.05), np.log(0.7), 2)) * (width, height)
        spot = np.exp(-(np.hypot((x - cx) / rx, (y - cy) / ry) ** rng.uniform(1, 5)))
        total += (
            np.float32(rng.uniform(0.2, 2.5))
            * spot[..., np.newaxis]
            * (warm if rng.random() < 0.7 else light)
        )
    return total


def _streaks(rng: np.random.Generator, light: Floats) -> Floats:
    """Rain or snow near the lens, lit at night."""
    height, width = light.shape[:2]
    layer = np.zeros((height, width), np.float32)
    is_snow, slope, size = rng.random() < 0.4, rng.normal(0, 0.25), max(height, width)
    for _ in range(int(rng.integers(1, 25))):
        x, y = rng.uniform(0, width), rng.uniform(-0.3 * height, height)
        long = size * (rng.uniform(0.01, 0.08) if is_snow else rng.uniform(0.15, 1.2))
        end = (round(8 * (x + slope * long)), round(8 * (y + long)))
        breadth = max(1, round(size * rng.uniform(0.01, 0.06)))
        cv2.line(
            layer, (round(8 * x), round(8 * y)), end, float(rng.uniform(0.2, 1)), breadth, cv2.LINE_AA, 3
        )
    veil = softened(layer, float(rng.uniform(0.3, 2.5)))[..., np.newaxis] * np.float32(rng.uniform(0.2, 1.2))
    thinned = light * (1 - np.clip(veil, 0, 1) * 0.5)
    return np.asarray(thinned + veil * np.float32(rng.uniform(0.2, 0.9)), np.float32)


def _vermin(rng: np.random.Generator, light: Floats) -> Floats:
    """An insect or a spider on its thread a hand's breadth before the lens: large, pale, out of focus."""
    height, width = light.shape[:2]
    layer, size = np.zeros((height, width), np.float32), max(height, width)
    centre = rng.uniform(0.2, 0.8, 2) * (width, height)
    axes = np.rint(size * rng.uniform(0.04, 0.3, 2)).astype(int) + 1
    turn = float(rng.uniform(0, 180))
    cv2.ellipse(layer, np.rint(centre).astype(int).tolist(), axes.tolist(), turn, 0, 360, 1.0, -1)
    for _ in range(int(rng.integers(0, 8))):
        tip = np.rint(centre + size * rng.normal(0, 0.3, 2)).astype(int).tolist()
        breadth = max(1, round(0.03 * size))
        cv2.line(
            layer,
            np.rint(centre).astype(int).tolist(),
            tip,
            float(rng.uniform(0.3, 0.9)),
            breadth,
            cv2.LINE_AA,
        )
    veil = softened(layer, size * float(rng.uniform(0.02, 0.09)))[..., np.newaxis]
    return np.asarray(light * (1 - 0.8 * veil) + veil * np.float32(rng.choice([0.02, 0.5, 0.9])), np.float32)


def _web(rng: np.random.Generator, light: Floats) -> Floats:
    """Threads across the lens that shine in the infra-red."""
    height, width = light.shape[:2]
    layer = np.zeros((height, width), np.float32)
    for _ in range(int(rng.integers(1, 7))):
        ends = rng.uniform(-0.2, 1.2, (3, 2)) * (width, height)
        t = np.linspace(0, 1, 12)[:, np.newaxis]
        arc = (1 - t) ** 2 * ends[0] + 2 * t * (1 - t) * ends[1] + t**2 * ends[2]
        breadth = max(1, round(max(height, width) * rng.uniform(0.01, 0.05)))
        cv2.polylines(
            layer, [np.rint(arc).astype(np.int32)], False, float(rng.uniform(0.3, 1)), breadth, cv2.LINE_AA
        )
    veil = softened(layer, float(rng.uniform(0.4, 2.5)))[..., np.newaxis]
    return light + np.float32(rng.uniform(0.2, 1.2)) * veil


def _smear(rng: np.random.Generator, light: Floats) -> Floats:
    """Dragged by a shaking camera or a long exposure."""
    long = int(rng.integers(3, max(4, max(light.shape[:2]) // 4)))
    size = (long, 1) if rng.random() < 0.6 else (1, long)
    return np.asarray(cv2.blur(light, size))


_DISTURBANCES = (
    _tree_shadow,
    _tree_shadow,
    _lump_shadow,
    _lump_shadow,
    _glow,
    _glow,
    _streaks,
    _vermin,
    _web,
    _smear,
)
