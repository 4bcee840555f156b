"""Augmented crops are drawn by chance alone, always valid, and not worse than meant."""

from dataclasses import replace

import numpy as np
import pytest

from model.training.augmentation import AugmentationSettings, augment
from tests.model_samples import noise

NOTHING = AugmentationSettings(
    small_share=0, jitter=0, cut_share=0, tilt_deg=0, grey_share=0, dark_share=0, blur_share=0, noise_share=0,
    jpeg_share=0, cutout_share=0, shadow_share=0,
)  # fmt: skip


@pytest.mark.parametrize("shape", [(1, 1, 3), (64, 15, 3), (12, 26, 3), (32, 32, 3), (3, 64, 3)], ids=str)
@pytest.mark.parametrize("is_background", [False, True])
def test_any_crop_can_be_augmented(shape: tuple[int, int, int], is_background: bool) -> None:
    rng = np.random.default_rng(0)
    for _ in range(100):
        image = augment(noise(*shape), 48, is_background, rng, AugmentationSettings())
        assert image.shape == (48, 48, 3)
        assert image.dtype == np.uint8


def test_same_seed_draws_the_same_and_another_not() -> None:
    crop, settings = noise(40, 20, 3), AugmentationSettings()
    first, again, other = (
        augment(crop, 48, False, np.random.default_rng(seed), settings) for seed in (3, 3, 4)
    )
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_crop_itself_is_left_alone() -> None:
    crop = noise(40, 20, 3)
    before = crop.copy()
    for seed in range(50):
        augment(crop, 48, seed % 2 == 0, np.random.default_rng(seed), AugmentationSettings())
    assert np.array_equal(crop, before)


def test_grey_takes_all_colour() -> None:
    settings = AugmentationSettings(grey_share=1, noise_share=0, jpeg_share=0, cutout_share=0)
    image = augment(noise(40, 20, 3), 48, False, np.random.default_rng(0), settings).astype(int)
    assert np.ptp(image, axis=2).max() == 0


def test_far_away_means_few_details() -> None:
    near = augment(noise(48, 48, 3), 48, False, np.random.default_rng(0), NOTHING)
    settings = replace(NOTHING, small_share=1)
    far = augment(noise(48, 48, 3), 48, False, np.random.default_rng(0), settings)
    assert np.abs(np.diff(far.astype(int), axis=0)).mean() < np.abs(np.diff(near.astype(int), axis=0)).mean()
