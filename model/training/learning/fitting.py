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

from model.training.crops.batches import DrawnBatches
from model.training.crops.dataset import Split, drawing_shares
from model.training.crops.sources import LabelledCrop
from model.training.learning.checkpoint import Checkpoint, History, epochs_done, read_history, restore
from model.training.learning.network import build, in_float32, whiten
from model.training.measuring.evaluation import stacked
from model.training.recipe import Descent, Recipe

log = logging.getLogger(__name__)

Progress = Callable[[int, int, Mapping[str, float]], None]
"""Called after each batch with the batches done, those there are in all, and the running figures."""

WATCHED_CROPS = 1500
"""Validation crops looked at after each epoch, drawn by the recipe's shares."""
WHITENING_CROPS = 3000
"""Training crops that tell how neighbouring pixels go together."""


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """One training: where it goes, and what it begins from."""

    folder: Path
    """For the state after each epoch, the figures and their curves."""
    seed: int = 0
    """Decides the first weights and all drawing."""
    start: keras.Model | None = None
    """A network of the same architecture to begin from; None: from nothing."""
    tensorboard: bool = False
    """Write what TensorBoard shows, too."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A trained float network."""

    network: keras.Model
    history: Mapping[str, Sequence[float]]
    """Figure → its value after each epoch."""
    minutes: float
    """Time spent on the epochs, that before an interruption included."""


def fit(recipe: Recipe, crops: Split, run: Run, progress: Progress) -> Fitted:
    """Train a network, or go on with the training that was interrupted in the same run folder.

    Args:
        recipe: Network and schedule.
        crops: Training and validation crops.
        run: Its folder exists.
        progress: Told of each batch.

    Returns:
        The network with averaged weights, and how it went.

    Raises:
        ValueError: `run.start` is of another architecture, or the state in the run folder is damaged.
    """
    keras.utils.set_random_seed(run.seed)
    history = read_history(run.folder)
    done = epochs_done(history)
    network = _compiled(recipe, crops, run.start)
    if done:
        restore(network, run.folder, done)
    watched = _watched(crops.validation, recipe, run.seed)
    for size, end in recipe.stages:
        if epochs_done(history) > end or network.stop_training:
            continue
        # Even a stage that has no epoch left is gone through: at its end the averaged weights are taken.
        begin = epochs_done(history)
        network.fit(
            DrawnBatches(crops.training, recipe, run.seed, begin, size),
            # Each batch has its own crops by its number: shuffling would only make them another run's.
            shuffle=False,
            initial_epoch=begin,
            epochs=end,
            validation_data=watched,
            callbacks=_callbacks(recipe, run, history, progress),
            verbose=0,
        )
    return Fitted(in_float32(network, recipe.size), history, sum(history["minutes"]))


def _compiled(recipe: Recipe, crops: Split, start: keras.Model | None) -> keras.Model:
    steps = recipe.epochs * len(DrawnBatches(crops.training, recipe, seed=0))
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy("mixed_bfloat16" if _computes_bfloat16() else "float32")
    try:
        network = build(recipe)
    finally:
        keras.config.set_dtype_policy(before)
    if start is None:
        spread = np.linspace(0, len(crops.training) - 1, WHITENING_CROPS).astype(int)
        whiten(network, stacked([crops.training[place] for place in spread], recipe.size))
    else:
        _take_weights(network, start)
    network.compile(
        optimizer=_optimizer(recipe.descent, steps),
        loss=keras.losses.CategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
        jit_compile=False,
    )
    network.optimizer.build(network.trainable_variables)
    return network


def _take_weights(network: keras.Model, start: keras.Model) -> None:
    """Begin where another network is; the last layer begins anew if the labels are others in number."""
    for layer, old in zip(network.layers, start.layers, strict=False):
        weights = old.get_weights()
        if [each.shape for each in weights] == [each.shape for each in layer.get_weights()]:
            layer.set_weights(weights)
        elif layer.name != "logits":
            raise ValueError(f"network to begin from: expected one like {network.name!r}, got {start.name!r}")


