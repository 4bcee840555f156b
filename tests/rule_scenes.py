"""What rules are tested on: tracks on known ways, and plans of one rule."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from pipeline.values import Box
from rules.engine import Engine
from rules.judgement import Departure, Firing, Sighting, Trace, View
from rules.plan import Condition, Line, Plan, Point, Rule, Zone
from rules.replay import in_order

SECOND = 1_000_000
VIEW = View("yard", 1600, 900, 0)
DRIVEWAY = Zone("driveway", "yard", ((0.4, 0.4), (0.8, 0.4), (0.8, 0.8), (0.4, 0.8)))
LAWN = Zone("lawn", "yard", ((0.0, 0.4), (0.3, 0.4), (0.3, 1.0), (0.0, 1.0)))
KERB = Line("kerb", "yard", (0.2, 0.5), (0.8, 0.5))
OUTSIDE, INSIDE, ON_LAWN = (0.6, 0.2), (0.6, 0.6), (0.15, 0.7)


def seconds(number: float) -> int:
    return round(number * SECOND)


def box_at(foot: Point, height: float = 0.2, view: View = VIEW) -> Box:
    """The box of something this high (in frame heights) that stands at a share of the picture."""
    tall = height * view.height
    return Box(foot[0] * view.width - 0.2 * tall, foot[1] * view.height - tall, 0.4 * tall, tall)


def sighting(track: str, at_s: float, foot: Point, label: str = "person", score: float = 0.9) -> Sighting:
    return Sighting(track, seconds(at_s), box_at(foot), label, score)


def trace_of(sightings: Sequence[Sighting], unseen_s: float = 1.2) -> Trace:
    """The trace of one track that is given up this long after it was last seen."""
    first, last = sightings[0], sightings[-1]
    departure = Departure(first.track, last.time_us, last.time_us + seconds(unseen_s))
    return Trace(first.track, first.time_us, tuple(sightings), departure)


def walk(
    track: str, way: Sequence[tuple[float, Point]], label: str = "person", score: float = 0.9, hz: float = 4.0
) -> Trace:
    """A track that is at each place at its second, and between them in between."""
    begin_s, end_s = way[0][0], way[-1][0]
    number = round((end_s - begin_s) * hz)
    times_s = [begin_s + step / hz for step in range(number + 1)]
    return trace_of([sighting(track, at_s, _between(way, at_s), label, score) for at_s in times_s])


def stand(track: str, foot: Point, begin_s: float, end_s: float, label: str = "person") -> Trace:
    return walk(track, [(begin_s, foot), (end_s, foot)], label)


def plan_of(*conditions: Condition) -> Plan:
    """A rule for each condition, named r0, r1, …"""
    return Plan(
        tuple(Rule(f"r{number}", condition, ()) for number, condition in enumerate(conditions)),
        {zone.name: zone for zone in (DRIVEWAY, LAWN)},
        {KERB.name: KERB},
    )


def live(engine: Engine, traces: Iterable[Trace]) -> Iterator[Firing]:
    """Tell an engine what the traces hold, as a live camera does."""
    for told in in_order(sorted(traces, key=lambda trace: trace.start_us)):
        yield from engine.sight(told) if isinstance(told, Sighting) else engine.depart(told)


def fired(condition: Condition, traces: Iterable[Trace], until_s: float = 300.0) -> list[tuple[float, str]]:
    """When the condition came true, and first for which track, from 0 to `until_s`."""
    engine = Engine(plan_of(condition), VIEW)
    firings = [*engine.advance(0), *live(engine, traces), *engine.advance(seconds(until_s))]
    return [(one.time_us / SECOND, one.tracks[0] if one.tracks else "") for one in firings]


def _between(way: Sequence[tuple[float, Point]], at_s: float) -> Point:
    for (s1, (x1, y1)), (s2, (x2, y2)) in pairwise(way):
        if at_s <= s2:
            share = (at_s - s1) / (s2 - s1) if s2 > s1 else 0.0
            return x1 + share * (x2 - x1), y1 + share * (y2 - y1)
    return way[-1][1]
