"""Pictures of an evaluation: what is taken for what, how far to trust confidence, the worst mistakes."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from model.calibration import Bin
from model.picture import Pixels
from model.training.measurement import Measurement, Mistake

BLUE, ORANGE, INK, FAINT = "#0072b2", "#d55e00", "#222222", "#8c8c8c"
"""Blue and orange stay apart in every common colour blindness (Source: Okabe and Ito 2008)."""

DPI = 120
ROWS = 5
"""Rows and columns of a sheet of mistakes."""


def draw_confusion(measurements: Mapping[str, Measurement], path: Path) -> None:
    """Draw which label is taken for which, a panel a measurement, into the PNG at `path`.

    Each row is the crops of one label, in percent: the diagonal is the recall.
    """
    labels = len(next(iter(measurements.values())).labels)
    side = 2.2 + 0.42 * labels
    figure = Figure(figsize=(side * len(measurements), side + 0.3), layout="constrained")
    panels = np.ravel(figure.subplots(1, len(measurements), squeeze=False))
    for axes, (name, measurement) in zip(panels, measurements.items(), strict=True):
        _draw_matrix(axes, name, measurement)
    figure.savefig(path, dpi=DPI)


def draw_reliability(measurements: Mapping[str, Measurement], path: Path) -> None:
    """Draw how often an answer of each confidence is right, a panel a measurement, into the PNG at `path`."""
    figure = Figure(figsize=(0.6 + 3.9 * len(measurements), 5.2), layout="constrained")
    grid = figure.subplots(
        2, len(measurements), squeeze=False, sharex=True, sharey="row", height_ratios=(3, 1)
    )
    for number, (name, measurement) in enumerate(measurements.items()):
        _draw_bins(grid[0, number], measurement.reliability)
        error = measurement.calibration_error
        grid[0, number].set_title(f"{name}\ncalibration error {error:.3f}", fontsize=10, color=INK)
        _draw_shares(grid[1, number], measurement.reliability, measurement.rejection.threshold)
    grid[0, 0].set_ylabel("share that is right")
    grid[1, 0].set_ylabel("share of crops")
    figure.savefig(path, dpi=DPI)


def draw_mistakes(crops: Sequence[Pixels], mistakes: Sequence[Mistake], title: str, path: Path) -> None:
    """Draw the worst mistakes, each under its truth and the answer, into the PNG at `path`.

    Args:
        crops: `uint8 (h, w, 3)` RGB, of any size; `Mistake.place` counts them.
        mistakes: Worst first; those that fill a sheet are drawn.
        title: Whose they are.
        path: File to write.
    """
    figure = Figure(figsize=(8.5, 10.2), layout="constrained")
    figure.suptitle(title, fontsize=11, color=INK)
    panels = np.ravel(figure.subplots(ROWS, ROWS))
    for axes in panels:
        axes.axis("off")
    for axes, mistake in zip(panels, mistakes, strict=False):
        axes.imshow(crops[mistake.place])
        axes.set_title(
            f"{mistake.label}\n→ {mistake.answer} {mistake.confidence:.2f}", fontsize=8.5, color=INK
        )
    figure.savefig(path, dpi=DPI)


def _draw_matrix(axes: Axes, name: str, measurement: Measurement) -> None:
    counts = np.array(measurement.confusion, float)
    percent = 100 * counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    # Lightness alone tells the amount, so that it is read alike with any eyes and in print.
    axes.imshow(percent, cmap=mpl.colormaps["Blues"], vmin=0, vmax=100)
    for (row, column), value in np.ndenumerate(percent):
        if value >= 0.5:
            colour = "white" if value > 55 else INK
            axes.text(column, row, f"{value:.0f}", ha="center", va="center", fontsize=8, color=colour)
    labels = list(measurement.labels)
    totals = [f"{label} ({count:,.0f})" for label, count in zip(labels, counts.sum(axis=1), strict=True)]
    axes.set_xticks(range(len(labels)), labels, rotation=45, ha="right", rotation_mode="anchor", fontsize=9)
    axes.set_yticks(range(len(labels)), totals, fontsize=9)
    axes.set_xlabel("answer")
    axes.set_ylabel("truth (crops)")
    accuracy = f"accuracy {measurement.accuracy:.3f}, balanced {measurement.label_accuracy:.3f}"
    axes.set_title(f"{name}: {accuracy}\npercent of each row", fontsize=10, color=INK)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)


def _draw_bins(axes: Axes, bins: Sequence[Bin]) -> None:
    axes.plot((0, 1), (0, 1), color=FAINT, linestyle="--", linewidth=1, label="calibrated")
    centres = [(each.low + each.high) / 2 for each in bins]
    width = bins[0].high - bins[0].low
    axes.bar(centres, [each.accuracy for each in bins], width * 0.92, color=BLUE, label="right")
    confidences = [each.confidence for each in bins]
    axes.plot(confidences, confidences, "_", color=ORANGE, markersize=11, markeredgewidth=2.5, label="said")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.legend(loc="upper left", fontsize=8, frameon=False)
    axes.spines[["top", "right"]].set_visible(False)


def _draw_shares(axes: Axes, bins: Sequence[Bin], threshold: float) -> None:
    centres = [(each.low + each.high) / 2 for each in bins]
    axes.bar(centres, [each.share for each in bins], (bins[0].high - bins[0].low) * 0.92, color=FAINT)
    if threshold:
        axes.axvline(threshold, color=ORANGE, linewidth=1.5)
        axes.annotate(
            f"below {threshold:.2f}\nunknown", (threshold, 0.97), xycoords=("data", "axes fraction"),
            xytext=(4, 0), textcoords="offset points", va="top", fontsize=8, color=INK,
        )  # fmt: skip
    axes.set_xlabel("confidence of the answer")
    axes.spines[["top", "right"]].set_visible(False)
