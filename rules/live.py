"""Judges a camera while it is watched."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rules.archive.tracing import departure_of, sightings_of
from rules.engine import Engine
from rules.judgement import Firing, View
from rules.plan import Plan

if TYPE_CHECKING:
    from pipeline.analyse import Step


class LiveJudge:
    """Tells the engine what each step of an analysis shows, as `replay` tells it later from the history.

    Args:
        plan: The rules.
        view: Of the camera.
        since_us: When the watch begins, on the source's clock.
    """

    def __init__(self, plan: Plan, view: View, since_us: int = 0) -> None:
        self._engine = Engine(plan, view)
        self._first = self._engine.advance(since_us)

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

    def finish(self, until_us: int) -> Iterator[Firing]:
        """Judge what was due until the watch ended."""
        yield from self._engine.advance(until_us)
