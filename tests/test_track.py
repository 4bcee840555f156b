"""One object, one track: through occlusion, crossing, melting, pieces, low rates and gaps."""

from dataclasses import replace

import numpy as np
import pytest

from pipeline.values import Track
from pipeline.vision.motion import MotionDetector
from pipeline.vision.track import Tracker, TrackSettings
from tests.scenes import (
    WIDTH,
    Figure,
    Infrared,
    Look,
    Scene,
    Thing,
    between,
    branch,
    ids,
    ids_on,
    lamp,
    legs,
    post,
    steady,
    watch,
)

WALKER = Figure(steady(-10, 50, 24))
BRIGHT = Figure(steady(192, 52, -24), level=190, seed=2)
CAR = Figure(steady(-30, 50, 40), 30, 16)


def only(look: Look) -> Track:
    (track,) = look.tracks
    return track


@pytest.mark.parametrize(
    ("figure", "seconds"),
    [
        pytest.param(WALKER, 8.0, id="walker"),
        pytest.param(replace(WALKER, level=190), 8.0, id="bright walker"),
        pytest.param(replace(WALKER, width=5, height=11), 8.0, id="far walker"),
        pytest.param(Figure(steady(-10, 50, 80)), 2.2, id="runner"),
        pytest.param(Figure(steady(-40, 50, 90), 40, 20), 2.2, id="fast car"),
        pytest.param(Figure(steady(90, -24, 0, 20)), 5.0, id="down the picture"),
    ],
)
def test_one_object_is_one_track_from_end_to_end(figure: Figure, seconds: float) -> None:
    looks = watch(Scene([figure]), seconds)
    assert len(ids(looks)) == 1
    followed = [ids_on([look], figure) == ids(looks) for look in between(looks, 1.4, seconds - 0.5)]
    assert np.mean(followed) > 0.9


def test_nothing_moves_no_track() -> None:
    assert ids(watch(Scene(noise=3), 6)) == set()


def test_a_shaking_camera_makes_no_track() -> None:
    trembling = Scene(shake=lambda time_s: (float(np.sin(7 * time_s)), float(np.cos(5 * time_s))))
    assert ids(watch(trembling, 8)) == set()


def test_a_branch_in_the_wind_makes_no_track_and_hides_nobody() -> None:
    passer = Figure(legs((8, -10, 40), (16, 182, 40)))
    looks = watch(Scene([branch(90, 45, reach=4, hz=1), passer]), 15)
    assert len(ids(between(looks, 0, 8))) <= 1
    assert len(ids(between(looks, 8.5, 15))) == 1
    assert len(ids_on(between(looks, 9.2, 15), passer, least_iou=0.4)) == 1


def test_a_glint_is_not_reported() -> None:
    glint = Figure(legs((1, 50, 50), (1.2, 60, 50), (1.21, 400, 50)), from_s=1)
    assert ids(watch(Scene([glint]), 3)) == set()


def test_what_is_not_yet_proven_is_not_reported_but_remembered() -> None:
    looks = watch(Scene([replace(WALKER, way=steady(30, 50, 24), from_s=1.0)]), 3)
    first = next(look for look in looks if look.tracks)
    assert first.time_s > 1.2
    assert only(first).since_us == pytest.approx(1e6, abs=0.1e6)


def test_boxes_are_in_source_pixels() -> None:
    motion, tracker = MotionDetector(), Tracker((4.0, 3.0))
    scene = Scene([WALKER])
    motion.learn(scene.pictures([-1.0]))
    for time_s in np.arange(0, 4, 0.08):
        tracks = tracker.update(motion.update(scene.picture(time_s), round(time_s * 1e6)))
    assert tracks[0].box.iou(WALKER.box(float(time_s)).scaled(4, 3)) > 0.7


def test_a_passage_behind_a_post_does_not_end_a_track() -> None:
    looks = watch(Scene([WALKER, post(90, 24)]), 8)  # out of sight from 4.2 to 4.8 s
    assert len(ids(looks)) == 1
    assert not any(track.is_visible for look in between(looks, 4.35, 4.7) for track in look.tracks)
    assert ids_on(between(looks, 5.8, 7.5), WALKER) == ids(looks)


@pytest.mark.parametrize(
    ("figure", "width", "seconds"),
    [
        pytest.param(WALKER, 2, 8, id="walker, thin post"),
        pytest.param(WALKER, 3, 8, id="walker"),
        pytest.param(CAR, 3, 4.6, id="car, thin post"),
        pytest.param(CAR, 6, 4.6, id="car"),
    ],
)
def test_an_object_cut_in_two_by_a_post_is_one_track(figure: Figure, width: int, seconds: float) -> None:
    looks = watch(Scene([figure, post(95, width)]), seconds)
    assert len(ids(looks)) == 1
    assert ids_on(looks[-8:], figure) == ids(looks)


@pytest.mark.parametrize("speed", [15, 24, 40], ids=lambda speed: f"{speed} px/s")
@pytest.mark.parametrize("apart", [2, 8], ids=lambda apart: f"{apart} px apart")
def test_two_who_cross_keep_their_numbers(speed: float, apart: float) -> None:
    right = Figure(steady(90 - 2 * speed, 50, speed))
    left = Figure(steady(90 + 2 * speed, 50 + apart, -speed), level=190, seed=2)
    looks = watch(Scene([right, left]), 4)
    before, after = between(looks, 0.6, 1.4), between(looks, 2.9, 4)
    assert len(ids(looks)) == 2
    assert ids_on(before, right) == ids_on(after, right)
    assert ids_on(before, left) == ids_on(after, left)


