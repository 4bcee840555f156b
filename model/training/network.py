"""The convolutional network: a small residual one, whose plain convolutions train fast on a CPU."""

from typing import Any

import keras
from keras import layers

from model.training.recipe import Recipe

Tensor = Any
"""A symbolic `keras.KerasTensor`; Keras is untyped."""


def build(recipe: Recipe) -> keras.Model:
    """Make an untrained network for a recipe.

    Returns:
        A model from `float32 (N, size, size, 3)` RGB, 0…255, to logits `float32 (N, K)`.
    Source: He et al. 2015, arXiv:1512.03385; shortcuts that average: He et al. 2018, arXiv:1812.01187.
    """
    image = keras.Input((recipe.size, recipe.size, 3))
    x = layers.Rescaling(1 / 127.5, -1)(image)
    x = _convolved(x, recipe.widths[0], stride=2)
    for stage, (width, blocks) in enumerate(zip(recipe.widths, recipe.blocks, strict=True)):
        for block in range(blocks):
            x = _residual(x, width, stride=2 if stage and not block else 1)
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dropout(0.1)(x)
    return keras.Model(image, layers.Dense(len(recipe.labels), dtype="float32")(x), name=recipe.name)


def in_float32(network: keras.Model) -> keras.Model:
    """Rebuild a network in plain float32, weights kept, nothing of its training left.

    The converter knows no bfloat16, and the optimizer's state would make the file four times as large.
    """
    configuration = network.get_config()
    for layer in configuration["layers"]:
        layer["config"]["dtype"] = "float32"
    plain = keras.Model.from_config(configuration)
    plain.set_weights(network.get_weights())
    return plain


def _convolved(x: Tensor, width: int, stride: int = 1, side: int = 3, relu: bool = True) -> Tensor:
    x = layers.Conv2D(width, side, stride, "same", use_bias=False, kernel_initializer="he_normal")(x)
    x = layers.BatchNormalization(momentum=0.97)(x)
    return layers.ReLU()(x) if relu else x


def _residual(x: Tensor, width: int, stride: int) -> Tensor:
    y = _convolved(_convolved(x, width, stride), width, relu=False)
    if stride > 1:
        x = layers.AveragePooling2D(stride, padding="same")(x)
    if x.shape[-1] != width:
        x = _convolved(x, width, side=1, relu=False)
    return layers.ReLU()(layers.Add()([x, y]))
