"""Crops with a known truth, and a model's answers to them."""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt

from model.calibration import Floats
from model.metadata import ModelMetadata
from model.picture import Pixels, fit_crop
from model.training.crops.augmentation import AS_SEEN, augment
from model.training.crops.dataset import choose, split
from model.training.crops.sources import LabelledCrop
from model.training.measuring.calibrating import rescaled
from model.training.measuring.measurement import Measurement, Truth, measured
from model.training.recipe import CIFAR10, RECIPES, Recipe

View = Literal["clean", "poor"]
"""A crop as it is, or as a poor camera far away would see it."""

WARM_UP = 300
"""Crops classified before the clock starts: Keras builds a network anew for its first two sizes of batch."""

LEAST_SHARE = 1e-6
"""Share of a label that was hardly trained on: it counts for next to nothing, but it may be all there is."""

SEED = 0
"""Of all that makes crops poor: the same for every model, so that they compare."""


class Examinee(Protocol):
    """A model of any form that gives crops the probability of each label."""

    metadata: ModelMetadata

    def classify(self, crops: Sequence[Pixels]) -> Floats:
        """From `uint8 (h, w, 3)` RGB each to calibrated probabilities, `float32 (N, K)`."""


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """What a model said."""

    known: Floats
    """`float32 (N, K)`, of the crops whose label it knows."""
    unknown: Floats
    """`float32 (M, K)`, of the others."""
    crops_per_s: float
    """Crops for each second that a core was busy."""

    def rescaled(self, temperature: float) -> "Answers":
        """The same under another temperature, if these are under temperature 1."""
        known, unknown = rescaled(self.known, temperature), rescaled(self.unknown, temperature)
        return replace(self, known=known, unknown=unknown)


@dataclass(frozen=True, slots=True, eq=False)
class Examination:
    """Crops that a model is asked about, and what is true of them."""

    truth: Truth
    unknown: tuple[LabelledCrop, ...]
    """Crops of labels that the model does not know."""
    size: int
    """Side of the model's input, in pixels."""
    views: tuple[View, ...]

    @property
    def crops(self) -> Sequence[LabelledCrop]:
        """The crops whose label the model knows."""
        return self.truth.crops

    def ask(self, model: Examinee, view: View) -> Answers:
        """Have a model classify all crops in one view."""
        images = self._seen([*self.crops, *self.unknown], view)
        model.classify(images[:WARM_UP])
        started = time.process_time()
        scores = model.classify(images)
        # A clock too coarse for a handful of crops must not divide by nothing.
        seconds = max(time.process_time() - started, 1e-3)
        return Answers(scores[: len(self.crops)], scores[len(self.crops) :], len(images) / seconds)

    def measure(self, answers: Answers, threshold: float) -> Measurement:
        """Compare answers with the truth; those with less confidence than the threshold count as refused."""
        return measured(self.truth, answers.known, answers.unknown, threshold)

    def _seen(self, crops: Sequence[LabelledCrop], view: View) -> list[Pixels]:
        if view == "clean":
            return [crop.image for crop in crops]
        rng = np.random.default_rng(SEED)
        return [augment(crop.image, self.size, crop.label, rng, AS_SEEN) for crop in crops]


def examination(
    recipe: Recipe,
    crops: Sequence[LabelledCrop],
    unknown: Sequence[LabelledCrop],
    groups: Mapping[str, str],
) -> Examination:
    """Prepare the examination of a model that a recipe makes, under the recipe's shares.

    Args:
        recipe: With labels.
        crops: Of its labels.
        unknown: Of other labels; may be none.
        groups: Label → group, for what cameras see; pictures are told apart by their labels alone.
    """
    truth = Truth(crops, recipe.labels, groups if recipe.look == "camera" else {}, recipe.shares)
    views: tuple[View, ...] = ("clean", "poor") if recipe.look == "camera" else ("clean",)
    return Examination(truth, tuple(unknown), recipe.size, views)


def recipe_of(metadata: ModelMetadata) -> Recipe:
    """The recipe that a model file was made by, with the labels and shares that the file tells."""
    shares = {label: metadata.priors.get(label) or LEAST_SHARE for label in metadata.labels}
    made_by = RECIPES.get(metadata.recipe) or replace(CIFAR10, held_out=())
    return replace(made_by, name=metadata.recipe, shares=shares, size=metadata.size)


def strangers(
    crops: Sequence[LabelledCrop], recipe: Recipe, *, everything: bool = False
) -> tuple[LabelledCrop, ...]:
    """Choose the crops of labels that a recipe does not know.

    Args:
        crops: Of any labels.
        recipe: With labels.
        everything: Take all such crops, even where there are some of held-out sources.
    """
    unknown = [crop for crop in crops if recipe.aliases.get(crop.label, crop.label) not in recipe.shares]
    return tuple(unknown if everything else _held_out(unknown, recipe) or unknown)


def familiar(crops: Sequence[LabelledCrop], recipe: Recipe) -> tuple[LabelledCrop, ...]:
    """Choose the crops of labels that a recipe knows, under its own labels."""
    named = (replace(crop, label=recipe.aliases.get(crop.label, crop.label)) for crop in crops)
    return tuple(crop for crop in named if crop.label in recipe.shares)


def examined(crops: Sequence[LabelledCrop], recipe: Recipe) -> tuple[LabelledCrop, ...]:
    """Choose the crops that a recipe's training measures with, as far as these crops have them.

    Args:
        crops: Of labels that the recipe knows, as `familiar` chooses them.
        recipe: Whose split of them is wanted.

    Returns:
        The test part of the split, where there is enough of every label to learn from besides; else all of
        the held-out sources; all crops where no source is one that the recipe holds out.
    """
    held = _held_out(crops, recipe)
    if not held:
        return tuple(crops)
    learnt = Counter(crop.label for crop in crops) - Counter(crop.label for crop in held)
    if len(held) < 2 or min(learnt[label] for label in recipe.labels) < 2:
        return tuple(held)
    return split(choose(crops, recipe), recipe).test


def stacked(crops: Sequence[LabelledCrop], size: int) -> npt.NDArray[np.uint8]:
    """Crops as the network sees them, `uint8 (N, size, size, 3)`."""
    return np.stack([fit_crop(crop.image, size) for crop in crops])


def _held_out(crops: Sequence[LabelledCrop], recipe: Recipe) -> list[LabelledCrop]:
    return [crop for crop in crops if any(fnmatchcase(crop.source, each) for each in recipe.held_out)]
