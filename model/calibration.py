"""Logits to probabilities that mean what they say."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Indices = npt.NDArray[np.intp]


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


def expected_calibration_error(scores: Floats, truth: Indices, weights: Floats, bins: int = 15) -> float:
    """Mean gap between the confidence of the best label and how often it is right.

    Args:
        scores: `float32 (N, K)` probabilities.
        truth: `intp (N,)`.
        weights: `float32 (N,)`, how much each crop counts.
        bins: Number of equally wide bins of confidence.
    Returns:
        0…1; 0 is perfect.
    Source: Naeini et al. 2015, AAAI, Obtaining Well Calibrated Probabilities Using Bayesian Binning.
    """
    confidence, is_right = scores.max(axis=1), scores.argmax(axis=1) == truth
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    gap = np.bincount(place, weights * (confidence - is_right), bins)
    return float(np.abs(gap).sum() / weights.sum())
