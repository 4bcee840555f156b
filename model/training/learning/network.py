"""The convolutional networks: small and of plain convolutions, which train fast on a CPU."""

from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf
from keras import layers

from model.training.recipe import Recipe, Residual, Whitened

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
    if isinstance(recipe.architecture, Residual):
        features = _residual_features(image, recipe.architecture)
    else:
        features = _whitened_features(image, recipe.architecture)
    logits = layers.Dense(len(recipe.labels), dtype="float32", name="logits")(features)
    return keras.Model(image, logits, name=recipe.name)


def whiten(network: keras.Model, images: npt.NDArray[np.uint8]) -> None:
    """Set the first layer of a whitened network so that neighbouring pixels come out uncorrelated.

    Args:
        network: As `build` makes it; one without such a layer is left as it is.
        images: `uint8 (N, S, S, 3)` training crops; some thousand are enough.
    Source: Jordan 2024, arXiv:2404.00498, section 3.2.
    """
    layer = next((layer for layer in network.layers if layer.name == "whitening"), None)
    if layer is None:
        return
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


def _residual_features(image: Tensor, architecture: Residual) -> Tensor:
    """Source: He et al. 2015, arXiv:1512.03385; shortcuts that average: He et al. 2018, arXiv:1812.01187."""
    x = layers.Rescaling(1 / 127.5, -1)(image)
    x = layers.ReLU()(_convolved(x, architecture.widths[0], stride=2))
    for stage, (width, blocks) in enumerate(zip(architecture.widths, architecture.blocks, strict=True)):
        for block in range(blocks):
            x = _residual(x, width, stride=2 if stage and not block else 1)
    return layers.Dropout(0.1)(layers.GlobalAveragePooling2D()(x))


def _residual(x: Tensor, width: int, stride: int) -> Tensor:
    y = layers.ReLU()(_convolved(x, width, stride))
    y = _convolved(y, width)
    if stride > 1:
        x = layers.AveragePooling2D(stride, padding="same")(x)
    if x.shape[-1] != width:
        x = _convolved(x, width, side=1)
    return layers.ReLU()(layers.Add()([x, y]))


def _convolved(x: Tensor, width: int, stride: int = 1, side: int = 3) -> Tensor:
    x = layers.Conv2D(width, side, stride, "same", use_bias=False, kernel_initializer="he_normal")(x)
    return FusedBatchNormalization(momentum=0.97)(x)


def _whitened_features(image: Tensor, architecture: Whitened) -> Tensor:
    x = layers.Rescaling(1 / 64, -2, name="scaling")(image)
    x = layers.Conv2D(WHITENED_CHANNELS, 2, trainable=False, name="whitening")(x)
    x = layers.Activation("silu")(x)
    for width in architecture.widths:
        x = layers.MaxPooling2D()(layers.Conv2D(width, 3, padding="same", use_bias=False)(x))
        x = layers.Activation("silu")(FusedBatchNormalization(momentum=0.8)(x))
        x = layers.Conv2D(width, 3, padding="same", use_bias=False)(x)
        x = layers.Activation("silu")(FusedBatchNormalization(momentum=0.8)(x))
    # Small logits at first: the last layer learns by the same large steps as the convolutions.
    return layers.Rescaling(1 / 9)(layers.GlobalMaxPooling2D()(x))
