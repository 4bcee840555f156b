"""Batches of a lesson: corrected crops under their label, exemplars under what the old network says."""

from collections import Counter
from collections.abc import Sequence

import keras
import numpy as np
import numpy.typing as npt

from model.calibration import softmax
from model.training.crops.augmentation import augment
from model.training.crops.batches import smoothed
from model.training.crops.sources import LabelledCrop

Batch = tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]
"""Images `float32 (B, S, S, 3)` RGB, 0…255, and truth `float32 (B, K)`."""


class Rehearsal:
    """Draws batches, half of which is new and half of which is known.

    What the old network says of an exemplar, rather than its label, is the truth of it: so the new network
    stays near the old one in all that nobody corrected, with its doubts and whatever the exemplars show.
    Source: Li and Hoiem 2016, arXiv:1606.09282.
    """

    def __init__(
        self,
        old: keras.Model,
        labels: Sequence[str],
        learnt: Sequence[LabelledCrop],
        exemplars: Sequence[LabelledCrop],
        smoothing: float,
    ) -> None:
        self._old = old
        self._labels = labels
        self._learnt, self._learnt_shares = learnt, _equal_by_label(learnt)
        self._exemplars, self._exemplar_shares = exemplars, _equal_by_label(exemplars)
        self._smoothing = smoothing

    def draw(self, count: int, rng: np.random.Generator) -> Batch:
        """Draw a batch of `count` crops, each augmented as in training."""
        new = rng.choice(len(self._learnt), count // 2, p=self._learnt_shares)
        known = rng.choice(len(self._exemplars), count - count // 2, p=self._exemplar_shares)
        new_crops = [self._learnt[place] for place in new]
        new_images = self._seen(new_crops, rng)
        known_images = self._seen([self._exemplars[place] for place in known], rng)
        logits = np.asarray(self._old(known_images, training=False), np.float32)
        taught = smoothed([crop.label for crop in new_crops], self._labels, self._smoothing)
        truth = np.concatenate([taught, softmax(logits)])
        return np.concatenate([new_images, known_images]), truth

    def _seen(self, crops: Sequence[LabelledCrop], rng: np.random.Generator) -> npt.NDArray[np.float32]:
        size = int(self._old.input_shape[1])
        images = [augment(crop.image, size, crop.label, rng) for crop in crops]
        return np.stack(images).astype(np.float32)


def _equal_by_label(crops: Sequence[LabelledCrop]) -> npt.NDArray[np.float64]:
    """Chances under which each label is drawn as often as any other; they sum to 1."""
    counts = Counter(crop.label for crop in crops)
    return np.array([1 / len(counts) / counts[crop.label] for crop in crops])
