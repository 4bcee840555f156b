"""What moves is found in its place; light, shadow, noise and wind are not."""

from dataclasses import replace

import numpy as np
import pytest

from pipeline.values import Box
from pipeline.vision.motion import Blob, Claims, MotionDetector, MotionSettings, Movement
from tests.scenes import (
    EMPTY_S,
    HEIGHT,
    RATE_HZ,
    WIDTH,
    CastShadow,
    Figure,
    Infrared,
    Light,
    Scene,
    Thing,
    branch,
    lamp,
    steady,
)

WALKER = Figure(steady(20, 50, 24))
CAR = Figure(steady(20, 50, 40), 40, 20)


def look(scene: Scene, until_s: float, from_s: float = 0.0) -> list[Movement]:
    """What a detector that has learnt the empty scene makes of a stretch of time; nothing is claimed."""
    detector = MotionDetector()
    detector.learn(scene.pictures(list(np.linspace(*EMPTY_S, 20, endpoint=False))))
    times = np.arange(from_s, until_s, 1 / RATE_HZ)
    return [detector.update(scene.picture(time_s), round(time_s * 1e6)) for time_s in times]


def at(movement: Movement, box: Box) -> list[Blob]:
    """The blobs that touch a place."""
    return [blob for blob in movement.blobs if blob.box.intersection(box)]


def fits(blob: Blob, box: Box, tolerance: float = 2.0) -> bool:
    sides = (blob.box.x - box.x, blob.box.y - box.y, blob.box.right - box.right, blob.box.bottom - box.bottom)
    return max(map(abs, sides)) <= tolerance


def share_found(movements: list[Movement], figure: Figure) -> float:
    """Share of the pictures in which one blob shows the whole figure, within 2 px."""
    hits = [any(fits(blob, figure.box(m.time_us / 1e6)) for blob in m.blobs) for m in movements]
    return sum(hits) / len(hits)


@pytest.mark.parametrize("figure", [WALKER, replace(WALKER, level=185), CAR], ids=["dark", "bright", "car"])
@pytest.mark.parametrize("noise", [0.0, 1.5, 3.0])
def test_what_moves_is_found_in_its_place(figure: Figure, noise: float) -> None:
    movements = look(Scene([figure], noise=noise), 3)
    assert share_found(movements, figure) > 0.8
    assert np.mean([len(m.blobs) for m in movements]) < 1.5


def test_the_mask_shows_the_figure_and_nothing_else() -> None:
    movement = look(Scene([CAR]), 2)[-1]
    expected = np.zeros((HEIGHT, WIDTH), bool)
    box = CAR.box(movement.time_us / 1e6)
    expected[round(box.y) : round(box.bottom), round(box.x) : round(box.right)] = True
    assert np.sum((movement.mask > 0) & expected) / np.sum((movement.mask > 0) | expected) > 0.8
    assert set(np.unique(movement.mask)) <= {0, 255}


def test_an_empty_scene_stays_empty() -> None:
    assert not any(movement.blobs for movement in look(Scene(noise=3), 8))


def test_without_samples_the_first_picture_is_the_scene() -> None:
    detector, scene = MotionDetector(), Scene([replace(WALKER, from_s=0.1)])
    assert detector.update(scene.picture(0), 0).blobs == ()
    movements = [detector.update(scene.picture(t), round(t * 1e6)) for t in np.arange(0.1, 2, 0.08)]
    assert share_found(movements, WALKER) > 0.8


@pytest.mark.parametrize("factor", [0.75, 1.3], ids=["darker", "brighter"])
def test_exposure_that_drifts_hides_nothing_and_shows_nothing(factor: float) -> None:
    drift = Light(lambda time_s: float(np.interp(time_s, [1, 6], [1, factor])))
    assert not any(movement.blobs for movement in look(Scene([drift]), 8))
    assert share_found(look(Scene([WALKER, drift]), 6), WALKER) > 0.8


@pytest.mark.parametrize("factor", [0.6, 1.6])
def test_exposure_that_jumps_hides_nothing_and_shows_nothing(factor: float) -> None:
    jump = Light(lambda time_s: factor if time_s >= 2 else 1.0)
    movements = look(Scene([WALKER, jump]), 5)
    assert share_found(movements, WALKER) > 0.8
    assert np.mean([len(m.blobs) for m in movements]) < 1.5


