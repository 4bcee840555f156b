"""A model is examined on the crops that its training measured with, and on others that it cannot know."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from model.calibration import Floats
from model.metadata import ModelMetadata
from model.picture import Pixels
from model.training.crops.dataset import split
from model.training.crops.sources import LabelledCrop
from model.training.measuring.evaluation import examination, examined, familiar, recipe_of, strangers
from model.training.recipe import CIFAR10, SURVEILLANCE, Recipe
from tests.model_samples import noise

RECIPE = replace(
    SURVEILLANCE,
    shares={"person": 0.75, "car": 0.25},
    aliases={"automobile": "car"},
    skipped=frozenset({"ship"}),
    held_out=("held*", "footage/??0"),
)
GROUPS = {"person": "person", "car": "vehicle"}


def crops(label: str, source: str, count: int) -> list[LabelledCrop]:
    return [LabelledCrop(noise(20, 12, 3), label, source, f"{number:04d}") for number in range(count)]


def sources(some: Sequence[LabelledCrop]) -> set[str]:
    return {crop.source for crop in some}


class Brightness:
    """Says person with the mean of the crop's pixels, of 1, as its confidence; notes what it is shown."""

    metadata = ModelMetadata(("person", "car"), 24, 1.0, "surveillance", {"person": 0.75, "car": 0.25})

    def __init__(self) -> None:
        self.shown: list[Pixels] = []

    def classify(self, crops: Sequence[Pixels]) -> Floats:
        self.shown = list(crops)
        person = np.array([crop.mean() / 255 for crop in crops], np.float32)
        return np.stack([person, 1 - person], axis=1)


def test_crops_are_those_that_training_measures_with() -> None:
    data = familiar(
        [*crops("person", "street", 60), *crops("person", "held", 20), *crops("automobile", "road", 60)],
        RECIPE,
    )
    expected = {(crop.source, crop.name) for crop in split(data, RECIPE).test}
    assert {(crop.source, crop.name) for crop in examined(data, RECIPE)} == expected
    assert sources(examined(data, RECIPE)) == {"held", "road"}


def test_all_crops_of_held_out_sources_count_where_the_others_make_no_training() -> None:
    data = [*crops("person", "held", 20), *crops("person", "street", 20)]  # and no car
    assert [crop.source for crop in examined(data, RECIPE)] == ["held"] * 20


def test_all_crops_count_where_no_source_is_held_out() -> None:
    data = familiar([*crops("person", "mine", 20), *crops("automobile", "mine", 3)], RECIPE)
    assert len(examined(data, RECIPE)) == 23


def test_labels_are_the_recipes_and_others_are_strangers() -> None:
    data = [*crops("automobile", "street", 2), *crops("ship", "street", 3), *crops("tree", "held", 4)]
    assert [crop.label for crop in familiar(data, RECIPE)] == ["car", "car"]
    assert [(crop.label, crop.source) for crop in strangers(data, RECIPE)] == [("tree", "held")] * 4
    assert len(strangers(data[:5], RECIPE)) == 3
    assert len(strangers(data, RECIPE, everything=True)) == 7


@pytest.mark.parametrize(
    ("made_by", "held_out"), [("cifar10", CIFAR10.held_out), ("of another time", ())], ids=["known", "other"]
)
def test_recipe_of_a_model_file_has_the_files_labels(made_by: str, held_out: tuple[str, ...]) -> None:
    metadata = ModelMetadata(("b", "a"), 40, 1.0, made_by, {"a": 0.4, "b": 0.6})
    recipe = recipe_of(metadata)
    assert (recipe.labels, recipe.shares, recipe.size) == (("b", "a"), {"b": 0.6, "a": 0.4}, 40)
    assert (recipe.name, recipe.held_out) == (made_by, held_out)


def test_clean_crops_are_shown_as_they_are() -> None:
    model, known, unknown = Brightness(), crops("person", "held", 5), crops("ship", "held", 2)
    answers = examination(RECIPE, known, unknown, GROUPS).ask(model, "clean")
    assert all(shown is crop.image for shown, crop in zip(model.shown, [*known, *unknown], strict=True))
    assert (answers.known.shape, answers.unknown.shape) == ((5, 2), (2, 2))
    assert answers.crops_per_s > 0


def test_poor_crops_are_the_same_for_every_model() -> None:
    exam = examination(RECIPE, crops("person", "held", 5), (), GROUPS)
    models = Brightness(), Brightness()
    for model in models:
        exam.ask(model, "poor")
    np.testing.assert_array_equal(models[0].shown, models[1].shown)
    assert models[0].shown[0].shape == (RECIPE.size, RECIPE.size, 3)


@pytest.mark.parametrize(
    ("recipe", "views", "groups"),
    [
        (RECIPE, ("clean", "poor"), {"person", "vehicle"}),
        (replace(CIFAR10, shares=RECIPE.shares), ("clean",), {"person", "car"}),
    ],
    ids=["camera", "picture"],
)
def test_only_what_cameras_see_is_made_poor_and_grouped(
    recipe: Recipe, views: tuple[str, ...], groups: set[str]
) -> None:
    exam = examination(recipe, crops("person", "held", 4), (), GROUPS)
    assert exam.views == views
    assert set(exam.measure(exam.ask(Brightness(), "clean"), 0.0).groups) == groups


def test_threshold_of_the_measurement_is_the_models() -> None:
    exam = examination(RECIPE, crops("person", "held", 5), crops("ship", "held", 2), GROUPS)
    refused = exam.measure(exam.ask(Brightness(), "clean"), threshold=0.99).rejection
    assert (refused.threshold, refused.refused_known, refused.refused_unknown) == (0.99, 1.0, 1.0)
