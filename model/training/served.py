"""The model file that is served: quantised, calibrated, measured beside the network it came from."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import keras
import numpy as np
import numpy.typing as npt

from model.calibration import Floats, softmax
from model.classifier import Classifier
from model.metadata import ModelMetadata, append_metadata
from model.training.evaluation import Examination, Measurement
from model.training.quantisation import to_int8
from model.training.recipe import Recipe


@dataclass(frozen=True, slots=True)
class Served:
    """A model file, and what it and its float network scored on held-out crops."""

    path: Path
    metadata: ModelMetadata
    measurements: Mapping[str, Measurement]
    """`int8` or `float`, then `clean` or `poor`, for example `int8 poor`."""
    before_scaling: Measurement
    """`int8 poor` with temperature 1."""


def serve(
    network: keras.Model,
    images: npt.NDArray[np.uint8],
    exam: Examination,
    data: Mapping[str, str],
    path: Path,
) -> Served:
    """Write the int8 model file of a trained network.

    Args:
        network: From `float32 (N, S, S, 3)` to logits `float32 (N, K)`.
        images: `uint8 (N, S, S, 3)` training crops, to set the ranges of the int8 values.
        exam: Held-out crops, to find the temperature and to measure.
        data: Training source → hash, for the metadata.
        path: File to write.
    """
    recipe, flat = exam.recipe, to_int8(network, images)
    metadata = ModelMetadata(recipe.labels, recipe.size, 1.0, recipe.name, _priors(recipe), data)
    path.write_bytes(append_metadata(flat, metadata))
    logits, crops_per_s = _int8_logits(path, exam)
    temperature = exam.temperature(logits)
    floats = network.predict(np.concatenate([exam.clean, exam.poor]), batch_size=256, verbose=0)
    measurements = {
        f"{kind} {view}": exam.measure(softmax(half, temperature))
        for kind, both in (("int8", logits), ("float", floats))
        for view, half in zip(("clean", "poor"), np.split(both, 2), strict=True)
    }
    figures = _figures(measurements) | {"crops per second on one core": round(crops_per_s)}
    metadata = replace(metadata, temperature=round(temperature, 4), figures=figures)
    path.write_bytes(append_metadata(flat, metadata))
    return Served(path, metadata, measurements, exam.measure(softmax(np.split(logits, 2)[1])))


def _int8_logits(path: Path, exam: Examination) -> tuple[Floats, float]:
    """Logits, up to a constant a row, of both views; and crops a second of one thread."""
    classifier = Classifier(path)
    started = time.process_time()
    scores = np.concatenate([classifier.classify(list(exam.clean)), classifier.classify(list(exam.poor))])
    return np.log(scores + np.float32(1e-9)), len(scores) / (time.process_time() - started)


def _priors(recipe: Recipe) -> dict[str, float]:
    total = sum(recipe.shares.values())
    return {label: round(share / total, 4) for label, share in recipe.shares.items()}


def _figures(measurements: Mapping[str, Measurement]) -> dict[str, float]:
    figures: dict[str, float] = {}
    for name, measurement in measurements.items():
        figures[f"{name}, balanced group accuracy"] = round(measurement.group_accuracy, 4)
        figures[f"{name}, balanced label accuracy"] = round(measurement.label_accuracy, 4)
        figures[f"{name}, background taken for a person"] = round(measurement.false_persons, 4)
        figures[f"{name}, calibration error"] = round(measurement.calibration_error, 4)
    return figures
