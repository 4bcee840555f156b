"""How right a model's answers are, by label, by group and by source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from model.calibration import Bin, Floats, Indices, expected_calibration_error, reliability
from model.training.crops.sources import LabelledCrop
from model.training.measuring.rejection import Rejection, rejection
from model.training.recipe import BACKGROUND

WORST = 25
"""Mistakes that are kept: five rows of five pictures."""


@dataclass(frozen=True, slots=True)
class Rates:
    """How one label or group fared, each 0…1."""

    recall: float | None
    """Of its crops, the share that got it; None if there are none."""
    precision: float | None
    """Of the crops that got it, the share that are its; None if none did."""
    count: int
    """Its crops."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A crop that got another's label."""

    place: int
    """Among the crops measured, from 0."""
    source: str
    name: str
    label: str
    answer: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Measurement:
    """Figures of one model on one set of crops. Shares are 0…1."""

    accuracy: float
    """Share of the crops that got their label."""
    label_accuracy: float
    """Mean of the recalls of the labels: balanced."""
    group_accuracy: float
    """Mean of the recalls of the groups: balanced."""
    labels: Mapping[str, Rates]
    groups: Mapping[str, Rates]
    """A crop's answer is the group whose labels together are likeliest."""
    sources: Mapping[str, Rates]
    """`group, source` → how the group fared there; clips count together. Of no precision."""
    confusion: tuple[tuple[int, ...], ...]
    """Crops by truth (rows) and answer (columns), in the order of `labels`."""
    false_persons: float | None
    """Share of the background that was taken for a person; None without background."""
    calibration_error: float
    """Expected calibration error, labels weighted as they were shared out in training."""
    plain_calibration_error: float
    """The same, each crop counting alike."""
    group_calibration_error: float
    """That of the likeliest group, labels weighted as for `calibration_error`."""
    reliability: tuple[Bin, ...]
    """What `calibration_error` is the mean of."""
    mistakes: tuple[Mistake, ...]
    """The most confident ones, worst first."""
    rejection: Rejection


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """What is known of the crops that a model was asked about."""

    crops: Sequence[LabelledCrop]
    """Each label is one of `labels`."""
    labels: tuple[str, ...]
    """The model's, in the order of its outputs."""
    groups: Mapping[str, str]
    """Label → group; a label without one is its own."""
    priors: Mapping[str, float]
    """Label → how often it occurs where the model is to be used, above 0; not of sum 1."""

    @property
    def indices(self) -> Indices:
        """Place of each crop's label, `intp (N,)`."""
        places = {label: place for place, label in enumerate(self.labels)}
        return np.array([places[crop.label] for crop in self.crops], np.intp)

    @property
    def weights(self) -> Floats:
        """Weights under which the labels occur as often as `priors` say, `float32 (N,)`."""
        truth = self.indices
        shares = np.array([self.priors[label] for label in self.labels])
        counts = np.bincount(truth, minlength=len(shares))
        return np.asarray((shares / np.maximum(counts, 1))[truth], np.float32)


def measured(truth: Truth, known: Floats, unknown: Floats, threshold: float) -> Measurement:
    """Compare a model's answers with the truth.

    Args:
        truth: Of the crops asked about.
        known: `float32 (N, K)`, calibrated probabilities for them.
        unknown: `float32 (M, K)`, those for crops of labels that the model does not know; may be empty.
        threshold: The model's own confidence of the best label below which it does not answer.
    """
    indices, weights = truth.indices, truth.weights
    best, confidence = known.argmax(axis=1), known.max(axis=1)
    labels = _rates(truth.labels, indices, best)
    names, group_of = _grouped(truth)
    group_scores, true_groups = _summed(known, group_of), group_of[indices]
    best_groups = group_scores.argmax(axis=1)
    groups = _rates(names, true_groups, best_groups)
    return Measurement(
        accuracy=float((best == indices).mean()),
        label_accuracy=_mean_recall(labels),
        group_accuracy=_mean_recall(groups),
        labels=labels,
        groups=groups,
        sources=_by_source(truth.crops, [names[place] for place in true_groups], best_groups == true_groups),
        confusion=_confusion(indices, best, len(truth.labels)),
        false_persons=_false_persons(names, true_groups, best_groups),
        calibration_error=expected_calibration_error(known, indices, weights),
        plain_calibration_error=expected_calibration_error(known, indices, np.ones_like(weights)),
        group_calibration_error=expected_calibration_error(group_scores, true_groups, weights),
        reliability=reliability(known, indices, weights),
        mistakes=_worst(truth, best, confidence),
        rejection=rejection(confidence, best == indices, unknown.max(axis=1, initial=0), threshold),
    )


def _rates(names: Sequence[str], truth: Indices, answers: Indices) -> dict[str, Rates]:
    rates = {}
    for place, name in enumerate(names):
        is_it, got_it = truth == place, answers == place
        hits, count, given = int((is_it & got_it).sum()), int(is_it.sum()), int(got_it.sum())
        rates[name] = Rates(hits / count if count else None, hits / given if given else None, count)
    return rates


def _mean_recall(rates: Mapping[str, Rates]) -> float:
    return float(np.mean([each.recall for each in rates.values() if each.recall is not None]))


def _grouped(truth: Truth) -> tuple[tuple[str, ...], Indices]:
    """Names of the groups, and the place among them of each label, `intp (K,)`."""
    names, places = np.unique([truth.groups.get(label, label) for label in truth.labels], return_inverse=True)
    return tuple(names.tolist()), places


def _summed(scores: Floats, group_of: Indices) -> Floats:
    """Probability of each group, `float32 (N, groups)`."""
    return np.asarray(scores @ np.eye(group_of.max() + 1, dtype=np.float32)[group_of], np.float32)


def _by_source(crops: Sequence[LabelledCrop], groups: Sequence[str], is_right: Indices) -> dict[str, Rates]:
    origins = (crop.source.split("/", maxsplit=1)[0] for crop in crops)
    keys = np.array([f"{group}, {origin}" for group, origin in zip(groups, origins, strict=True)])
    return {
        str(key): Rates(float(is_right[keys == key].mean()), None, int((keys == key).sum()))
        for key in np.unique(keys)
    }


def _confusion(truth: Indices, answers: Indices, count: int) -> tuple[tuple[int, ...], ...]:
    cells = np.bincount(truth * count + answers, minlength=count * count).reshape(count, count)
    return tuple(tuple(row) for row in cells.tolist())


def _false_persons(names: Sequence[str], truth: Indices, answers: Indices) -> float | None:
    if BACKGROUND not in names or "person" not in names:
        return None
    of_background = answers[truth == names.index(BACKGROUND)]
    return float((of_background == names.index("person")).mean()) if of_background.size else None


def _worst(truth: Truth, best: Indices, confidence: Floats) -> tuple[Mistake, ...]:
    wrong = np.flatnonzero(best != truth.indices)
    ordered = wrong[np.argsort(-confidence[wrong], kind="stable")][:WORST]
    crops, labels = truth.crops, truth.labels
    return tuple(
        Mistake(
            place=int(place),
            source=crops[place].source,
            name=crops[place].name,
            label=crops[place].label,
            answer=labels[best[place]],
            confidence=float(confidence[place]),
        )
        for place in ordered
    )
