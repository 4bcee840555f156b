"""What validation crops tell of a network's confidence: how to scale it, and where it is too low."""

from dataclasses import dataclass
from math import ceil, floor

import numpy as np
from scipy.optimize import minimize_scalar

from model.calibration import Floats, Indices, softmax

KEPT_SHARE = 0.95
"""Share of the right answers that the threshold keeps: an answer withheld costs little, one in ten would."""

DECIMALS = 100
"""Steps of the threshold in 1: a person reads and sets it with two decimals."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """How a network's logits become an answer that can be believed."""

    temperature: float
    """Logits are divided by it before the softmax."""
    threshold: float
    """Confidence of the best label below which the answer is "unknown"."""


def calibrate(scores: Floats, truth: Indices, weights: Floats) -> Calibration:
    """Find the temperature, and the threshold that fits to it.

    Args:
        scores: `float32 (N, K)`, probabilities under temperature 1.
        truth: `intp (N,)`.
        weights: `float32 (N,)`, how much each crop counts for the temperature.
    """
    temperature = round(_temperature(scores, truth, weights), 4)
    return Calibration(temperature, rejection_threshold(rescaled(scores, temperature), truth))


def rescaled(scores: Floats, temperature: float) -> Floats:
    """Probabilities under another temperature, from those under temperature 1.

    The logarithms are the logits up to a constant a row, which the softmax does not see.
    """
    return softmax(np.log(np.maximum(scores, np.finfo(np.float32).tiny)), temperature)


def rejection_threshold(scores: Floats, truth: Indices, kept: float = KEPT_SHARE) -> float:
    """Find the highest threshold, of two decimals, that keeps a share of the right answers.

    Args:
        scores: `float32 (N, K)`, calibrated probabilities.
        truth: `intp (N,)`.
        kept: 0…1, of the crops whose best label is right.
    Returns:
        0…1; 0 where no answer is right.
    """
    confidence = np.sort(scores.max(axis=1)[scores.argmax(axis=1) == truth])
    if not confidence.size:
        return 0.0
    highest = float(confidence[confidence.size - ceil(kept * confidence.size)])
    return floor(highest * DECIMALS) / DECIMALS


def _temperature(scores: Floats, truth: Indices, weights: Floats) -> float:
    """The temperature under which the truth is likeliest (Source: Guo et al. 2017, arXiv:1706.04599)."""
    rows = np.arange(len(truth))

    def loss(log_temperature: float) -> float:
        likelihood = rescaled(scores, float(np.exp(log_temperature)))[rows, truth]
        return float(-np.average(np.log(likelihood + 1e-12), weights=weights))

    return float(np.exp(minimize_scalar(loss, bounds=(-3.0, 3.0), method="bounded").x))
