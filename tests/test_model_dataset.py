"""Crops are chosen, split and drawn by label and source."""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model.training.crops.dataset import (
    LEAST_TESTED,
    TESTED_SHARE,
    VALIDATION_SHARE,
    drawing_shares,
    labelled,
    load,
    split,
)
from model.training.crops.sources import LabelledCrop
from model.training.recipe import CIFAR10, SURVEILLANCE
from tests.model_samples import noise, plain, webp, write_zip

RECIPE = replace(
    SURVEILLANCE,
    name="test",
    shares={"person": 3.0, "car": 1.0},
    aliases={"automobile": "car"},
    skipped=frozenset({"ship"}),
    held_out=("held*", "footage/??0"),
    excluded=("street/odd*",),
)


def crops(label: str, source: str, count: int) -> list[LabelledCrop]:
    return [LabelledCrop(plain((1, 2, 3)), label, source, f"{number:04d}") for number in range(count)]


def names(some: Sequence[LabelledCrop]) -> set[tuple[str, str, str]]:
    return {(crop.label, crop.source, crop.name) for crop in some}


def test_labels_are_translated_and_others_skipped(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    content = webp(noise(12, 8, 3))
    files = {f"{label}/a.webp": content for label in ("automobile", "person", "ship", "tree")}
    with caplog.at_level(logging.WARNING):
        loaded = load([write_zip(tmp_path / "street.zip", files)], RECIPE)
    assert sorted(crop.label for crop in loaded) == ["car", "person"]
    assert caplog.messages == ["1 crops skipped: recipe test has no label 'tree'"]


def test_source_gives_no_more_than_its_cap(tmp_path: Path) -> None:
    files = {f"person/{number}.webp": webp(noise(12, 8, 3)) for number in range(9)}
    path = write_zip(tmp_path / "street.zip", files)
    assert len(load([path], replace(RECIPE, source_cap=4))) == 4


def test_sources_can_be_left_out(tmp_path: Path) -> None:
    content = webp(noise(12, 8, 3))
    path = write_zip(tmp_path / "footage_x.zip", {"person/045_a.webp": content, "person/046_a.webp": content})
    assert {crop.source for crop in load([path], RECIPE, ["footage/045"])} == {"footage/046"}


def test_nothing_usable_is_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "trees.zip", {"tree/a.webp": webp(plain((1, 2, 3)))})
    with pytest.raises(ValueError, match="expected crops of person, car, got none"):
        load([path], RECIPE)


def test_misleading_and_empty_crops_are_left_out(tmp_path: Path) -> None:
    files = {
        "person/odd_one.webp": webp(noise(12, 8, 3)),
        "person/sliver.webp": webp(noise(40, 5, 3)),
        "person/black.webp": webp(plain((1, 2, 3))),
        "person/good.webp": webp(noise(12, 8, 3)),
        "background/wall.webp": webp(plain((1, 2, 3))),
    }
    recipe = replace(RECIPE, shares={"person": 1.0, "background": 1.0})
    loaded = load([write_zip(tmp_path / "street.zip", files)], recipe)
    assert sorted(crop.name for crop in loaded) == ["good.webp", "wall.webp"]


def test_no_source_is_on_both_sides() -> None:
    parts = split(
        [
            *crops("person", "street", 40), *crops("person", "held out", 10),
            *crops("car", "footage/120", 10),
            *crops("car", "footage/121", 5), *crops("person", "footage/120", 5),
        ],
        RECIPE,
    )  # fmt: skip
    assert {crop.source for crop in parts.training} == {"street", "footage/121"}
    assert {crop.source for crop in parts.test} == {"held out", "footage/120"}
    assert {crop.source for crop in parts.validation} == {"held out", "footage/120"}
    assert len(parts.validation) == 5
    assert not names(parts.validation) & names(parts.test)


