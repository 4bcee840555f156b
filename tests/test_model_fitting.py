"""The training loop learns, and an interrupted training ends as if nothing had happened."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model.training.crops.dataset import Split
from model.training.crops.sources import LabelledCrop
from model.training.recipe import Descent, Recipe
from tests.model_samples import shape_crop

pytest.importorskip("tensorflow", reason="TensorFlow is absent")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]  # TensorFlow warns of itself

from model.training.learning.checkpoint import epochs_done, read_history  # noqa: E402  needs TensorFlow
from model.training.learning.fitting import Fitted, Run, fit  # noqa: E402
from model.training.learning.network import build, whiten  # noqa: E402

RECIPE = Recipe(
    name="shapes",
    shares={"person": 1.0, "car": 1.0, "background": 1.0},
    held_out=(),
    look="camera",
    validates_on="training",
    size=24,
    widths=(8, 16),
    descent=Descent(learning_rate=0.4, weight_decay=1e-3, warmup=0.2, ema_momentum=0.8),
    epochs=3,
    crops_per_epoch=128,
    batch=32,
)
RECIPE_OF_TWO_SIZES = replace(RECIPE, early_size=16)
PICTURES = replace(
    RECIPE,
    look="picture",
)


def crops(count: int) -> tuple[LabelledCrop, ...]:
    rng = np.random.default_rng(count)
    return tuple(
        LabelledCrop(shape_crop(label, rng), label, "street", f"{number:03}")
        for label in RECIPE.labels
        for number in range(count)
    )


SPLIT = Split(crops(30), crops(5), crops(6))


class Interrupted(Exception):
    """Stands for Ctrl-C, or a power cut."""


def trained(folder: Path, recipe: Recipe, stop_at: int | None = None) -> Fitted:
    folder.mkdir(exist_ok=True)

    def progress(done: int, total: int, figures: Mapping[str, float]) -> None:
        assert total == recipe.epochs * 4
        assert figures["loss"] > 0
        if done == stop_at:
            raise Interrupted

    return fit(recipe, SPLIT, Run(folder, seed=3), progress)


@pytest.mark.parametrize("recipe", [RECIPE_OF_TWO_SIZES, PICTURES], ids=["camera, two sizes", "pictures"])
def test_interrupted_training_ends_as_an_unbroken_one(tmp_path: Path, recipe: Recipe) -> None:
    whole = trained(tmp_path / "whole", recipe)
    with pytest.raises(Interrupted):
        trained(tmp_path / "broken", recipe, stop_at=10)
    assert epochs_done(read_history(tmp_path / "broken")) == 2
    resumed = trained(tmp_path / "broken", recipe)
    for ours, theirs in zip(resumed.network.get_weights(), whole.network.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)
    assert resumed.history["loss"] == whole.history["loss"]
    assert resumed.history["val_accuracy"] == whole.history["val_accuracy"]


def test_accuracy_rises(tmp_path: Path) -> None:
    fitted = trained(tmp_path / "run", replace(RECIPE, epochs=8))
    assert fitted.history["accuracy"][-1] > fitted.history["accuracy"][0] + 0.2
    assert fitted.history["val_accuracy"][-1] > 0.9


def test_training_stops_when_validation_gains_nothing(tmp_path: Path) -> None:
    idle = replace(RECIPE.descent, learning_rate=1e-9, weight_decay=0.0)
    fitted = trained(tmp_path / "run", replace(RECIPE, descent=idle, epochs=30, patience=2))
    assert len(fitted.history["loss"]) < 30


def test_training_begins_from_a_network(tmp_path: Path) -> None:
    known = trained(tmp_path / "first", replace(RECIPE, epochs=8)).network
    (tmp_path / "second").mkdir()
    fitted = fit(replace(RECIPE, epochs=1), SPLIT, Run(tmp_path / "second", 5, known), lambda *_: None)
    assert fitted.history["val_accuracy"][0] > 0.9
    wider = replace(RECIPE, widths=(16, 32), epochs=1)
    with pytest.raises(ValueError, match="expected one like 'shapes', got 'shapes'"):
        fit(wider, SPLIT, Run(tmp_path / "second", 5, known), lambda *_: None)


def test_damaged_state_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Interrupted):
        trained(tmp_path / "run", RECIPE, stop_at=6)
    (tmp_path / "run" / "after-epoch-001.weights.h5").write_bytes(b"nothing")
    with pytest.raises(ValueError, match="expected the state after epoch 1, got"):
        trained(tmp_path / "run", RECIPE)
    (tmp_path / "run" / "history.json").write_text("[]", encoding="utf-8")
    with pytest.raises(ValueError, match="expected the figures of a training, got"):
        trained(tmp_path / "run", RECIPE)


def test_whitened_neighbours_are_uncorrelated() -> None:
    rng = np.random.default_rng(0)
    smooth = np.cumsum(rng.normal(0, 9, (40, 24, 24, 3)), axis=2) + 128
    images = np.clip(smooth, 0, 255).astype(np.uint8)
    network = build(PICTURES)
    whiten(network, images)
    responses = network.get_layer("whitening")(network.get_layer("scaling")(images.astype(np.float32)))
    flat = np.asarray(responses).reshape(-1, 24)[:, :12]
    moments = flat.T @ flat / len(flat)
    assert np.abs(moments - np.diag(np.diag(moments))).max() < 0.01
    assert np.diag(moments).max() < 1.01
