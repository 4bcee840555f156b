"""Counts over time: how many events began in each hour, stacked by label."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from api.plots.canvas import draw_legend, new_figure, style_axes, write_absence
from api.plots.palette import in_order, label_colour
from api.plots.time_axis import TimeAxis

MAX_BARS = 100
"""Where hours would give more bars than this, each bar stands for a longer time."""

MIN_BARS = 6
"""A single bar as wide as the plot would hide that it is one hour."""

_BIN_NAMES = {
    10: "10 seconds",
    60: "minute",
    600: "10 minutes",
    3600: "hour",
    86_400: "day",
    7 * 86_400: "week",
    30 * 86_400: "30 days",
    365 * 86_400: "365 days",
}
"""Widths of a bar in seconds, and what the plot calls them."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many events of a label began at one time, or within the hour from it."""

    start_s: float
    """Seconds since 1970, or since the start of the file."""
    label: str
    count: int = 1


def draw_counts(counts: Sequence[Count], time: TimeAxis, subject: str) -> Figure:
    """Draw how many events began in each hour.

    Args:
        counts: In any order. On the wall clock each covers an hour; in a file, a moment.
        time: Which of the two it is.
        subject: Whose events they are, for the title.
    """
    bin_s = _bin_s([count.start_s for count in counts], 3600 if time.is_wall_clock else 10)
    figure = new_figure(3.6)
    axes = figure.add_subplot()
    style_axes(axes, f"Events per {_BIN_NAMES[bin_s]}: {subject}")
    if not counts:
        write_absence(axes)
        return figure
    _draw_bars(axes, counts, time, bin_s)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=5))
    axes.grid(visible=False, axis="x")
    time.mark(axes.xaxis)
    draw_legend(figure, [count.label for count in counts])
    return figure


def _bin_s(starts_s: Sequence[float], shortest_s: int) -> int:
    """The narrowest width of bars, not below `shortest_s`, that does not give too many of them."""
    span_s = max(starts_s, default=0) - min(starts_s, default=0)
    widths = [width for width in _BIN_NAMES if width >= shortest_s]
    return next((width for width in widths if span_s / width <= MAX_BARS), widths[-1])


def _draw_bars(axes: Axes, counts: Sequence[Count], time: TimeAxis, bin_s: int) -> None:
    heights = Counter[tuple[int, str]]()
    for count in counts:
        heights[int(count.start_s // bin_s), count.label] += count.count
    floors = Counter[int]()
    for label in in_order(label for _, label in heights):
        bins = [bin_ for bin_, of_label in heights if of_label == label]
        height = [heights[bin_, label] for bin_ in bins]
        left = [time.days(bin_ * bin_s) for bin_ in bins]
        bottom = [floors[bin_] for bin_ in bins]
        axes.bar(left, height, 0.9 * time.days(bin_s), bottom, align="edge", color=label_colour(label))
        floors.update(dict(zip(bins, height, strict=True)))
    first, last = min(floors), max(floors)
    margin = max(MIN_BARS - (last + 1 - first), 0) / 2 + 0.3
    axes.set_xlim(time.days((first - margin) * bin_s), time.days((last + 1 + margin) * bin_s))
