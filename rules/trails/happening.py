"""What an object does at one moment."""

from dataclasses import dataclass

from rules.plan import Deed, Direction


@dataclass(frozen=True, slots=True)
class Crossing:
    """It has crossed a line."""

    line: str
    direction: Direction | None = None
    """None in what a rule waits for: either. Every crossing happens both with its direction and with None."""


@dataclass(frozen=True, slots=True)
class Naming:
    """It was seen with one of these labels, and this score, for the first time."""

    labels: frozenset[str] | None
    min_score: float


Happening = Crossing | Naming | Deed
NOTHING: frozenset[Happening] = frozenset()
