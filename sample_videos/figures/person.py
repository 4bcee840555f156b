"""A walking person: build, clothes and the pose at a point of the stride."""

from dataclasses import dataclass

import numpy as np

from sample_videos.figures.gait import leg_angles
from sample_videos.shapes.mesh import Colour, Floats, Mesh, joined, turn_z
from sample_videos.shapes.solid import ball, limb, tube

_SKIN: tuple[Colour, ...] = ((0.62, 0.38, 0.27), (0.52, 0.30, 0.20), (0.34, 0.18, 0.11), (0.16, 0.08, 0.05))
_HAIR: tuple[Colour, ...] = (
    (0.02, 0.015, 0.01),
    (0.07, 0.035, 0.015),
    (0.25, 0.14, 0.05),
    (0.35, 0.34, 0.33),
)
_TOPS: tuple[Colour, ...] = (
    (0.45, 0.04, 0.03), (0.03, 0.08, 0.30), (0.02, 0.02, 0.025), (0.60, 0.58, 0.54), (0.10, 0.22, 0.08),
    (0.55, 0.36, 0.05), (0.16, 0.16, 0.17), (0.30, 0.10, 0.25), (0.06, 0.25, 0.30), (0.30, 0.20, 0.12),
)  # fmt: skip
_LEGS: tuple[Colour, ...] = (
    (0.03, 0.05, 0.12), (0.02, 0.02, 0.022), (0.09, 0.11, 0.17), (0.30, 0.25, 0.17), (0.12, 0.12, 0.12),
)  # fmt: skip
_TRUNK = (
    (0.0, -0.045, 0.078, 0.055), (0.0, 0.0, 0.098, 0.068), (0.0, 0.020, 0.099, 0.068),
    (0.0, 0.022, 0.101, 0.070), (0.0, 0.07, 0.094, 0.064), (0.004, 0.13, 0.088, 0.061),
    (0.006, 0.20, 0.101, 0.067),
    (0.002, 0.25, 0.108, 0.064), (-0.004, 0.280, 0.098, 0.056), (-0.004, 0.302, 0.070, 0.046),
    (-0.002, 0.318, 0.044, 0.038), (0.0, 0.335, 0.033, 0.034),
)  # fmt: skip
"""Hips to neck: (x, z, half width, half depth) of the rings around the trunk, in shares of the height."""


@dataclass(frozen=True, slots=True)
class Person:
    """How somebody looks."""

    height: float = 1.75
    """Metres."""
    girth: float = 1.0
    """Width as a share of the usual."""
    skin: Colour = _SKIN[0]
    hair: Colour = _HAIR[1]
    top: Colour = _TOPS[0]
    legs: Colour = _LEGS[0]
    shoes: Colour = (0.03, 0.03, 0.03)
    coat_m: float = 0.0
    """How far the jacket reaches below the hips."""
    skirt: bool = False
    short_sleeves: bool = False
    long_hair: bool = False
    hat: Colour | None = None
    backpack: Colour | None = None
    bag: Colour | None = None


@dataclass(frozen=True, slots=True)
class Pose:
    """Where the person is in the stride."""

    phase: float
    """Strides walked."""
    vigour: float = 1.0
    """0 stands, 1 walks."""
    turn_head: float = 0.0
    """Radians to the left."""
    phone: float = 0.0
    """1: the right hand holds something before the face."""


