"""Model files held against labelled crops."""

import hashlib
import importlib.util
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from api.model_file import load_classifier, model_in_use
from model.training.crops.sources import LabelledCrop
from model.training.measuring.evaluation import (
    Examination,
    Examinee,
    View,
    examination,
    examined,
    familiar,
    recipe_of,
    strangers,
)
from model.training.measuring.measurement import Measurement
from pipeline.errors import VedetteError
from pipeline.values import LABEL_GROUPS

NETWORK = ".keras"
"""Ending of the files that TensorFlow reads; all others are LiteRT's."""


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A model to be evaluated."""

    path: Path
    digest: str
    model: Examinee


@dataclass(frozen=True, slots=True, eq=False)
class Evaluated:
    """A model, what it was asked, and how right it was."""

    candidate: Candidate
    exam: Examination
    is_part: bool
    """Whether only crops that the model's training measures with were asked about."""
    crops_per_s: float
    """Of one core."""
    measurements: Mapping[View, Measurement]

    @property
    def sources(self) -> dict[str, int]:
        """Source → its crops, clips of footage together."""
        return dict(sorted(Counter(crop.source.partition("/")[0] for crop in self.exam.crops).items()))

    @property
    def unknown(self) -> dict[str, int]:
        """Label that the model does not know → its crops."""
        return dict(sorted(Counter(crop.label for crop in self.exam.unknown).items()))


def default_models() -> tuple[Path, ...]:
    """The model in use, and the network that it was made of, if there is one and TensorFlow to read it.

    Raises:
        VedetteError: The model store is damaged.
    """
    try:
        served = model_in_use()
    except ValueError as error:
        raise VedetteError(f"model {error}") from error
    network = served.with_suffix(NETWORK)
    return (served, network) if network.exists() and _has_tensorflow() else (served,)


def load_candidate(path: Path) -> Candidate:
    """Load a model file of either kind.

    Raises:
        VedetteError: There is no such file, it is no model, or it needs TensorFlow, which is absent.
    """
    if path.suffix != NETWORK:
        classifier = load_classifier(path)
        return Candidate(path, classifier.digest, classifier)
    if not _has_tensorflow():
        raise VedetteError(f"model {path}: needs TensorFlow, which is absent: pip install 'vedette[train]'")
    # Only who evaluates such a file waits for TensorFlow.
    from model.training.files.network_file import load_network  # noqa: PLC0415
    from model.training.measuring.keras_classifier import KerasClassifier  # noqa: PLC0415

    try:
        network, metadata = load_network(path)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    except OSError as error:
        raise VedetteError(f"model {path}: {error.strerror}") from error
    except ValueError as error:
        raise VedetteError(f"model {error}") from error
    return Candidate(path, digest, KerasClassifier(network, metadata))


def evaluate_model(candidate: Candidate, crops: Sequence[LabelledCrop], *, everything: bool) -> Evaluated:
    """Ask a model about labelled crops.

    Args:
        candidate: The model.
        crops: Of any labels; those that it does not know measure how it refuses the unknown.
        everything: Ask about all crops, those too that it was trained on.

    Raises:
        VedetteError: It knows none of the labels.
    """
    exam, is_part = _examination(candidate, crops, everything=everything)
    answers = {view: exam.ask(candidate.model, view) for view in exam.views}
    threshold = candidate.model.metadata.threshold
    measurements = {view: exam.measure(each, threshold) for view, each in answers.items()}
    return Evaluated(candidate, exam, is_part, answers["clean"].crops_per_s, measurements)


def evaluation_json(evaluated: Evaluated) -> dict[str, Any]:
    """All figures of a model, ready for JSON."""
    candidate, metadata = evaluated.candidate, evaluated.candidate.model.metadata
    return {
        "model": str(candidate.path),
        "digest": candidate.digest,
        "recipe": metadata.recipe,
        "temperature": metadata.temperature,
        "threshold": metadata.threshold,
        "flips": metadata.flips,
        "bytes": candidate.path.stat().st_size,
        "crops_per_second": round(evaluated.crops_per_s, 1),
        "only_held_out": evaluated.is_part,
        "sources": evaluated.sources,
        "unknown": evaluated.unknown,
        "views": {view: asdict(each) for view, each in evaluated.measurements.items()},
    }


def _examination(
    candidate: Candidate, crops: Sequence[LabelledCrop], *, everything: bool
) -> tuple[Examination, bool]:
    recipe = recipe_of(candidate.model.metadata)
    known = familiar(crops, recipe)
    if not known:
        labels = ", ".join(sorted({crop.label for crop in crops}))
        raise VedetteError(
            f"model {candidate.path}: expected crops of {', '.join(recipe.labels)}, got {labels}"
        )
    chosen = known if everything else examined(known, recipe)
    unknown = strangers(crops, recipe, everything=everything)
    return examination(recipe, chosen, unknown, LABEL_GROUPS), len(chosen) < len(known)


def _has_tensorflow() -> bool:
    return importlib.util.find_spec("tensorflow") is not None
