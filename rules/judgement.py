"""What goes into judging and what comes out of it."""

from dataclasses import dataclass

from pipeline.values import Box


@dataclass(frozen=True, slots=True)
class View:
    """What a camera shows: whose observations are judged together."""

    camera: str
    width: int
    """Of the upright picture, in pixels."""
    height: int
    recorded_us: int | None
    """UTC microseconds at which the source's clock stands at 0 (0 for a live camera); None if unknown: a rule
    with a schedule then cannot be awake, and says so."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """One track at one time: what live observations and stored events have in common."""

    track: str
    """Id of the event that the track becomes, or has become."""
    time_us: int
    """On the source's clock."""
    box: Box
    label: str
    """The vote so far; `unknown` until there is one."""
    score: float


@dataclass(frozen=True, slots=True)
class Departure:
    """A track is over."""

    track: str
    time_us: int
    """When it was last seen."""
    noticed_us: int
    """When it was given up: until then it may have been behind a post. Judged at this time, live and past."""


@dataclass(frozen=True, slots=True)
class Trace:
    """All that is known of one track: what replay judges."""

    track: str
    start_us: int
    """No sighting is earlier; traces are replayed in the order of this time."""
    sightings: tuple[Sighting, ...]
    """In order of time."""
    departure: Departure


@dataclass(frozen=True, slots=True)
class Arming:
    """A rule was armed or disarmed from outside."""

    time_us: int
    """On the source's clock."""
    rule: str
    is_armed: bool


@dataclass(frozen=True, slots=True)
class Watched:
    """What a camera's watch was like, besides what it saw."""

    since_us: int
    """The first time of which the rules were told, on the source's clock: what waits for nothing to happen
    waits from here on."""
    until_us: int
    """The last such time."""
    armings: tuple[Arming, ...] = ()
    """In order of time; each holds before anything else that was told of that time."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One condition, and whether it held."""

    condition: str
    """As a person would say it: `person in driveway for 2 s`."""
    held: bool
    found: str
    """What was found: `in driveway for 3.1 s`, `score 0.52, needs 0.60`."""


@dataclass(frozen=True, slots=True)
class Firing:
    """A rule's condition came true. Whether it becomes an alert depends on schedule, arming and cooldown."""

    rule: str
    camera: str
    time_us: int
    """On the source's clock: when the condition came true, not when that was noticed."""
    tracks: tuple[str, ...]
    """Ids of the events that caused it, the first of them the one that its label and score are of; empty if
    an absence fired."""
    label: str | None
    score: float | None
    reasons: tuple[Reason, ...]
    withheld: str | None = None
    """Why it is not delivered: `asleep`, `disarmed`, `cooldown`, `time unknown`; None if it is."""
