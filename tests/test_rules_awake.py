"""Schedules, against the wall clock minute by minute over the days on which clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.awake import is_awake
from rules.plan import WEEKDAYS, Schedule, Weekday

MINUTE = timedelta(minutes=1)
DAYS = [
    ("Europe/Berlin", date(2026, 3, 29)),  # 02:00 becomes 03:00
    ("Europe/Berlin", date(2026, 10, 25)),  # 03:00 becomes 02:00
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),  # by half an hour
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("America/Havana", date(2026, 3, 8)),  # midnight becomes 01:00
    ("America/Havana", date(2026, 11, 1)),  # 01:00 becomes midnight: the day begins twice
    ("Asia/Kathmandu", date(2026, 6, 7)),  # a quarter to six ahead, and never changed
]
CLOCK = st.builds(time, st.integers(0, 23), st.sampled_from([0, 1, 15, 30, 59]))


@cache
def instants(name: str, wall: datetime) -> frozenset[datetime]:
    """The times, in UTC, at which clocks on the wall show this: none, one or two."""
    zone = ZoneInfo(name)
    both = {wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return frozenset(at for at in both if at.astimezone(zone).replace(tzinfo=None) == wall)


def awake_minutes(
    name: str, around: date, days: frozenset[Weekday], span: tuple[time, time]
) -> set[datetime]:
    """Every minute of the spans that begin up to three days before or after, from the wall clock's side."""
    found: set[datetime] = set()
    for offset in range(-3, 4):
        day = around + timedelta(days=offset)
        if WEEKDAYS[day.weekday()] not in days:
            continue
        wall = datetime.combine(day, span[0])
        end = datetime.combine(day, span[1])
        end += timedelta(days=end <= wall)
        while wall < end:
            found |= instants(name, wall)
            wall += MINUTE
    return found


@pytest.mark.parametrize(("name", "day"), DAYS, ids=[f"{name} {day}" for name, day in DAYS])
@settings(max_examples=12, deadline=None)
@given(span=st.tuples(CLOCK, CLOCK), days=st.frozensets(st.sampled_from(WEEKDAYS), min_size=1))
def test_a_rule_is_awake_while_the_wall_clock_says_so(
    name: str, day: date, span: tuple[time, time], days: frozenset[Weekday]
) -> None:
    schedule = Schedule(ZoneInfo(name), days, span)
    awake = awake_minutes(name, day, days, span)
    now = datetime.combine(day, time(), tzinfo=UTC) - timedelta(hours=30)
    for _ in range(60 * 60):
        assert is_awake(schedule, round(now.timestamp()) * 1_000_000) == (now in awake), now
        now += MINUTE


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-11-27T21:59:59.999999+01:00", False),
        ("2026-11-27T22:00:00+01:00", True),  # a Friday
        ("2026-11-28T05:59:59.999999+01:00", True),  # still Friday's
        ("2026-11-28T06:00:00+01:00", False),
        ("2026-11-28T22:30:00+01:00", False),  # a Saturday
        ("2026-11-30T05:00:00+01:00", False),  # Sunday's
        ("2026-11-30T22:00:00+01:00", True),
    ],
)
def test_a_span_over_midnight_is_of_the_day_on_which_it_began(at: str, expected: bool) -> None:
    workdays = frozenset(WEEKDAYS[:5])
    schedule = Schedule(ZoneInfo("Europe/Berlin"), workdays, (time(22), time(6)))
    since = datetime.fromisoformat(at) - datetime(1970, 1, 1, tzinfo=UTC)
    assert is_awake(schedule, since // timedelta(microseconds=1)) == expected


def test_a_day_without_hours_is_awake_from_midnight_to_midnight() -> None:
    schedule = Schedule(ZoneInfo("Asia/Kathmandu"), frozenset({"sun"}))
    begin = datetime(2026, 6, 6, 18, 15, tzinfo=UTC)
    hours = [
        is_awake(schedule, round((begin + timedelta(hours=n)).timestamp()) * 1_000_000) for n in range(-1, 26)
    ]
    assert hours == [False, *[True] * 24, False, False]
