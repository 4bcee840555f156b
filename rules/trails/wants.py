"""What of a track the rules ask for, so that nothing else is worked out."""

import math
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.values import HIDDEN_LABELS
from rules.plan import Deed, ObjectIs, Range
from rules.trails.happening import Naming


class Scale:
    """Tells values apart only where a rule does: values on one step are in the same ranges."""

    def __init__(self, ranges: Iterable[Range | None]) -> None:
        given = [values for values in ranges if values is not None]
        leasts = {values.least for values in given if values.least is not None}
        beyond = {math.nextafter(values.most, math.inf) for values in given if values.most is not None}
        self._bounds = sorted(leasts | beyond)
        self.is_needed = bool(given)

    def step(self, value: float | None) -> int:
        """Number the step that a value is on; -1 if there is no value."""
        return -1 if value is None else bisect_right(self._bounds, value)


@dataclass(frozen=True, slots=True, eq=False)
class Wants:
    """What the rules of one camera ask of its tracks."""

    score: Scale
    speed: Scale
    displacement: Scale
    size: Scale
    deeds: frozenset[Deed]
    namings: tuple[Naming, ...]
    """Those that a rule waits for."""

    @classmethod
    def of(cls, conditions: Iterable[ObjectIs]) -> "Wants":
        """Gather what the conditions ask for."""
        asked = tuple(conditions)
        return cls(
            Scale(Range(one.min_score) for one in asked),
            Scale(one.speed for one in asked),
            Scale(one.displacement for one in asked),
            Scale(one.size for one in asked),
            frozenset(one.does for one in asked if one.does),
            tuple({naming_of(one): None for one in asked if one.does == "appears"}),
        )


def naming_of(condition: ObjectIs) -> Naming:
    """Say what counts as the appearance of an object: label and score, wherever it is."""
    return Naming(condition.labels, condition.min_score)


def is_named(wanted: Naming | ObjectIs, label: str, score: float) -> bool:
    """True if the label, with this score, is one of those wanted."""
    named = label not in HIDDEN_LABELS if wanted.labels is None else label in wanted.labels
    return named and score >= wanted.min_score
