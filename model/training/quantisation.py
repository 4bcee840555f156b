"""A trained network to an int8 one that LiteRT runs."""

import contextlib
import io
import warnings
from collections.abc import Iterator

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf


def to_int8(network: keras.Model, images: npt.NDArray[np.uint8]) -> bytes:
    """Quantise a network after its training.

    Args:
        network: From `float32 (N, S, S, 3)` to logits `float32 (N, K)`.
        images: `uint8 (N, S, S, 3)` training crops, augmented as in training; they set the ranges.

    Returns:
        A LiteRT flatbuffer from `uint8 (1, S, S, 3)` to `float32 (1, K)`, int8 in between.
    """
    converter = tf.lite.TFLiteConverter.from_keras_model(network)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = tf.uint8

    def representative() -> Iterator[list[npt.NDArray[np.float32]]]:
        for image in images:
            yield [image[np.newaxis].astype(np.float32)]

    converter.representative_dataset = representative
    # The converter prints its steps, and warns of statistics that it then takes from `representative`.
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        return bytes(converter.convert())
