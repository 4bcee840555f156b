"""A morning in the street."""

from sample_videos.figures.actor import Actor, driver, rider, walker
from sample_videos.figures.bicycle import Cyclist
from sample_videos.figures.person import Person
from sample_videos.figures.vehicle import Vehicle
from sample_videos.figures.vehicle_shape import CAB, HATCHBACK, SALOON, VAN
from sample_videos.figures.way import Way
from sample_videos.plays.play import SIZE, Hour, Play, drift
from sample_videos.sets.street import (
    FAR_LANE_Y,
    FAR_WALK_Y,
    NEAR_LANE_Y,
    NEAR_WALK_Y,
    street_tree,
    street_view,
)

_LEFT, _RIGHT = -20.0, 36.0
"""Where the road leaves the picture, with room for a truck."""

_LEAVER = Person(
    1.80,
    top=(0.50, 0.05, 0.04),
    legs=(0.04, 0.06, 0.13),
    hair=(0.05, 0.03, 0.015),
    backpack=(0.02, 0.02, 0.025),
)
_COMER = Person(
    1.68,
    top=(0.62, 0.58, 0.50),
    legs=(0.02, 0.02, 0.025),
    coat_m=0.32,
    hair=(0.25, 0.14, 0.05),
    long_hair=True,
)
_STROLLER = Person(
    1.74,
    1.12,
    top=(0.05, 0.20, 0.24),
    legs=(0.28, 0.23, 0.16),
    hair=(0.35, 0.34, 0.33),
    bag=(0.35, 0.22, 0.08),
)


def street_play() -> Play:
    """Cars, a van, a truck, a cyclist and people on foot, under a tree in the wind."""
    return Play(
        file="street_20260314_081500.mp4",
        scene="street before terraced houses, sunny morning; tree in the wind with its shadow",
        view=street_view(*SIZE), actors=(*_traffic(), *_people()), foliage=street_tree(),
        hour=lambda time_s: Hour(1.2 * drift(time_s)), duration_s=44.0, seed=11, wind=0.55,
    )  # fmt: skip


def _drive(start_s: float, speed: float, y: float, is_rightward: bool) -> Way:
    ends = (_LEFT, _RIGHT) if is_rightward else (_RIGHT, _LEFT)
    return Way(((start_s, ends[0], y), (start_s + (_RIGHT - _LEFT) / speed, ends[1], y)))


def _traffic() -> tuple[Actor, ...]:
    hatchback = Vehicle(HATCHBACK, (0.62, 0.04, 0.03))
    van = Vehicle(VAN, (0.70, 0.70, 0.68))
    truck = Vehicle(CAB, (0.03, 0.10, 0.34), (0.62, 0.62, 0.60), 5.4)
    saloon = Vehicle(SALOON, (0.03, 0.09, 0.20))
    cycling = Person(1.78, top=(0.60, 0.35, 0.03), legs=(0.03, 0.03, 0.04), short_sleeves=True)
    cyclist = Cyclist(cycling, (0.05, 0.12, 0.30), 0.45, helmet=(0.65, 0.65, 0.65))
    return (
        driver("car", hatchback, "red hatchback, left to right", _drive(2.0, 8.0, NEAR_LANE_Y, True)),
        rider(cyclist, "cyclist in orange, left to right", _drive(9.3, 5.0, NEAR_LANE_Y - 0.6, True)),
        driver("van", van, "white van, left to right", _drive(17.0, 7.5, NEAR_LANE_Y, True)),
        driver("truck", truck, "truck with blue cab, right to left", _drive(23.0, 7.0, FAR_LANE_Y, False)),
        driver("car", saloon, "blue saloon, right to left", _drive(32.0, 8.5, FAR_LANE_Y, False)),
    )


def _people() -> tuple[Actor, ...]:
    """One comes out of the red door, one goes in by the green one, one strolls on this side."""
    far, near = FAR_WALK_Y, NEAR_WALK_Y
    leaving = Way(((6.5, -4.97, 19.6), (9.5, -4.97, 15.2), (10.6, -4.2, far), (26.5, 20.0, far)))
    coming = Way(((11.0, 21.0, far + 0.7), (20.6, 7.4, far + 0.7), (21.4, 6.55, 15.0), (24.6, 6.55, 19.6)))
    strolling = Way(((23.0, 15.5, near), (30.0, 4.2, near), (33.5, 4.2, near), (39.5, -5.0, near - 0.3)))
    return (
        walker(_LEAVER, "leaves by the red door, goes right on the far pavement", leaving),
        walker(
            _COMER, "from the right on the far pavement, meets the other, goes in by the green door", coming
        ),
        walker(_STROLLER, "right to left on the near pavement, stands a while", strolling),
    )