def test_two_who_meet_and_part_keep_their_numbers() -> None:
    one = Figure(legs((0, -10, 48), (3, 80, 48), (5, 100, 48), (8, 190, 40)), level=40)
    other = Figure(legs((0, 192, 50), (3, 89, 50), (5, 109, 50), (8, 20, 62)), level=190, seed=2)
    looks = watch(Scene([one, other]), 7.5)
    assert len(ids(looks)) == 2
    for figure in (one, other):
        assert len(ids_on(between(looks, 1, 2.5), figure) | ids_on(between(looks, 6, 7.5), figure)) == 1


def test_two_who_come_as_one_part_into_two() -> None:
    one = Figure(legs((0, -22, 44), (3, 70, 44), (7, 185, 44)), 10, 18)
    other = Figure(legs((0, -14, 48), (3, 78, 48), (7, 60, 80)), 10, 18, seed=2)
    looks = watch(Scene([one, other]), 6.5)
    late = between(looks, 5, 6.5)
    assert len(ids_on(late, one)) == len(ids_on(late, other)) == 1
    assert ids_on(late, one) != ids_on(late, other)


@pytest.mark.parametrize("speed", [8, 16], ids=lambda speed: f"{speed} px/s")
def test_no_box_spans_the_ground_between_two_who_part(speed: float) -> None:
    end_s = 4 + 60 / speed
    stays = Figure(legs((0, -10, 50), (3, 70, 50)))
    leaves = Figure(legs((0, -19, 52), (3, 61, 52), (4, 61, 52), (end_s, 1, 52)), seed=2)
    looks = watch(Scene([stays, leaves]), end_s)
    assert max(track.box.width for look in looks for track in look.tracks) < 40
    assert len(ids_on(between(looks, end_s - 2, end_s), leaves)) == 1


def test_numbers_are_never_used_again() -> None:
    walkers: list[Thing] = [
        Figure(legs((start, -10, 50), (start + 3, WIDTH, 50)), from_s=start) for start in (0, 4, 8)
    ]
    looks = watch(Scene(walkers), 11.5)
    first, second, third = (ids(between(looks, start, start + 3)) for start in (0.0, 4.0, 8.0))
    assert len(first) == len(second) == len(third) == 1
    assert max(first) < max(second) < max(third)


@pytest.mark.parametrize("hz", [5.0, 8.0, 25.0])
def test_the_rate_of_pictures_does_not_matter(hz: float) -> None:
    looks = watch(Scene([WALKER]), 8, hz=hz)
    assert len(ids(looks)) == 1
    assert ids_on(between(looks, 2, 7.5), WALKER) == ids(looks)


def test_a_gap_in_the_pictures_does_not_end_a_track() -> None:
    motion, tracker, scene = MotionDetector(), Tracker((1.0, 1.0)), Scene([WALKER])
    motion.learn(scene.pictures([-1.0]))
    seen = set()
    for time_s in [*np.arange(0, 3, 0.08), *np.arange(3.6, 6, 0.08)]:
        movement = motion.update(scene.picture(time_s), round(time_s * 1e6))
        seen |= {track.id for track in tracker.update(movement)}
    assert len(seen) == 1


def test_who_leaves_the_picture_ends() -> None:
    looks = watch(Scene([Figure(steady(-10, 50, 50))]), 6)  # out at 4.04 s
    assert ids(between(looks, 3, 3.9))
    assert not any(track.is_visible for look in between(looks, 4.2, 6) for track in look.tracks)
    assert not ids(between(looks, 5.3, 6))


@pytest.mark.parametrize("figure", [WALKER, CAR], ids=["walker", "car"])
def test_an_object_that_stops_is_kept_and_goes_on_as_the_same(figure: Figure) -> None:
    stopping = replace(figure, way=legs((0, -figure.width, 50), (3, 80, 50), (15, 80, 50), (18, 195, 50)))
    looks = watch(Scene([stopping]), 20)
    assert len(ids(looks)) == 1
    assert all(only(look).is_visible and not only(look).is_moving for look in between(looks, 6, 15))
    assert all(only(look).is_moving for look in between(looks, 16, 17.4))
    assert not ids(between(looks, 19.3, 20))


def test_a_track_is_not_visible_while_the_light_changes() -> None:
    looks = watch(Scene([Infrared(from_s=2), Figure(steady(20, 50, 24))]), 3.5)
    blind = [look for look in looks if not look.movement.is_settled]
    assert blind
    assert not any(track.is_visible for look in blind for track in look.tracks)


def test_a_track_outlives_a_lamp() -> None:
    looks = watch(Scene([WALKER, lamp(from_s=3)]), 7)
    assert ids_on(between(looks, 1.5, 2.9), WALKER) == ids_on(between(looks, 5, 6.9), WALKER)


def test_displacement_grows_with_the_way() -> None:
    looks = watch(Scene([Figure(legs((0, 20, 50), (4, 110, 50), (5, 110, 50), (9, 20, 50)))]), 8.5)
    sizes = 90 / np.sqrt(10 * 24)
    assert all(only(look).displacement == pytest.approx(sizes, rel=0.15) for look in between(looks, 4.4, 4.9))
    assert only(looks[-1]).displacement == pytest.approx(sizes, rel=0.15)


@pytest.mark.parametrize(
    "settings", [{"confirm_sightings": 0}, {"lost_s": 0.0}, {"reach": -1.0}, {"hold_s": 0.0}], ids=str
)
def test_settings_that_cannot_work_are_refused(settings: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(settings))):
        TrackSettings(**settings)  # type: ignore[arg-type]
