"""Somebody who sits astride: trunk, head, a leg on a pedal or rest, an arm to the handlebars."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sample_videos.figures.linkage import joint
from sample_videos.figures.person import Person
from sample_videos.shapes.mesh import Colour, Floats, Mesh
from sample_videos.shapes.solid import ball, limb, tube

_HALVES = ((0.095, 0.085), (0.098, 0.080), (0.090, 0.064), (0.106, 0.068), (0.104, 0.058), (0.04, 0.036))
"""Half width and half depth of the rings around the trunk, in shares of the height …"""
_RISE = (-0.04, 0.01, 0.10, 0.21, 0.275, 0.32)
"""… and how far up from the hips each is."""


@dataclass(frozen=True, slots=True, eq=False)
class Seat:
    """How somebody sits."""

    person: Person
    hip: Floats
    """`(3,)`, metres."""
    lean: float
    """How far the trunk bends forward, radians."""
    helmet: Colour | None = None

    @property
    def up(self) -> Floats:
        """Unit vector from the hips to the shoulders."""
        return np.array([np.sin(self.lean), 0, np.cos(self.lean)])

    @property
    def shoulder(self) -> Floats:
        """The middle between the shoulders, `(3,)`."""
        return np.asarray(self.hip + 0.285 * self.person.height * self.up)

    @property
    def head(self) -> Floats:
        """The middle of the head, `(3,)`."""
        return np.asarray(self.shoulder + 0.125 * self.person.height * (0.35 * self.up + (0.12, 0, 0.7)))


def upper_body(seat: Seat) -> list[Mesh]:
    """Trunk and head."""
    person, h, up = seat.person, seat.person.height, seat.up
    back = tube(
        [seat.hip + share * h * up for share in _RISE],
        [(w * h * person.girth, d * h * person.girth) for w, d in _HALVES],
        [person.legs, *[person.top] * 5],
    )
    return [back, *_head(seat)]


def _head(seat: Seat) -> list[Mesh]:
    person, h = seat.person, seat.person.height
    head = seat.head
    cap = seat.helmet or person.hat or person.hair
    size = 0.060 if seat.helmet else 0.053
    return [
        limb(seat.shoulder, head, (0.034 * h, 0.03 * h), person.skin),
        ball(head, (0.050 * h, 0.042 * h, 0.060 * h), person.skin),
        ball(head + (-0.012 * h, 0, 0.018 * h), (size * h, 0.048 * h, 0.052 * h), cap),
    ]


def leg(seat: Seat, side: float, rest: npt.ArrayLike) -> list[Mesh]:
    """A leg, its foot on a pedal or rest; `side` is +1 left, −1 right."""
    person, h, girth = seat.person, seat.person.height, seat.person.girth
    root = seat.hip + (0, side * 0.055 * h, -0.02)
    ankle = np.asarray(rest) + (-0.09, 0, 0.10)
    knee = joint(root, ankle, (0.245 * h, 0.246 * h), (1, 0, 0.2))
    shin = person.skin if person.short_sleeves else person.legs
    return [
        limb(root, knee, (0.052 * h * girth, 0.036 * h), person.legs),
        limb(knee, ankle, (0.035 * h, 0.026 * h), shin),
        limb(ankle - (0.04, 0, 0.02), rest + np.array((0.07, 0, 0.02)), (0.026 * h, 0.02 * h), person.shoes),
    ]


def arm(seat: Seat, side: float, hand: npt.ArrayLike) -> list[Mesh]:
    """An arm that reaches forward to a place."""
    person, h = seat.person, seat.person.height
    root = seat.shoulder + (0, side * 0.095 * h * person.girth, -0.02 * h)
    tip = np.asarray(hand)
    elbow = joint(root, tip, (0.172 * h, 0.165 * h), (-0.2, side * 0.5, -1))
    sleeve = person.skin if person.short_sleeves else person.top
    return [
        limb(root, elbow, (0.034 * h, 0.026 * h), person.top),
        limb(elbow, tip, (0.025 * h, 0.019 * h), sleeve),
        ball(tip, (0.035, 0.03, 0.03), person.skin),
    ]
