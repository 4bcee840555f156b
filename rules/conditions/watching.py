"""What the conditions of a rule have in common while a camera is watched."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from rules.judgement import Reason

BREAK_US = 1_500_000
"""What was false for less than this has not been interrupted: labels flicker, a post hides a walker for up to
1.2 s (`pipeline.vision.track.TrackSettings.lost_s`), and sightings come four times a second."""
JUST_US = 1_500_000
"""What happens at one moment (a crossing, an appearance) has *just* happened for so long: within `all`, other
conditions have this time to hold too."""


@dataclass(frozen=True, slots=True)
class Witness:
    """An object for which a condition came true."""

    track: str
    label: str
    score: float
    found: str
    """What was found of it: `person 0.93 in driveway for 2.2 s`."""


@dataclass(frozen=True, slots=True)
class Onset:
    """A condition has come true, for these objects; for none if nothing is what it waits for."""

    witnesses: tuple[Witness, ...] = ()


class Watch(Protocol):
    """One condition while a camera is watched.

    Its objects are told what happens; then `judge` is called: once for each thing that happens, and at
    `due_us`, in order of time.
    """

    @property
    def holds(self) -> bool:
        """True if the condition held when it was last judged."""

    @property
    def due_us(self) -> int | None:
        """When it must be judged even if nothing happens; None if never."""

    @property
    def last_us(self) -> int | None:
        """When it was last known to hold, while it does not; None if it never did."""

    def judge(self, time_us: int) -> tuple[Onset, ...]:
        """Judge what has happened up to this time; answer what has come true with it."""

    def witnesses(self) -> tuple[Witness, ...]:
        """The objects for which it holds, newest first."""

    def holds_for(self, track: str, /) -> bool:
        """True if it holds for this object, and did not merely happen to it."""

    def reasons(self) -> tuple[Reason, ...]:
        """Say what was found when it was last judged."""


def lasted(time_us: int) -> str:
    """Say how long something took as it was measured: `3.25 s`."""
    return f"{round(time_us / 1e6, 2):.10g} s"


def earliest(times_us: Iterable[int | None]) -> int | None:
    """The first of several times, some of which are never."""
    return min((time_us for time_us in times_us if time_us is not None), default=None)


def gathered(onsets: Iterable[Onset], others: Iterable[Witness] = ()) -> tuple[Witness, ...]:
    """The witnesses of several onsets, and others, each track once."""
    by_track: dict[str, Witness] = {}
    for witness in [*(w for onset in onsets for w in onset.witnesses), *others]:
        by_track.setdefault(witness.track, witness)
    return tuple(by_track.values())
