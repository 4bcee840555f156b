"""Counts of hours, put together to those of longer steps."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, tzinfo
from functools import cache
from typing import Final, Literal, TypeAlias

from pipeline.history.counts import HourlyCount

Step: TypeAlias = Literal["hour", "day", "month"]

HOUR_US: Final = 3_600_000_000

MOST: Final = 100
"""More columns than so many could not be told apart on a phone."""


def fitting(hours: Sequence[HourlyCount]) -> Step:
    """The shortest step of which at most `MOST` follow one another from the first event to the last."""
    known = [hour.hour_us for hour in hours if hour.hour_us is not None]
    span = (max(known) - min(known)) // HOUR_US + 1 if known else 0
    if span <= MOST:
        return "hour"
    return "day" if span <= (MOST - 1) * 24 else "month"


def in_steps(hours: Sequence[HourlyCount], step: Step, timezone: tzinfo | None) -> tuple[HourlyCount, ...]:
    """Put together the counts of one step, camera and label; those of unknown time come last.

    Args:
        hours: In order of time.
        step: Days and months are those of a place.
        timezone: The place's; None: this machine's.
    """
    if step == "hour":
        return tuple(hours)

    @cache  # each hour comes once for every camera and label
    def start_us(hour_us: int) -> int:
        local = datetime.fromtimestamp(hour_us / 1e6, timezone)
        begun = local.replace(day=1 if step == "month" else local.day, hour=0, minute=0, fold=0)
        return round(begun.timestamp() * 1e6)

    counts: Counter[tuple[int | None, str, str]] = Counter()
    for hour in hours:
        start = None if hour.hour_us is None else start_us(hour.hour_us)
        counts[start, hour.camera, hour.label] += hour.count
    found = [HourlyCount(*key, count) for key, count in counts.items()]
    return tuple(
        sorted(found, key=lambda each: (each.hour_us is None, each.hour_us, each.camera, each.label))
    )
