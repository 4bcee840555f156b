"""Feeds the network with drawn and augmented crops while it computes."""

from collections.abc import Sequence

import keras
import numpy as np
import numpy.typing as npt

from model.training.crops.augmentation import augment
from model.training.crops.dataset import drawing_shares
from model.training.crops.distortion import distort
from model.training.crops.sources import LabelledCrop
from model.training.measuring.evaluation import stacked
from model.training.recipe import Recipe

Batch = tuple[npt.NDArray[np.uint8], npt.NDArray[np.float32]]
"""Images `uint8 (B, size, size, 3)` RGB and smoothed truth `float32 (B, K)`."""


def drawn_crops(
    crops: Sequence[LabelledCrop], recipe: Recipe, seed: int, batches: int = 4
) -> tuple[npt.NDArray[np.uint8], list[str]]:
    """Draw crops as training will see them, to be looked at.

    Returns:
        `uint8 (N, size, size, 3)` and the label of each, N being `batches` times the recipe's batch or fewer.
    """
    source = DrawnBatches(crops, recipe, seed)
    images, truths = zip(*(source[number] for number in range(min(batches, len(source)))), strict=True)
    labels = [recipe.labels[place] for place in np.concatenate(truths).argmax(axis=1)]
    return np.concatenate(images), labels


def typical_crops(
    crops: Sequence[LabelledCrop], recipe: Recipe, seed: int, count: int = 256
) -> npt.NDArray[np.uint8]:
    """Draw crops as they are, by the recipe's shares, to set the ranges of the quantised network.

    Varied ones would set them too wide: whitening makes much of noise, and one speckled crop in a thousand
    took half of the steps that all others need.

    Returns:
        `uint8 (N, size, size, 3)`, N being `count`.
    """
    shares = drawing_shares(crops, recipe)
    places = np.random.default_rng(seed).choice(len(crops), count, p=shares)
    return stacked([crops[place] for place in places], recipe.size)


def smoothed(labels: Sequence[str], known: Sequence[str], smoothing: float) -> npt.NDArray[np.float32]:
    """Give labels as probabilities, `smoothing` of each shared by all K that are known: `float32 (N, K)`."""
    truth = np.full((len(labels), len(known)), smoothing / len(known), np.float32)
    truth[np.arange(len(labels)), [known.index(label) for label in labels]] += 1 - smoothing
    return truth


class DrawnBatches(keras.utils.PyDataset):  # type: ignore[misc]  # Keras is untyped
    """Endless variety, exactly repeatable: each batch depends on the seed, the epoch and its number alone.

    An epoch goes through the crops evenly: each comes as often as its share of the epoch says, rounded up or
    down (systematic sampling), so that with equal shares each comes once.
    """

    def __init__(
        self,
        crops: Sequence[LabelledCrop],
        recipe: Recipe,
        seed: int,
        epoch: int = 0,
        size: int | None = None,
    ) -> None:
        super().__init__(workers=1, max_queue_size=16)
        self._crops = crops
        self._recipe = recipe
        self._seed = seed
        self._epoch = epoch
        self._size = size or recipe.size
        self._edges = np.cumsum(drawing_shares(crops, recipe))
        self._batch = min(recipe.batch, recipe.crops_per_epoch or len(crops))
        self._order = self._drawn()

    def __len__(self) -> int:
        return (self._recipe.crops_per_epoch or len(self._crops)) // self._batch

    def __getitem__(self, index: int) -> Batch:
        rng = np.random.default_rng((self._seed, self._epoch, index))
        places = self._order[index * self._batch : (index + 1) * self._batch]
        crops = [self._crops[place] for place in places]
        images = [self._variant(crop, rng) for crop in crops]
        truth = smoothed([crop.label for crop in crops], self._recipe.labels, self._recipe.label_smoothing)
        return np.stack(images), truth

    def on_epoch_end(self) -> None:
        """Draw anew in the next epoch."""
        self._epoch += 1
        self._order = self._drawn()

    def _drawn(self) -> npt.NDArray[np.intp]:
        """Places of the crops of this epoch, in a random order."""
        rng = np.random.default_rng((self._seed, self._epoch))
        count = len(self) * self._batch
        ticks = (np.arange(count) + rng.random()) / count * self._edges[-1]
        drawn = np.searchsorted(self._edges, ticks, side="right")
        return rng.permutation(np.minimum(drawn, len(self._crops) - 1))

    def _variant(self, crop: LabelledCrop, rng: np.random.Generator) -> npt.NDArray[np.uint8]:
        if self._recipe.look == "camera":
            return augment(crop.image, self._size, crop.label, rng)
        return distort(crop.image, self._size, rng)
