"""The gallery: the best pictures of what was seen, with label, score and time."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from api.plots.canvas import WIDTH_IN, new_figure, shortened, style_axes, write_absence
from api.plots.palette import FAINT_INK, INK, label_colour
from pipeline.values import Image

COLUMNS = 6
CAPTION = 0.3
"""Height of the two lines under a picture, as a share of the picture's side."""


@dataclass(frozen=True, slots=True, eq=False)
class Tile:
    """One picture of the gallery."""

    image: Image
    """`uint8 (H, W, 3)`, RGB."""
    label: str
    score: float
    place_and_time: str


def draw_gallery(tiles: Sequence[Tile], title: str, remark: str = "") -> Figure:
    """Draw the pictures in rows, in the given order.

    Args:
        tiles: A few dozen at most: they share one sheet.
        title: What stands above.
        remark: What stands beside it, for example how many there are that are not shown.
    """
    rows = max(-(-len(tiles) // COLUMNS), 1)
    figure = new_figure(0.7 + rows * (1 + CAPTION) * (WIDTH_IN - 0.2) / COLUMNS)
    axes = figure.add_subplot()
    style_axes(axes, title, remark)
    if not tiles:
        write_absence(axes)
    for index, tile in enumerate(tiles):
        _draw_tile(axes, tile, index % COLUMNS, (index // COLUMNS) * (1 + CAPTION))
    axes.set(xlim=(0, COLUMNS), ylim=(rows * (1 + CAPTION), 0), aspect="equal")
    axes.set_axis_off()
    return figure


def _draw_tile(axes: Axes, tile: Tile, x: float, y: float) -> None:
    """Draw one picture in the square at (x, y), as large as fits, and its caption below."""
    height, width = tile.image.shape[:2]
    side = 0.92
    scale = side / max(height, width)
    left, top = x + (1 - width * scale) / 2, y + (side - height * scale) / 2
    axes.add_patch(Rectangle((x + 0.04, y), side, side, facecolor="#f2f2f2", edgecolor="none", zorder=-1))
    axes.imshow(
        tile.image,
        extent=(left, left + width * scale, top + height * scale, top),
        interpolation="bilinear",
    )
    axes.add_patch(Rectangle((x + 0.04, y + side), side, 0.025, color=label_colour(tile.label)))
    caption = f"{shortened(tile.label, 14)}  {tile.score:.2f}"
    axes.text(x + 0.04, y + side + 0.045, caption, fontsize=9, fontweight="bold", color=INK, va="top")
    axes.text(x + 0.04, y + side + 0.175, tile.place_and_time, fontsize=7.5, color=FAINT_INK, va="top")
