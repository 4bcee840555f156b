"""A tiny training on made-up crops learns, exports what it learnt, and tells all about it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from model.calibration import expected_calibration_error, softmax
from model.classifier import Classifier
from tests.model_samples import webp, write_zip

pytest.importorskip("tensorflow", reason="TensorFlow is absent")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]  # TensorFlow warns of itself

from model.training.outcome import Outcome  # noqa: E402  needs TensorFlow
from model.training.recipe import Recipe  # noqa: E402
from model.training.trainer import Training, train  # noqa: E402

RECIPE = Recipe(
    name="shapes",
    shares={"person": 1.0, "car": 1.0, "background": 1.0},
    aliases={},
    skipped=frozenset(),
    held_out=("held_*",),
    size=24,
    widths=(8, 16),
    blocks=(1, 1),
    epochs=6,
    crops_per_epoch=384,
    batch=32,
    ema_momentum=0.8,
)


def drawn(label: str, rng: np.random.Generator) -> npt.NDArray[np.uint8]:
    """A tall bright ellipse, a wide one, or nothing, on noise."""
    height, width = {"person": (40, 16), "car": (18, 40), "background": (30, 30)}[label]
    image = rng.integers(0, 80, (height, width, 3), np.uint8)
    if label != "background":
        cv2.ellipse(
            image, (width // 2, height // 2), (width // 3, height // 3), 0, 0, 360, (230, 210, 190), -1
        )
    return image


@dataclass(frozen=True, slots=True)
class Run:
    outcome: Outcome
    folder: Path
    batches: tuple[int, ...]
    crops: tuple[npt.NDArray[np.uint8], ...]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("training")
    rng = np.random.default_rng(0)
    for source, count in (("street", 40), ("held_yard", 30)):
        files = {
            f"{label}/{n}.webp": webp(drawn(label, rng)) for label in RECIPE.labels for n in range(count)
        }
        write_zip(folder / f"{source}.zip", files)
    batches: list[int] = []

    def progress(done: int, figures: Mapping[str, float]) -> None:
        assert figures["loss"] > 0
        batches.append(done)

    paths = (folder / "street.zip", folder / "held_yard.zip")
    outcome = train(Training(RECIPE, paths, folder / "run", {"person": "person", "car": "vehicle"}), progress)
    crops = tuple(drawn(label, rng) for label in RECIPE.labels for _ in range(10))
    return Run(outcome, folder / "run", tuple(batches), crops)


def test_loss_falls_and_unseen_source_is_known(run: Run) -> None:
    history = json.loads((run.folder / "history.json").read_text(encoding="utf-8"))
    assert len(history["loss"]) == RECIPE.epochs
    assert history["loss"][-1] < 0.6 * history["loss"][0]
    assert run.outcome.served.measurements["int8 clean"].group_accuracy > 0.9


def test_progress_tells_of_every_batch(run: Run) -> None:
    assert run.batches == tuple(range(1, RECIPE.epochs * RECIPE.crops_per_epoch // RECIPE.batch + 1))


def test_int8_agrees_with_keras(run: Run) -> None:
    measured = run.outcome.served.measurements
    for view in ("clean", "poor"):
        assert measured[f"int8 {view}"].label_accuracy == pytest.approx(
            measured[f"float {view}"].label_accuracy, abs=0.05
        )


def test_model_file_serves_what_was_trained(run: Run) -> None:
    classifier = Classifier(run.outcome.served.path)
    assert classifier.labels == RECIPE.labels
    best = classifier.classify(run.crops).argmax(axis=1)
    assert (best == np.repeat([0, 1, 2], 10)).mean() > 0.9


def test_metadata_tells_where_the_model_comes_from(run: Run) -> None:
    metadata = Classifier(run.outcome.served.path).metadata
    assert metadata == run.outcome.served.metadata
    assert metadata.recipe == "shapes"
    assert set(metadata.data) == {"street.zip", "held_yard.zip"}
    assert sum(metadata.priors.values()) == pytest.approx(1, abs=1e-3)
    assert metadata.figures["int8 clean, balanced group accuracy"] > 0.9


def test_run_folder_holds_everything(run: Run) -> None:
    assert {file.name for file in run.folder.iterdir()} == {
        "config.json", "crops.png", "curves.png", "history.json", "measurements.json",
        "shapes.keras", "shapes.md", "shapes.tflite",
    }  # fmt: skip
    config = json.loads((run.folder / "config.json").read_text(encoding="utf-8"))
    assert config["recipe"]["epochs"] == RECIPE.epochs
    card = (run.folder / "shapes.md").read_text(encoding="utf-8")
    assert "| person | 40 | 30 |" in card


def test_data_without_a_usable_label_is_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "trees.zip", {"tree/a.webp": webp(drawn("car", np.random.default_rng(0)))})
    with pytest.raises(ValueError, match="expected crops of person, car, background, got none"):
        train(Training(replace(RECIPE, epochs=1), (path,), tmp_path / "run", {}), lambda *_: None)
    assert not (tmp_path / "run").exists()


def test_overconfidence_shows_in_the_calibration_error() -> None:
    logits = np.array([[4, 0], [4, 0], [4, 0], [0, 4]], np.float32)
    truth, weights = np.array([0, 0, 1, 1]), np.ones(4, np.float32)
    sure, humble = softmax(logits), softmax(logits, temperature=4 / np.log(3))
    assert expected_calibration_error(sure, truth, weights) == pytest.approx(0.982 - 0.75, abs=1e-3)
    assert expected_calibration_error(humble, truth, weights) == pytest.approx(0, abs=1e-6)
