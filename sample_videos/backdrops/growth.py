"""Grass, leaves, twigs and forest floor, seen closely: layers of strokes, the nearer the brighter."""

import cv2
import numpy as np

from sample_videos.backdrops.paint import clouds, palette, softened
from sample_videos.shapes.mesh import Floats


def growth(rng: np.random.Generator, height: int, width: int) -> Floats:
    """A patch of some vegetation, linear light `float32 (height, width, 3)`."""
    colours = palette(rng, 24)
    ground = colours[0] * np.float32(rng.uniform(0.15, 0.9))
    uneven = 1 + 0.25 * clouds(rng, height, width, rng.uniform(2, 12))
    light = np.maximum(ground * uneven[..., np.newaxis], 0.004).astype(np.float32)
    stroke = (_blades, _leaves, _leaves, _twigs)[rng.integers(4)]
    layers, size = int(rng.integers(2, 5)), float(np.exp(rng.uniform(np.log(0.05), np.log(0.6))))
    blur = float(rng.choice([0, 0, 0.5, 1.5, 3]))
    for layer in range(layers):
        near = (layer + 1) / layers
        stroke(rng, light, colours * np.float32(0.25 + 0.75 * near), size * max(height, width))
        light = softened(light, blur * (1 - near) if rng.random() < 0.7 else blur * near)
    if rng.random() < 0.25:
        _twigs(rng, light, palette(rng, 6) * np.float32(0.5), rng.uniform(0.5, 1.5) * max(height, width), 4)
    return np.asarray(light * _sunlit(rng, height, width), np.float32)


def _sunlit(rng: np.random.Generator, height: int, width: int) -> Floats:
    """Sun that comes through leaves above, in patches: a factor on the light, `(height, width, 1)`."""
    if rng.random() < 0.6:
        return np.ones((1, 1, 1), np.float32)
    edge = rng.uniform(0.5, 3)
    patches = 1 / (1 + np.exp(-edge * (clouds(rng, height, width, rng.uniform(1, 5)) + rng.normal(0, 0.5))))
    return np.asarray(1 + rng.uniform(0.5, 4) * patches[..., np.newaxis], np.float32)


def _blades(rng: np.random.Generator, light: Floats, colours: Floats, size: float) -> None:
    """Long and narrow, more or less upright."""
    height, width = light.shape[:2]
    sway, count = rng.uniform(0.1, 0.6), int(np.clip(3 * height * width / size**2, 10, 300))
    for _ in range(count):
        x, y = rng.uniform(0, width), rng.uniform(0, height * 1.2)
        long, slope = size * rng.uniform(0.5, 1.5), rng.normal(0, sway)
        bend = long * rng.normal(0, 0.25)
        half = max(0.6, 0.04 * long)
        tip = (x + long * np.sin(slope) + bend, y - long * np.cos(slope))
        middle = (x + long * np.sin(slope) / 2, y - long * np.cos(slope) / 2)
        outline = np.array(
            [(x - half, y), (middle[0] - half, middle[1]), tip, (middle[0] + half, middle[1]), (x + half, y)]
        )
        _fill(light, outline, colours[rng.integers(len(colours))])


def _leaves(rng: np.random.Generator, light: Floats, colours: Floats, size: float) -> None:
    """Pointed ovals of any turn, some of them seen edge on."""
    height, width = light.shape[:2]
    count = int(np.clip(2.5 * height * width / size**2, 8, 300))
    angle = np.linspace(0, 2 * np.pi, 10, endpoint=False)
    oval = np.stack([np.cos(angle), 0.9 * np.sin(angle) * np.abs(np.sin(angle)) ** 0.5], axis=-1)
    for _ in range(count):
        turn, long = rng.uniform(0, np.pi), size * rng.uniform(0.3, 0.7)
        c, s = np.cos(turn), np.sin(turn)
        leaf = (oval * (long, long * rng.uniform(0.1, 0.6))) @ np.array([[c, s], [-s, c]])
        _fill(
            light, leaf + (rng.uniform(0, width), rng.uniform(0, height)), colours[rng.integers(len(colours))]
        )


def _twigs(rng: np.random.Generator, light: Floats, colours: Floats, size: float, count: int = 0) -> None:
    """Crooked sticks, roots and stems."""
    height, width = light.shape[:2]
    for _ in range(count or int(np.clip(height * width / size**2, 4, 60))):
        turn, steps = rng.uniform(0, 2 * np.pi), int(rng.integers(2, 6))
        bends = turn + np.cumsum(rng.normal(0, 0.35, steps))
        way = np.cumsum(np.stack([np.cos(bends), np.sin(bends)], axis=-1), axis=0) * size / steps
        way = way + (rng.uniform(-0.2, 1.0) * width, rng.uniform(-0.2, 1.0) * height)
        thick = max(1, round(size * rng.uniform(0.02, 0.14)))
        colour = colours[rng.integers(len(colours))]
        for shift, share in ((0, 0.5), (-0.25 * thick, 1.0)):
            points = np.rint(8 * (way + (0, shift))).astype(np.int32)
            breadth = max(1, round(thick * (0.5 + 0.5 * (share < 1))))
            cv2.polylines(light, [points], False, (colour * share).tolist(), breadth, cv2.LINE_AA, 3)


def _fill(light: Floats, outline: Floats, colour: Floats) -> None:
    points = np.rint(8 * outline).astype(np.int32)
    cv2.fillPoly(light, [points], (colour * 1.0).tolist(), cv2.LINE_AA, 3)
