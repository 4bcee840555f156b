"""Several conditions at one time."""

from collections.abc import Sequence

from rules.conditions.watching import Onset, Watch, Witness, earliest, gathered
from rules.judgement import Reason


class AllWatch:
    """Comes true whenever one of its conditions comes true while the others hold, by whichever objects."""

    def __init__(self, parts: Sequence[Watch]) -> None:
        self.parts = parts
        self._was_true = False
        self._last_us: int | None = None

    @property
    def holds(self) -> bool:
        """True while all of them hold."""
        return all(part.holds for part in self.parts)

    @property
    def due_us(self) -> int | None:
        """When the first of them must be judged."""
        return earliest(part.due_us for part in self.parts)

    @property
    def last_us(self) -> int | None:
        """When the first of them ceased to hold."""
        return self._last_us

    def judge(self, time_us: int) -> tuple[Onset, ...]:
        """Judge each, then all together."""
        onsets = [onset for part in self.parts for onset in part.judge(time_us)]
        is_true = self.holds
        if self._was_true and not is_true:
            self._last_us = time_us
        self._was_true = is_true
        return (Onset(gathered(onsets, self.witnesses())),) if onsets and is_true else ()

    def witnesses(self) -> tuple[Witness, ...]:
        """The newest of each."""
        return gathered((), (witness for part in self.parts for witness in part.witnesses()[:1]))

    def holds_for(self, track: str, /) -> bool:
        """True if all hold, and one of them for the object."""
        return self.holds and any(part.holds_for(track) for part in self.parts)

    def reasons(self) -> tuple[Reason, ...]:
        """Those of all."""
        return tuple(reason for part in self.parts for reason in part.reasons())