def random_person(rng: np.random.Generator) -> Person:
    """Somebody with a random build and wardrobe."""
    top = _TOPS[rng.integers(len(_TOPS))]
    return Person(
        height=float(rng.normal(1.72, 0.09)),
        girth=float(rng.uniform(0.9, 1.25)),
        skin=_SKIN[rng.integers(len(_SKIN))],
        hair=_HAIR[rng.integers(len(_HAIR))],
        top=_faded(rng, top),
        legs=_faded(rng, _LEGS[rng.integers(len(_LEGS))]),
        shoes=(0.03, 0.03, 0.03) if rng.random() < 0.6 else (0.5, 0.5, 0.5),
        coat_m=float(rng.choice([0.0, 0.05, 0.12, 0.35])),
        skirt=bool(rng.random() < 0.15),
        short_sleeves=bool(rng.random() < 0.3),
        long_hair=bool(rng.random() < 0.4),
        hat=_TOPS[rng.integers(len(_TOPS))] if rng.random() < 0.2 else None,
        backpack=_TOPS[rng.integers(len(_TOPS))] if rng.random() < 0.25 else None,
        bag=_TOPS[rng.integers(len(_TOPS))] if rng.random() < 0.2 else None,
    )


def _faded(rng: np.random.Generator, colour: Colour) -> Colour:
    r, g, b = np.clip(np.array(colour) * rng.uniform(0.7, 1.5) + rng.uniform(0, 0.04, 3), 0.01, 0.85)
    return float(r), float(g), float(b)


@dataclass(frozen=True, slots=True, eq=False)
class Leg:
    """The joints of one leg, each `(3,)`."""

    hip: Floats
    knee: Floats
    ankle: Floats
    toe: Floats


def walking_leg(side: float, phase: float, vigour: float, height: float) -> Leg:
    """One leg below hips at the origin; `side` is +1 left, −1 right."""
    angles = leg_angles(phase, vigour)
    thigh, shank, foot = 0.245 * height, 0.246 * height, 0.10 * height
    hip = np.array([0, side * 0.052 * height, 0])
    knee = hip + thigh * _swung(angles.hip)
    ankle = knee + shank * _swung(angles.hip - angles.knee)
    slope = angles.hip - angles.knee + angles.ankle
    toe = ankle + foot * np.array([np.cos(slope), 0, np.sin(slope) - 0.25])
    return Leg(
        hip.astype(np.float32), knee.astype(np.float32), ankle.astype(np.float32), toe.astype(np.float32)
    )


def _swung(angle: float) -> Floats:
    """Unit vector of a limb that hangs down, swung forward by an angle."""
    return np.array([np.sin(angle), 0, -np.cos(angle)], np.float32)


def person_mesh(person: Person, pose: Pose) -> Mesh:
    """The person in a pose, feet on the ground at the origin, facing along x."""
    h = person.height
    legs = [walking_leg(side, pose.phase + shift, pose.vigour, h) for side, shift in ((1, 0.0), (-1, 0.5))]
    lift = 0.035 * h - min(min(float(leg.ankle[2]), float(leg.toe[2]) + 0.02 * h) for leg in legs)
    parts = [mesh for leg in legs for mesh in _leg(person, leg)]
    parts += _trunk(person, pose, legs)
    parts += [mesh for side in (1, -1) for mesh in _arm(person, pose, side)]
    parts += _head(person, pose)
    return joined(parts).placed(0, 0, 0, z=lift)


def _leg(person: Person, leg: Leg) -> list[Mesh]:
    h, girth = person.height, person.girth
    shin = person.skin if person.skirt else person.legs
    calf = leg.knee + 0.35 * (leg.ankle - leg.knee)
    heel = leg.ankle + np.array([-0.02 * h, 0, -0.018 * h])
    return [
        limb(leg.hip, leg.knee, (0.054 * h * girth, 0.037 * h * girth), person.legs),
        limb(leg.knee, calf, (0.035 * h * girth, 0.034 * h * girth), shin),
        limb(calf, leg.ankle, (0.034 * h * girth, 0.026 * h), shin),
        limb(heel, leg.toe, (0.026 * h, 0.02 * h), person.shoes),
    ]