def test_label_without_a_spare_source_gives_its_last_crops() -> None:
    parts = split(
        [*crops("person", "held out", 10), *crops("car", "road", 50), *crops("car", "yard", 20)], RECIPE
    )
    late = [crop for crop in parts.validation + parts.test if crop.label == "car"]
    assert Counter(crop.source for crop in late) == {"road": 50 // TESTED_SHARE, "yard": 20 // TESTED_SHARE}
    assert min(crop.name for crop in late if crop.source == "road") == "0045"
    assert not names(parts.training) & names(late)
    assert len(parts.training) + len(parts.validation) + len(parts.test) == 80


def test_label_with_few_held_out_crops_gives_its_last_ones_too() -> None:
    few = LEAST_TESTED - 1
    parts = split([*crops("person", "held out", few), *crops("person", "road", 50)], RECIPE)
    assert Counter(crop.source for crop in parts.training) == {"road": 45}
    assert len(parts.validation) + len(parts.test) == few + 5


def test_validation_comes_from_training_where_the_recipe_says_so() -> None:
    recipe = replace(RECIPE, validates_on="training", held_out=("*/test",))
    parts = split(
        [
            *crops("person", "set/train", 100), *crops("car", "set/train", 100),
            *crops("person", "set/test", 7), *crops("car", "set/test", 7),
        ],
        recipe,
    )  # fmt: skip
    assert len(parts.test) == 14
    assert Counter(crop.label for crop in parts.validation) == {"person": 2, "car": 2}
    assert {crop.name for crop in parts.validation} == {"0098", "0099"}
    assert 100 // VALIDATION_SHARE == 2


@pytest.mark.parametrize("source", ["street", "held out"])
def test_too_little_for_three_parts_is_refused(source: str) -> None:
    with pytest.raises(
        ValueError, match="expected crops to learn from, to choose with and to measure with, got"
    ):
        split(crops("person", source, 1), RECIPE)


def test_class_of_one_crop_is_learnt_from_and_told_of(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        parts = split([*crops("person", "street", 40), *crops("car", "street", 1)], RECIPE)
    assert [crop.label for crop in parts.training].count("car") == 1
    assert caplog.messages == ["label 'car': expected two crops or more to learn from, got 1"]


def test_recipe_without_labels_takes_those_of_the_data() -> None:
    recipe = labelled(CIFAR10, [*crops("nut", "line", 2), *crops("bolt", "line", 1)])
    assert recipe.labels == ("bolt", "nut")
    assert len(set(recipe.shares.values())) == 1
    with pytest.raises(ValueError, match="expected two labels or more, got nut"):
        labelled(CIFAR10, crops("nut", "line", 2))


def test_shares_follow_labels_then_roots_of_sources() -> None:
    some = [*crops("person", "a", 1), *crops("person", "b", 4), *crops("car", "c", 7)]
    shares = drawing_shares(some, RECIPE)
    assert shares.sum() == pytest.approx(1)
    assert shares[:5].sum() == pytest.approx(0.75)
    assert shares[1:5].sum() == pytest.approx(2 * shares[0])
    assert np.ptp(shares[5:]) == 0


def test_recipe_says_what_is_wrong_with_it() -> None:
    with pytest.raises(ValueError, match="expected shares above 0"):
        replace(RECIPE, shares={"person": 0.0})
    with pytest.raises(ValueError, match="expected an epoch and a batch or more, got 0 epochs"):
        replace(RECIPE, epochs=0)
    with pytest.raises(ValueError, match="got 30 epochs of 5 crops in batches of 250"):
        replace(RECIPE, crops_per_epoch=5)


def test_shipped_recipe_has_a_place_for_each_translated_label() -> None:
    assert set(SURVEILLANCE.aliases.values()) <= set(SURVEILLANCE.labels)


def test_crops_are_renamed_before_they_are_left_out(tmp_path: Path) -> None:
    files = {f"person/odd_{number}.webp": webp(noise(12, 8, 3)) for number in (1, 2)}
    recipe = replace(RECIPE, renamed={"street/odd_1.*": "car"})
    (crop,) = load([write_zip(tmp_path / "street.zip", files)], recipe)
    assert (crop.label, crop.name) == ("car", "odd_1.webp")


def test_rendered_crops_are_no_measure() -> None:
    recipe = replace(RECIPE, drawn=("rendered*",))
    parts = split(
        [*crops("person", "held out", 10), *crops("car", "road", 30), *crops("car", "rendered", 30)], recipe
    )
    assert Counter(crop.source for crop in parts.training) == {"road": 27, "rendered": 30}
