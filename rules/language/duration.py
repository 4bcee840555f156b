"""Lengths of time as people write them: `500ms`, `2s`, `1m30s`, `1h`, `30d`."""

import re

UNITS_US = {"d": 86_400_000_000, "h": 3_600_000_000, "m": 60_000_000, "s": 1_000_000, "ms": 1_000}
"""Each unit in microseconds, the longest first, as they stand in a duration."""

PATTERN = "^(?=.)" + "".join(rf"(?:[0-9]+(?:\.[0-9]+)?{unit}(?![a-z]))?" for unit in UNITS_US) + "$"
"""For JSON Schema, whose regular expressions are JavaScript's."""

MOST_US = 36_500 * UNITS_US["d"]
"""A hundred years: anything longer is a slip, and would overflow sums of times."""

_PART = re.compile(r"([0-9]+(?:\.[0-9]+)?)([a-z]+)")


def microseconds(text: object) -> int:
    """Read a duration.

    Raises:
        ValueError: It is none, or longer than a hundred years.
    """
    if not isinstance(text, str) or not re.fullmatch(PATTERN, text):
        raise ValueError(f"expected a duration as 500ms, 2s, 1m30s or 1h, received {_said(text)}")
    total_us = sum(float(number) * UNITS_US[unit] for number, unit in _PART.findall(text))
    if total_us > MOST_US:
        raise ValueError(f"expected a duration of at most {spelt(MOST_US)}, received {_said(text)}")
    return round(total_us)


def spelt(duration_us: int) -> str:
    """Write a duration so that `microseconds` reads it."""
    parts = []
    for unit, length_us in list(UNITS_US.items())[:-1]:
        number, duration_us = divmod(duration_us, length_us)
        if number:
            parts.append(f"{number}{unit}")
    if duration_us:
        parts.append(f"{duration_us // 1000}.{duration_us % 1000:03d}".rstrip("0").rstrip(".") + "ms")
    return "".join(parts) or "0s"


def _said(value: object) -> str:
    text = repr(value)
    return text if len(text) < 60 else f"{text[:50]}…"
