"""The training loop."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
import numpy.typing as npt

from model.training.batches import DrawnBatches
from model.training.dataset import Split
from model.training.evaluation import stacked
from model.training.network import build, in_float32
from model.training.recipe import Recipe
from model.training.sources import LabelledCrop

log = logging.getLogger(__name__)

Progress = Callable[[int, Mapping[str, float]], None]
"""Called after each batch with the number of batches done in all and the running figures."""


WATCHED_CROPS = 1500
"""Validation crops looked at after each epoch, for the curves; all of them are measured at the end."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A trained float network."""

    network: keras.Model
    history: Mapping[str, Sequence[float]]
    """Figure → its value after each epoch."""
    minutes: float


def fit(recipe: Recipe, crops: Split, seed: int, progress: Progress) -> Fitted:
    """Train a network from nothing.

    Args:
        recipe: Network and schedule.
        crops: Training and validation crops.
        seed: Decides the first weights and all drawing.
        progress: Told of each batch.

    Returns:
        The network with averaged weights, and how it went.
    """
    started = time.monotonic()
    keras.utils.set_random_seed(seed)
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy("mixed_bfloat16" if _computes_bfloat16() else "float32")
    try:
        network = build(recipe)
    finally:
        keras.config.set_dtype_policy(before)
    batches = DrawnBatches(crops.training, recipe, seed)
    network.compile(
        optimizer=_optimizer(recipe, steps=recipe.epochs * len(batches)),
        loss=keras.losses.CategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
        jit_compile=False,
    )
    history = network.fit(
        batches,
        epochs=recipe.epochs,
        validation_data=_watched(crops.validation, recipe, seed),
        callbacks=[_Reporter(progress)],
        verbose=0,
    )
    network.optimizer.finalize_variable_values(network.trainable_variables)
    curves = {name: [float(value) for value in values] for name, values in history.history.items()}
    return Fitted(in_float32(network), curves, (time.monotonic() - started) / 60)


class _Reporter(keras.callbacks.Callback):  # type: ignore[misc]  # Keras is untyped
    """Tells of each batch and logs each epoch."""

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self._progress = progress
        self._batches = 0

    def on_train_batch_end(self, batch: int, logs: Mapping[str, float] | None = None) -> None:  # noqa: ARG002
        """Keras' hook."""
        self._batches += 1
        self._progress(self._batches, logs or {})

    def on_epoch_end(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Keras' hook."""
        log.info("epoch %d: %s", epoch + 1, ", ".join(f"{k} {float(v):.4f}" for k, v in (logs or {}).items()))


def _optimizer(recipe: Recipe, steps: int) -> keras.optimizers.Optimizer:
    """AdamW under a cosine with a short warm-up."""
    warmup = max(1, steps // 20)
    rate = keras.optimizers.schedules.CosineDecay(
        0.0, max(1, steps - warmup), warmup_target=recipe.learning_rate, warmup_steps=warmup
    )
    return keras.optimizers.AdamW(
        rate, weight_decay=recipe.weight_decay, use_ema=True, ema_momentum=recipe.ema_momentum
    )


def _watched(
    crops: Sequence[LabelledCrop], recipe: Recipe, seed: int
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.float32]] | None:
    if not crops:
        return None
    chosen = np.random.default_rng(seed).permutation(len(crops))[:WATCHED_CROPS]
    watched = [crops[place] for place in chosen]
    truth = [recipe.labels.index(crop.label) for crop in watched]
    return stacked(watched, recipe.size), np.eye(len(recipe.labels), dtype=np.float32)[truth]


def _computes_bfloat16() -> bool:
    """True on a Linux CPU with bfloat16 instructions: 1.2 times as fast there, slower elsewhere."""
    cpu = Path("/proc/cpuinfo")
    return cpu.is_file() and "avx512_bf16" in cpu.read_text(encoding="utf-8")
