"""Dogs and cats, trotting."""

from dataclasses import dataclass

import numpy as np

from sample_videos.figures.linkage import joint
from sample_videos.shapes.mesh import Colour, Floats, Mesh, joined
from sample_videos.shapes.solid import ball, limb, tube

_COATS: tuple[Colour, ...] = (
    (0.02, 0.018, 0.016), (0.22, 0.12, 0.05), (0.42, 0.28, 0.14), (0.10, 0.06, 0.035), (0.55, 0.50, 0.42),
    (0.16, 0.15, 0.14), (0.38, 0.17, 0.05),
)  # fmt: skip
_DARK: Colour = (0.012, 0.01, 0.01)


@dataclass(frozen=True, slots=True)
class Quadruped:
    """How a dog or cat is built; lengths in shares of the height at the shoulder."""

    shoulder_m: float
    coat: Colour
    under: Colour
    length: float
    chest: float
    belly: float
    leg: float
    head: float
    muzzle: float
    neck_up: float
    ear: float
    tail: float
    tail_up: float
    """Slope of the tail's root, radians."""


def random_dog(rng: np.random.Generator) -> Quadruped:
    """A dog of a random breed."""
    coat = _COATS[rng.integers(len(_COATS))]
    return Quadruped(
        shoulder_m=float(rng.uniform(0.36, 0.68)),
        coat=coat,
        under=coat if rng.random() < 0.5 else _COATS[rng.integers(len(_COATS))],
        length=float(rng.uniform(1.0, 1.25)),
        chest=float(rng.uniform(0.24, 0.29)),
        belly=float(rng.uniform(0.17, 0.22)),
        leg=float(rng.uniform(0.055, 0.075)),
        head=float(rng.uniform(0.16, 0.20)),
        muzzle=float(rng.uniform(0.16, 0.26)),
        neck_up=float(rng.uniform(0.12, 0.36)),
        ear=float(rng.uniform(0.04, 0.11)),
        tail=float(rng.uniform(0.4, 0.65)),
        tail_up=float(rng.uniform(-0.3, 1.1)),
    )


def random_cat(rng: np.random.Generator) -> Quadruped:
    """A cat with a random coat."""
    coat = _COATS[rng.integers(len(_COATS))]
    return Quadruped(
        shoulder_m=float(rng.uniform(0.25, 0.31)),
        coat=coat,
        under=coat if rng.random() < 0.5 else (0.6, 0.58, 0.55),
        length=float(rng.uniform(1.35, 1.6)),
        chest=0.27,
        belly=float(rng.uniform(0.24, 0.3)),
        leg=0.075,
        head=0.20,
        muzzle=0.05,
        neck_up=0.16,
        ear=0.08,
        tail=float(rng.uniform(0.9, 1.15)),
        tail_up=float(rng.uniform(-0.5, 1.2)),
    )


def quadruped_mesh(animal: Quadruped, travelled_m: float, vigour: float = 1.0) -> Mesh:
    """The animal on the ground, its middle at the origin, nose along x; diagonal legs step together."""
    stride = travelled_m / (1.7 * animal.shoulder_m)
    bob = 0.02 * vigour * np.cos(4 * np.pi * stride)
    parts = [*_body(animal), *_head(animal), _tail(animal, stride)]
    for x, shift in ((0.5, 0.0), (-0.5, 0.5)):
        for side in (1, -1):
            phase = stride + shift + (0 if side > 0 else 0.5)
            parts += _leg(animal, x * animal.length, side, phase, vigour)
    return joined(parts).placed(0, 0, 0, z=bob * animal.shoulder_m, scale=animal.shoulder_m)


def _body(animal: Quadruped) -> list[Mesh]:
    half, level = animal.length / 2, 0.80
    back, waist, chest = 0.17, animal.belly, animal.chest
    rings = [
        (-half - 0.15, 0.03, 0.02, 0.03), (-half - 0.10, 0.02, 0.09, 0.12), (-half, 0.0, 0.13, 0.18),
        (-half + 0.14, 0.01, 0.13, 0.175), (-0.12, back - waist, waist * 0.8, waist),
        (0.12, back - 0.5 * (waist + chest), chest * 0.75, 0.5 * (waist + chest)),
        (half - 0.12, back - chest, chest * 0.78, chest),
        (half + 0.03, back - chest, chest * 0.66, chest * 0.93),
        (half + 0.10, back - 0.85 * chest, chest * 0.48, chest * 0.72),
        (half + 0.15, back - 0.7 * chest, chest * 0.25, chest * 0.4),
        (half + 0.19, 0.05, 0.02, 0.03),
    ]  # fmt: skip
    centres = [(x, 0, level + z) for x, z, _, _ in rings]
    return [tube(centres, [(w, d) for _, _, w, d in rings], animal.coat)]


