"""A label with a time in a clip: what truth and found events have in common when they are scored."""

import math
from dataclasses import dataclass

from pipeline.values import LABEL_GROUPS, Event

MICROSECONDS = 1_000_000


@dataclass(frozen=True, slots=True)
class Span:
    """Something with a label that was there from `start_s` to `end_s`, in seconds since the clip's start."""

    label: str
    start_s: float
    end_s: float

    def __post_init__(self) -> None:
        """Refuse a time that no player shows.

        Raises:
            ValueError: The label is empty, or not `0 <= start_s <= end_s`.
        """
        if not self.label:
            raise ValueError("label: expected a name, received ''")
        if not 0 <= self.start_s <= self.end_s < math.inf:
            raise ValueError(f"expected 0 <= start_s <= end_s, received {self.start_s} and {self.end_s}")

    @classmethod
    def of(cls, event: Event) -> "Span":
        """Take label and times of an event whose clock is a file's."""
        return cls(event.label, event.start_us / MICROSECONDS, event.end_us / MICROSECONDS)

    @property
    def group(self) -> str:
        """The group that the label falls into; a label of a person's own is a group by itself."""
        return LABEL_GROUPS.get(self.label, self.label)

    @property
    def length_s(self) -> float:
        """End minus start."""
        return self.end_s - self.start_s

    @property
    def seconds(self) -> range:
        """Seconds of the clip of which any part is covered; a span of no length covers the one it is in."""
        first = math.floor(self.start_s)
        return range(first, max(math.ceil(self.end_s), first + 1))

    def overlap_s(self, other: "Span") -> float:
        """Shared time; below zero, the gap between the two."""
        return min(self.end_s, other.end_s) - max(self.start_s, other.start_s)
