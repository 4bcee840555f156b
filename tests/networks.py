"""Tiny networks, made by the tests; importing this module needs TensorFlow."""

from dataclasses import replace

import keras
import numpy as np

from model.metadata import ModelMetadata
from model.training.learning.network import build, in_float32
from model.training.recipe import SURVEILLANCE

METADATA = ModelMetadata(
    labels=("person", "car", "background"),
    size=16,
    temperature=1.6,
    recipe="surveillance",
    priors={"person": 0.4, "car": 0.3, "background": 0.3},
    data={"crops.zip": "0123456789abcdef"},
    figures={"accuracy": 0.5},
    threshold=0.45,
    flips=True,
)


def tiny_network(policy: str = "float32") -> keras.Model:
    """An untrained network for `METADATA`, whose weights are as uneven as those of a trained one."""
    recipe = replace(SURVEILLANCE, shares=METADATA.priors, size=METADATA.size, widths=(8, 16))
    keras.utils.set_random_seed(3)
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(policy)
    try:
        network = build(recipe)
    finally:
        keras.config.set_dtype_policy(before)
    rng = np.random.default_rng(3)
    for layer in network.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            channels = layer.gamma.shape
            scale, variance = rng.uniform(0.5, 1.5, channels), rng.uniform(0.1, 0.6, channels)
            offset, mean = rng.normal(0.1, 0.3, channels), rng.normal(0, 0.3, channels)
            layer.set_weights([scale, offset, mean, variance])
    # Stronger logits: probabilities that are all alike would hide differences.
    last = network.layers[-1]
    last.set_weights([weight * 4 for weight in last.get_weights()])
    return in_float32(network, METADATA.size) if policy == "float32" else network
