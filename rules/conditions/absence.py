"""That nothing has happened for a time."""

from rules.conditions.watching import Onset, Watch, Witness, earliest
from rules.describing import described, duration
from rules.judgement import Reason
from rules.plan import Absence


class AbsenceWatch:
    """Comes true once the other has not held for the time, and then not before it has held again."""

    def __init__(self, condition: Absence, of: Watch) -> None:
        self.condition = condition
        self.of = of
        self._since_us: int | None = None
        """When the other was last known to hold, or the camera was first watched; None while it holds."""
        self._holds = False
        self._last_us: int | None = None

    @property
    def holds(self) -> bool:
        """True from when it has lasted for long enough until the other holds."""
        return self._holds

    @property
    def due_us(self) -> int | None:
        """When it will have lasted for long enough, or the other must be judged."""
        if self._since_us is None or self._holds:
            return self.of.due_us
        return earliest([self._since_us + self.condition.for_us, self.of.due_us])

    @property
    def last_us(self) -> int | None:
        """When the other came true."""
        return self._last_us

    def judge(self, time_us: int) -> tuple[Onset, ...]:
        """Begin anew if the other holds; else see whether the time is over."""
        onsets = self.of.judge(time_us)
        if onsets or self.of.holds:
            self._begin_anew(time_us)
        if self.of.holds:
            return ()
        if self._since_us is None:
            last_us = None if onsets else self.of.last_us
            self._since_us = time_us if last_us is None else last_us
        if self._holds or time_us - self._since_us < self.condition.for_us:
            return ()
        self._holds = True
        return (Onset(),)

    def witnesses(self) -> tuple[Witness, ...]:
        """None: nothing is there."""
        return ()

    def holds_for(self, _track: str, /) -> bool:
        """It never holds for an object."""
        return False

    def reasons(self) -> tuple[Reason, ...]:
        """Say for how long nothing has been found, and what was found last."""
        last = "; ".join(reason.found for reason in self.of.reasons())
        found = f"none for {duration(self.condition.for_us)} ({last})" if self._holds else last
        return (Reason(described(self.condition), self._holds, found),)

    def _begin_anew(self, time_us: int) -> None:
        if self._holds:
            self._last_us = time_us
        self._since_us, self._holds = None, False
