"""The events of one clip from a file and from a camera."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final, Self

import numpy as np
from scipy.optimize import linear_sum_assignment

from benchmarks.bar import Bar

NO_PAIR_S: Final = 1e9
"""Distance of events with different labels."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """What is compared of an event."""

    label: str
    start_s: float
    end_s: float

    def shifted(self, by_s: float) -> "Sighting":
        """The same at another time."""
        return Sighting(self.label, self.start_s + by_s, self.end_s + by_s)

    def distance_s(self, other: "Sighting") -> float:
        """The larger of the differences of start and end."""
        if self.label != other.label:
            return NO_PAIR_S
        return max(abs(self.start_s - other.start_s), abs(self.end_s - other.end_s))


@dataclass(frozen=True, slots=True)
class Comparison:
    """How far the two are apart."""

    file: Path
    interval_s: float
    """Usual time from one frame to the next."""
    of_file: Sequence[Sighting]
    of_camera: Sequence[Sighting]
    """On the file's clock."""
    looked_at: float
    """Share of the frames due that were looked at: less than all, and the machine was too busy to compare."""

    @classmethod
    def of(
        cls,
        file: Path,
        interval_s: float,
        told: Sequence[Sighting],
        seen: Sequence[Sighting],
        looked_at: float,
    ) -> Self:
        """Compare; what was seen live has times of another clock, which one difference must make the same."""
        starts = zip(
            sorted(event.start_s for event in told), sorted(event.start_s for event in seen), strict=False
        )
        shift_s = median([of_file - live for of_file, live in starts] or [0.0])
        return cls(file, interval_s, told, [event.shifted(shift_s) for event in seen], looked_at)

    @property
    def distances_s(self) -> list[float]:
        """Of the best pairs; one for each event of the side that has fewer."""
        if not self.of_file or not self.of_camera:
            return []
        costs = np.array([[a.distance_s(b) for b in self.of_camera] for a in self.of_file])
        return [float(costs[pair]) for pair in zip(*linear_sum_assignment(costs), strict=True)]

    @property
    def worst_s(self) -> float | None:
        """The largest difference of a start or an end; None if an event has no counterpart."""
        worst = max(self.distances_s, default=0.0)
        return None if len(self.of_file) != len(self.of_camera) or worst >= NO_PAIR_S else worst

    @property
    def alike(self) -> int:
        """Events whose starts and ends differ by no more than a frame interval."""
        return sum(distance_s <= self.interval_s for distance_s in self.distances_s)

    @property
    def bar(self) -> Bar:
        """Hold it against what is asked."""
        share = self.alike / max(1, len(self.of_file), len(self.of_camera))
        return Bar(f"{self.file.name}: events alike within a frame interval", share, "≥", 1.0)
