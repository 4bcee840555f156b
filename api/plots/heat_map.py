"""The heat map: where in a camera's picture things go, laid over the picture."""

from collections.abc import Iterable, Sequence

import cv2
import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from api.plots.canvas import WIDTH_IN, new_figure, style_axes
from api.plots.palette import FAINT_INK
from pipeline.values import Image

COLOURS = mpl.colormaps["plasma"]
"""Even steps look even, to the colour-blind too, and its dark end stays apart from a dimmed picture."""

GRID_WIDTH = 320
"""Width of the grid on which paths are summed: finer than any path is exact."""

REACH = 0.025
"""Share of the picture's width that a path is broad: about a person's width in a usual view."""

_NEAREST_OPACITY, _FULL_OPACITY = 0.35, 0.85
"""Opacity where one event passed, and where most did: the picture shines through both."""

PathShares = npt.NDArray[np.float64]
"""`float64 (N, 2)`: x and y of points as shares of the picture's width and height, in order of time."""

Density = npt.NDArray[np.float32]
"""`float32 (H, W)`: how many events passed by each cell."""


def draw_heat_map(still: Image, paths: Sequence[PathShares], subject: str) -> Figure:
    """Draw how many events passed by each place of a camera's picture.

    Args:
        still: `uint8 (H, W, 3)`, RGB.
        paths: One for each event.
        subject: Whose paths they are, for the title.
    """
    height, width = still.shape[:2]
    figure = new_figure(0.9 + 0.86 * WIDTH_IN * height / width)
    axes = figure.add_subplot()
    style_axes(axes, f"Where things go: {subject}", "" if paths else "no events")
    axes.grid(visible=False)
    axes.imshow(_dimmed(still))
    axes.set_axis_off()
    density = path_density(height / width, paths)
    if density.max() > 0:
        _draw_density(figure, axes, density)
    return figure


def path_density(height_share: float, paths: Iterable[PathShares]) -> Density:
    """Count for each cell of a grid over the picture how many paths pass near it.

    Each event counts once, however long it stayed: a parked car does not outshine a road.

    Args:
        height_share: The picture's height as a share of its width.
        paths: One for each event.
    """
    density = np.zeros((max(round(GRID_WIDTH * height_share), 1), GRID_WIDTH), np.float32)
    reach = round(REACH * GRID_WIDTH)
    for path in paths:
        points = (
            np.concatenate([path, path[-1:]]) * density.shape[::-1]
        )  # the end twice: a lone point is drawn too
        line = np.zeros(density.shape, np.uint8)
        cv2.polylines(line, [points.round().astype(np.int32)], isClosed=False, color=(1,), thickness=reach)
        density += line
    return np.asarray(cv2.GaussianBlur(density, (0, 0), reach / 3), np.float32)


def _dimmed(still: Image) -> Image:
    """The picture in grey and half dark, so that colour means density alone."""
    grey = cv2.cvtColor(still, cv2.COLOR_RGB2GRAY)
    return np.asarray(cv2.cvtColor((grey * 0.6).astype(np.uint8), cv2.COLOR_GRAY2RGB), np.uint8)


def _draw_density(figure: Figure, axes: Axes, density: Density) -> None:
    """Lay the colours over the picture and say beside it what they mean."""
    scale = Normalize(0, max(float(density.max()), 1.0))
    share = np.asarray(scale(density))
    colours = COLOURS(share)
    passed = np.clip(density, 0, 1)
    colours[..., 3] = passed * (_NEAREST_OPACITY + (_FULL_OPACITY - _NEAREST_OPACITY) * share)
    left, right, bottom, top = axes.get_images()[0].get_extent()
    axes.imshow(colours, extent=(left, right, bottom, top), interpolation="bilinear")
    ruler = figure.colorbar(ScalarMappable(scale, COLOURS), cax=axes.inset_axes((1.015, 0, 0.02, 1)))
    ruler.set_label("events that passed", color=FAINT_INK, fontsize=9)
    ruler.locator = MaxNLocator(integer=True, nbins=6)
    ruler.outline.set_visible(False)
    ruler.ax.tick_params(labelsize=9, length=0)
