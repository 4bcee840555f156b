"""How well a model knows what it does not know."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from model.calibration import Floats

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Rejection:
    """Which answers a threshold of confidence turns into "unknown". Shares are 0…1, None of no crops."""

    threshold: float
    refused_right: float | None
    """Share of the right answers that is lost."""
    refused_wrong: float | None
    """Share of the wrong answers that is avoided."""
    refused_known: float
    """Share of all crops of labels that the model knows."""
    refused_unknown: float | None
    """Share of the crops of labels that it does not know."""
    auroc: float | None
    """Chance that a known crop has a higher confidence than an unknown one, whatever the threshold."""
    unknown: int
    """Number of crops of labels that it does not know."""


def rejection(known: Floats, is_right: Mask, unknown: Floats, threshold: float) -> Rejection:
    """Say what a threshold refuses.

    Args:
        known: `float32 (N,)`, confidence of the best label for crops whose label the model knows.
        is_right: `bool (N,)`, whether that label is theirs.
        unknown: `float32 (M,)`, confidence for crops of other labels; may be empty.
        threshold: 0…1; lower confidences are refused.
    """
    return Rejection(
        threshold=threshold,
        refused_right=_below(known[is_right], threshold),
        refused_wrong=_below(known[~is_right], threshold),
        refused_known=_below(known, threshold) or 0.0,
        refused_unknown=_below(unknown, threshold),
        auroc=auroc(known, unknown) if unknown.size else None,
        unknown=len(unknown),
    )


def auroc(known: Floats, unknown: Floats) -> float:
    """Area under the curve of true against false acceptances: how well a confidence tells two sets apart.

    Args:
        known: `float32 (N,)`, should be higher.
        unknown: `float32 (M,)`.
    Returns:
        Share of the pairs of one of each in which the known one is higher; a tie is half a pair.
    Source: Hendrycks and Gimpel 2017, arXiv:1610.02136; by ranks, Mann and Whitney 1947,
        doi:10.1214/aoms/1177730491.
    """
    ordered = np.sort(unknown)
    lower, not_higher = (np.searchsorted(ordered, known, side) for side in ("left", "right"))
    return float(np.mean((lower + not_higher) / 2) / len(unknown))


def _below(confidence: Floats, threshold: float) -> float | None:
    return float(np.mean(confidence < np.float32(threshold))) if confidence.size else None
