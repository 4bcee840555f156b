"""Pictures of an evaluation: what is taken for what, how far to trust confidence, the worst mistakes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from model.calibration import Bin
from model.training.crops.sources import LabelledCrop
from model.training.measuring.measurement import Measurement, Mistake

BLUE, ORANGE, INK, FAINT = "#0072b2", "#d55e00", "#222222", "#8c8c8c"
"""Blue and orange stay apart in every common colour blindness (Source: Okabe and Ito 2008)."""

DPI = 120
COLUMNS = 2
"""Matrices beside each other: three are too wide for a screen."""

ROWS = 5
"""Rows and columns of a sheet of mistakes."""


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """The worst mistakes of one model."""

    title: str
    crops: Sequence[LabelledCrop]
    """Those measured; `Mistake.place` counts them."""
    mistakes: Sequence[Mistake]
    """Worst first; those that fill the sheet are drawn."""


def draw_confusion(measurements: Mapping[str, Measurement], path: Path) -> None:
    """Draw which label is taken for which, a panel a measurement, into the PNG at `path`.

    Each row is the crops of one label, in percent: the diagonal is the recall.
    """
    columns = min(len(measurements), COLUMNS)
    rows = ceil(len(measurements) / columns)
    labels = max(len(measurement.labels) for measurement in measurements.values())
    side = 2.8 + 0.4 * labels
    figure = Figure(figsize=(side * columns, side * rows), layout="constrained")
    panels = np.ravel(figure.subplots(rows, columns, squeeze=False))
    for axes in panels[len(measurements) :]:
        axes.axis("off")
    for axes, (name, measurement) in zip(panels, measurements.items(), strict=False):
        _draw_matrix(axes, name, measurement)
    figure.savefig(path, dpi=DPI)


def draw_reliability(measurements: Mapping[str, Measurement], path: Path) -> None:
    """Draw how often an answer of each confidence is right, a panel a measurement, into the PNG at `path`."""
    figure = Figure(figsize=(0.6 + 3.9 * len(measurements), 5.6), layout="constrained")
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
    handles, names = grid[0, 0].get_legend_handles_labels()
    figure.legend(handles, names, loc="outside lower center", ncols=3, fontsize=9, frameon=False)
    figure.savefig(path, dpi=DPI)


def draw_mistakes(sheets: Sequence[Sheet], path: Path) -> None:
    """Draw the worst mistakes, each under its truth and answer, a sheet a model, into the PNG at `path`."""
    figure = Figure(figsize=(8.2 * len(sheets), 10.4), layout="constrained")
    parts = np.ravel(figure.subfigures(1, len(sheets), squeeze=False, wspace=0.04))
    for part, sheet in zip(parts, sheets, strict=True):
        part.suptitle(f"{sheet.title}: most confident mistakes, truth → answer", fontsize=11, color=INK)
        panels = np.ravel(part.subplots(ROWS, ROWS))
        for axes in panels:
            axes.axis("off")
            axes.set_anchor("N")  # the words of a row on one line, whatever the shapes of its crops
        for axes, mistake in zip(panels, sheet.mistakes, strict=False):
            axes.imshow(sheet.crops[mistake.place].image)
            said = f"{mistake.label}\n→ {mistake.answer} {mistake.confidence:.2f}"
            axes.set_title(said, fontsize=9, color=INK)
    figure.savefig(path, dpi=DPI)


def _draw_matrix(axes: Axes, name: str, measurement: Measurement) -> None:
    counts = np.array(measurement.confusion, float)
    percent = 100 * counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    # Lightness alone tells the amount, so that it is read alike with any eyes and in print.
    axes.imshow(percent, cmap=mpl.colormaps["Blues"], vmin=0, vmax=100)
    for (row, column), value in np.ndenumerate(percent):
        if value >= 0.5:
            colour = "white" if value > 55 else INK
            axes.text(column, row, f"{value:.0f}", ha="center", va="center", fontsize=9, color=colour)
    labels = list(measurement.labels)
    totals = [f"{label} ({count:,.0f})" for label, count in zip(labels, counts.sum(axis=1), strict=True)]
    axes.set_xticks(range(len(labels)), labels, rotation=45, ha="right", rotation_mode="anchor", fontsize=9)
    axes.set_yticks(range(len(labels)), totals, fontsize=9)
    axes.set_xlabel("answer, in percent of the row")
    axes.set_ylabel("truth (crops)")
    accuracy = f"accuracy {measurement.accuracy:.3f}, balanced {measurement.label_accuracy:.3f}"
    axes.set_title(f"{name}\n{accuracy}", fontsize=10, color=INK)
    _draw_grid(axes, len(labels))


def _draw_grid(axes: Axes, count: int) -> None:
    """Part the cells, so that the eye keeps its row and column."""
    for edge in np.arange(count + 1) - 0.5:
        axes.axhline(edge, color="#dddddd", linewidth=0.6)
        axes.axvline(edge, color="#dddddd", linewidth=0.6)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)


def _draw_bins(axes: Axes, bins: Sequence[Bin]) -> None:
    axes.plot((0, 1), (0, 1), color=INK, linestyle="--", linewidth=1, label="where it should be")
    centres = [(each.low + each.high) / 2 for each in bins]
    width = bins[0].high - bins[0].low
    axes.bar(centres, [each.accuracy for each in bins], width * 0.92, color=BLUE, alpha=0.85, label="right")
    confidences = [each.confidence for each in bins]
    axes.plot(
        confidences,
        confidences,
        "_",
        color=ORANGE,
        markersize=11,
        markeredgewidth=2.5,
        label="mean confidence",
    )
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.spines[["top", "right"]].set_visible(False)


def _draw_shares(axes: Axes, bins: Sequence[Bin], threshold: float) -> None:
    centres = [(each.low + each.high) / 2 for each in bins]
    axes.bar(centres, [each.share for each in bins], (bins[0].high - bins[0].low) * 0.92, color=FAINT)
    if threshold:
        axes.axvline(threshold, color=ORANGE, linewidth=1.5)
        # The side with more room: most answers are given with high confidence.
        side, offset = ("left", 4) if threshold < 0.4 else ("right", -4)
        axes.annotate(
            f"below {threshold:.2f}\nunknown", (threshold, 0.97), xycoords=("data", "axes fraction"),
            xytext=(offset, 0), textcoords="offset points", ha=side, va="top", fontsize=8, color=INK,
        )  # fmt: skip
    axes.set_xlabel("confidence of the answer")
    axes.spines[["top", "right"]].set_visible(False)
