"""One thing after the other."""

from collections.abc import Sequence as Row
from dataclasses import dataclass

from rules.conditions.watching import JUST_US, Onset, Watch, Witness, earliest, gathered, lasted
from rules.describing import described
from rules.judgement import Reason
from rules.plan import Condition, Sequence


@dataclass(frozen=True, slots=True)
class Progress:
    """A row of steps that have come true in order."""

    times_us: tuple[int, ...]
    onsets: tuple[Onset, ...]


class SequenceWatch:
    """Comes true when the last step comes true in time after the others in order, by whichever objects.

    For each step, only the row that began last is kept: it has most time left. What led to one firing does
    not lead to another.
    """

    def __init__(self, condition: Sequence, steps: Row[Watch]) -> None:
        self.condition = condition
        self.steps = steps
        self._rows: list[Progress | None] = [None] * len(steps)
        self._done: Progress | None = None
        self._over_us: int | None = None
        """When what just happened is over; None while nothing has."""

    @property
    def holds(self) -> bool:
        """True while it has just happened."""
        return self._over_us is not None

    @property
    def due_us(self) -> int | None:
        """When a step must be judged, or what just happened is over."""
        return earliest([self._over_us, *(step.due_us for step in self.steps)])

    @property
    def last_us(self) -> int | None:
        """When it last happened."""
        return self._done.times_us[-1] if self._done else None

    def judge(self, time_us: int) -> tuple[Onset, ...]:
        """Take each step that comes true; answer the row that is complete with it."""
        if self._over_us is not None and self._over_us <= time_us:
            self._over_us = None
        begun = [step.judge(time_us) for step in self.steps]
        for number in reversed(range(len(begun))):  # the last first: one sighting is one step
            for onset in begun[number]:
                self._advance(number, time_us, onset)
        row = self._rows[-1]
        if row is None:
            return ()
        self._rows = [None] * len(self.steps)
        self._done, self._over_us = row, time_us + JUST_US
        return (Onset(self._row_witnesses(row)),)

    def witnesses(self) -> tuple[Witness, ...]:
        """Those of the last step first, while it has just happened."""
        return self._row_witnesses(self._done) if self._done and self.holds else ()

    def holds_for(self, _track: str, /) -> bool:
        """It happens at one moment, and so lasts for nobody."""
        return False

    def reasons(self) -> tuple[Reason, ...]:
        """Say when each step came true after the first."""
        if self._done is None:
            return (Reason(described(self.condition), held=False, found="not in this order yet"),)
        first_us = self._done.times_us[0]
        steps = zip(self._done.times_us, self._done.onsets, self.condition.steps, strict=True)
        said = [f"{_said(onset, step)} after {lasted(at_us - first_us)}" for at_us, onset, step in steps]
        return (Reason(described(self.condition), self.holds, ", then ".join(said)),)

    def _advance(self, number: int, time_us: int, onset: Onset) -> None:
        if number == 0:
            self._rows[0] = Progress((time_us,), (onset,))
            return
        before = self._rows[number - 1]
        if before and time_us - before.times_us[0] <= self.condition.within_us:
            self._rows[number] = Progress((*before.times_us, time_us), (*before.onsets, onset))

    @staticmethod
    def _row_witnesses(row: Progress) -> tuple[Witness, ...]:
        return gathered(reversed(row.onsets))


def _said(onset: Onset, step: Condition) -> str:
    """Say what came true: the objects, or what was waited for where it is none of an object."""
    return ", ".join(witness.found for witness in onset.witnesses) or described(step)
