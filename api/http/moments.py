"""Times and lengths of time as callers write them."""

from datetime import UTC, datetime
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, WithJsonSchema

from api.moment import utc_us
from pipeline.history.time_of_day import clock_us
from rules.language.problem import shortened

DAY: Final = r"((0[13578]|1[02])-(0[1-9]|[12]\d|3[01])|(0[469]|11)-(0[1-9]|[12]\d|30)|02-(0[1-9]|1\d|2[0-8]))"
DATE: Final = rf"(19|20)\d\d-{DAY}"
CLOCK: Final = r"([01]\d|2[0-3]):[0-5]\d"
ISO: Final = rf"{DATE}(T{CLOCK}(:[0-5]\d(\.\d{{1,6}})?)?(Z|[+-]{CLOCK})?)?"
AGO: Final = r"\d{1,4}(\.\d+)?[smhdw]"

LONGEST: Final = 64
"""No time is written longer."""


def _moment(text: Any) -> int:
    if not isinstance(text, str) or len(text) > LONGEST:
        raise ValueError(f"expected a time as text of {LONGEST} signs at most, received {shortened(text)}")
    return utc_us(text, datetime.now(UTC))


Moment = Annotated[
    int,
    BeforeValidator(_moment),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": f"^({ISO}|{AGO})$",
            "examples": ["2026-11-23T08:00:00+01:00", "2h"],
        }
    ),
]
"""ISO 8601 or how long ago; UTC microseconds once read. Without an offset it is the server's local time."""


def _clock(text: Any) -> int:
    if not isinstance(text, str) or len(text) > LONGEST:
        raise ValueError(f"expected a time of day as 22:00, received {shortened(text)}")
    return clock_us(text)


Clock = Annotated[
    int,
    BeforeValidator(_clock),
    WithJsonSchema({"type": "string", "pattern": f"^({CLOCK}|24:00)$", "examples": ["22:00"]}),
]
"""A time of day; microseconds since midnight once read."""


def _timezone(name: Any) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, TypeError, OSError) as error:  # an unknown one is a KeyError
        raise ValueError(f"expected a time zone as Europe/Berlin, received {shortened(name)}") from error


TimeZone = Annotated[
    ZoneInfo,
    BeforeValidator(_timezone),
    WithJsonSchema({"type": "string", "enum": ["UTC", "Europe/Berlin", "Europe/Moscow", "America/New_York"]}),
]
"""By its name in the IANA database; any of them, though the schema names a few."""
