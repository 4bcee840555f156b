"""Everything that rules know of one track, brought up to date with each sighting."""

from dataclasses import dataclass, field

from pipeline.values import Box
from rules.trails.company import Company
from rules.trails.crossings import Approach
from rules.trails.happening import NOTHING, Happening, Naming
from rules.trails.pace import Pace
from rules.trails.rest import Rest

Key = tuple[str, frozenset[str], int, int, int, int]
"""Label, zones, and the steps of score, size, speed and displacement: two sightings with the same key fulfil
the same conditions."""


@dataclass(slots=True)
class Trail:
    """One track. Places and lengths are in frame heights."""

    track: str
    time_us: int
    """Of its last sighting, as all that follows."""
    x: float
    """Of its foot, kept within the picture."""
    y: float
    first_xy: tuple[float, float]
    """Where its foot was first seen."""
    rest: Rest
    approaches: tuple[Approach, ...]
    """One for each of the camera's lines."""
    box: Box
    """In source pixels."""
    label: str
    score: float
    height: float = 0.0
    """Of its box."""
    size: float = 0.0
    """Root of its box's width times height."""
    zones: frozenset[str] = frozenset()
    speed: float | None = None
    """Frame heights a second over the last second; None if too young, or if no rule asks."""
    displacement: float = 0.0
    """From where it was first seen; 0 if no rule asks."""
    pace: Pace = field(default_factory=Pace)
    company: Company | None = None
    """None if no rule asks."""
    namings: frozenset[Naming] = frozenset()
    """The appearances that it has made."""
    happenings: frozenset[Happening] = NOTHING
    """What it has just done."""
    key: Key | None = None
