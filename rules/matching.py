"""Which conditions a track fulfils, found without asking each of them at each sighting."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rules.conditions.object_is import ObjectWatch, fulfils
from rules.trails.trail import Key, Trail


@dataclass(frozen=True, slots=True, eq=False)
class Match:
    """The conditions that are fulfilled by everything with the same key."""

    watches: tuple[int, ...]
    """Numbers of their watches, in order."""
    members: frozenset[int]


@dataclass(slots=True)
class Standing:
    """How one track stands to the conditions."""

    match: Match
    time_us: int
    """Of its last sighting."""
    key: Key | None = None
    """At that sighting."""
    due_us: int | None = None
    """When a condition that it fulfils will have lasted for long enough."""
    holding: set[int] = field(default_factory=set)
    """The watches that know of it, also those whose time is only interrupted."""


class Matching:
    """Tells each condition of one camera what the tracks do.

    Conditions see a track only through its key, and the same keys come again and again. So what a key fulfils
    is worked out once, and a sighting with the key of the one before it changes nothing, unless something
    happens or a dwell is long enough.
    """

    def __init__(self, watches: Sequence[ObjectWatch]) -> None:
        self._watches = watches
        self._matches: dict[Key, Match] = {}
        self._standings: dict[str, Standing] = {}

    def see(self, trail: Trail) -> Iterable[int]:
        """Take in a sighting; answer the watches for which it changes something."""
        standing = self._standings.get(trail.track)
        if standing is None:
            standing = self._standings[trail.track] = Standing(_NONE, trail.time_us)
        is_same = trail.key == standing.key
        is_due = standing.due_us is not None and trail.time_us >= standing.due_us
        if is_same and not trail.happenings and not is_due:
            standing.time_us = trail.time_us
            return ()
        touched = [] if is_same else self._change(standing, trail)
        touched += self._heed(standing, trail, trail.time_us)
        standing.time_us = trail.time_us
        return touched

    def lose(self, trail: Trail, time_us: int) -> Iterable[int]:
        """Take in that a track is over, which is known since `time_us`; answer the watches that knew it."""
        standing = self._standings.pop(trail.track)
        self._heed(standing, trail, time_us)
        for number in standing.holding:
            self._watches[number].lose(trail.track, trail.time_us)
        return standing.holding

    def _change(self, standing: Standing, trail: Trail) -> list[int]:
        """Tell the watches whose conditions it fulfils anew, or no more; answer the latter."""
        before, now = standing.match, self._match(trail)
        standing.key, standing.match = trail.key, now
        missed = [number for number in before.watches if number not in now.members]
        for number in missed:
            self._watches[number].miss(trail.track, standing.time_us)
        for number in now.watches:
            if number not in before.members:
                self._watches[number].meet(trail)
                standing.holding.add(number)
        return missed

    def _heed(self, standing: Standing, trail: Trail, time_us: int) -> list[int]:
        """Have the watches look whose conditions it fulfils; answer those for which one came true."""
        begun: list[int] = []
        standing.due_us = None
        for number in standing.match.watches:
            watch = self._watches[number]
            due_us = watch.heed(trail, time_us)
            if due_us is not None:
                standing.due_us = due_us if standing.due_us is None else min(standing.due_us, due_us)
            elif watch.has_begun:
                begun.append(number)
        return begun

    def _match(self, trail: Trail) -> Match:
        assert trail.key is not None
        match = self._matches.get(trail.key)
        if match is None:
            watches = enumerate(self._watches)
            numbers = tuple(number for number, watch in watches if fulfils(watch.condition, trail))
            match = self._matches[trail.key] = Match(numbers, frozenset(numbers))
        return match


_NONE = Match((), frozenset())
