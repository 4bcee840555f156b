"""Judges by rules what the history remembers: what would have fired, and when."""

import heapq
from collections import deque
from collections.abc import Iterable, Iterator

from rules.cooldown import Cooldown
from rules.engine import Engine
from rules.judgement import Arming, Departure, Firing, Sighting, Trace, View, Watched
from rules.plan import Plan


def replay(
    plan: Plan,
    view: View,
    traces: Iterable[Trace],
    watched: Watched | None = None,
    cooldown: Cooldown | None = None,
) -> Iterator[Firing]:
    """Yield what fires, as it did live: the engine is told the same in the same order.

    Args:
        plan: The rules.
        view: Whose traces they are.
        traces: In order of `start_us`; only those that overlap in time are held in memory.
        watched: When the camera was watched; None: from the first sighting to the last departure.
        cooldown: The camera's, if files that were recorded before began one.

    Raises:
        ValueError: The traces are not in order of their starts, or began before the camera was watched.
    """
    engine = Engine(plan, view, cooldown)
    if watched:
        yield from engine.advance(watched.since_us)
    armings = deque(watched.armings if watched else ())
    for told in in_order(traces):
        time_us = told.time_us if isinstance(told, Sighting) else told.noticed_us
        while armings and armings[0].time_us <= time_us:
            yield from _arm(engine, armings.popleft())
        yield from engine.sight(told) if isinstance(told, Sighting) else engine.depart(told)
    for arming in armings:
        yield from _arm(engine, arming)
    if watched:
        yield from engine.advance(watched.until_us)


def in_order(traces: Iterable[Trace]) -> Iterator[Sighting | Departure]:
    """Yield what the traces hold as it was noticed: in order of time, sightings first, then by track.

    Raises:
        ValueError: The traces are not in order of their starts.
    """
    waiting: list[tuple[int, int, str, int, Trace]] = []
    """The next of each trace: time, whether it is its departure, track, and its number in the trace."""
    start_us = None
    for trace in traces:
        if start_us is not None and trace.start_us < start_us:
            raise ValueError(
                f"traces need the order of their starts, got {trace.start_us} after {start_us} µs"
            )
        start_us = trace.start_us
        while waiting and waiting[0][0] < start_us:
            yield _next(waiting)
        heapq.heappush(waiting, _entry(trace, 0))
    while waiting:
        yield _next(waiting)


def _arm(engine: Engine, arming: Arming) -> tuple[Firing, ...]:
    firings = engine.advance(arming.time_us)
    engine.arm(arming.rule, arming.is_armed)
    return firings


def _entry(trace: Trace, number: int) -> tuple[int, int, str, int, Trace]:
    if number < len(trace.sightings):
        return trace.sightings[number].time_us, 0, trace.track, number, trace
    return trace.departure.noticed_us, 1, trace.track, number, trace


def _next(waiting: list[tuple[int, int, str, int, Trace]]) -> Sighting | Departure:
    """Take the earliest, and put the one after it in the same trace in its stead."""
    _, _, _, number, trace = waiting[0]
    if number == len(trace.sightings):
        heapq.heappop(waiting)
        return trace.departure
    heapq.heapreplace(waiting, _entry(trace, number + 1))
    return trace.sightings[number]
