"""A bicycle with its rider pedalling, or parked."""

from dataclasses import dataclass

import numpy as np

from sample_videos.figures.person import Person, random_person
from sample_videos.figures.rider import Seat, arm, leg, upper_body
from sample_videos.shapes.mesh import Colour, Mesh, joined, turn_x, turn_y
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


def parked_bicycle_mesh(cyclist: Cyclist, lean: float) -> Mesh:
    """The bicycle alone, leaning over to the right by `lean` radians."""
    cranks = [limb(_CRANK, np.add(_CRANK, (0.17 * s, 0.1 * s, 0)), (0.012, 0.012), _STEEL) for s in (1, -1)]
    upright = joined([*_frame(cyclist), *_wheels(0.0), *cranks])
    return upright.turned(turn_x(lean), np.zeros(3, np.float32))


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
    seat = Seat(cyclist.rider, np.add(_SADDLE, (0.0, 0, 0.09)), cyclist.lean, cyclist.helmet)
    parts = upper_body(seat)
    parts += [mesh for side in (1, -1) for mesh in _pedalling_leg(seat, side, turn)]
    parts += [mesh for side in (1, -1) for mesh in arm(seat, side, np.array([0.40, side * 0.22, 1.06]))]
    return parts


def _pedalling_leg(seat: Seat, side: float, turn: float) -> list[Mesh]:
    angle = turn + (0 if side > 0 else np.pi)
    pedal = np.add(_CRANK, (0.17 * np.cos(angle), side * 0.12, -0.17 * np.sin(angle)))
    hub = np.multiply(_CRANK, (1, 0, 1)) + (0, side * 0.07, 0)
    return [*leg(seat, side, pedal), limb(hub, pedal, (0.012, 0.012), _STEEL)]
