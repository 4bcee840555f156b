"""A night in the garden."""

from dataclasses import replace

from sample_videos.figures.actor import Actor, trotter, walker
from sample_videos.figures.person import Person
from sample_videos.figures.quadruped import Quadruped
from sample_videos.figures.way import Way
from sample_videos.optics.sensor import Sensor
from sample_videos.plays.play import SIZE, Hour, Play, drift
from sample_videos.sets.night import night_shrubs, night_view

_INFRARED_S = 4.4
"""When the camera swings its filter away and turns its infra-red lamps on."""

_PROWLER = Person(
    1.82, top=(0.22, 0.22, 0.22), legs=(0.40, 0.40, 0.42), hat=(0.10, 0.10, 0.10), backpack=(0.45, 0.45, 0.45)
)
_CAT = Quadruped(
    shoulder_m=0.30, coat=(0.42, 0.40, 0.38), under=(0.6, 0.58, 0.55), length=1.3, chest=0.27, belly=0.26,
    leg=0.075, head=0.20, muzzle=0.05, neck_up=0.16, ear=0.08, tail=1.05, tail_up=1.3,
)  # fmt: skip


def night_play() -> Play:
    """The camera goes over to infra-red; a cat crosses; somebody looks into the shed."""
    return Play(
        file="night.mp4",
        scene="back garden at nightfall; the camera switches to infra-red at 4.4 s; shrub in the wind",
        view=night_view(*SIZE), actors=_parts(), foliage=night_shrubs(), hour=_hour, duration_s=40.0, seed=13,
        wind=0.35, sensor=replace(Sensor(), noise=1.6, pattern=0.8),
    )  # fmt: skip


def _hour(time_s: float) -> Hour:
    """Dusk in colour, two dark frames while the filter moves, then grey under the lamps, settling."""
    since = time_s - _INFRARED_S
    if since < 0:
        return Hour(1.25 * drift(time_s), 1.0, (0.0,))
    if since < 0.16:
        return Hour(1.0, 0.15, (0.0,), is_grey=True)
    settling = 1 + 0.5 * max(0.0, 1 - since / 0.8)
    return Hour(2.9 * drift(time_s) * settling, 0.01, (1.0,), is_grey=True)


def _parts() -> tuple[Actor, ...]:
    crossing = Way(((7.5, 7.0, 4.6), (10.5, 2.2, 3.7), (12.0, 2.0, 3.6), (17.5, -7.2, 3.9)))
    prowling = Way(
        ((17.5, -9.0, 5.2), (25.4, 1.2, 8.6), (28.6, 1.5, 8.9), (31.8, 5.2, 7.0), (35.0, 8.6, 4.6))
    )
    return (
        trotter("cat", _CAT, "crosses the lawn, right to left", crossing),
        walker(_PROWLER, "from the left, stands at the shed's door, goes off to the right", prowling),
    )
