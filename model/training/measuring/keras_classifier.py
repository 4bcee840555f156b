"""A Keras network asked as the classifier is."""

from collections.abc import Sequence

import keras
import numpy as np
import numpy.typing as npt

from model.calibration import Floats, softmax
from model.metadata import ModelMetadata
from model.picture import Pixels, fit_crop

BATCH = 250
"""Crops computed together: enough to keep all cores busy, few enough for any memory."""


class KerasClassifier:
    """Answers as `model.classifier.Classifier` does, from the float network and with all cores."""

    def __init__(self, network: keras.Model, metadata: ModelMetadata) -> None:
        """Take a network from `float32 (N, S, S, 3)` to logits, and what a model file says of it."""
        self.metadata = metadata
        self._network = network

    def classify(self, crops: Sequence[Pixels]) -> Floats:
        """Give each crop the probability of each label.

        Args:
            crops: `uint8 (h, w, 3)` RGB each, of any size.
        Returns:
            `float32 (N, K)`; each row sums to 1.
        """
        logits = np.empty((len(crops), len(self.metadata.labels)), np.float32)
        for start in range(0, len(crops), BATCH):
            images = np.stack([fit_crop(each, self.metadata.size) for each in crops[start : start + BATCH]])
            logits[start : start + BATCH] = self._logits(images)
        return softmax(logits, self.metadata.temperature)

    def _logits(self, images: npt.NDArray[np.uint8]) -> Floats:
        logits = self._network.predict_on_batch(images.astype(np.float32))
        if self.metadata.flips:
            mirrored = self._network.predict_on_batch(images[:, :, ::-1].astype(np.float32))
            logits = (logits + mirrored) / 2
        return np.asarray(logits, np.float32)