def _head(animal: Quadruped) -> list[Mesh]:
    half, size = animal.length / 2, animal.head
    root = np.array([half - 0.02, 0, 0.84])
    head = root + (0.30, 0, animal.neck_up)
    nose = head + (size * 0.7 + animal.muzzle, 0, -0.3 * size)
    eyes = [head + (0.78 * size, side * 0.42 * size, 0.28 * size) for side in (1, -1)]
    return [
        limb(root + (-0.08, 0, -0.06), head, (0.20, 0.13), animal.coat),
        ball(head, (size, 0.85 * size, 0.88 * size), animal.coat),
        limb(head + (0.3 * size, 0, -0.2 * size), nose, (0.55 * size, 0.33 * size), animal.under),
        ball(nose + (0.22 * size, 0, 0.12 * size), (0.035, 0.035, 0.03), _DARK),
        *[ball(eye, (0.03, 0.025, 0.028), _DARK, 0.8) for eye in eyes],
        *[_ear(animal, head, side) for side in (1, -1)],
    ]


def _ear(animal: Quadruped, head: Floats, side: float) -> Mesh:
    size = animal.head
    root = head + (-0.3 * size, side * 0.55 * size, 0.5 * size)
    tip = head + (-0.35 * size, side * 0.75 * size, 0.8 * size + animal.ear)
    return tube([root, tip], [(0.4 * size, 0.25 * size), (0.04, 0.03)], animal.coat, side=(1, 0, 0))


def _tail(animal: Quadruped, stride: float) -> Mesh:
    """A tail that curves upwards and swings from side to side."""
    along = np.linspace(0, 1, 7)
    slope = animal.tail_up + 0.9 * along - 0.5
    step = animal.tail / (len(along) - 1) * (along > 0)
    x = -animal.length / 2 - 0.06 - np.cumsum(np.cos(slope) * step)
    z = 0.88 + np.cumsum(np.sin(slope) * step)
    y = 0.12 * along * np.sin(2 * np.pi * stride)
    width = 0.055 - 0.03 * along
    return tube(np.stack([x, y, z], axis=-1), np.stack([width, width], axis=-1), animal.coat)


def _leg(animal: Quadruped, x: float, side: float, phase: float, vigour: float) -> list[Mesh]:
    fore = x > 0
    root = np.array([x, side * 0.10, 0.74])
    foot = np.array([x + (0.02 if fore else -0.03), side * 0.09, 0.035]) + vigour * _step(phase)
    thigh, shank = (0.36, 0.40) if fore else (0.40, 0.42)
    knee = joint(root, foot + (0, 0, 0.04), (thigh, shank), (-1, 0, 0) if fore else (1, 0, 0.2))
    if not fore:
        hock = joint(knee, foot, (0.24, 0.24), (-1, 0, 0))
        bones = [(root, knee, 2.3, 1.4), (knee, hock, 1.25, 0.8), (hock, foot, 0.75, 0.7)]
    else:
        bones = [(root, knee, 1.9, 1.15), (knee, foot, 1.0, 0.7)]
    paw = ball(
        foot + (0.03, 0, -0.005), (1.2 * animal.leg, 0.85 * animal.leg, 0.6 * animal.leg), animal.under
    )
    return [*(limb(a, b, (ra * animal.leg, rb * animal.leg), animal.coat) for a, b, ra, rb in bones), paw]


def _step(phase: float) -> Floats:
    """Way of a paw in a stride: on the ground backwards, then lifted forwards."""
    at = phase % 1.0
    if at < 0.55:
        return np.array([0.26 - 0.52 * at / 0.55, 0, 0], np.float32)
    swing = (at - 0.55) / 0.45
    return np.array([-0.26 + 0.52 * swing, 0, 0.13 * np.sin(np.pi * swing)], np.float32)
