"""The model file that is served: quantised, calibrated, measured beside the network it came from."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import keras
import numpy as np
import numpy.typing as npt

from model.classifier import Classifier
from model.metadata import ModelMetadata
from model.training.crops.dataset import Split
from model.training.crops.sources import LabelledCrop
from model.training.files.export import to_int8, write_served
from model.training.measuring.calibrating import Calibration, calibrate
from model.training.measuring.evaluation import Answers, Examination, Examinee, examination
from model.training.measuring.keras_classifier import KerasClassifier
from model.training.measuring.measurement import Measurement
from model.training.recipe import Recipe


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What a network is calibrated with and judged by."""

    recipe: Recipe
    """With labels."""
    crops: Split
    unknown: tuple[LabelledCrop, ...]
    """Crops of labels that the recipe does not know; may be empty."""
    groups: Mapping[str, str]
    """Label → group; a label without one is its own."""
    data: Mapping[str, str]
    """Training source → the first 16 hex digits of its SHA-256."""


@dataclass(frozen=True, slots=True)
class Served:
    """A model file, and what it and its float network scored on test crops."""

    path: Path
    metadata: ModelMetadata
    measurements: Mapping[str, Measurement]
    """`int8 clean`, `float clean`, and the same for `poor` where the recipe looks through a camera."""
    unscaled: Mapping[str, Measurement]
    """Those of the int8 network under temperature 1."""
    otherwise: Mapping[str, Measurement]
    """Those of the int8 network if it averaged mirror images and does not, or the other way round."""
    crops_per_s: Mapping[str, float]
    """`int8` and `float` → crops for each second that a core is busy."""
    sizes: Mapping[str, int]
    """`int8` → bytes of the file, `float` → bytes of the weights."""


def serve(network: keras.Model, images: npt.NDArray[np.uint8], evidence: Evidence, path: Path) -> Served:
    """Write the int8 model file of a trained network.

    Temperature and threshold are those of the int8 network on validation crops; the figures, on test crops.

    Args:
        network: From `float32 (N, S, S, 3)` to logits `float32 (N, K)`.
        images: `uint8 (N, S, S, 3)` training crops, to set the ranges of the int8 values.
        evidence: What to calibrate with and to measure by.
        path: File to write.
    """
    recipe, flat = evidence.recipe, to_int8(network, images)
    draft = ModelMetadata(
        recipe.labels, recipe.size, 1.0, recipe.name, _priors(recipe), evidence.data, flips=recipe.flips
    )
    exam = examination(recipe, evidence.crops.test, evidence.unknown, evidence.groups)
    int8 = write_served(flat, draft, path)
    calibration, answers = _calibrated(int8, evidence), _asked(int8, "int8", exam)
    answers |= _asked(KerasClassifier(network, draft), "float", exam)
    measurements = _measured(exam, answers, calibration)
    unscaled = _measured(exam, answers, replace(calibration, temperature=1.0))
    otherwise = _otherwise(write_served(flat, replace(draft, flips=not recipe.flips), path), evidence, exam)
    speeds = {kind: answers[f"{kind} clean"].crops_per_s for kind in ("int8", "float")}
    metadata = replace(
        draft,
        temperature=calibration.temperature,
        threshold=calibration.threshold,
        figures=figures(measurements) | {"crops per second on one core": round(speeds["int8"])},
    )
    write_served(flat, metadata, path)
    sizes = {"int8": path.stat().st_size, "float": 4 * network.count_params()}
    int8_unscaled = {name: each for name, each in unscaled.items() if name.startswith("int8")}
    return Served(path, metadata, measurements, int8_unscaled, otherwise, speeds, sizes)


def figures(measurements: Mapping[str, Measurement]) -> dict[str, float]:
    """The figures that a model file carries: name of the measurement and of the figure → value."""
    return {
        f"{name}, {figure}": round(value, 4)
        for name, measurement in measurements.items()
        for figure, value in _headlines(measurement).items()
        if value is not None
    }


def _headlines(measurement: Measurement) -> dict[str, float | None]:
    rejection = measurement.rejection
    has_groups = set(measurement.groups) != set(measurement.labels)
    return {
        "accuracy": measurement.accuracy,
        "balanced group accuracy": measurement.group_accuracy if has_groups else None,
        "balanced label accuracy": measurement.label_accuracy,
        "background taken for a person": measurement.false_persons,
        "calibration error": measurement.calibration_error,
        "calibration error of the group": measurement.group_calibration_error if has_groups else None,
        "AUROC of known against unknown": rejection.auroc,
        "refused of the right answers": rejection.refused_right,
        "refused of the wrong answers": rejection.refused_wrong,
        "refused of the unknown": rejection.refused_unknown,
    }


def _calibrated(model: Examinee, evidence: Evidence) -> Calibration:
    """Fit to all views of the validation crops together."""
    exam = examination(evidence.recipe, evidence.crops.validation, (), evidence.groups)
    scores = np.concatenate([exam.ask(model, view).known for view in exam.views])
    count, truth = len(exam.views), exam.truth
    return calibrate(scores, np.tile(truth.indices, count), np.tile(truth.weights, count))


def _asked(model: Examinee, kind: str, exam: Examination) -> dict[str, Answers]:
    return {f"{kind} {view}": exam.ask(model, view) for view in exam.views}


def _measured(
    exam: Examination, answers: Mapping[str, Answers], calibration: Calibration
) -> dict[str, Measurement]:
    return {
        name: exam.measure(each.rescaled(calibration.temperature), calibration.threshold)
        for name, each in answers.items()
    }


def _otherwise(model: Classifier, evidence: Evidence, exam: Examination) -> dict[str, Measurement]:
    return _measured(exam, _asked(model, "int8", exam), _calibrated(model, evidence))


def _priors(recipe: Recipe) -> dict[str, float]:
    total = sum(recipe.shares.values())
    return {label: round(share / total, 6) for label, share in recipe.shares.items()}
