"""Feeds the network with drawn and augmented crops while it computes."""

from collections.abc import Sequence

import keras
import numpy as np
import numpy.typing as npt

from model.training.augmentation import AugmentationSettings, augment
from model.training.dataset import drawing_shares
from model.training.recipe import BACKGROUND, Recipe
from model.training.sources import LabelledCrop

Batch = tuple[npt.NDArray[np.uint8], npt.NDArray[np.float32]]
"""Images `uint8 (B, size, size, 3)` RGB and smoothed truth `float32 (B, K)`."""


def drawn_crops(
    crops: Sequence[LabelledCrop], recipe: Recipe, seed: int, batches: int = 4
) -> tuple[npt.NDArray[np.uint8], list[str]]:
    """Draw crops as training will see them, to be looked at and to calibrate the quantised network.

    Returns:
        `uint8 (N, size, size, 3)` and the label of each, N being `batches` times the recipe's batch.
    """
    source = DrawnBatches(crops, recipe, seed)
    images, truths = zip(*(source[number] for number in range(batches)), strict=True)
    labels = [recipe.labels[place] for place in np.concatenate(truths).argmax(axis=1)]
    return np.concatenate(images), labels


class DrawnBatches(keras.utils.PyDataset):  # type: ignore[misc]  # Keras is untyped
    """Endless variety, exactly repeatable: each batch depends on the seed, the epoch and its number alone."""

    def __init__(self, crops: Sequence[LabelledCrop], recipe: Recipe, seed: int) -> None:
        super().__init__(workers=1, max_queue_size=16)
        self._crops = crops
        self._recipe = recipe
        self._seed = seed
        self._epoch = 0
        self._edges = np.cumsum(drawing_shares(crops, recipe))
        self._settings = AugmentationSettings()

    def __len__(self) -> int:
        return self._recipe.batches_per_epoch

    def __getitem__(self, index: int) -> Batch:
        rng = np.random.default_rng((self._seed, self._epoch, index))
        drawn = np.searchsorted(self._edges, rng.random(self._recipe.batch) * self._edges[-1], side="right")
        crops = [self._crops[min(place, len(self._crops) - 1)] for place in drawn]
        size, settings = self._recipe.size, self._settings
        images = [augment(crop.image, size, crop.label == BACKGROUND, rng, settings) for crop in crops]
        return np.stack(images), self._truth([crop.label for crop in crops])

    def on_epoch_end(self) -> None:
        """Draw anew in the next epoch."""
        self._epoch += 1

    def _truth(self, labels: Sequence[str]) -> npt.NDArray[np.float32]:
        smoothing, count = self._recipe.label_smoothing, len(self._recipe.labels)
        truth = np.full((len(labels), count), smoothing / count, np.float32)
        truth[np.arange(len(labels)), [self._recipe.labels.index(label) for label in labels]] += 1 - smoothing
        return truth
