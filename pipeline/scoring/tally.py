"""Hits, misses and false alarms, and the rates made of them."""

from dataclasses import dataclass


def rate(part: float, whole: float) -> float | None:
    """Divide; None where there is nothing to divide by."""
    return part / whole if whole else None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many things were rightly found, missed, and wrongly found."""

    hits: int = 0
    missed: int = 0
    false: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        """Count both together."""
        return Tally(self.hits + other.hits, self.missed + other.missed, self.false + other.false)

    @property
    def recall(self) -> float | None:
        """Share of the true that was found, 0…1; None if there is nothing to find."""
        return rate(self.hits, self.hits + self.missed)

    @property
    def precision(self) -> float | None:
        """Share of the found that is true, 0…1; None if nothing was found."""
        return rate(self.hits, self.hits + self.false)

    @property
    def f1(self) -> float | None:
        """Harmonic mean of recall and precision, 0…1; None if there is nothing, true or found."""
        return rate(2 * self.hits, 2 * self.hits + self.missed + self.false)
