"""So many objects at once."""

from rules.conditions.object_is import ObjectWatch
from rules.conditions.watching import Onset, Witness
from rules.describing import described
from rules.judgement import Reason
from rules.plan import Count


class CountWatch:
    """Comes true when the number of objects comes into the range; it begins at none."""

    def __init__(self, condition: Count) -> None:
        self.condition = condition
        self.of = ObjectWatch(condition.of)
        self._number = 0
        self._holds = condition.number.holds(0)
        self._last_us: int | None = None

    @property
    def holds(self) -> bool:
        """True while the number is in the range."""
        return self._holds

    @property
    def due_us(self) -> int | None:
        """When an object may cease to count."""
        return self.of.due_us

    @property
    def last_us(self) -> int | None:
        """When the number left the range."""
        return self._last_us

    def judge(self, time_us: int) -> tuple[Onset, ...]:
        """Count again."""
        self.of.judge(time_us)
        before, self._number = self._holds, len(self.of.witnesses())
        self._holds = self.condition.number.holds(self._number)
        if before and not self._holds:
            self._last_us = time_us
        return (Onset(self.of.witnesses()),) if self._holds and not before else ()

    def witnesses(self) -> tuple[Witness, ...]:
        """Those that are counted."""
        return self.of.witnesses() if self._holds else ()

    def holds_for(self, track: str, /) -> bool:
        """True if it holds and the object is counted."""
        return self._holds and self.of.holds_for(track)

    def reasons(self) -> tuple[Reason, ...]:
        """Say how many there are, and which."""
        listed = ", ".join(witness.found for witness in self.of.witnesses())
        found = f"{self._number} at once" + (f": {listed}" if listed else "")
        return (Reason(described(self.condition), self._holds, found),)
