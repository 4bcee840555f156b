"""An evening in the yard."""

from datetime import UTC, datetime

from sample_videos.figures.actor import Actor, driver, trotter, walker
from sample_videos.figures.person import Person
from sample_videos.figures.quadruped import Quadruped
from sample_videos.figures.vehicle import Vehicle
from sample_videos.figures.vehicle_shape import ESTATE
from sample_videos.figures.way import Way
from sample_videos.plays.play import SIZE, Hour, Play, drift, switched
from sample_videos.sets.yard import DOOR, DRIVE_X, yard_tree, yard_view

_LAMP_S = (2.4, 42.6)
"""When the lamp beside the door goes on and off."""

_STAND = (DRIVE_X, 8.6)
"""Where the car stops."""
_CALLER = Person(
    1.76,
    top=(0.78, 0.50, 0.12),
    legs=(0.30, 0.26, 0.20),
    hair=(0.06, 0.03, 0.015),
    coat_m=0.08,
    bag=(0.45, 0.40, 0.30),
)
_NEIGHBOUR = Person(
    1.66,
    1.05,
    top=(0.42, 0.52, 0.58),
    legs=(0.14, 0.15, 0.20),
    hair=(0.09, 0.045, 0.02),
    long_hair=True,
    coat_m=0.30,
)
_DOG = Quadruped(
    shoulder_m=0.60, coat=(0.72, 0.60, 0.42), under=(0.78, 0.72, 0.62), length=1.08, chest=0.26, belly=0.19,
    leg=0.066, head=0.18, muzzle=0.2, neck_up=0.26, ear=0.06, tail=0.5, tail_up=0.7,
)  # fmt: skip


def yard_play() -> Play:
    """Somebody calls and goes in, a car comes and goes, a dog crosses the lawn, the lamp switches."""
    return Play(
        file="yard.mp4",
        scene="house front at dusk; lamp beside the door on from 2.4 to 42.6 s; tree in the wind",
        view=yard_view(*SIZE), actors=_parts(), foliage=yard_tree(), hour=_hour, duration_s=46.0, seed=12,
        recorded=datetime(2026, 3, 14, 17, 42, tzinfo=UTC),
    )  # fmt: skip


def _hour(time_s: float) -> Hour:
    """The camera answers the lamp by a slightly shorter exposure."""
    answer = switched(time_s, _LAMP_S[0] + 0.3, _LAMP_S[1] + 0.3, ramp_s=1.0)
    return Hour(2.5 * drift(time_s) * (1 - 0.07 * answer), lamps=(switched(time_s, *_LAMP_S),))


def _parts() -> tuple[Actor, ...]:
    up_the_path = ((3.8, DRIVE_X + 2.2, -2.0), (8.8, -3.6, 5.2), (12.3, 1.1, 5.5), (17.2, *DOOR))
    calling = Way((*up_the_path, (20.0, *DOOR), (21.4, DOOR[0], 14.9)))
    near, far = DRIVE_X + 1.2, DRIVE_X + 0.2
    arriving = Way(((25.5, near, -9.0), (28.0, far, 1.0), (30.5, *_STAND), (33.0, *_STAND)))
    leaving = ((33.0, *_STAND), (34.5, *_STAND), (37.5, far, 1.0), (40.0, near, -9.0))
    reversing = Way(leaving, is_backwards=True, travelled_m=18.0)
    trotting = Way(((21.5, 9.0, 6.0), (23.0, 5.5, 6.8), (25.4, 0.2, 6.2), (28.0, 0.8, -0.8)))
    passing = Way(((31.5, 9.0, 6.4), (36.0, 4.2, 4.6), (39.5, 0.9, 0.2)))
    estate = Vehicle(ESTATE, (0.36, 0.37, 0.39), lights_on=True)
    return (
        walker(_CALLER, "comes up the drive, waits at the door, goes in", calling),
        driver("car", estate, "silver estate drives up, stands, reverses out", arriving, reversing),
        trotter("dog", _DOG, "pale dog trots over the lawn, from the right to the front", trotting),
        walker(_NEIGHBOUR, "walks from the right to the front", passing),
    )
