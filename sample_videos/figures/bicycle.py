"""A bicycle with its rider pedalling."""

from dataclasses import dataclass

import numpy as np

from sample_videos.figures.linkage import joint
from sample_videos.figures.person import Person, random_person
from sample_videos.shapes.mesh import Colour, Mesh, joined, turn_y
from sample_videos.shapes.solid import ball, limb, tube

_RUBBER: Colour = (0.02, 0.02, 0.02)
_STEEL: Colour = (0.35, 0.35, 0.36)
_RADIUS = 0.34
_REAR, _FRONT = (-0.5, 0.0, _RADIUS), (0.53, 0.0, _RADIUS)
_CRANK, _SADDLE, _HEAD, _BARS = (-0.06, 0, 0.30), (-0.24, 0, 0.93), (0.36, 0, 0.80), (0.40, 0, 1.02)
_METRES_A_TURN = 5.0
"""Way of the bicycle in one turn of the pedals: a middle gear."""


@dataclass(frozen=True, slots=True)
class Cyclist:
    """How rider and bicycle look."""

    rider: Person
    frame: Colour
    lean: float = 0.35
    """How far the rider bends forward, radians."""
    helmet: Colour | None = None


def random_cyclist(rng: np.random.Generator) -> Cyclist:
    """A rider and bicycle with random looks."""
    r, g, b = rng.uniform(0.02, 0.5, 3) ** 1.3
    helmet = (0.6, 0.6, 0.6) if rng.random() < 0.5 else (0.5, 0.03, 0.03)
    rider = random_person(rng)
    return Cyclist(
        rider,
        (float(r), float(g), float(b)),
        float(rng.uniform(0.15, 0.7)),
        helmet if rng.random() < 0.5 else None,
    )


def cyclist_mesh(cyclist: Cyclist, travelled_m: float) -> Mesh:
    """Rider and bicycle, wheels on the ground, heading along x, after a way of `travelled_m` metres."""
    turn = 2 * np.pi * travelled_m / _METRES_A_TURN
    return joined([*_frame(cyclist), *_wheels(travelled_m), *_rider(cyclist, turn)])


def _frame(cyclist: Cyclist) -> list[Mesh]:
    seat = (-0.19, 0, 0.78)
    tubes = [(_CRANK, seat), (_CRANK, _HEAD), (seat, _HEAD), (_CRANK, _REAR), (seat, _REAR), (_HEAD, _FRONT)]
    parts = [limb(a, b, (0.02, 0.02), cyclist.frame, 0.25) for a, b in tubes]
    parts += [limb(seat, _SADDLE, (0.016, 0.016), _STEEL), limb(_HEAD, _BARS, (0.016, 0.016), _STEEL)]
    parts += [ball(np.add(_SADDLE, (0, 0, 0.02)), (0.13, 0.07, 0.03), _RUBBER)]
    parts += [limb((0.40, -0.27, 1.04), (0.40, 0.27, 1.04), (0.016, 0.016), _STEEL)]
    return parts


def _wheels(travelled_m: float) -> list[Mesh]:
    angle = np.linspace(0, 2 * np.pi, 33)
    ring = np.stack([_RADIUS * np.cos(angle), 0 * angle, _RADIUS * np.sin(angle)], axis=-1)
    tyre = tube(ring, np.full((33, 2), 0.02), _RUBBER)
    rim = tube(0.92 * ring, np.full((33, 2), 0.012), _STEEL)
    spokes = [limb((0, 0, 0), 0.92 * ring[k], (0.004, 0.004), _STEEL) for k in range(0, 32, 4)]
    wheel = joined([tyre, rim, *spokes]).turned(turn_y(travelled_m / _RADIUS), np.zeros(3, np.float32))
    return [wheel.placed(x, y, 0, z) for x, y, z in (_REAR, _FRONT)]


def _rider(cyclist: Cyclist, turn: float) -> list[Mesh]:
    person, h = cyclist.rider, cyclist.rider.height
    hip = np.add(_SADDLE, (0.0, 0, 0.09))
    up = np.array([np.sin(cyclist.lean), 0, np.cos(cyclist.lean)])
    shoulder, head = hip + 0.285 * h * up, hip + 0.285 * h * up + 0.125 * h * (0.35 * up + (0.12, 0, 0.7))
    halves = [(0.095, 0.085), (0.098, 0.080), (0.090, 0.064), (0.106, 0.068), (0.104, 0.058), (0.04, 0.036)]
    rise = (-0.04, 0.01, 0.10, 0.21, 0.275, 0.32)
    back = tube(
        [hip + share * h * up for share in rise],
        [(w * h * person.girth, d * h * person.girth) for w, d in halves],
        [person.legs, *[person.top] * 5],
    )
    parts = [back, *_rider_head(cyclist, shoulder, head)]
    parts += [mesh for side in (1, -1) for mesh in _pedalling_leg(person, hip, side, turn)]
    parts += [mesh for side in (1, -1) for mesh in _reaching_arm(person, shoulder, side)]
    return parts


def _rider_head(cyclist: Cyclist, shoulder: np.ndarray, head: np.ndarray) -> list[Mesh]:
    person, h = cyclist.rider, cyclist.rider.height
    cap = cyclist.helmet or person.hat or person.hair
    size = 0.060 if cyclist.helmet else 0.053
    return [
        limb(shoulder, head, (0.034 * h, 0.03 * h), person.skin),
        ball(head, (0.050 * h, 0.042 * h, 0.060 * h), person.skin),
        ball(head + (-0.012 * h, 0, 0.018 * h), (size * h, 0.048 * h, 0.052 * h), cap),
    ]


def _pedalling_leg(person: Person, hip: np.ndarray, side: float, turn: float) -> list[Mesh]:
    h, girth = person.height, person.girth
    angle = turn + (0 if side > 0 else np.pi)
    pedal = np.add(_CRANK, (0.17 * np.cos(angle), side * 0.12, -0.17 * np.sin(angle)))
    root = hip + (0, side * 0.055 * h, -0.02)
    ankle = pedal + (-0.09, 0, 0.10)
    knee = joint(root, ankle, (0.245 * h, 0.246 * h), (1, 0, 0.2))
    shin = person.skin if person.short_sleeves else person.legs
    return [
        limb(root, knee, (0.052 * h * girth, 0.036 * h), person.legs),
        limb(knee, ankle, (0.035 * h, 0.026 * h), shin),
        limb(ankle - (0.04, 0, 0.02), pedal + (0.07, 0, 0.02), (0.026 * h, 0.02 * h), person.shoes),
        limb(np.multiply(_CRANK, (1, 0, 1)) + (0, side * 0.07, 0), pedal, (0.012, 0.012), _STEEL),
    ]


def _reaching_arm(person: Person, shoulder: np.ndarray, side: float) -> list[Mesh]:
    h = person.height
    root = shoulder + (0, side * 0.095 * h * person.girth, -0.02 * h)
    hand = np.array([0.40, side * 0.22, 1.06])
    elbow = joint(root, hand, (0.172 * h, 0.165 * h), (-0.2, side * 0.5, -1))
    sleeve = person.skin if person.short_sleeves else person.top
    return [
        limb(root, elbow, (0.034 * h, 0.026 * h), person.top),
        limb(elbow, hand, (0.025 * h, 0.019 * h), sleeve),
        ball(hand, (0.035, 0.03, 0.03), person.skin),
    ]
