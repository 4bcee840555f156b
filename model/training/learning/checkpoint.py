"""What a training leaves after each epoch, so that it can be watched, interrupted and continued."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import keras

from model.training.learning.pictures import draw_curves

History = dict[str, list[float]]
"""Figure → its value after each epoch."""


def read_history(run: Path) -> History:
    """Read how far the training in a run folder came; empty if it did not end an epoch.

    Raises:
        ValueError: The file is damaged.
    """
    path = run / "history.json"
    try:
        history = json.loads(path.read_text(encoding="utf-8"))
        return {str(name): [float(value) for value in values] for name, values in history.items()}
    except FileNotFoundError:
        return {}
    except (ValueError, TypeError, AttributeError) as error:
        raise ValueError(f"{path}: expected the figures of a training, got: {error}") from error


def epochs_done(history: Mapping[str, list[float]]) -> int:
    """Number of epochs that a history tells of."""
    return len(history.get("loss", ()))


def restore(network: keras.Model, run: Path, epoch: int) -> None:
    """Put a compiled network and its optimizer into the state after an epoch.

    Raises:
        ValueError: The state is missing or damaged.
    """
    path = _state_path(run, epoch)
    try:
        network.load_weights(path)
    except (OSError, ValueError, KeyError) as error:
        raise ValueError(f"{path}: expected the state after epoch {epoch}, got: {error}") from error


def discard(run: Path) -> None:
    """Remove the states from a run folder; its history stays."""
    for path in run.glob("after-epoch-*.weights.h5"):
        path.unlink()


class Checkpoint(keras.callbacks.Callback):  # type: ignore[misc]  # Keras is untyped
    """Keeps the state, the figures and their curves after each epoch."""

    def __init__(self, run: Path, history: History) -> None:
        super().__init__()
        self._run = run
        self.history = history

    def on_epoch_end(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Keras' hook. The history names the epoch, so it is written once the epoch's state is whole."""
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(float(value))
        done = epoch + 1
        self.model.save_weights(_state_path(self._run, done))
        partial = self._run / "history.json.partial"
        partial.write_text(json.dumps(self.history, indent=1) + "\n", encoding="utf-8")
        partial.replace(self._run / "history.json")
        _state_path(self._run, done - 1).unlink(missing_ok=True)
        draw_curves(self.history, self._run / "curves.png")


def _state_path(run: Path, epoch: int) -> Path:
    return run / f"after-epoch-{epoch:03}.weights.h5"
