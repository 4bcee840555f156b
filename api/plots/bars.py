"""Bars side by side: one number each of a few things with names."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure

from api.plots.canvas import draw_legend, new_figure, shortened, style_axes, write_absence
from api.plots.palette import label_colour


@dataclass(frozen=True, slots=True)
class Bar:
    """One number, in the colour of a label."""

    name: str
    label: str
    value: float


def draw_bars(bars: Sequence[Bar], title: str, unit: str) -> Figure:
    """Draw the bars from top to bottom in their order.

    Args:
        bars: Some dozens at most: they share one sheet.
        title: What stands above.
        unit: What the numbers are.
    """
    figure = new_figure(1.4 + 0.28 * max(len(bars), 4))
    axes = figure.add_subplot()
    style_axes(axes, title)
    if not bars:
        write_absence(axes)
        return figure
    places = range(len(bars))
    axes.barh(places, [bar.value for bar in bars], 0.8, color=[label_colour(bar.label) for bar in bars])
    axes.set_yticks(list(places), [shortened(bar.name) for bar in bars])
    axes.invert_yaxis()
    axes.grid(visible=False, axis="y")
    axes.set_xlabel(unit)
    draw_legend(figure, [bar.label for bar in bars])
    return figure