SWITCHES = [pytest.param(lamp(from_s=2), id="lamp"), pytest.param(Infrared(from_s=2), id="infra-red")]


@pytest.mark.parametrize("switch", SWITCHES)
def test_a_sudden_change_of_light_is_over_after_a_second(switch: Thing) -> None:
    movements = look(Scene([switch]), 6)
    assert not any(movement.blobs for movement in movements if not movement.is_settled)
    calm = [movement for movement in movements if not 2e6 <= movement.time_us <= 3e6]
    assert all(movement.is_settled for movement in calm)
    assert sum(len(movement.blobs) for movement in calm) <= 2


@pytest.mark.parametrize("switch", SWITCHES)
def test_objects_are_found_again_after_a_sudden_change_of_light(switch: Thing) -> None:
    movements = look(Scene([switch, WALKER]), 6)
    assert share_found([movement for movement in movements if movement.time_us > 3.2e6], WALKER) > 0.8


def test_a_large_object_is_not_taken_for_a_change_of_light() -> None:
    bus = Figure(steady(-70, 20, 60), 100, 70)
    movements = look(Scene([bus]), 4)
    assert all(movement.is_settled for movement in movements)
    assert share_found([m for m in movements if 1.5e6 < m.time_us < 2.6e6], bus) > 0.8


@pytest.mark.parametrize("figure", [WALKER, CAR], ids=["walker", "car"])
def test_a_cast_shadow_is_no_part_of_its_object(figure: Figure) -> None:
    assert share_found(look(Scene([CastShadow(figure), figure]), 2.5), figure) > 0.75


def test_a_shadow_alone_is_no_object() -> None:
    out_of_sight = Figure(steady(20, -24 + 40, 24))
    movements = look(Scene([CastShadow(out_of_sight)]), 3)
    assert sum(len(movement.blobs) for movement in movements) <= 2


def test_a_small_shake_of_the_camera_shows_nothing() -> None:
    trembling = Scene(shake=lambda time_s: (float(np.sin(7 * time_s)), float(np.cos(5 * time_s))))
    assert np.mean([len(movement.blobs) for movement in look(trembling, 6)]) < 0.1


def test_a_branch_is_forgiven_after_some_seconds() -> None:
    movements = look(Scene([branch(60, 20, reach=5, hz=1)]), 14)
    early, late = (
        [len(m.blobs) for m in part]
        for part in (movements[: round(4 * RATE_HZ)], movements[round(8 * RATE_HZ) :])
    )
    assert sum(early) > 5
    assert np.mean(late) < 0.1


def test_what_is_held_is_not_learnt_and_what_is_not_held_is_in_the_end() -> None:
    scene = Scene([Figure(steady(20, 50)), Figure(steady(120, 50), seed=2)])
    detector = MotionDetector()
    detector.learn(scene.pictures(list(np.linspace(*EMPTY_S, 20, endpoint=False))))
    held, nothing = np.zeros((HEIGHT, WIDTH), np.uint8), np.zeros((HEIGHT, WIDTH), np.uint8)
    held[:, :90] = 255
    for time_s in range(400):
        movement = detector.update(scene.picture(time_s), time_s * 1_000_000, Claims(held, nothing))
    assert at(movement, Box(20, 50, 10, 24))
    assert not at(movement, Box(120, 50, 10, 24))


def test_what_is_vacated_becomes_scene_at_once() -> None:
    scene = Scene([Figure(steady(20, 50))])
    detector = MotionDetector()
    detector.learn(scene.pictures(list(np.linspace(*EMPTY_S, 20, endpoint=False))))
    movement = detector.update(scene.picture(0), 0)
    assert at(movement, Box(20, 50, 10, 24))
    claims = Claims(np.zeros_like(movement.mask), movement.mask)
    detector.update(scene.picture(0.08), 80_000, claims)
    assert not detector.update(scene.picture(0.16), 160_000).mask[52:72, 22:28].any()


@pytest.mark.parametrize(
    "settings", [{"min_area_px": 0}, {"most_change": 0.0}, {"most_change": 1.5}], ids=str
)
def test_settings_that_cannot_work_are_refused(settings: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(settings))):
        MotionSettings(**settings)  # type: ignore[arg-type]
