"""The convolutional network: whitened patches, then stages of two plain convolutions, pooled between them.

It learns in few epochs, and plain convolutions train fast on a CPU.
Source: Jordan 2024, arXiv:2404.00498.
"""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf
from keras import layers

from model.training.recipe import Recipe

Tensor = Any
"""A symbolic `keras.KerasTensor`; Keras is untyped."""

WHITENED_CHANNELS = 24
"""Twelve directions of a 2×2 RGB patch, and their opposites."""


def build(recipe: Recipe) -> keras.Model:
    """Make an untrained network for a recipe.

    Returns:
        A model from `float32 (N, S, S, 3)` RGB, 0…255, of any side S, to logits `float32 (N, K)`.
    """
    image = keras.Input((None, None, 3))
    logits = layers.Dense(len(recipe.labels), dtype="float32", name="logits")(_features(image, recipe.widths))
    return keras.Model(image, logits, name=recipe.name)


def whiten(network: keras.Model, images: npt.NDArray[np.uint8]) -> None:
    """Set the first layer of the network so that neighbouring pixels come out uncorrelated.

    Args:
        network: As `build` makes it.
        images: `uint8 (N, S, S, 3)` training crops; some thousand are enough.
    Source: Jordan 2024, arXiv:2404.00498, section 3.2.
    """
    layer = network.get_layer("whitening")
    pixels = network.get_layer("scaling")(images.astype(np.float32)).numpy().astype(np.float32)
    patches = np.lib.stride_tricks.sliding_window_view(pixels, (2, 2), axis=(1, 2))
    patches = patches.transpose(0, 1, 2, 4, 5, 3).reshape(-1, WHITENED_CHANNELS // 2)
    variances, directions = np.linalg.eigh(patches.T @ patches / len(patches))
    # The small constant keeps the directions of mere noise from drowning the others.
    filters = (directions / np.sqrt(variances + 5e-4)).T.reshape(-1, 2, 2, 3)
    kernel = np.concatenate([filters, -filters]).transpose(1, 2, 3, 0)
    layer.set_weights([kernel, np.zeros(WHITENED_CHANNELS, np.float32)])


def in_float32(network: keras.Model, size: int) -> keras.Model:
    """Rebuild a network for one size, of Keras' own layers in float32, with nothing of its training left.

    The converter knows no bfloat16, and the optimizer's state would make the file four times as large.
    """

    def plain(layer: keras.Layer) -> keras.Layer:
        kind = layers.BatchNormalization if isinstance(layer, FusedBatchNormalization) else type(layer)
        return kind.from_config(layer.get_config() | {"dtype": "float32"})

    image = keras.Input((size, size, 3))
    copy = keras.models.clone_model(network, input_tensors=image, clone_function=plain)
    copy.set_weights(network.get_weights())
    return copy


@keras.saving.register_keras_serializable("vedette")
class FusedBatchNormalization(layers.BatchNormalization):  # type: ignore[misc]  # Keras is untyped
    """Batch normalisation in one pass while training: Keras' own takes several, and a third of a step."""

    def call(self, inputs: Tensor, training: bool | None = None, mask: Tensor | None = None) -> Tensor:
        """Keras' hook."""
        if not (training and self.trainable):
            return super().call(inputs, training=training, mask=mask)
        scale, offset = (tf.convert_to_tensor(each.value) for each in (self.gamma, self.beta))
        outputs, mean, variance = tf.compat.v1.nn.fused_batch_norm(
            inputs, scale, offset, epsilon=self.epsilon, is_training=True
        )
        for kept, new in ((self.moving_mean, mean), (self.moving_variance, variance)):
            kept.assign(kept * self.momentum + new * (1 - self.momentum))
        return outputs


def _features(image: Tensor, widths: Sequence[int]) -> Tensor:
    x = layers.Rescaling(1 / 64, -2, name="scaling")(image)
    x = layers.Conv2D(WHITENED_CHANNELS, 2, trainable=False, name="whitening")(x)
    x = layers.Activation("silu")(x)
    for width in widths:
        x = layers.MaxPooling2D()(layers.Conv2D(width, 3, padding="same", use_bias=False)(x))
        x = layers.Activation("silu")(FusedBatchNormalization(momentum=0.8)(x))
        x = layers.Conv2D(width, 3, padding="same", use_bias=False)(x)
        x = layers.Activation("silu")(FusedBatchNormalization(momentum=0.8)(x))
    # Small logits at first: the last layer learns by the same large steps as the convolutions.
    return layers.Rescaling(1 / 9)(layers.GlobalMaxPooling2D()(x))
