"""The scene without its objects: what it forgets, follows, leaves alone and tolerates."""

import numpy as np
import pytest

from pipeline.values import Image, Mask
from pipeline.vision.background import Background, BackgroundSettings, Levels

SHAPE = (20, 30)
SETTINGS = BackgroundSettings()
NOWHERE = np.zeros(SHAPE, np.uint8)
EVERYWHERE = np.full(SHAPE, 255, np.uint8)
STEP_S = 0.08


def flat(level: float) -> Levels:
    return np.full(SHAPE, level, np.float32)


def picture(level: int) -> Image:
    return np.full(SHAPE, level, np.uint8)


def left_half() -> Mask:
    mask = NOWHERE.copy()
    mask[:, :15] = 255
    return mask


def learnt(level: int = 100) -> Background:
    background = Background(SETTINGS)
    background.learn([picture(level)])
    return background


def flicker(background: Background, claimed: Mask, seconds: float, hz: float) -> None:
    """Let all pixels jump by 40 levels and back, `hz` times a second."""
    for time_s in np.arange(0, seconds, STEP_S):
        luma = flat(140 if time_s * hz % 1 < 0.5 else 100)
        background.adapt(luma, background.compare(luma).strong, claimed, STEP_S)


def test_nothing_is_known_before_the_first_picture() -> None:
    background = Background(SETTINGS)
    assert not background.is_learnt
    with pytest.raises(ValueError, match="learnt no picture"):
        _ = background.mean


@pytest.mark.parametrize("taken", [1, 5, 9])
def test_what_stood_there_for_less_than_half_of_the_samples_is_forgotten(taken: int) -> None:
    passing = picture(100)
    passing[5:15, 5:15] = 220
    background = Background(SETTINGS)
    background.learn([passing] * taken + [picture(100)] * (20 - taken))
    np.testing.assert_allclose(background.mean, 100)
    assert not background.compare(flat(100)).strong.any()


def test_a_difference_is_marked_where_it_is() -> None:
    luma = flat(100)
    luma[5:15, 5:15] = 160
    difference = learnt().compare(luma)
    np.testing.assert_array_equal(difference.strong > 0, luma > 100)
    np.testing.assert_array_equal(difference.weak > 0, luma > 100)


def test_noise_that_was_in_the_samples_is_no_difference() -> None:
    rng = np.random.default_rng(0)
    samples = np.clip(rng.normal(100, 4, (30, *SHAPE)), 0, 255).astype(np.uint8)
    background = Background(SETTINGS)
    background.learn(list(samples))
    assert np.mean(background.compare(rng.normal(100, 4, SHAPE).astype(np.float32)).strong > 0) < 0.01


def test_unchanged_pixels_follow_daylight() -> None:
    background = learnt()
    for level in np.linspace(100, 160, 3000):
        luma = flat(level)
        changed = background.compare(luma).strong
        assert not changed.any()
        background.adapt(luma, changed, NOWHERE, STEP_S)
    assert abs(background.mean.mean() - 160) < 6


def test_claimed_pixels_are_not_learnt() -> None:
    background = learnt()
    luma = flat(180)
    for _ in range(4000):
        background.adapt(luma, EVERYWHERE, left_half(), STEP_S)
    np.testing.assert_allclose(background.mean[:, :15], 100)
    assert background.mean[:, 15:].min() > 170


def test_changed_pixels_become_scene_far_more_slowly_than_unchanged_ones() -> None:
    background = learnt()
    for _ in range(25):
        background.adapt(flat(108), left_half(), NOWHERE, STEP_S)
    assert (background.mean[0, 0] - 100) * 3 < background.mean[0, -1] - 100


def test_the_same_time_in_more_pictures_teaches_the_same() -> None:
    slow, quick = learnt(), learnt()
    slow.adapt(flat(106), NOWHERE, NOWHERE, 2.0)
    for _ in range(50):
        quick.adapt(flat(106), NOWHERE, NOWHERE, 0.04)
    np.testing.assert_allclose(slow.mean, quick.mean, atol=0.05)


def test_restless_pixels_grow_tolerant() -> None:
    background = learnt()
    assert background.compare(flat(140)).strong.all()
    flicker(background, NOWHERE, seconds=12, hz=1.5)
    assert not background.compare(flat(140)).strong.any()


def test_what_comes_once_leaves_no_tolerance() -> None:
    background = learnt()
    flicker(background, NOWHERE, seconds=10, hz=0.1)
    assert background.compare(flat(140)).strong.all()


def test_claimed_pixels_do_not_grow_tolerant() -> None:
    background = learnt()
    flicker(background, EVERYWHERE, seconds=12, hz=1.5)
    assert background.compare(flat(140)).strong.all()


def test_the_scene_is_replaced_where_it_is_asked_for_only() -> None:
    background = learnt()
    assert background.compare(flat(180)).strong.all()
    background.replace(flat(180), left_half())
    np.testing.assert_array_equal(background.compare(flat(180)).strong == 0, left_half() > 0)
    np.testing.assert_allclose(background.mean[:, :15], 180)
    np.testing.assert_allclose(background.mean[:, 15:], 100)


@pytest.mark.parametrize("name", ["adapt_s", "absorb_s", "restless_hz", "floor_levels", "deviations"])
def test_settings_that_cannot_work_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        BackgroundSettings(**{name: 0.0})


@pytest.mark.parametrize("share", [0.0, 1.1])
def test_shares_lie_between_0_and_1(share: float) -> None:
    with pytest.raises(ValueError, match="weak_share"):
        BackgroundSettings(weak_share=share)