def _callbacks(
    recipe: Recipe, run: Run, history: History, progress: Progress
) -> list[keras.callbacks.Callback]:
    callbacks = [
        # Validation is of the averaged weights, since these are kept; the next epoch goes on from the others.
        keras.callbacks.SwapEMAWeights(),
        _Reporter(recipe.epochs, progress),
        _Patience(recipe, history.get("val_loss", [])),
        Checkpoint(run.folder, history),
    ]
    if run.tensorboard:
        callbacks.append(keras.callbacks.TensorBoard(run.folder / "tensorboard"))
    return callbacks


class _Reporter(keras.callbacks.Callback):  # type: ignore[misc]  # Keras is untyped
    """Tells of each batch, times and logs each epoch."""

    def __init__(self, epochs: int, progress: Progress) -> None:
        super().__init__()
        self._epochs = epochs
        self._progress = progress
        self._epoch = 0
        self._began = 0.0

    def on_epoch_begin(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:  # noqa: ARG002
        """Keras' hook."""
        self._epoch, self._began = epoch, time.monotonic()

    def on_train_batch_end(self, batch: int, logs: Mapping[str, float] | None = None) -> None:
        """Keras' hook."""
        steps = self.params["steps"]
        self._progress(self._epoch * steps + batch + 1, self._epochs * steps, logs or {})

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Keras' hook; what is added to the logs here, the callbacks behind see."""
        logs = logs if logs is not None else {}
        logs["minutes"] = (time.monotonic() - self._began) / 60
        log.info("epoch %d: %s", epoch + 1, ", ".join(f"{k} {float(v):.4f}" for k, v in logs.items()))


class _Patience(keras.callbacks.EarlyStopping):  # type: ignore[misc]  # Keras is untyped
    """Early stopping that remembers the epochs before an interruption."""

    def __init__(self, recipe: Recipe, past: Sequence[float]) -> None:
        # While steps are large the loss goes up and down, and says little of where it will come to rest: a
        # training of 32 epochs ended after the 25th, as its loss had its best by chance in the 17th.
        settled = recipe.epochs * 3 // 4
        super().__init__("val_loss", patience=recipe.patience, start_from_epoch=settled)
        self._past = tuple(past)

    def on_train_begin(self, logs: Mapping[str, Any] | None = None) -> None:
        """Keras' hook."""
        super().on_train_begin(logs)
        for epoch, loss in enumerate(self._past):
            self.on_epoch_end(epoch, {"val_loss": loss})


def _optimizer(descent: Descent, steps: int) -> keras.optimizers.Optimizer:
    warmup = max(1, round(steps * descent.warmup))
    rate = keras.optimizers.schedules.CosineDecay(
        descent.learning_rate / 100, max(1, steps - warmup),
        warmup_target=descent.learning_rate, warmup_steps=warmup,
    )  # fmt: skip
    optimizer = keras.optimizers.SGD(
        rate, momentum=descent.momentum, nesterov=True, weight_decay=descent.weight_decay,
        use_ema=True, ema_momentum=descent.ema_momentum,
    )  # fmt: skip
    # Decay would shrink what normalisation is there to set.
    optimizer.exclude_from_weight_decay(var_names=["gamma", "beta", "bias"])
    return optimizer


def _watched(
    crops: Sequence[LabelledCrop], recipe: Recipe, seed: int
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.float32]]:
    """Validation pictures `uint8 (N, size, size, 3)` and truth `float32 (N, K)`, by the recipe's shares."""
    rng, shares = np.random.default_rng(seed), drawing_shares(crops, recipe)
    watched = [crops[place] for place in rng.choice(len(crops), WATCHED_CROPS, p=shares)]
    truth = [recipe.labels.index(crop.label) for crop in watched]
    return stacked(watched, recipe.size), np.eye(len(recipe.labels), dtype=np.float32)[truth]


def _computes_bfloat16() -> bool:
    """True on a Linux CPU with bfloat16 instructions: 1.3 times as fast there, slower elsewhere."""
    cpu = Path("/proc/cpuinfo")
    return cpu.is_file() and "avx512_bf16" in cpu.read_text(encoding="utf-8")
