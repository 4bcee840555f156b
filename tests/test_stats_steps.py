"""Counts of hours, put together to those of days and months of a place."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from api.stats.steps import Step, fitting, in_steps
from pipeline.history.counts import HourlyCount

BERLIN = ZoneInfo("Europe/Berlin")


def hourly(at: datetime, count: int = 1, camera: str = "yard") -> HourlyCount:
    return HourlyCount(round(at.timestamp() * 1e6), camera, "person", count)


def local(*place: int) -> int:
    return round(datetime(*place, tzinfo=BERLIN).timestamp() * 1e6)  # type: ignore[misc, arg-type]


def test_days_are_those_of_the_place_also_when_its_clock_is_set_back() -> None:
    begun = datetime(2026, 10, 24, 21, tzinfo=UTC)  # 23 o'clock in Berlin
    hours = [hourly(begun + timedelta(hours=hour)) for hour in range(28)]
    found = in_steps(hours, "day", BERLIN)
    assert [(day.hour_us, day.count) for day in found] == [
        (local(2026, 10, 24), 1),
        (local(2026, 10, 25), 25),
        (local(2026, 10, 26), 2),
    ]


def test_months_keep_cameras_apart_and_unknown_times_last() -> None:
    hours = [
        hourly(datetime(2026, 1, 31, 22, tzinfo=UTC), 2),
        hourly(datetime(2026, 1, 31, 23, tzinfo=UTC), 3, "gate"),
        hourly(datetime(2026, 2, 9, 5, tzinfo=UTC), 4, "gate"),
        HourlyCount(None, "gate", "person", 5),
    ]
    assert in_steps(hours, "month", BERLIN) == (
        HourlyCount(local(2026, 1, 1), "yard", "person", 2),
        HourlyCount(local(2026, 2, 1), "gate", "person", 7),
        HourlyCount(None, "gate", "person", 5),
    )


@pytest.mark.parametrize(("days", "step"), [(4, "hour"), (5, "day"), (98, "day"), (100, "month")])
def test_step_fits_the_stretch_of_time(days: int, step: Step) -> None:
    begun = datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert fitting([hourly(begun), hourly(begun + timedelta(days=days))]) == step


def test_nothing_is_counted_by_the_hour() -> None:
    assert fitting([]) == "hour"
    assert fitting([HourlyCount(None, "yard", "person", 3)]) == "hour"
