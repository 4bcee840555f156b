"""What remains of a track: when it came and went, where it was."""

from dataclasses import replace

import numpy as np
import pytest

from pipeline.lives import LifeSettings, Lives
from pipeline.values import Box, Classification, Observation, PathPoint, TracePoint, Track

SECOND = 1_000_000
STEP = 80_000


def track(number: int = 1, x: float = 0.0, *, since_us: int = 0, is_visible: bool = True) -> Track:
    return Track(number, since_us, Box(x, 10, 20, 40), is_visible=is_visible, is_moving=True)


def at(time_us: int, *tracks: Track) -> Observation:
    return Observation("yard", time_us, time_us // STEP, tracks)


def test_a_life_begins_when_the_track_was_first_seen_not_when_it_was_proven() -> None:
    lives = Lives()
    lives.update(at(5 * SECOND, track(since_us=4_600_000)))
    (life,) = lives.finish()
    assert life.start_us == 4_600_000


def test_a_life_ends_when_the_track_was_last_seen() -> None:
    lives = Lives()
    lives.update(at(0, track(x=0)))
    lives.update(at(1 * SECOND, track(x=30)))
    lives.update(at(2 * SECOND, track(x=60, is_visible=False)))
    (life,) = lives.update(at(3 * SECOND)).over
    assert (life.end_us, life.box) == (1 * SECOND, Box(30, 10, 20, 40))
    assert life.path[-1] == PathPoint(1 * SECOND, 40, 50)


def test_a_life_is_told_once_and_in_the_order_of_its_number() -> None:
    lives = Lives()
    assert lives.update(at(0, track(3), track(1), track(2))).over == ()
    assert [life.track_id for life in lives.update(at(STEP, track(2))).over] == [1, 3]
    assert [life.track_id for life in lives.finish()] == [2]
    assert lives.finish() == ()


def test_a_path_has_the_points_at_which_the_object_stood() -> None:
    lives = Lives()
    for step in range(100):
        lives.update(at(step * STEP, track(x=step)))
    (life,) = lives.finish()
    assert all(point == PathPoint(point.time_us, point.time_us / STEP + 10, 50) for point in life.path)


@pytest.mark.parametrize("rate_hz", [5.0, 12.5, 25.0, 60.0])
def test_a_path_has_2_to_5_points_a_second(rate_hz: float) -> None:
    lives = Lives()
    for time_s in np.arange(0, 20, 1 / rate_hz):
        lives.update(at(round(time_s * 1e6), track(x=time_s)))
    (life,) = lives.finish()
    gaps_s = np.diff([point.time_us for point in life.path]) / 1e6
    assert 0.2 <= gaps_s.min() <= gaps_s.max() <= 0.5


def test_a_path_has_no_points_where_the_object_was_out_of_sight() -> None:
    lives = Lives()
    for step in range(50):
        lives.update(at(step * STEP, track(x=step, is_visible=not 10 <= step < 30)))
    (life,) = lives.finish()
    assert not any(10 * STEP <= point.time_us < 30 * STEP for point in life.path)
    assert life.end_us == 49 * STEP


def test_a_brief_life_has_a_point() -> None:
    lives = Lives()
    lives.update(at(0, track()))
    (life,) = lives.update(at(STEP)).over
    assert life.path == [PathPoint(0, 10, 50)]


def test_a_path_needs_time_between_its_points() -> None:
    with pytest.raises(ValueError, match="path_every_s"):
        LifeSettings(path_every_s=0)


def test_a_trace_has_a_point_for_each_point_of_the_path() -> None:
    lives = Lives()
    noted = [lives.update(at(step * STEP, track(x=step))).noted for step in range(50)]
    (life,) = lives.finish()
    assert [point.time_us for point in life.trace] == [point.time_us for point in life.path]
    assert [each[1] for each in noted if each] == life.trace


def test_a_trace_tells_the_label_so_far() -> None:
    lives = Lives()
    lives.update(at(0, track()))
    named = replace(track(x=1.234), classification=Classification("person", 0.912345, {}))
    lives.update(at(SECOND, named))
    (life,) = lives.finish()
    assert life.trace == [
        TracePoint(0, Box(0, 10, 20, 40), "unknown", 0.0),
        TracePoint(SECOND, Box(1.2, 10, 20, 40), "person", 0.9123),
    ]


def test_the_end_of_a_life_is_noticed_with_the_first_picture_without_it() -> None:
    lives = Lives()
    lives.update(at(0, track(1), track(2)))
    (life,) = lives.update(at(STEP, track(2))).over
    assert (life.end_us, life.noticed_us) == (0, STEP)
    (other,) = lives.finish()
    assert (other.end_us, other.noticed_us) == (STEP, STEP + 1)
