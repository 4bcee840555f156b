"""One of several conditions, or more."""

from collections.abc import Sequence

from rules.conditions.watching import Onset, Watch, Witness, earliest, gathered
from rules.judgement import Reason


class AnyWatch:
    """Comes true with each of its conditions; for an object for which another lasts it is true already."""

    def __init__(self, parts: Sequence[Watch]) -> None:
        self.parts = parts

    @property
    def holds(self) -> bool:
        """True while any of them holds."""
        return any(part.holds for part in self.parts)

    @property
    def due_us(self) -> int | None:
        """When the first of them must be judged."""
        return earliest(part.due_us for part in self.parts)

    @property
    def last_us(self) -> int | None:
        """When the last of them held."""
        return max((part.last_us for part in self.parts if part.last_us is not None), default=None)

    def judge(self, time_us: int) -> tuple[Onset, ...]:
        """Judge each; leave out what was true already."""
        begun = [part.judge(time_us) for part in self.parts]
        return tuple(
            onset
            for number, onsets in enumerate(begun)
            for onset in onsets
            if not self._was_true(onset, number, begun)
        )

    def witnesses(self) -> tuple[Witness, ...]:
        """Those of all."""
        return gathered((), (witness for part in self.parts for witness in part.witnesses()))

    def holds_for(self, track: str, /) -> bool:
        """True if any of them lasts for the object."""
        return any(part.holds_for(track) for part in self.parts)

    def reasons(self) -> tuple[Reason, ...]:
        """Those of all, whether they held or not."""
        return tuple(reason for part in self.parts for reason in part.reasons())

    def _was_true(self, onset: Onset, number: int, begun: Sequence[tuple[Onset, ...]]) -> bool:
        """True if an earlier part came true for the same object now, or another part lasts for it.

        A part that comes true now for the object does not count as lasting: else two that begin together
        would silence each other.
        """
        if not onset.witnesses:
            return False
        track = onset.witnesses[0].track
        new = [any(o.witnesses and o.witnesses[0].track == track for o in onsets) for onsets in begun]
        lasts = any(
            part.holds_for(track) and not new[other]
            for other, part in enumerate(self.parts)
            if other != number
        )
        return lasts or any(new[:number])
