"""One object that fulfils everything that is said of it."""

from dataclasses import dataclass

from rules.conditions.watching import BREAK_US, JUST_US, Onset, Witness, lasted
from rules.describing import described
from rules.judgement import Reason
from rules.plan import ObjectIs
from rules.trails.happening import Crossing, Happening
from rules.trails.trail import Trail
from rules.trails.wants import is_named, naming_of


@dataclass(slots=True)
class Hold:
    """A time in which one object fulfils all that can last."""

    since_us: int
    is_told: bool = False
    """True once the condition has come true in it."""


def fulfils(condition: ObjectIs, trail: Trail) -> bool:
    """True if the object now is as the condition says, in all that can last."""
    if not is_named(condition, trail.label, trail.score):
        return False
    if condition.zone is not None and condition.zone not in trail.zones:
        return False
    if condition.speed and (trail.speed is None or not condition.speed.holds(trail.speed)):
        return False
    if condition.displacement and not condition.displacement.holds(trail.displacement):
        return False
    return not condition.size or condition.size.holds(trail.height)


def trigger_of(condition: ObjectIs) -> frozenset[Happening]:
    """What must happen for the condition to come true; nothing if it lasts."""
    trigger: set[Happening] = set()
    if condition.crosses:
        trigger.add(Crossing(condition.crosses, condition.direction))
    if condition.does:
        trigger.add(naming_of(condition) if condition.does == "appears" else condition.does)
    return frozenset(trigger)


class ObjectWatch:
    """Watches all objects of a camera for one condition.

    It comes true once for each object and each time that it lasts. Such a time ends when the object has been
    otherwise for `BREAK_US`, or has gone; with that it may come true for the object again. What happens at
    one moment comes true each time.
    """

    def __init__(self, condition: ObjectIs) -> None:
        self.condition = condition
        self._words = described(condition)
        self._trigger = trigger_of(condition)
        self._holds: dict[str, Hold] = {}
        self._ends: dict[str, int] = {}
        """When holds end that are interrupted, if they stay so."""
        self._witnesses: dict[str, Witness] = {}
        """Those for whom it is true, oldest first."""
        self._fades: dict[str, int] = {}
        """When what just happened is over."""
        self._begun: list[Witness] = []
        self._latest: Witness | None = None
        self._last_us: int | None = None

    @property
    def holds(self) -> bool:
        """True if it does for any object."""
        return bool(self._witnesses)

    @property
    def has_begun(self) -> bool:
        """True if it came true since it was last judged."""
        return bool(self._begun)

    @property
    def due_us(self) -> int | None:
        """When the next interrupted time ends, or what just happened is over."""
        if not self._ends and not self._fades:
            return None
        return min([*self._ends.values(), *self._fades.values()])

    @property
    def last_us(self) -> int | None:
        """When any object last fulfilled it."""
        return self._last_us

    def meet(self, trail: Trail) -> None:
        """The object fulfils what it did not fulfil at its last sighting."""
        if self._ends.pop(trail.track, None) is None:
            self._holds[trail.track] = Hold(trail.time_us)

    def miss(self, track: str, last_us: int) -> None:
        """The object no longer fulfils what it last did at this time."""
        self._ends[track] = last_us + BREAK_US
        if self.holds_for(track):
            self._last_us = max(self._last_us or 0, last_us)

    def heed(self, trail: Trail, time_us: int) -> int | None:
        """Look at a sighting that fulfils it; answer when it will have lasted long enough, if that is ahead.

        Args:
            trail: The object as last seen.
            time_us: Now: later than the sighting if the object has just been given up.
        """
        hold = self._holds[trail.track]
        due_us = hold.since_us + self.condition.for_us
        if trail.time_us < due_us:
            return due_us
        if self._trigger <= trail.happenings and not hold.is_told:
            self._begin(trail, hold, time_us)
        return None

    def lose(self, track: str, last_us: int) -> None:
        """The object is over; it fulfilled this to the end if it was not interrupted."""
        if self.holds_for(track) and track not in self._ends:
            self._last_us = max(self._last_us or 0, last_us)
        self._end(track)

    def judge(self, time_us: int) -> tuple[Onset, ...]:
        """End what is over; answer those for whom it has come true."""
        if self._ends:
            for track in [track for track, end_us in self._ends.items() if end_us <= time_us]:
                self._end(track)
        if self._fades:
            for track in [track for track, end_us in self._fades.items() if end_us <= time_us]:
                del self._fades[track], self._witnesses[track]
        if not self._begun:
            return ()
        begun, self._begun = self._begun, []
        return tuple(Onset((witness,)) for witness in begun)

    def witnesses(self) -> tuple[Witness, ...]:
        """Those for whom it is true, newest first."""
        return tuple(reversed(self._witnesses.values()))

    def holds_for(self, track: str, /) -> bool:
        """True if it lasts for this object."""
        return not self._trigger and track in self._witnesses

    def reasons(self) -> tuple[Reason, ...]:
        """Say what the newest of its objects is like."""
        newest = next(reversed(self._witnesses.values()), None)
        said = newest.found if newest else self._past()
        return (Reason(self._words, newest is not None, said),)

    def _past(self) -> str:
        return f"not now; last {self._latest.found}" if self._latest else "none yet"

    def _begin(self, trail: Trail, hold: Hold, time_us: int) -> None:
        lasted_us = trail.time_us - hold.since_us
        witness = Witness(trail.track, trail.label, trail.score, found(self.condition, trail, lasted_us))
        self._witnesses.pop(trail.track, None)
        self._witnesses[trail.track] = self._latest = witness
        self._begun.append(witness)
        if self._trigger:
            self._fades[trail.track] = time_us + JUST_US
            self._last_us = time_us
        else:
            hold.is_told = True

    def _end(self, track: str) -> None:
        self._ends.pop(track, None)
        self._holds.pop(track, None)
        if not self._trigger:
            self._witnesses.pop(track, None)


def found(condition: ObjectIs, trail: Trail, lasted_us: int) -> str:
    """Say how an object fulfils a condition: `person 0.93 in driveway for 2.2 s`."""
    said = [f"{trail.label} {trail.score:.2f}"]
    if condition.size:
        said.append(f"{trail.height:.2f} of the frame high")
    if condition.speed and trail.speed is not None:
        said.append(f"{trail.speed:.2f} frame heights a second fast")
    if condition.displacement:
        said.append(f"{trail.displacement:.2f} frame heights on its way")
    if condition.does:
        said.append(condition.does.replace("_", " "))
    if condition.zone:
        said.append(f"in {condition.zone}")
    if condition.for_us:
        said.append(f"for {lasted(lasted_us)}")
    if condition.crosses:
        said.append(f"crosses {condition.crosses}")
    return " ".join(said)
