"""Crops are chosen, split and drawn by label and source."""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model.training.dataset import LAST_SHARE, drawing_shares, load, split
from model.training.recipe import SURVEILLANCE, Recipe
from model.training.sources import LabelledCrop
from tests.model_samples import plain, webp, write_zip

RECIPE = Recipe(
    name="test",
    shares={"person": 3.0, "car": 1.0},
    aliases={"automobile": "car"},
    skipped=frozenset({"ship"}),
    held_out=("held*", "footage/??0"),
)


def crops(label: str, source: str, count: int) -> list[LabelledCrop]:
    return [LabelledCrop(plain((1, 2, 3)), label, source, f"{number:04d}") for number in range(count)]


def names(some: Sequence[LabelledCrop]) -> set[tuple[str, str, str]]:
    return {(crop.label, crop.source, crop.name) for crop in some}


def test_labels_are_translated_and_others_skipped(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    content = webp(plain((1, 2, 3)))
    files = {f"{label}/a.webp": content for label in ("automobile", "person", "ship", "tree")}
    with caplog.at_level(logging.WARNING):
        loaded = load([write_zip(tmp_path / "street.zip", files)], RECIPE)
    assert sorted(crop.label for crop in loaded) == ["car", "person"]
    assert caplog.messages == ["1 crops skipped: recipe test has no label 'tree'"]


def test_source_gives_no_more_than_its_cap(tmp_path: Path) -> None:
    files = {f"person/{number}.webp": webp(plain((1, 2, 3))) for number in range(9)}
    path = write_zip(tmp_path / "street.zip", files)
    assert len(load([path], replace(RECIPE, source_cap=4))) == 4


def test_sources_can_be_left_out(tmp_path: Path) -> None:
    content = webp(plain((1, 2, 3)))
    path = write_zip(tmp_path / "footage_x.zip", {"person/045_a.webp": content, "person/046_a.webp": content})
    assert {crop.source for crop in load([path], RECIPE, ["footage/045"])} == {"footage/046"}


def test_nothing_usable_is_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "trees.zip", {"tree/a.webp": webp(plain((1, 2, 3)))})
    with pytest.raises(ValueError, match="expected crops of person, car, got none"):
        load([path], RECIPE)


def test_no_source_is_on_both_sides() -> None:
    parts = split(
        [
            *crops("person", "street", 40), *crops("person", "held out", 10), *crops("car", "footage/120", 5),
            *crops("car", "footage/121", 5), *crops("person", "footage/120", 5),
        ],
        RECIPE,
    )  # fmt: skip
    learnt = {crop.source for crop in parts.training}
    held = {crop.source for crop in parts.validation}
    assert learnt == {"street", "footage/121"}
    assert held == {"held out", "footage/120"}


def test_label_without_a_spare_source_gives_its_last_crops() -> None:
    parts = split(
        [*crops("person", "held out", 5), *crops("car", "road", 50), *crops("car", "yard", 20)], RECIPE
    )
    late = [crop for crop in parts.validation if crop.label == "car"]
    assert Counter(crop.source for crop in late) == {"road": 50 // LAST_SHARE, "yard": 20 // LAST_SHARE}
    assert min(crop.name for crop in late if crop.source == "road") == "0045"
    assert not names(parts.training) & names(parts.validation)
    assert len(parts.training) + len(parts.validation) == 75


@pytest.mark.parametrize("source", ["street", "held out"])
def test_too_little_for_two_parts_is_refused(source: str) -> None:
    with pytest.raises(ValueError, match="expected crops to learn from and others to measure with, got"):
        split(crops("person", source, 1), RECIPE)


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
    with pytest.raises(ValueError, match="expected a width a stage"):
        replace(RECIPE, widths=(8, 16))
    with pytest.raises(ValueError, match="expected an epoch and a batch or more, got 0 and"):
        replace(RECIPE, epochs=0)
    with pytest.raises(ValueError, match="expected an epoch and a batch or more, got 24 and 0"):
        replace(RECIPE, crops_per_epoch=5)


def test_shipped_recipe_has_a_place_for_each_translated_label() -> None:
    assert set(SURVEILLANCE.aliases.values()) <= set(SURVEILLANCE.labels)
