"""What people corrected: crops to learn from, and crops of other events to measure with."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from model.training.crops.sources import LabelledCrop


@dataclass(frozen=True, slots=True)
class LessonSettings:
    """How many corrections are enough."""

    least_events: int = 8
    """Events of a label below which it is left out: two of eight measure, and one alone would be chance."""
    measured_share: int = 4
    """Of a label's events, 1 in this many measures and is not learnt from."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """Corrected crops. No event stands on both sides: its crops show one object."""

    learnt: tuple[LabelledCrop, ...]
    measured: tuple[LabelledCrop, ...]
    left_out: tuple[str, ...]
    """Labels of which there were too few events."""


def lesson(crops: Sequence[LabelledCrop], settings: LessonSettings) -> Lesson:
    """Part corrected crops by event; which events measure depends on nothing but their names.

    Args:
        crops: Their `source` is the event.
        settings: How many are enough.

    Raises:
        ValueError: No label has enough events.
    """
    events: defaultdict[str, set[str]] = defaultdict(set)
    for crop in crops:
        events[crop.label].add(crop.source)
    enough = {label for label, sources in events.items() if len(sources) >= settings.least_events}
    if not enough:
        counts = Counter({label: len(sources) for label, sources in events.items()}).most_common()
        told = ", ".join(f"{label} {count}" for label, count in counts) or "none"
        raise ValueError(
            f"corrections: expected {settings.least_events} reviewed events or more of a label, got {told}"
        )
    held = {source for label in enough for source in sorted(events[label])[:: settings.measured_share]}
    return Lesson(
        learnt=tuple(crop for crop in crops if crop.label in enough and crop.source not in held),
        measured=tuple(crop for crop in crops if crop.label in enough and crop.source in held),
        left_out=tuple(sorted(set(events) - enough)),
    )
