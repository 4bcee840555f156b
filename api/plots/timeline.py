"""The timeline: one bar for each event over time, in a row for each camera or label."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure

from api.plots.canvas import draw_legend, new_figure, shortened, style_axes, write_absence
from api.plots.palette import label_colour
from api.plots.time_axis import TimeAxis
from pipeline.values import Event

MAX_ROWS = 40
"""More would not be read; the busiest stay."""

MAX_LANES = 8
"""Bars of one row that overlap in time stand below each other up to here; further ones cover each other."""

LANE_IN = 0.15
"""Height of a lane, in inches: a bar is seen and its colour told apart."""

GAP_LANES = 1.0
"""Space between two rows, in lanes."""

MIN_SHARE = 0.003
"""No bar is narrower than this share of the axis: a short event in a long day is still seen."""


@dataclass(frozen=True, slots=True)
class _Bar:
    start_s: float
    end_s: float
    lane: int
    """Place from the top of the row."""
    label: str


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    bars: Sequence[_Bar]

    @property
    def lanes(self) -> int:
        return max(bar.lane for bar in self.bars) + 1


def draw_timeline(events: Sequence[Event], title: str, row_of: Callable[[Event], str]) -> Figure:
    """Draw when each event took place: on the wall clock if all recording times are known, else in the file.

    Args:
        events: In any order.
        title: What stands above.
        row_of: The name of an event's row, for example its camera or its label.
    """
    time = TimeAxis.of(events)
    named = _events_by_row(events, row_of)
    min_width_s = _min_width_s(events, time)
    rows = [_Row(name, _bars(of_row, time, min_width_s)) for name, of_row in named[:MAX_ROWS]]
    hidden = named[MAX_ROWS:]
    remark = (
        f"not shown: {len(hidden)} quieter rows, {sum(len(row) for _, row in hidden)} events"
        if hidden
        else ""
    )
    figure = new_figure(1.4 + LANE_IN * max(sum(row.lanes + GAP_LANES for row in rows), 2))
    axes = figure.add_subplot()
    style_axes(axes, title, remark)
    if not rows:
        write_absence(axes)
        return figure
    _draw_rows(axes, rows, time)
    draw_legend(figure, [bar.label for row in rows for bar in row.bars])
    return figure


def _events_by_row(events: Iterable[Event], row_of: Callable[[Event], str]) -> list[tuple[str, list[Event]]]:
    """Name and events of each row, the busiest first."""
    rows: dict[str, list[Event]] = {}
    for event in events:
        rows.setdefault(row_of(event), []).append(event)
    return sorted(rows.items(), key=lambda row: (-len(row[1]), row[0]))


def _min_width_s(events: Iterable[Event], time: TimeAxis) -> float:
    spans = [time.seconds(event) for event in events]
    return MIN_SHARE * (
        max((end for _, end in spans), default=0) - min((start for start, _ in spans), default=0)
    )


def _bars(events: Iterable[Event], time: TimeAxis, min_width_s: float) -> list[_Bar]:
    """The bars of one row. Each takes the first lane that is free at its start, or the next to be free."""
    bars = []
    free_from_s = [-math.inf] * MAX_LANES
    for event in sorted(events, key=time.seconds):
        start_s, end_s = time.seconds(event)
        free = (lane for lane, free_s in enumerate(free_from_s) if free_s <= start_s)
        lane = next(free, free_from_s.index(min(free_from_s)))
        bars.append(_Bar(start_s, max(end_s, start_s + min_width_s), lane, event.label))
        free_from_s[lane] = max(free_from_s[lane], bars[-1].end_s)
    return bars


def _draw_rows(axes: Axes, rows: Sequence[_Row], time: TimeAxis) -> None:
    """Draw the bars row by row, then the names of the rows and the ticks of the time axis."""
    top, places = 0.0, []
    for row in rows:
        axes.add_collection(_rectangles(row.bars, top, time))
        places.append(top + row.lanes / 2)
        top += row.lanes + GAP_LANES
    start_s = min(bar.start_s for row in rows for bar in row.bars)
    end_s = max(start_s + 1, *(bar.end_s for row in rows for bar in row.bars))
    margin_s = 0.01 * (end_s - start_s)
    axes.set_xlim(time.days(start_s - margin_s), time.days(end_s + margin_s))
    axes.set_ylim(top - GAP_LANES / 2, -GAP_LANES / 2)
    axes.set_yticks(places, [f"{shortened(row.name)}  ({len(row.bars)})" for row in rows])
    axes.grid(visible=False, axis="y")
    time.mark(axes.xaxis)


def _rectangles(bars: Sequence[_Bar], row_top: float, time: TimeAxis) -> PolyCollection:
    corners = []
    for bar in bars:
        left, right, top = time.days(bar.start_s), time.days(bar.end_s), row_top + bar.lane
        corners.append([(left, top), (right, top), (right, top + 0.88), (left, top + 0.88)])
    colours = [label_colour(bar.label) for bar in bars]
    return PolyCollection(corners, facecolors=colours, edgecolors="white", linewidths=0.3)
