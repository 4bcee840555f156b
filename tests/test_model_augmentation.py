"""Augmented crops are drawn by chance alone, always valid, and not worse than meant."""

from dataclasses import replace

import numpy as np
import pytest

from model.picture import GREY
from model.training.crops.augmentation import AS_SEEN, AugmentationSettings, augment
from model.training.crops.distortion import DistortionSettings, distort
from tests.model_samples import noise

NOTHING = AugmentationSettings(
    small_share=0, jitter=0, cut_share=0, tilt_deg=0, grey_share=0, dark_share=0, blur_share=0, noise_share=0,
    jpeg_share=0, cutout_share=0, shadow_share=0, speckle_share=0, stretch_share=0, part_share=0,
    tint_share=0,
)  # fmt: skip


@pytest.mark.parametrize("shape", [(1, 1, 3), (64, 15, 3), (12, 26, 3), (32, 32, 3), (3, 64, 3)], ids=str)
@pytest.mark.parametrize("label", ["person", "car", "background"])
def test_any_crop_can_be_augmented(shape: tuple[int, int, int], label: str) -> None:
    rng = np.random.default_rng(0)
    for _ in range(100):
        image = augment(noise(*shape), 48, label, rng, AugmentationSettings())
        assert image.shape == (48, 48, 3)
        assert image.dtype == np.uint8


def test_same_seed_draws_the_same_and_another_not() -> None:
    crop, settings = noise(40, 20, 3), AugmentationSettings()
    first, again, other = (
        augment(crop, 48, "car", np.random.default_rng(seed), settings) for seed in (3, 3, 4)
    )
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_crop_itself_is_left_alone() -> None:
    crop = noise(40, 20, 3)
    before = crop.copy()
    for seed in range(50):
        augment(
            crop, 48, ("car", "background")[seed % 2], np.random.default_rng(seed), AugmentationSettings()
        )
    assert np.array_equal(crop, before)


def test_grey_takes_all_colour() -> None:
    settings = AugmentationSettings(poor_share=1, grey_share=1, noise_share=0, jpeg_share=0, cutout_share=0)
    image = augment(noise(40, 20, 3), 48, "car", np.random.default_rng(0), settings).astype(int)
    assert np.ptp(image, axis=2).max() == 0


def test_far_away_means_few_details() -> None:
    near = augment(noise(48, 48, 3), 48, "car", np.random.default_rng(0), NOTHING)
    settings = replace(NOTHING, small_share=1)
    far = augment(noise(48, 48, 3), 48, "car", np.random.default_rng(0), settings)
    assert np.abs(np.diff(far.astype(int), axis=0)).mean() < np.abs(np.diff(near.astype(int), axis=0)).mean()


def test_shape_is_varied_but_for_measuring() -> None:
    def widths(label: str, settings: AugmentationSettings) -> set[int]:
        images = (
            augment(noise(40, 40, 3), 48, label, np.random.default_rng(seed), settings) for seed in range(20)
        )
        return {int((image != GREY).any(axis=(0, 2)).sum()) for image in images}

    stretched = replace(NOTHING, stretch_share=1)
    assert min(widths("car", stretched)) < 35
    assert min(widths("person", stretched)) > 39
    assert widths("car", NOTHING) == {48}
    assert (AS_SEEN.stretch_share, AS_SEEN.part_share, AS_SEEN.cutout_share) == (0, 0, 0)


def test_distorted_pictures_keep_their_size_and_depend_on_chance_alone() -> None:
    variants = [distort(noise(20, 31, 3), 32, np.random.default_rng(seed)) for seed in (1, 1, 2)]
    assert {image.shape for image in variants} == {(32, 32, 3)}
    assert (variants[0] == variants[1]).all()
    assert (variants[0] != variants[2]).any()


def test_still_settings_leave_a_picture_alone() -> None:
    still = DistortionSettings(flip_share=0, shift=0, turn_share=0, cutout_share=0)
    image = noise(32, 32, 3)
    assert (distort(image, 32, np.random.default_rng(0), still) == image).all()
    mirrored = distort(image, 32, np.random.default_rng(0), replace(still, flip_share=1))
    assert (mirrored == image[:, ::-1]).all()
    covered = distort(image, 32, np.random.default_rng(0), replace(still, cutout_share=1))
    assert (covered == GREY).all(axis=2).sum() > 8
