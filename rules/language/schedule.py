"""`schedule`: when a rule is awake."""

import re
from datetime import time
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, Field

from rules.language.fields import Text
from rules.language.problem import not_among
from rules.language.section import Section
from rules.plan import WEEKDAYS, Schedule, Weekday

_BETWEEN = "^([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"


def _zone(name: str) -> str:
    """Refuse what is no time zone. The list is asked only then: reading it takes a while."""
    try:
        ZoneInfo(name)
    except (OSError, ValueError) as error:  # ZoneInfoNotFoundError is a KeyError, the next line's
        raise ValueError(_unknown_zone(name)) from error
    except KeyError as error:
        raise ValueError(_unknown_zone(name)) from error
    return name


def _unknown_zone(name: str) -> str:
    nearest = not_among(name, available_timezones()).rpartition(" (nearest")
    return f"expected a time zone as Europe/Berlin, received {name!r}" + "".join(
        nearest[1:] if nearest[1] else ""
    )


def _span(text: str) -> str:
    if not re.fullmatch(_BETWEEN, text):
        raise ValueError(f'expected "HH:MM-HH:MM", received {text!r}')
    start, _, end = text.partition("-")
    if start == end:
        raise ValueError(f"expected two different times (all day: leave it out), received {text!r}")
    return text


class ScheduleSection(Section):
    """When a rule is awake; all day on all days but for what is said here."""

    days: Annotated[tuple[Weekday, ...], Field(min_length=1)] = WEEKDAYS
    """Days of the week, as mon or sun. A span over midnight belongs to the day it began on."""
    between: Annotated[
        str, Field(strict=True, json_schema_extra={"pattern": _BETWEEN}), AfterValidator(_span)
    ] = "00:00-24:00"
    """From the first time (included) to the second (excluded), local; over midnight if the second is less."""
    timezone: Annotated[Text, AfterValidator(_zone)]
    """Name of the time zone, as Europe/Berlin."""

    def meaning(self) -> Schedule:
        """The schedule of the plan."""
        return Schedule(ZoneInfo(self.timezone), frozenset(self.days), _times(self.between))


def _times(between: str) -> tuple[time, time] | None:
    if between == "00:00-24:00":
        return None
    start, _, end = between.replace("24:00", "00:00").partition("-")
    return time.fromisoformat(start), time.fromisoformat(end)
