"""A pigeon or crow, walking or flying."""

from dataclasses import dataclass

import numpy as np

from sample_videos.shapes.mesh import Colour, Mesh, joined, turn_x
from sample_videos.shapes.solid import ball, limb, panel, tube

_PLUMAGE: tuple[Colour, ...] = (
    (0.22, 0.24, 0.27),
    (0.02, 0.02, 0.022),
    (0.55, 0.55, 0.55),
    (0.20, 0.12, 0.07),
)
_BEAK: Colour = (0.25, 0.18, 0.08)
_RINGS_X = (-0.30, -0.22, -0.05, 0.12, 0.24, 0.30)
_RINGS = ((0.03, 0.02), (0.07, 0.06), (0.12, 0.12), (0.12, 0.125), (0.08, 0.09), (0.03, 0.03))
"""Half width and half height of the body at each x, in shares of the length."""


@dataclass(frozen=True, slots=True)
class Bird:
    """How a bird looks."""

    length_m: float
    body: Colour
    head: Colour


def random_bird(rng: np.random.Generator) -> Bird:
    """A bird of random plumage, between a blackbird and a crow in size."""
    body, head = (_PLUMAGE[rng.integers(len(_PLUMAGE))] for _ in range(2))
    return Bird(float(rng.uniform(0.26, 0.48)), body, head if rng.random() < 0.5 else body)


def bird_mesh(bird: Bird, beats: float | None, steps: float = 0.0) -> Mesh:
    """The bird, beak along x, feet (or belly in flight) at the origin.

    Args:
        bird: Its looks.
        beats: Wing beats so far; None with folded wings on the ground.
        steps: Steps so far; the head nods with them.
    """
    nod = 0.0 if beats is not None else 0.05 * np.sin(2 * np.pi * steps)
    tilt, lift = (0.0, 0.1) if beats is not None else (0.35, 0.33)
    head = np.array([0.36 + nod, 0, lift + 0.10 + 0.55 * tilt])
    tail = [(-0.25, 0, lift - 0.25 * tilt), (-0.55, 0, lift - 0.5 * tilt)]
    parts = [
        tube([(x, 0, lift + tilt * x) for x in _RINGS_X], _RINGS, bird.body),
        limb((0.22, 0, lift + 0.22 * tilt), head, (0.075, 0.055), bird.head),
        ball(head, (0.065, 0.055, 0.06), bird.head),
        limb(head + (0.05, 0, 0), head + (0.13, 0, -0.02), (0.018, 0.006), _BEAK),
        tube(tail, [(0.05, 0.02), (0.08, 0.01)], bird.body),
    ]
    parts += _legs(steps) if beats is None else []
    parts += [mesh for side in (1, -1) for mesh in _wing(bird, beats, side, lift)]
    return joined(parts).placed(0, 0, 0, scale=bird.length_m)


def _legs(steps: float) -> list[Mesh]:
    swing = 0.08 * np.sin(2 * np.pi * steps)
    return [
        limb((0, side * 0.06, 0.25), (side * swing, side * 0.06, 0.01), (0.02, 0.014), _BEAK)
        for side in (1, -1)
    ]


def _wing(bird: Bird, beats: float | None, side: int, lift: float) -> list[Mesh]:
    dim = tuple(0.7 * share for share in bird.body)
    if beats is None:
        return [ball((-0.06, side * 0.10, lift), (0.24, 0.03, 0.085), dim)]
    angle = side * 0.9 * np.sin(2 * np.pi * beats)
    corners = [
        (0.14, side * 0.06, 0),
        (0.10, side * 0.75, 0),
        (-0.12, side * 0.80, 0),
        (-0.16, side * 0.06, 0),
    ]
    wing = panel(corners, dim, cuts=3).turned(turn_x(angle), np.zeros(3, np.float32))
    return [wing.placed(0, 0, 0, z=lift + 0.05)]
