"""How right a model is on crops that it never saw, by label, by group and by source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar

from model.calibration import Floats, Indices, expected_calibration_error, softmax
from model.picture import fit_crop
from model.training.augmentation import AugmentationSettings, augment
from model.training.recipe import BACKGROUND, Recipe
from model.training.sources import LabelledCrop


@dataclass(frozen=True, slots=True)
class Measurement:
    """Figures of one model on one set of crops. Each is 0…1."""

    label_recalls: Mapping[str, float]
    """Of the crops with this label, the share that got it."""
    group_recalls: Mapping[str, float]
    """Of the crops of this group, the share whose likeliest group it is."""
    source_recalls: Mapping[str, float]
    """`group, source` → recall of the group there; clips count together."""
    false_persons: float
    """Share of the background that was taken for a person."""
    calibration_error: float
    """Expected calibration error, labels weighted as the recipe shares them."""

    @property
    def label_accuracy(self) -> float:
        """Mean of the recalls of the labels."""
        return float(np.mean(list(self.label_recalls.values())))

    @property
    def group_accuracy(self) -> float:
        """Mean of the recalls of the groups."""
        return float(np.mean(list(self.group_recalls.values())))


@dataclass(frozen=True, slots=True, eq=False)
class Examination:
    """Held-out crops, each seen twice: as it is, and as a poor camera far away would see it."""

    crops: Sequence[LabelledCrop]
    recipe: Recipe
    groups: Mapping[str, str]
    clean: npt.NDArray[np.uint8]
    """`uint8 (N, size, size, 3)`."""
    poor: npt.NDArray[np.uint8]
    """The same crops, augmented as in training but for cutout."""

    @classmethod
    def prepare(
        cls, crops: Sequence[LabelledCrop], recipe: Recipe, groups: Mapping[str, str], seed: int
    ) -> "Examination":
        """Make both views of the crops; the same seed makes the same."""
        rng = np.random.default_rng(seed)
        settings = AugmentationSettings(cutout_share=0.0)
        poor = [augment(each.image, recipe.size, each.label == BACKGROUND, rng, settings) for each in crops]
        return cls(crops, recipe, groups, stacked(crops, recipe.size), np.stack(poor))

    def temperature(self, logits: Floats) -> float:
        """Find the temperature under which the truth is likeliest in every second crop of both views.

        Args:
            logits: `float32 (2 N, K)`: those of `clean`, then those of `poor`.
        Source: Guo et al. 2017, arXiv:1706.04599.
        """
        truth, weights = np.tile(self._truth(), 2)[::2], np.tile(self._weights(), 2)[::2]
        rows = np.arange(len(truth))

        def loss(log_temperature: float) -> float:
            likelihood = softmax(logits[::2], float(np.exp(log_temperature)))[rows, truth]
            return float(-np.average(np.log(likelihood + 1e-12), weights=weights))

        return float(np.exp(minimize_scalar(loss, bounds=(-3.0, 3.0), method="bounded").x))

    def measure(self, scores: Floats) -> Measurement:
        """Compare the probabilities of one view, `float32 (N, K)`, with the truth.

        The calibration error is that of the crops which `temperature` did not see.
        """
        truth, labels = self._truth(), self.recipe.labels
        names, place = np.unique([self.groups.get(label, label) for label in labels], return_inverse=True)
        best_group = names[(scores @ np.eye(len(names), dtype=np.float32)[place]).argmax(axis=1)]
        groups = names[place[truth]]
        origins = [crop.source.split("/", maxsplit=1)[0] for crop in self.crops]
        sources = [f"{group}, {origin}" for group, origin in zip(groups, origins, strict=True)]
        taken_for = best_group[groups == BACKGROUND]
        return Measurement(
            label_recalls=_means([crop.label for crop in self.crops], scores.argmax(axis=1) == truth),
            group_recalls=_means(groups.tolist(), best_group == groups),
            source_recalls=_means(sources, best_group == groups),
            false_persons=float((taken_for == "person").mean()) if taken_for.size else 0.0,
            calibration_error=expected_calibration_error(scores[1::2], truth[1::2], self._weights()[1::2]),
        )

    def _truth(self) -> Indices:
        return np.array([self.recipe.labels.index(crop.label) for crop in self.crops], np.intp)

    def _weights(self) -> Floats:
        """Weights under which the labels occur as the recipe shares them, `float32 (N,)`."""
        truth, shares = self._truth(), np.array(list(self.recipe.shares.values()))
        counts = np.bincount(truth, minlength=len(shares))
        return np.asarray((shares / np.maximum(counts, 1))[truth], np.float32)


def stacked(crops: Sequence[LabelledCrop], size: int) -> npt.NDArray[np.uint8]:
    """Crops as the classifier would see them, `uint8 (N, size, size, 3)`."""
    return np.stack([fit_crop(crop.image, size) for crop in crops])


def _means(keys: Sequence[str], is_right: npt.NDArray[np.bool_]) -> dict[str, float]:
    of_key = np.array(keys)
    return {key: float(is_right[of_key == key].mean()) for key in sorted(set(keys))}
