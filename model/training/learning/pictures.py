"""Pictures of a training: what it saw, and how it went."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure


def draw_crops(images: npt.NDArray[np.uint8], labels: Sequence[str], path: Path) -> None:
    """Draw the first 25 training crops, augmented, each under its label.

    Args:
        images: `uint8 (N, S, S, 3)` RGB.
        labels: Label of each.
        path: PNG to write.
    """
    figure = Figure(figsize=(7, 7.6), layout="constrained")
    for axes, image, label in zip(np.ravel(figure.subplots(5, 5)), images, labels, strict=False):
        axes.imshow(image)
        axes.set_title(label, fontsize=9)
    for axes in figure.axes:
        axes.axis("off")
    figure.savefig(path, dpi=120)


def draw_curves(history: Mapping[str, Sequence[float]], path: Path) -> None:
    """Draw loss and accuracy by epoch, for training and for validation, into the PNG at `path`."""
    figure = Figure(figsize=(9, 3.6), layout="constrained")
    for axes, name in zip(figure.subplots(1, 2), ("loss", "accuracy"), strict=True):
        for key, label in ((name, "training, augmented"), (f"val_{name}", "validation")):
            if key in history:
                axes.plot(range(1, len(history[key]) + 1), history[key], label=label)
        axes.set_xlabel("epoch")
        axes.set_title(name)
        axes.grid(alpha=0.3)
        axes.legend()
    figure.savefig(path, dpi=120)
