"""The time axis that the plots share: wall-clock time, or time in the file where that is all we know."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from matplotlib.axis import Axis
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, num2date
from matplotlib.ticker import FuncFormatter, MultipleLocator

from pipeline.values import Event

_DAY_S = 86_400
_STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, _DAY_S)
"""Distances between ticks that people count in."""

_MAX_TICKS = 9

_BRIEF_S = 600
"""Up to here each tick of the wall clock tells hour and minute too: bare seconds would not say of which."""


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """How a plot shows the times of its events.

    Places on the axis are days: matplotlib's unit for dates, kept for times in a file too.
    """

    is_wall_clock: bool
    """True for UTC; False for the time since the start of the file."""

    @classmethod
    def of(cls, events: Iterable[Event]) -> "TimeAxis":
        """The axis for `events`: wall-clock time if the recording time of each is known."""
        return cls(all(event.recorded_us is not None for event in events))

    def seconds(self, event: Event) -> tuple[float, float]:
        """Start and end of an event in seconds: since 1970, or since the start of its file."""
        zero_us = (event.recorded_us or 0) if self.is_wall_clock else 0
        return (event.start_us + zero_us) / 1e6, (event.end_us + zero_us) / 1e6

    def days(self, seconds: float) -> float:
        """The place on the axis."""
        return seconds / _DAY_S

    def mark(self, axis: Axis) -> None:
        """Put readable ticks on an axis whose plot is drawn, and say below it which time it is."""
        low, high = axis.get_view_interval()
        span_s = (high - low) * _DAY_S
        if self.is_wall_clock and span_s > _BRIEF_S:
            locator = AutoDateLocator(tz=UTC, maxticks=_MAX_TICKS)
            axis.set_major_locator(locator)
            axis.set_major_formatter(ConciseDateFormatter(locator, tz=UTC, show_offset=False))
        else:
            text = _clock_text if self.is_wall_clock else offset_text
            axis.set_major_locator(MultipleLocator(_step_s(span_s) / _DAY_S))
            axis.set_major_formatter(FuncFormatter(lambda place, _: text(place * _DAY_S)))
        dates = _dates_text(*axis.get_data_interval())
        in_file = "time since the start of the file (recording time unknown)"
        axis.set_label_text(f"{dates}, UTC" if self.is_wall_clock else in_file)


def offset_text(seconds: float) -> str:
    """A time in a file, as `1:02:03` or `2:03`."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _clock_text(seconds: float) -> str:
    return f"{datetime.fromtimestamp(round(seconds), UTC):%H:%M:%S}"


def _dates_text(low: float, high: float) -> str:
    just_before_high = high - 1 / _DAY_S  # a bar that ends at midnight is of the day before
    first, last = (f"{num2date(place):%-d %B %Y}" for place in (low, max(low, just_before_high)))
    return first if first == last else f"{first} to {last}"


def _step_s(span_s: float) -> float:
    """The shortest step that does not crowd an axis of `span_s` seconds."""
    return next((step for step in _STEPS_S if span_s / step <= _MAX_TICKS), span_s / _MAX_TICKS)
