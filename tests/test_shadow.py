"""What is a shadow and what is a dark object."""

import numpy as np
import pytest

from pipeline.values import Mask
from pipeline.vision.background import Levels
from pipeline.vision.shadow import ShadowSettings, keep_enclosed, shadow_mask
from tests.scenes import HEIGHT, WIDTH, texture

SETTINGS = ShadowSettings()
GROUND = texture((WIDTH, HEIGHT), 0, 110, 18)
PATCH = (slice(40, 70), slice(60, 100))
INNER = (slice(43, 67), slice(63, 97))
"""The patch without the rim, where windows see both inside and outside."""


def patch_mask() -> Mask:
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    mask[PATCH] = 255
    return mask


def with_patch(patch: Levels, noise: float = 1.0) -> Levels:
    picture = GROUND.copy()
    picture[PATCH] = patch
    return np.random.default_rng(3).normal(picture, noise).astype(np.float32)


@pytest.mark.parametrize("factor", [0.55, 0.7, 0.85])
def test_ground_in_less_light_is_shadow(factor: float) -> None:
    found = shadow_mask(with_patch(GROUND[PATCH] * np.float32(factor)), GROUND, patch_mask(), SETTINGS)
    assert np.mean(found[INNER] > 0) > 0.95


@pytest.mark.parametrize(
    "patch",
    [
        pytest.param(texture((40, 30), 7, 66, 25), id="another texture, as dark as a shadow"),
        pytest.param(GROUND[PATCH] * np.float32(0.25), id="darker than any shadow"),
        pytest.param(GROUND[PATCH] * np.float32(1.5), id="brighter than the ground"),
    ],
)
def test_objects_are_not_shadow(patch: Levels) -> None:
    found = shadow_mask(with_patch(patch), GROUND, patch_mask(), SETTINGS)
    assert np.mean(found[INNER] > 0) < 0.3


def test_there_is_no_shadow_outside_of_the_foreground() -> None:
    found = shadow_mask(GROUND * np.float32(0.6), GROUND, patch_mask(), SETTINGS)
    assert not found[patch_mask() == 0].any()
    assert found[INNER].all()


def test_without_foreground_there_is_no_shadow() -> None:
    assert not shadow_mask(GROUND, GROUND, np.zeros((HEIGHT, WIDTH), np.uint8), SETTINGS).any()


def test_a_coat_between_head_and_legs_is_kept() -> None:
    changed = patch_mask()
    lit = changed.copy()
    lit[50:60, 60:100] = 0
    np.testing.assert_array_equal(keep_enclosed(lit, changed), changed)


def test_a_shadow_beside_its_object_is_not_kept() -> None:
    changed = patch_mask()
    changed[64:70, 100:130] = 255
    np.testing.assert_array_equal(keep_enclosed(patch_mask(), changed), patch_mask())


def test_ground_between_two_small_things_is_not_kept() -> None:
    changed = np.zeros((HEIGHT, WIDTH), np.uint8)
    changed[40:60, 60:70] = 255
    lit = changed.copy()
    lit[46:54, 60:70] = 0
    np.testing.assert_array_equal(keep_enclosed(lit, changed), lit)


@pytest.mark.parametrize(("darkest", "lightest"), [(0.0, 0.9), (0.9, 0.5), (0.5, 1.2)])
def test_bounds_out_of_order_are_refused(darkest: float, lightest: float) -> None:
    with pytest.raises(ValueError, match="darkest < lightest"):
        ShadowSettings(darkest=darkest, lightest=lightest)


@pytest.mark.parametrize("window", [1, 4])
def test_a_window_has_a_centre(window: int) -> None:
    with pytest.raises(ValueError, match="window_px"):
        ShadowSettings(window_px=window)
