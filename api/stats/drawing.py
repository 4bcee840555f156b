"""Statistics as SVG. It imports matplotlib, which takes half a second: import it where something is drawn."""

from collections.abc import Sequence
from threading import Lock
from typing import Final

from matplotlib.figure import Figure

from api.plots.bars import Bar, draw_bars
from api.plots.canvas import svg_of
from api.plots.counts import Count, draw_counts
from api.plots.heat_map import draw_heat_map
from api.plots.scene import Scene
from api.plots.time_axis import TimeAxis
from api.stats.crossings import Crossings
from api.stats.dwell import Dwell
from api.stats.sample import Sample
from pipeline.history.counts import HourlyCount

MOST_BARS: Final = 40

_TURN: Final = Lock()
"""Matplotlib's settings are those of the whole process: one figure at a time is saved with ours."""


def hours_svg(hours: Sequence[HourlyCount], subject: str) -> bytes:
    """Events per hour, stacked by label; those of unknown time are left out."""
    counts = [Count(hour.hour_us / 1e6, hour.label, hour.count) for hour in hours if hour.hour_us is not None]
    return _saved(draw_counts(counts, TimeAxis(is_wall_clock=True), subject))


def dwell_svg(dwell: Sequence[Dwell], subject: str) -> bytes:
    """The middle stay of each label."""
    bars = [Bar(f"{stay.label} ({stay.count})", stay.label, stay.median_s) for stay in dwell[:MOST_BARS]]
    return _saved(draw_bars(bars, f"How long things stay: {subject}", "seconds; half of them stay longer"))


def heat_map_svg(scene: Scene, sample: Sample, subject: str) -> bytes:
    """Where things go, over the camera's picture."""
    return _saved(draw_heat_map(scene.still, scene.paths(sample.events), subject + sample.remark))


def crossings_svg(found: Sequence[Crossings], sample: Sample, subject: str) -> bytes:
    """How many of a sample crossed each line, by direction and label."""
    bars = [
        Bar(f"{one.line}, {one.direction.replace('_', ' ')}: {one.label}", one.label, one.count)
        for one in found[:MOST_BARS]
    ]
    return _saved(draw_bars(bars, f"Lines crossed: {subject}{sample.remark}", "crossings"))


def _saved(figure: Figure) -> bytes:
    with _TURN:
        return svg_of(figure)
