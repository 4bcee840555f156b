"""Dates and times that recorders write into the names of files and folders."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from pathlib import Path
from typing import cast

_STAMP = re.compile(
    r"""(?<!\d)
    (?P<year>199\d|20\d\d) (?P<date_mark>[-_.]?) (?P<month>\d\d) (?P=date_mark) (?P<day>\d\d)
    (?: (?P<gap>[T_ .-]?)
        (?P<hour>\d\d) (?P<time_mark>[-_.:]?) (?P<minute>\d\d)
        (?: (?P=time_mark) (?P<second>\d\d) (?: \.? (?P<fraction>\d{6}|\d{3}) )? )?
        (?P<zone> Z(?![A-Za-z]) | [+-]\d\d:?\d\d )?
    )?
    (?!\d)""",
    re.VERBOSE,
)
"""Year first, one mark throughout the date and one throughout the time, no digits around: `20170904_2122`,
`2017-09-04T21-22-05`, `2017-09-04_21.22.05`, `20170904T212205Z`, `20230115123456789`."""

_TIME_AHEAD = re.compile(r"(\d\d)([-_.:])(\d\d)(?:\2(\d\d))?(?!\d)")
"""A name that starts with a time, below a folder named for the day: `14.22`, `12.30.00-12.31.00[M]`."""

_EPOCH = re.compile(r"-(?P<seconds>1\d{9})\.\d{1,6}-\w+$")
"""The end of a Frigate clip's name, in seconds since 1970: `front-1673785234.123456-abc123`."""

_SUFFIX = re.compile(r"\.(?=\w*[A-Za-z])\w{1,5}$")

FOLDERS_SEARCHED = 5
"""How far above a file its day may stand: Dahua has `2023-01-15/001/dav/12/12.30.00-12.31.00[M].dav`."""


@dataclass(frozen=True, slots=True)
class NameDate:
    """A date in a text, with the time of day if there is one."""

    start: int
    end: int
    """The text between `start` and `end` is it."""
    moment: datetime
    """Midnight if there is no time; without zone unless the text has one."""
    has_time: bool


def dates_in(text: str) -> Iterator[NameDate]:
    """Find the possible dates in a name, from left to right. An impossible time of day is taken for none."""
    for match in _STAMP.finditer(text):
        for has_time in (match["hour"] is not None, False):
            try:
                moment = _moment(match, has_time=has_time)
            except ValueError:
                continue
            yield NameDate(match.start(), match.end() if has_time else match.end("day"), moment, has_time)
            break
    if epoch := _EPOCH.search(text):
        moment = datetime.fromtimestamp(int(epoch["seconds"]), UTC)
        yield NameDate(epoch.start(), epoch.end(), moment, has_time=True)


def is_time(text: str) -> bool:
    """True if the text starts as a time of day and could stand below a folder named for the day."""
    return _TIME_AHEAD.match(text) is not None


def bare_name(path: Path) -> str:
    """The name without its ending, also of a folder whose name has dots: `2017-09-04_21.22.05`."""
    return _SUFFIX.sub("", path.name)


def moment_of(path: Path) -> datetime | None:
    """The first moment that the path tells, in its name or the folders above; without zone if it has none."""
    for found in dates_in(bare_name(path)):
        if found.has_time:
            return found.moment
    return _moment_below_day(path)


def is_day(text: str) -> bool:
    """True for the name of a folder that is a date and nothing else."""
    return _day(text) is not None


def _moment_below_day(path: Path) -> datetime | None:
    """The time of day in a name with the day from a folder above it."""
    match = _TIME_AHEAD.match(path.name)
    folders = [folder.name for folder in path.parents][:FOLDERS_SEARCHED]
    level = next((level for level, name in enumerate(folders) if is_day(name)), None)
    if match is None or level is None:
        return None
    first, second, third = match.group(1, 3, 4)
    zone = None
    if level == 2 and not third and folders[1].isdigit():  # Frigate: day/hour/camera/MM.SS
        first, second, third, zone = folders[1], first, second, UTC
    elif level > 0 and not third:
        return None
    with suppress(ValueError):
        moment = time(int(first), int(second), int(third or 0), tzinfo=zone)
        return datetime.combine(cast("date", _day(folders[level])), moment)
    return None


def _day(text: str) -> date | None:
    return next((x.moment.date() for x in dates_in(text) if (x.start, x.end) == (0, len(text))), None)


def _moment(match: re.Match[str], *, has_time: bool) -> datetime:
    """The moment that a match tells.

    Raises:
        ValueError: There is no such day, or no such time.
    """
    day = datetime(int(match["year"]), int(match["month"]), int(match["day"]))  # noqa: DTZ001 -- none is told yet
    if not has_time:
        return day
    microsecond = int((match["fraction"] or "").ljust(6, "0"))
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
    return day.replace(hour=hour, minute=minute, second=second, microsecond=microsecond, tzinfo=_zone(match))


def _zone(match: re.Match[str]) -> tzinfo | None:
    """The zone behind a time. What looks as an offset is one only in the ISO form, with a T."""
    zone = match["zone"]
    if zone == "Z":
        return UTC
    if not zone or match["gap"] != "T":
        return None
    sign = -1 if zone[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:])))
