"""Motorcycles and scooters, with one rider, two or none."""

from dataclasses import dataclass

import numpy as np

from sample_videos.figures.person import Person, random_person
from sample_videos.figures.rider import Seat, arm, leg, upper_body
from sample_videos.shapes.mesh import Colour, Floats, Mesh, joined, turn_x, turn_y
from sample_videos.shapes.solid import ball, block, limb, tube

_RUBBER: Colour = (0.02, 0.02, 0.02)
_STEEL: Colour = (0.30, 0.30, 0.31)
_ENGINE: Colour = (0.09, 0.09, 0.095)
_RED: Colour = (0.5, 0.02, 0.02)
_HELMETS: tuple[Colour, ...] = ((0.02, 0.02, 0.02), (0.6, 0.6, 0.6), (0.45, 0.03, 0.03), (0.05, 0.1, 0.35))


@dataclass(frozen=True, slots=True)
class Motorcycle:
    """How a motorcycle or scooter and those on it look."""

    paint: Colour
    riders: tuple[Person, ...]
    """In front first; at most two."""
    is_scooter: bool = False
    lean: float = 0.15
    """How far the riders bend forward, radians."""
    helmet: Colour | None = None
    lamp: float = 0.8
    """Brightness of the headlight; above 1 it is on."""
    stretch: float = 1.0
    """Length as a share of the usual."""
    box: Colour | None = None
    """Of a top case or delivery box behind the seat."""


def random_motorcycle(rng: np.random.Generator) -> Motorcycle:
    """A motorcycle or scooter with random looks, most with one rider."""
    r, g, b = rng.uniform(0.05, 0.8, 3) ** 1.8 if rng.random() < 0.5 else rng.uniform(0.01, 0.7, 1).repeat(3)
    return Motorcycle(
        (float(r), float(g), float(b)),
        tuple(random_person(rng) for _ in range(rng.choice(3, p=(0.28, 0.57, 0.15)))),
        is_scooter=bool(rng.random() < 0.45),
        lean=float(rng.uniform(0.02, 0.5)),
        helmet=_HELMETS[rng.integers(len(_HELMETS))] if rng.random() < 0.55 else None,
        lamp=float(rng.uniform(2, 8)) if rng.random() < 0.3 else 0.7,
        stretch=float(rng.uniform(0.9, 1.12)),
        box=(float(r), float(b), float(g)) if rng.random() < 0.12 else None,
    )


def motorcycle_mesh(motorcycle: Motorcycle, travelled_m: float, tilt: float = 0.0) -> Mesh:
    """The motorcycle, wheels on the ground, heading along x, leaning to the right by `tilt` radians."""
    body = _scooter(motorcycle) if motorcycle.is_scooter else _standard(motorcycle)
    radius = 0.24 if motorcycle.is_scooter else 0.31
    parts = [*body, *_wheels(radius, 0.66 * motorcycle.stretch, travelled_m), *_bars(motorcycle)]
    for place, person in enumerate(motorcycle.riders):
        parts += _rider(motorcycle, person, place)
    return joined(parts).turned(turn_x(tilt), np.zeros(3, np.float32))


def _wheels(radius: float, reach: float, travelled_m: float) -> list[Mesh]:
    angle = np.linspace(0, 2 * np.pi, 25)
    ring = np.stack([radius * np.cos(angle), 0 * angle, radius * np.sin(angle)], axis=-1)
    tyre = tube(0.84 * ring, np.full((25, 2), (0.055, 0.16 * radius)), _RUBBER)
    spokes = [limb((0, 0, 0), 0.8 * ring[k], (0.02, 0.015), _STEEL) for k in range(0, 24, 4)]
    brake = ball((0, 0, 0), (0.4 * radius, 0.03, 0.4 * radius), _ENGINE)
    wheel = joined([tyre, brake, *spokes]).turned(turn_y(travelled_m / radius), np.zeros(3, np.float32))
    return [wheel.placed(x, 0, 0, radius) for x in (-reach, reach)]


def _bars(motorcycle: Motorcycle) -> list[Mesh]:
    """Fork, handlebars, mirrors, headlight, tail light and number plate."""
    reach, lamp = 0.66 * motorcycle.stretch, motorcycle.lamp
    parts = [limb((0.36, y, 0.98), (reach, y, 0.30), (0.028, 0.028), _STEEL, 0.3) for y in (-0.09, 0.09)]
    parts += [limb((0.34, -0.36, 1.03), (0.34, 0.36, 1.03), (0.02, 0.02), _ENGINE)]
    for side in (1, -1):
        parts += [limb((0.36, side * 0.3, 1.03), (0.38, side * 0.34, 1.2), (0.01, 0.01), _ENGINE)]
        parts += [ball((0.38, side * 0.35, 1.22), (0.02, 0.065, 0.045), _ENGINE, 0.4)]
    parts += [ball((0.50, 0, 0.90), (0.07, 0.095, 0.095), (lamp, lamp, 0.93 * lamp), 0.5)]
    parts += [ball((-0.78 * motorcycle.stretch, 0, 0.72), (0.05, 0.10, 0.045), _RED, 0.4)]
    rear = -0.80 * motorcycle.stretch
    return [*parts, block((rear, -0.1, 0.50), (rear + 0.01, 0.1, 0.60), (0.6, 0.6, 0.55))]


