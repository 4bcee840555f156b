"""What rules came to over a run."""

from collections.abc import Iterator
from dataclasses import dataclass

from api.scan.summary import number
from rules.archive.keeping import NO_CHANGE, Change


@dataclass(frozen=True, slots=True)
class Outcome:
    """What rules made of the sources of a run."""

    change: Change = NO_CHANGE
    clips: int = 0
    """Recorded in this run."""
    approximate: int = 0
    """Events without trace."""
    idle: frozenset[str] = frozenset()
    """Cameras that no rule is for."""
    sent: int | None = None
    """How many deliveries got to their target at the first try; None if nothing was to be sent."""
    waiting: int = 0
    """How many did not."""
    troubles: tuple[str, ...] = ()
    """What could not be done, a line each."""

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome(
            self.change + other.change,
            self.clips + other.clips,
            self.approximate + other.approximate,
            self.idle | other.idle,
            other.sent if self.sent is None else self.sent + (other.sent or 0),
            self.waiting + other.waiting,
            (*self.troubles, *other.troubles),
        )

    def lines(self) -> Iterator[str]:
        """Say it to a person."""
        change = self.change
        is_other = change.before and (change.new or change.gone)
        difference = f" ({change.new:,} new, {change.gone:,} no longer)" if is_other else ""
        clips = f", {number(self.clips, 'clip')} recorded" if self.clips else ""
        yield number(change.now, "alert") + difference + clips
        if self.approximate:
            events = number(self.approximate, "event")
            yield f"{events} of an older vedette judged by path and final label, which is less exact"
        for camera in sorted(self.idle):
            yield f"no rule is for camera {camera}: --camera names the camera of footage"
        if self.sent is not None:
            yield f"{self.sent:,} sent, {self.waiting:,} to be tried again: vedette deliveries"
