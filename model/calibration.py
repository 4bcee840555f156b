"""Logits to probabilities, and whether these mean what they say."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Indices = npt.NDArray[np.intp]

BINS = 15
"""Equally wide ones of confidence, as most papers have it, so that errors compare."""


@dataclass(frozen=True, slots=True)
class Bin:
    """The crops whose best label has a confidence between two edges."""

    low: float
    high: float
    """The edges, 0…1."""
    confidence: float
    """Weighted mean."""
    accuracy: float
    """Weighted share of the crops whose best label is right; calibrated if equal to `confidence`."""
    share: float
    """Of the weight of all crops."""
    count: int


def softmax(logits: Floats, temperature: float = 1.0) -> Floats:
    """Turn logits into probabilities.

    Args:
        logits: `float32 (N, K)`.
        temperature: Above 1 softens, below 1 sharpens.
    Returns:
        `float32 (N, K)`, each row summing to 1.
    """
    scaled = logits / np.float32(temperature)
    weights = np.exp(scaled - scaled.max(axis=1, keepdims=True, initial=-np.inf))
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), np.float32)


def reliability(scores: Floats, truth: Indices, weights: Floats, bins: int = BINS) -> tuple[Bin, ...]:
    """Sort crops by the confidence of their best label, and compare it with how often that is right.

    Args:
        scores: `float32 (N, K)` probabilities.
        truth: `intp (N,)`.
        weights: `float32 (N,)` above 0, how much each crop counts.
        bins: Number of equally wide bins.
    Returns:
        The bins that hold crops, from low to high.
    """
    confidence, is_right = scores.max(axis=1), scores.argmax(axis=1) == truth
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    filled = []
    for number in np.unique(place):
        inside = place == number
        weight = weights[inside].sum(dtype=float)
        filled.append(
            Bin(
                low=float(number / bins),
                high=float((number + 1) / bins),
                confidence=float(np.average(confidence[inside], weights=weights[inside])),
                accuracy=float(np.average(is_right[inside], weights=weights[inside])),
                share=float(weight / weights.sum(dtype=float)),
                count=int(inside.sum()),
            )
        )
    return tuple(filled)


def expected_calibration_error(scores: Floats, truth: Indices, weights: Floats, bins: int = BINS) -> float:
    """Mean gap between the confidence of the best label and how often it is right; see `reliability`.

    Returns:
        0…1; 0 is perfect.
    Source: Naeini et al. 2015, AAAI, Obtaining Well Calibrated Probabilities Using Bayesian Binning.
    """
    return sum(
        each.share * abs(each.confidence - each.accuracy)
        for each in reliability(scores, truth, weights, bins)
    )
