"""Amounts as people write and read them: bytes and lengths of time."""

import re
from typing import Final

from api.moment import AGO, SECONDS

UNITS: Final = {"": 1, "kB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12, "KiB": 2**10, "MiB": 2**20,
    "GiB": 2**30, "TiB": 2**40}  # fmt: skip

SIZE: Final = re.compile(r"(\d+(?:\.\d+)?) ?([kmgt]i?b|)", re.ASCII | re.IGNORECASE)


def byte_count(text: str) -> int:
    """Read a number of bytes: `10GB`, `500 MB`, `1.5TiB`, `123456`.

    Raises:
        ValueError: It is none.
    """
    found = SIZE.fullmatch(text.strip())
    units = {unit.lower(): count for unit, count in UNITS.items()}
    if not found:
        raise ValueError(f"expected a size (500MB, 10GB, 1.5TiB), received {text!r}")
    return round(float(found[1]) * units[found[2].lower()])


def length_s(text: str) -> float:
    """Read a length of time in seconds: `14d`, `36h`, `90s`.

    Raises:
        ValueError: It is none.
    """
    found = AGO.fullmatch(text.strip())
    if not found:
        raise ValueError(f"expected a length of time (90s, 30m, 36h, 14d, 8w), received {text!r}")
    return float(found[1]) * SECONDS[found[2]]


def readable_bytes(count: int) -> str:
    """Write a number of bytes with three digits: `1.23 GB`."""
    for unit in ("TB", "GB", "MB", "kB"):
        if count >= UNITS[unit]:
            return f"{count / UNITS[unit]:.3g} {unit}"
    return f"{count} B"
