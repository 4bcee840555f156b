"""A stretch of every day on the clock of a place, as SQL: with summer time, as it was at each event."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Final

SECOND_US: Final = 1_000_000
DAY_US: Final = 86_400 * SECOND_US

FIRST: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""Before it the clock is taken to have gone as it did then."""

LAST: Final = datetime(2070, 1, 1, tzinfo=UTC)
"""Behind it likewise; time zones are only known as far as they are decided."""

STEP: Final = timedelta(days=20)
"""How far apart the clock is looked at: nowhere is it put forward and back again in so short a time."""

Changes = tuple[tuple[int, int], ...]
"""From when on (UTC microseconds) how far the local clock is ahead of UTC (microseconds); in order."""


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """From one time of day to another, on the clock of a place; over midnight if the second is not later."""

    from_us: int
    """Since local midnight, included."""
    until_us: int
    """Since local midnight, excluded."""
    timezone: tzinfo | None = None
    """Whose clock; None: this machine's."""

    def __post_init__(self) -> None:
        """Refuse what is no time of day.

        Raises:
            ValueError: One of them is outside the day, or both are the same.
        """
        for time_us in (self.from_us, self.until_us):
            if not 0 <= time_us <= DAY_US:
                raise ValueError(f"time of day: expected 0 to {DAY_US} µs, received {time_us}")
        if self.from_us == self.until_us:
            raise ValueError(f"time of day: expected two different times, received {self.from_us} twice")

    def sql(self, column: str) -> str:
        """Say that the UTC microseconds of a column lie in it; of whole numbers and our own words alone."""
        local = f"({column} + {_offset_sql(column, _changes(self.timezone, time.tzname))})"
        clock = f"(({local} % {DAY_US} + {DAY_US}) % {DAY_US})"  # before 1970 the remainder is negative
        if self.from_us < self.until_us:
            return f"{clock} between {self.from_us} and {self.until_us - 1}"
        return f"{clock} not between {self.until_us} and {self.from_us - 1}"


def _offset_sql(column: str, changes: Changes) -> str:
    """How far the clock is ahead at a time: a tree of choices, seven deep for a hundred years."""
    if len(changes) == 1:
        return str(changes[0][1])
    half = len(changes) // 2
    before, behind = _offset_sql(column, changes[:half]), _offset_sql(column, changes[half:])
    return f"case when {column} < {changes[half][0]} then {before} else {behind} end"


@lru_cache(maxsize=8)
def _changes(timezone: tzinfo | None, _own: tuple[str, str]) -> Changes:
    """When the clock of a place was put forward and back; found anew if this machine's is that of another."""
    found = [(0, _offset_us(FIRST, timezone))]
    at = FIRST
    while at < LAST:
        if _offset_us(at + STEP, timezone) != found[-1][1]:
            change = _change(at, at + STEP, timezone)
            found.append((_us(change), _offset_us(change, timezone)))
        at += STEP
    return tuple(found)


def _change(before: datetime, behind: datetime, timezone: tzinfo | None) -> datetime:
    """The second between two times at which the clock changed."""
    while behind - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(behind - before) // timedelta(seconds=2))
        if _offset_us(middle, timezone) == _offset_us(before, timezone):
            before = middle
        else:
            behind = middle
    return behind


def _offset_us(at: datetime, timezone: tzinfo | None) -> int:
    return (at.astimezone(timezone).utcoffset() or timedelta()) // timedelta(microseconds=1)


def _us(at: datetime) -> int:
    return (at - FIRST) // timedelta(microseconds=1)


def clock_us(text: str) -> int:
    """Read a time of day, `22:00`, as microseconds since midnight; `24:00` is the end of the day.

    Raises:
        ValueError: It is none.
    """
    parts = text.split(":")
    is_clock = len(parts) == 2 and all(len(part) == 2 and part.isascii() and part.isdigit() for part in parts)
    minutes = 60 * int(parts[0]) + int(parts[1]) if is_clock and int(parts[1]) < 60 else -1
    if not 0 <= minutes <= 24 * 60:
        raise ValueError(f"expected a time of day as 22:00, received {text!r:.60}")
    return minutes * 60 * SECOND_US