def _trunk(person: Person, pose: Pose, legs: list[Leg]) -> list[Mesh]:
    """Hips to neck, with the jacket's skirt and what is carried on the back."""
    h, girth = person.height, person.girth
    sway = 0.012 * h * pose.vigour * np.sin(2 * np.pi * pose.phase)
    centres = [(x * h + 0.03 * pose.vigour * z * h, sway * (1 - 2 * z), z * h) for x, z, _, _ in _TRUNK]
    halves = [(w * h * girth, d * h * girth) for _, _, w, d in _TRUNK]
    paint = [person.legs if z < 0.021 and not person.coat_m else person.top for _, z, _, _ in _TRUNK]
    parts = [tube(centres, halves, paint)]
    if person.coat_m or person.skirt:
        parts.append(_skirt(person, legs))
    if person.backpack:
        parts.append(ball((-0.085 * h, 0, 0.19 * h), (0.055 * h, 0.075 * h, 0.115 * h), person.backpack))
    return parts


def _skirt(person: Person, legs: list[Leg]) -> Mesh:
    """The part of a coat or skirt below the hips: wide enough for both thighs."""
    h = person.height
    length = max(person.coat_m, 0.20 * h if person.skirt else 0.0)
    share = min(length / (0.245 * h), 1.0)
    thighs = [leg.hip + share * (leg.knee - leg.hip) for leg in legs]
    reach = abs(float(thighs[0][0] - thighs[1][0])) / 2
    middle = (thighs[0] + thighs[1]) / 2
    wide, deep = 0.112 * h * person.girth, 0.075 * h * person.girth + reach
    colour = person.top if person.coat_m else person.legs
    centres = [(0, 0, 0.02 * h), (middle[0] / 2, 0, -length / 2), (middle[0], 0, -length)]
    return tube(centres, [(0.104 * h, 0.072 * h), (wide, (deep + 0.07 * h) / 2), (wide, deep)], colour)


def _arm(person: Person, pose: Pose, side: float) -> list[Mesh]:
    h, girth = person.height, person.girth
    swing = 0.42 * pose.vigour * np.sin(2 * np.pi * (pose.phase + (0.25 if side < 0 else 0.75)))
    bend = 0.2 + 0.25 * pose.vigour + max(swing, 0) * 0.5
    if side < 0 and pose.phone:
        swing, bend = 0.35 * pose.phone, 2.0 * pose.phone
    shoulder = np.array([0.0, side * 0.098 * h * girth, 0.262 * h])
    outward = np.array([0, side * 0.10, 0])
    elbow = shoulder + 0.172 * h * (_swung(swing) + outward)
    wrist = elbow + 0.150 * h * (_swung(swing + bend) + 0.3 * outward)
    hand = wrist + 0.055 * h * _swung(swing + bend)
    sleeve = person.skin if person.short_sleeves else person.top
    parts = [
        limb(shoulder, elbow, (0.034 * h * girth, 0.026 * h), person.top),
        limb(elbow, wrist, (0.026 * h, 0.019 * h), sleeve),
        limb(wrist, hand, (0.018 * h, 0.019 * h), person.skin),
    ]
    if person.bag and side > 0:
        parts.append(ball(hand - (0, 0, 0.11 * h), (0.075 * h, 0.03 * h, 0.08 * h), person.bag))
    return parts


def _head(person: Person, pose: Pose) -> list[Mesh]:
    h = person.height
    centre = np.array([0.018 * h, 0, 0.400 * h], np.float32)
    back = centre + np.array([-0.010 * h, 0, 0.020 * h], np.float32)
    parts = [
        ball(centre, (0.050 * h, 0.042 * h, 0.060 * h), person.skin),
        ball(centre + (0.048 * h, 0, -0.008 * h), (0.012 * h, 0.007 * h, 0.012 * h), person.skin),
        ball(back, (0.053 * h, 0.047 * h, 0.050 * h), person.hat or person.hair),
    ]
    if person.long_hair:
        parts.append(ball(back + (-0.02 * h, 0, -0.05 * h), (0.036 * h, 0.045 * h, 0.07 * h), person.hair))
    turned = joined(parts).turned(turn_z(pose.turn_head), centre)
    return [limb((0, 0, 0.30 * h), centre, (0.033 * h, 0.03 * h), person.skin), turned]
