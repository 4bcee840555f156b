"""A trained network becomes a model file that is calibrated, measured and described."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from model.classifier import Classifier
from model.picture import Pixels, decode_picture, fit_crop
from model.training.crops.sources import LabelledCrop
from model.training.recipe import SURVEILLANCE, Descent
from tests.model_samples import noise, shape_crop

pytest.importorskip("tensorflow", reason="TensorFlow is absent")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]  # TensorFlow warns of itself

import keras  # noqa: E402  needs TensorFlow

from model.training.cards.card import card_text  # noqa: E402
from model.training.cards.outcome import Outcome  # noqa: E402
from model.training.crops.batches import typical_crops  # noqa: E402
from model.training.crops.dataset import Split  # noqa: E402
from model.training.learning.network import build, in_float32  # noqa: E402
from model.training.measuring.diagrams import Sheet, draw_confusion, draw_mistakes, draw_reliability  # noqa: E402
from model.training.measuring.evaluation import stacked  # noqa: E402
from model.training.measuring.keras_classifier import KerasClassifier  # noqa: E402
from model.training.measuring.served import Evidence, Served, serve  # noqa: E402

RECIPE = replace(
    SURVEILLANCE,
    name="shapes",
    shares={"person": 0.5, "car": 0.3, "background": 0.2},
    size=24,
    widths=(8, 16),
    descent=Descent(learning_rate=0.4, weight_decay=1e-4, warmup=0.1),
    flips=True,
)
GROUPS = {"person": "person", "car": "vehicle"}


def drawn(label: str, rng: np.random.Generator) -> Pixels:
    """The shape of a label, or a grey disc for what no model here knows."""
    if label != "ship":
        return shape_crop(label, rng)
    image = rng.integers(0, 80, (34, 34, 3), np.uint8)
    return np.asarray(cv2.circle(image, (17, 17), 11, (130, 130, 130), -1), np.uint8)


def crops(source: str, count: int, labels: tuple[str, ...] = RECIPE.labels) -> tuple[LabelledCrop, ...]:
    rng = np.random.default_rng(count)
    return tuple(
        LabelledCrop(drawn(label, rng), label, source, f"{number:03d}")
        for label in labels
        for number in range(count)
    )


@dataclass(frozen=True, slots=True)
class Made:
    served: Served
    network: keras.Model
    evidence: Evidence


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    keras.utils.set_random_seed(0)
    split = Split(crops("street", 60), crops("held", 20), crops("yard", 21))
    network = build(RECIPE)
    network.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    images = stacked(split.training, RECIPE.size)
    truth = np.array([RECIPE.labels.index(crop.label) for crop in split.training])
    network.fit(images, truth, epochs=25, batch_size=20, verbose=0)
    network = in_float32(network, RECIPE.size)
    evidence = Evidence(
        RECIPE, split, crops("harbour", 15, ("ship",)), GROUPS, {"street.zip": "0123456789abcdef"}
    )
    path = tmp_path_factory.mktemp("served") / "shapes.tflite"
    ranges = typical_crops(split.training, RECIPE, seed=0)
    return Made(serve(network, ranges, evidence, path), network, evidence)


def test_file_tells_what_was_measured(made: Made) -> None:
    metadata = Classifier(made.served.path).metadata
    assert metadata == made.served.metadata
    assert metadata.labels == RECIPE.labels
    assert metadata.flips
    assert metadata.priors == {"person": 0.5, "car": 0.3, "background": 0.2}
    clean = made.served.measurements["int8 clean"]
    assert metadata.figures["int8 clean, balanced group accuracy"] == round(clean.group_accuracy, 4)
    assert metadata.threshold == clean.rejection.threshold


def test_measurements_are_those_of_the_written_file(made: Made) -> None:
    classifier, clean = Classifier(made.served.path), made.served.measurements["int8 clean"]
    test = made.evidence.crops.test
    scores = classifier.classify([crop.image for crop in test])
    right = [
        classifier.labels[place] == crop.label
        for place, crop in zip(scores.argmax(axis=1), test, strict=True)
    ]
    assert clean.accuracy == pytest.approx(np.mean(right))
    assert clean.rejection.refused_known == pytest.approx((scores.max(axis=1) < classifier.threshold).mean())


def test_keras_network_and_file_are_measured_side_by_side(made: Made) -> None:
    measurements = made.served.measurements
    assert list(measurements) == ["int8 clean", "int8 poor", "float clean", "float poor"]
    for view in ("clean", "poor"):
        int8, whole = measurements[f"int8 {view}"], measurements[f"float {view}"]
        # Of 63 crops; one is 0.016.
        assert int8.label_accuracy == pytest.approx(whole.label_accuracy, abs=0.1)
    assert list(made.served.otherwise) == ["int8 clean", "int8 poor"]
    assert set(made.served.crops_per_s) == set(made.served.sizes) == {"int8", "float"}
    assert made.served.sizes["int8"] == made.served.path.stat().st_size


def test_strangers_are_told_from_the_known(made: Made) -> None:
    rejection = made.served.measurements["int8 clean"].rejection
    assert rejection.unknown == 15
    assert rejection.auroc is not None
    assert 0 <= rejection.auroc <= 1


def test_keras_classifier_answers_as_the_file_does(made: Made) -> None:
    images = [crop.image for crop in made.evidence.crops.test]
    whole = KerasClassifier(made.network, made.served.metadata).classify(images)
    np.testing.assert_allclose(whole.sum(axis=1), 1, rtol=1e-5)
    assert np.abs(whole - Classifier(made.served.path).classify(images)).mean() < 0.05


def test_keras_classifier_takes_the_mean_of_both_sides_where_the_file_says_so(made: Made) -> None:
    plain = KerasClassifier(made.network, replace(made.served.metadata, temperature=1.0, flips=False))
    both = KerasClassifier(made.network, replace(made.served.metadata, temperature=1.0, flips=True))
    image = fit_crop(noise(24, 24, 3), RECIPE.size)
    logits = np.log(plain.classify([image, image[:, ::-1]])).mean(axis=0)
    expected = np.exp(logits) / np.exp(logits).sum()
    np.testing.assert_allclose(both.classify([image])[0], expected, atol=1e-4)


COUNTS: Mapping[str, tuple[int, int, int]] = {"car": (60, 20, 21), "person": (1060, 20, 21)}


def test_card_holds_all_that_a_person_asks(made: Made) -> None:
    command = "vedette model train surveillance --data street.zip --seed 7"
    card = card_text(Outcome(made.served, RECIPE, 7, 12.3, COUNTS, command))
    served, clean = made.served, made.served.measurements["int8 clean"]
    assert card.startswith("# Model card: shapes\n")
    for title in ("Use and limits", "Groups", "Labels", "Sources", "Confidence", "Data", "How it was made"):
        assert f"\n## {title}\n" in card
    assert f"Below a confidence of {served.metadata.threshold:.2f} the answer is “unknown”" in " ".join(
        card.split()
    )
    assert f"| int8 clean | {clean.accuracy:.3f} |" in card
    assert "| person | 1,060 | 20 | 21 |" in card
    assert "| street.zip | train | not stated | not stated | not stated | 0123456789abcdef |" in card
    assert "Train on crops of your own before you sell" in " ".join(card.split())
    assert f"```\n{command}\n```" in card


def test_card_of_pictures_has_no_groups(made: Made) -> None:
    clean = made.served.measurements["int8 clean"]
    ungrouped = {name: replace(each, groups=each.labels) for name, each in {"int8 clean": clean}.items()}
    served = replace(made.served, measurements=ungrouped, unscaled={"int8 clean": clean})
    card = card_text(Outcome(served, replace(RECIPE, look="picture"), 0, 1.0, COUNTS))
    assert "## Groups" not in card
    assert "camera's blur" in " ".join(card.split())


def test_pictures_of_the_evaluation_are_drawn(made: Made, tmp_path: Path) -> None:
    measurements = made.served.measurements
    draw_confusion(measurements, tmp_path / "confusion.png")
    draw_reliability(measurements, tmp_path / "reliability.png")
    sheet = Sheet("int8 poor", made.evidence.crops.test, measurements["int8 poor"].mistakes)
    draw_mistakes([sheet], tmp_path / "mistakes.png")
    widths = {file.name: decode_picture(file.read_bytes()).shape[1] for file in tmp_path.glob("*.png")}
    assert set(widths) == {"confusion.png", "reliability.png", "mistakes.png"}
    assert min(widths.values()) > 900
