"""A training of seconds ends in a model file with all about it, and is not mixed up with another one."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from model.classifier import Classifier
from model.training.recipe import SURVEILLANCE, Descent
from tests.model_samples import shape_crop, webp, write_zip

pytest.importorskip("tensorflow", reason="TensorFlow is absent")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]  # TensorFlow warns of itself

from model.training.cards.outcome import Outcome  # noqa: E402
from model.training.learning.fitting import Run  # noqa: E402  needs TensorFlow
from model.training.trainer import Training, train  # noqa: E402

RECIPE = replace(
    SURVEILLANCE,
    name="shapes",
    shares={"person": 1.0, "car": 1.0, "background": 1.0},
    held_out=("held_*",),
    size=24,
    early_size=16,
    widths=(8, 16),
    descent=Descent(learning_rate=0.4, weight_decay=1e-3, warmup=0.1, ema_momentum=0.8),
    epochs=6,
    crops_per_epoch=384,
    batch=32,
)
GROUPS = {"person": "person", "car": "vehicle"}


@dataclass(frozen=True, slots=True)
class Made:
    outcome: Outcome
    training: Training
    batches: tuple[int, ...]
    crops: tuple[npt.NDArray[np.uint8], ...]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("training")
    rng = np.random.default_rng(0)
    for source, count in (("street", 40), ("held_yard", 30)):
        files = {
            f"{label}/{n:02}.webp": webp(shape_crop(label, rng))
            for label in RECIPE.labels
            for n in range(count)
        }
        write_zip(folder / f"{source}.zip", files)
    batches: list[int] = []

    def progress(done: int, total: int, figures: Mapping[str, float]) -> None:
        assert total == RECIPE.epochs * 12
        assert figures["loss"] > 0
        batches.append(done)

    paths = (folder / "street.zip", folder / "held_yard.zip")
    training = Training(RECIPE, paths, Run(folder / "run"), GROUPS, command="vedette model train shapes")
    outcome = train(training, progress)
    crops = tuple(shape_crop(label, rng) for label in RECIPE.labels for _ in range(10))
    return Made(outcome, training, tuple(batches), crops)


def test_loss_falls_and_unseen_source_is_known(made: Made) -> None:
    history = json.loads((made.training.run.folder / "history.json").read_text(encoding="utf-8"))
    assert len(history["loss"]) == RECIPE.epochs
    assert history["loss"][-1] < 0.7 * history["loss"][0]
    assert made.outcome.served.measurements["int8 clean"].group_accuracy > 0.9


def test_progress_tells_of_every_batch(made: Made) -> None:
    assert made.batches == tuple(range(1, RECIPE.epochs * 12 + 1))


def test_model_file_serves_what_was_trained(made: Made) -> None:
    classifier = Classifier(made.outcome.served.path)
    assert classifier.labels == RECIPE.labels
    assert classifier.metadata == made.outcome.served.metadata
    assert set(classifier.metadata.data) == {"street.zip", "held_yard.zip"}
    best = classifier.classify(made.crops).argmax(axis=1)
    assert (best == np.repeat([0, 1, 2], 10)).mean() > 0.9


def test_run_folder_holds_everything_and_no_state(made: Made) -> None:
    run = made.training.run.folder
    assert {file.name for file in run.iterdir()} == {
        "config.json", "crops.png", "curves.png", "history.json", "measurements.json",
        "shapes.keras", "shapes.md", "shapes.tflite",
    }  # fmt: skip
    assert json.loads((run / "config.json").read_text(encoding="utf-8"))["recipe"]["epochs"] == RECIPE.epochs
    card = (run / "shapes.md").read_text(encoding="utf-8")
    assert "| person | 40 | 6 | 24 |" in card
    assert "vedette model train shapes" in card


def test_run_folder_of_another_training_is_not_touched(made: Made, tmp_path: Path) -> None:
    def tried(training: Training) -> None:
        train(training, lambda *_: None)

    with pytest.raises(FileExistsError, match="expected a new folder, or --resume to go on"):
        tried(made.training)
    resumed = replace(made.training, resume=True)
    with pytest.raises(FileExistsError, match="expected the training that was interrupted, got another seed"):
        tried(replace(resumed, run=Run(made.training.run.folder, seed=7)))
    with pytest.raises(
        FileNotFoundError, match=r"expected an interrupted training to resume, got no config\.json"
    ):
        tried(replace(resumed, run=Run(tmp_path / "none")))


def test_data_without_a_usable_label_is_refused(tmp_path: Path) -> None:
    path = write_zip(
        tmp_path / "trees.zip", {"tree/a.webp": webp(shape_crop("car", np.random.default_rng(0)))}
    )
    with pytest.raises(ValueError, match="expected crops of person, car, background, got none"):
        train(Training(RECIPE, (path,), Run(tmp_path / "run"), {}), lambda *_: None)
    assert not (tmp_path / "run").exists()
