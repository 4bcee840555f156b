"""The sheet that every plot is drawn on, its look, and how it is saved."""

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from api.plots.palette import FAINT_INK, GRID, INK, in_order, label_colour

WIDTH_IN = 9.6
"""Fills the width of a page of text."""

DPI = 125
"""1,200 px across: sharp on most screens, and a heat map's PNG stays below a megabyte."""

PNG_LEVEL = 3
"""Of 9: half the time of the usual 6 for a tenth more bytes."""

MAX_NAME_LENGTH = 32
"""Longer names of cameras and labels are cut in the middle: their ends tell them apart."""


def new_figure(height_in: float) -> Figure:
    """An empty sheet of the common width, which arranges what is put on it."""
    return Figure(figsize=(WIDTH_IN, height_in), dpi=DPI, layout="constrained", facecolor="white")


def style_axes(axes: Axes, title: str, remark: str = "") -> None:
    """Give a plot its title, quiet axes and a grid behind the data.

    Args:
        axes: Of the plot.
        title: What it shows.
        remark: What it does not show.
    """
    axes.set_title(remark, loc="right", fontsize=8, fontstyle="italic", color=FAINT_INK, pad=10)
    axes.set_title(title, loc="left", fontsize=12, fontweight="bold", color=INK, pad=10)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(GRID)
    axes.tick_params(colors=INK, labelsize=9, length=0)
    axes.xaxis.label.set(color=FAINT_INK, fontsize=9)
    axes.yaxis.label.set(color=FAINT_INK, fontsize=9)
    axes.grid(color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)


def draw_legend(figure: Figure, labels: Iterable[str]) -> None:
    """Say below the plot which colour is which label."""
    patches = [Patch(color=label_colour(label), label=shortened(label)) for label in in_order(labels)]
    figure.legend(
        handles=patches, loc="outside lower left", ncols=8, frameon=False, fontsize=9, handlelength=1.2
    )


def write_absence(axes: Axes) -> None:
    """Say in the middle of an empty plot that it is empty on purpose."""
    axes.text(0.5, 0.5, "no events", transform=axes.transAxes, ha="center", va="center", color=FAINT_INK)
    axes.set_xticks([])
    axes.set_yticks([])


def shortened(name: str, limit: int = MAX_NAME_LENGTH) -> str:
    """The name, with its middle cut out if it is longer than `limit` characters."""
    if len(name) <= limit:
        return name
    head = (limit - 1) // 2
    return f"{name[:head]}…{name[head + 1 - limit :]}"


def svg_of(figure: Figure) -> bytes:
    """The figure as the content of an SVG file; the same plot gives the same bytes."""
    content = BytesIO()
    with mpl.rc_context({"svg.hashsalt": "vedette", "image.composite_image": False}):
        figure.savefig(content, format="svg", metadata={"Date": None})
    return content.getvalue()


def save_figure(figure: Figure, stem: Path) -> tuple[Path, Path]:
    """Write `stem`.svg and `stem`.png; the same plot gives the same bytes.

    Raises:
        OSError: The folder cannot be written.
    """
    paths = Path(f"{stem}.svg"), Path(f"{stem}.png")
    figure.draw_without_rendering()  # arranges the sheet; each saving would do it again, twice
    figure.set_layout_engine("none")
    paths[0].write_bytes(svg_of(figure))
    figure.savefig(paths[1], pil_kwargs={"compress_level": PNG_LEVEL})
    return paths
