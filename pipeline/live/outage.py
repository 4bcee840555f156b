"""A stretch of time in which a camera was not watched."""

from dataclasses import dataclass
from typing import Literal

Blind = Literal["analysis", "recording"]
"""What went without pictures: each is judged apart."""


@dataclass(frozen=True, slots=True)
class Outage:
    """A camera was away, or stalled, or sent what cannot be read."""

    camera: str
    what: Blind
    start_us: int
    """UTC: when the last picture or packet before it came in."""
    end_us: int | None
    """UTC: when the first one after it came in; None while it lasts."""
    reason: str
    """One line, without credentials."""