def _standard(motorcycle: Motorcycle) -> list[Mesh]:
    paint, reach = motorcycle.paint, 0.66 * motorcycle.stretch
    return [
        ball((0.12, 0, 0.82), (0.28, 0.15, 0.13), paint, 0.5),
        ball((-0.33, 0, 0.80), (0.40, 0.13, 0.065), _RUBBER),
        ball((-0.45, 0, 0.70), (0.32, 0.10, 0.09), paint, 0.4),
        ball((0.05, 0, 0.45), (0.24, 0.17, 0.19), _ENGINE, 0.4),
        limb((-0.1, 0, 0.72), (0.38, 0, 0.92), (0.05, 0.05), _ENGINE),
        *[limb((-0.12, y, 0.40), (-reach, y, 0.31), (0.03, 0.03), _ENGINE) for y in (-0.1, 0.1)],
        *[limb((-0.35, y, 0.72), (-reach, y, 0.36), (0.03, 0.025), _STEEL, 0.3) for y in (-0.12, 0.12)],
        limb((0.12, -0.16, 0.30), (-0.75, -0.18, 0.40), (0.035, 0.055), _STEEL, 0.6),
        *[_fender(x, 0.33, paint) for x in (-reach, reach)],
        *_carried(motorcycle),
    ]


def _scooter(motorcycle: Motorcycle) -> list[Mesh]:
    paint, reach = motorcycle.paint, 0.66 * motorcycle.stretch
    return [
        ball((0.44, 0, 0.66), (0.09, 0.22, 0.33), paint, 0.4),
        ball((0.40, 0, 1.00), (0.12, 0.19, 0.09), paint, 0.4),
        block((-0.15, -0.17, 0.26), (0.42, 0.17, 0.34), _ENGINE),
        ball((-0.42, 0, 0.56), (0.42, 0.19, 0.24), paint, 0.4),
        ball((-0.33, 0, 0.79), (0.40, 0.15, 0.07), _RUBBER),
        ball((-0.35, -0.16, 0.28), (0.28, 0.06, 0.12), _ENGINE),
        *[_fender(x, 0.27, paint) for x in (-reach, reach)],
        *_carried(motorcycle),
    ]


def _fender(x: float, radius: float, paint: Colour) -> Mesh:
    """A strip over the upper part of a wheel, of about the wheel's own radius."""
    angle = np.linspace(0.4, 2.6, 9)
    arc = np.stack([x + radius * np.cos(angle), 0 * angle, 0.9 * radius + radius * np.sin(angle)], axis=-1)
    return tube(arc, np.full((9, 2), (0.075, 0.015)), paint, gloss=0.3)


def _carried(motorcycle: Motorcycle) -> list[Mesh]:
    return [block((-0.95, -0.22, 0.88), (-0.52, 0.22, 1.28), motorcycle.box)] if motorcycle.box else []


def _rider(motorcycle: Motorcycle, person: Person, place: int) -> list[Mesh]:
    """The rider, whose hands are on the bars, or (`place` 1) the one behind, whose hands are on the first."""
    hip: Floats = np.array((-0.18 - 0.34 * place, 0, 0.92 + 0.04 * place))
    seat = Seat(person, hip, motorcycle.lean, motorcycle.helmet)
    rest = (0.20, 0.16, 0.36) if motorcycle.is_scooter else (0.02, 0.22, 0.34)
    hand = (0.32, 0.30, 1.06) if place == 0 else (-0.02, 0.16, 1.08)
    parts = upper_body(seat)
    if motorcycle.helmet:
        h = person.height
        parts += [ball(seat.head, (0.075 * h, 0.065 * h, 0.075 * h), motorcycle.helmet, 0.4)]
        parts += [ball(seat.head + (0.03 * h, 0, 0.005 * h), (0.05 * h, 0.055 * h, 0.03 * h), _ENGINE, 0.7)]
    for side in (1, -1):
        turn = np.array((1, side, 1))
        parts += [
            *leg(seat, side, (rest - np.array((0.34 * place, 0, 0))) * turn),
            *arm(seat, side, hand * turn),
        ]
    return parts
