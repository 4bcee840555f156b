"""What left a hole in the scene is told from what stands before it."""

import pytest

from pipeline.vision.ghost import is_ghost
from pipeline.vision.motion import MotionDetector, Movement
from tests.scenes import ALWAYS, Figure, Scene, between, ids, ids_on, legs, steady, watch

CAR = Figure(steady(80, 50), 26, 14)


def change(before: Scene, after: Scene) -> Movement:
    """What is seen when one scene follows another."""
    detector = MotionDetector()
    detector.learn(before.pictures([-3.0, -2.0, -1.0]))
    return detector.update(after.picture(0), 0)


@pytest.mark.parametrize("level", [45, 190])
def test_the_hole_of_what_left_is_a_ghost(level: float) -> None:
    parked = Figure(steady(80, 50), 26, 14, level, from_s=ALWAYS)
    assert is_ghost(change(Scene([parked]), Scene()), parked.box(0))


@pytest.mark.parametrize("level", [45, 190])
def test_what_came_is_no_ghost(level: float) -> None:
    arrived = Figure(steady(80, 50), 26, 14, level)
    assert not is_ghost(change(Scene(), Scene([arrived])), arrived.box(0))


def test_where_nothing_changed_is_no_ghost() -> None:
    assert not is_ghost(change(Scene(), Scene()), CAR.box(0))


@pytest.mark.parametrize("size", [(26, 14), (10, 24)], ids=["car", "person"])
@pytest.mark.parametrize("level", [45, 190], ids=["dark", "bright"])
def test_an_object_that_was_part_of_the_scene_leaves_no_track_behind(
    size: tuple[int, int], level: float
) -> None:
    way = legs((2, 80, 50), (5, 200, 50))
    looks = watch(Scene([Figure(way, *size, level, from_s=ALWAYS)]), 9)
    place = Figure(steady(80, 50), *size)
    assert not ids_on(between(looks, 4.6, 9), place, least_iou=0.3)
    assert not any(look.movement.blobs for look in between(looks, 5.6, 9))
    assert len(ids(between(looks, 2, 5))) <= 2


def test_the_object_that_leaves_is_followed() -> None:
    car = Figure(legs((2, 80, 50), (5, 200, 50)), 26, 14, from_s=ALWAYS)
    looks = watch(Scene([car]), 5)
    assert len(ids_on(between(looks, 3.7, 4.6), car)) == 1


def test_who_stops_and_goes_leaves_nothing_behind() -> None:
    car = Figure(legs((0, -26, 50), (3, 80, 50), (13, 80, 50), (16, 195, 50)), 26, 14)
    looks = watch(Scene([car]), 18.5)
    assert len(ids(looks)) == 1
    assert not any(look.movement.blobs for look in between(looks, 17, 18.5))


def test_who_comes_to_stay_is_no_ghost() -> None:
    car = Figure(legs((0, -26, 50), (3, 80, 50)), 26, 14)
    looks = watch(Scene([car]), 12)
    assert ids_on(between(looks, 11, 12), car) == ids(looks)
