"""That a condition does not hold."""

from rules.conditions.watching import Onset, Watch, Witness
from rules.describing import described
from rules.judgement import Reason
from rules.plan import Not


class NotWatch:
    """Holds while the other does not; comes true when that ceases."""

    def __init__(self, condition: Not, inner: Watch) -> None:
        self.condition = condition
        self.inner = inner
        self._holds = not inner.holds
        self._last_us: int | None = None

    @property
    def holds(self) -> bool:
        """True while the other does not hold."""
        return self._holds

    @property
    def due_us(self) -> int | None:
        """When the other must be judged."""
        return self.inner.due_us

    @property
    def last_us(self) -> int | None:
        """When the other came true."""
        return self._last_us

    def judge(self, time_us: int) -> tuple[Onset, ...]:
        """Judge the other, and answer the contrary."""
        self.inner.judge(time_us)
        before, self._holds = self._holds, not self.inner.holds
        if before and not self._holds:
            self._last_us = time_us
        return (Onset(),) if self._holds and not before else ()

    def witnesses(self) -> tuple[Witness, ...]:
        """None: nothing is there."""
        return ()

    def holds_for(self, _track: str, /) -> bool:
        """It never holds for an object."""
        return False

    def reasons(self) -> tuple[Reason, ...]:
        """Say what was found of the other."""
        found = "; ".join(reason.found for reason in self.inner.reasons())
        return (Reason(described(self.condition), self._holds, found),)
