"""A tiny network is taught a camera of its own, keeps what it knew, and is replaced only if it is better."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from model.classifier import Classifier
from model.training.crops.sources import LabelledCrop
from tests.tiny_training import LABELS, save_tiny_network, shape_crops

pytest.importorskip("tensorflow", reason="TensorFlow is absent")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]  # TensorFlow warns of itself

from model.training.files.network_file import load_network  # noqa: E402
from model.training.teaching.finetuning import FineTuningSettings, Taught, Teaching, teach  # noqa: E402

SETTINGS = FineTuningSettings(steps=80, batch=32, learning_rate=3e-3)


def seen_from_above(label: str, rng: np.random.Generator) -> npt.NDArray[np.uint8]:
    """A small bright disc (person) or a large square (car): square is background to what it learnt before."""
    image = rng.integers(0, 80, (30, 30, 3), np.uint8)
    if label == "person":
        cv2.circle(image, (15, 15), 5, (230, 210, 190), -1)
    else:
        cv2.rectangle(image, (4, 4), (26, 26), (230, 210, 190), -1)
    return image


def corrections(label: str, called: str | None = None, events: int = 12) -> list[LabelledCrop]:
    """Three crops each of some events seen from above, under the label that a person gave."""
    rng = np.random.default_rng(5)
    return [
        LabelledCrop(seen_from_above(label, rng), called or label, f"history/{label}{event:02}", f"{number}")
        for event in range(events)
        for number in range(3)
    ]


CORRECTED = [*corrections("person"), *corrections("car")]
HELD_OUT = shape_crops(30, seed=9)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny_network(tmp_path_factory.mktemp("base"))


@pytest.fixture(scope="module")
def taught(base: Path, tmp_path_factory: pytest.TempPathFactory) -> Taught:
    return taught_from(base, CORRECTED, tmp_path_factory.mktemp("run"))


def taught_from(base: Path, corrected: list[LabelledCrop], run: Path) -> Taught:
    steps: list[int] = []
    teaching = Teaching(base, corrected, shape_crops(40, seed=8), run, "f00d", seed=1, settings=SETTINGS)
    taught = teach(teaching, lambda done, _total, _figures: steps.append(done))
    assert steps == list(range(1, SETTINGS.steps + 1))
    return taught


def rightness(path: Path, crops: tuple[LabelledCrop, ...]) -> float:
    model = Classifier(path)
    best = model.classify([crop.image for crop in crops]).argmax(axis=1)
    return float(
        np.mean([model.labels[place] == crop.label for place, crop in zip(best, crops, strict=True)])
    )


def test_network_learns_the_new_camera(taught: Taught) -> None:
    comparison = taught.comparison
    assert comparison.is_better
    assert comparison.after.corrected > comparison.before.corrected + 0.2
    assert (comparison.events, comparison.crops, comparison.left_out) == (6, 18, ())
    unseen = tuple(replace(crop, source="other") for crop in corrections("person", events=20)[36:])
    assert rightness(taught.served, unseen) > 0.8


def test_what_the_network_knew_is_kept(base: Path, taught: Taught) -> None:
    before = rightness(taught.served.with_name("before.tflite"), HELD_OUT)
    assert before > 0.9
    assert rightness(taught.served, HELD_OUT) >= before - 0.03
    assert taught.comparison.after.kept >= taught.comparison.before.kept - 0.02
    assert base.exists()


def test_what_is_not_rehearsed_is_forgotten(base: Path, taught: Taught, tmp_path: Path) -> None:
    """What the exemplars are for: the same lesson, with one label's alone and without going half back."""
    exemplars = [crop for crop in shape_crops(40, seed=8) if crop.label == "background"]
    careless = replace(SETTINGS, novelty=1.0)
    teaching = Teaching(base, corrections("person", called="car"), exemplars, tmp_path, "f00d", 1, careless)
    forgetful = teach(teaching, lambda *_: None)
    known = tuple(crop for crop in HELD_OUT if crop.label == "person")
    assert rightness(forgetful.served, known) < rightness(taught.served, known) - 0.05


def test_new_model_tells_where_it_comes_from(base: Path, taught: Taught) -> None:
    old = load_network(base)[1]
    metadata = Classifier(taught.served).metadata
    assert load_network(taught.network)[1] == metadata
    assert metadata.data == {**old.data, "corrections": "f00d"}
    assert metadata.figures["corrected crops right"] == round(taught.comparison.after.corrected, 4)
    assert (metadata.temperature, metadata.threshold, metadata.labels) == (1.5, 0.25, LABELS)


def test_labels_that_the_network_lacks_are_passed_over(
    base: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    foxes = [replace(crop, label="fox") for crop in corrections("person")]
    with pytest.raises(ValueError, match="expected 8 reviewed events or more of a label, got none"):
        teach(Teaching(base, foxes, HELD_OUT, tmp_path, "f00d"), lambda *_: None)
    assert "36 corrected crops passed over" in caplog.text


def test_exemplars_are_needed(base: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="expected some crops of what the network knows, got 0"):
        teach(Teaching(base, CORRECTED, (), tmp_path, "f00d"), lambda *_: None)
