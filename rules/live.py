"""Judges a camera while it is watched."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from rules.archive.tracing import departure_of, sightings_of
from rules.cooldown import Cooldown
from rules.engine import Engine
from rules.judgement import Firing, Sighting, View
from rules.plan import Plan

if TYPE_CHECKING:
    from pipeline.analyse import Step


class LiveJudge:
    """Tells the engine what each step of an analysis shows, as `replay` tells it later from the history.

    Args:
        plan: The rules.
        view: Of the camera.
        since_us: When the watch begins, on the source's clock.
        cooldown: Of the same camera, as rules that were judged before began it.
        known: What was seen already of the tracks in sight, in order of time and track. It is judged as if
            the rules had been there, but nobody is told: who stands there appeared before the rules did.
    """

    def __init__(
        self,
        plan: Plan,
        view: View,
        since_us: int = 0,
        cooldown: Cooldown | None = None,
        known: Iterable[Sighting] = (),
    ) -> None:
        self.cooldown = Cooldown()
        """What its rules are silent about."""
        self._engine = Engine(plan, view, self.cooldown)
        self._first = self._begun(list(known), since_us)
        self.cooldown.take_over(cooldown or Cooldown())

    def arm(self, rule: str, *, is_armed: bool) -> None:
        """Arm or disarm a rule from now on."""
        self._engine.arm(rule, is_armed)

    def update(self, step: "Step") -> Iterator[Firing]:
        """Judge what one picture gave; yields what has fired since the one before."""
        yield from self._first
        self._first = ()
        if step.observation:
            yield from self._engine.advance(step.observation.time_us)
        for sighting in sightings_of(step.noted):
            yield from self._engine.sight(sighting)
        for event in sorted((finding.event for finding in step.findings), key=lambda event: event.id):
            yield from self._engine.depart(departure_of(event))

    def _begun(self, known: Sequence[Sighting], since_us: int) -> tuple[Firing, ...]:
        """Begin the watch; nobody is told of what is past."""
        if not known:
            return self._engine.advance(since_us)
        self._engine.advance(known[0].time_us)
        for sighting in known:
            self._engine.sight(sighting)
        self._engine.advance(since_us)
        return ()

    def finish(self, until_us: int) -> Iterator[Firing]:
        """Judge what was due until the watch ended."""
        yield from self._engine.advance(until_us)
