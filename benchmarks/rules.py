"""Judges hours of synthetic sightings by 100 rules of every kind, and prints what it took.

Run as `python -m benchmarks.rules`. The bar is that of a realistic hour; the crowded one has 20 objects in
the picture all the time.
"""

import random
import time
from dataclasses import dataclass

from rich.console import Console

from benchmarks.bar import Bar, bar_table
from pipeline.values import Box
from rules.judgement import Departure, Sighting, Trace, View
from rules.plan import (
    Absence,
    AllOf,
    AnyOf,
    Condition,
    Count,
    Line,
    Not,
    ObjectIs,
    Plan,
    Range,
    Rule,
    Sequence,
    Zone,
)
from rules.replay import replay

LABELS = ("person", "car", "truck", "dog", "cat", "bicycle")
VIEW = View("yard", 1920, 1080, 0)
SECOND = 1_000_000
HOUR_S = 3600
RULES = 100
ZONES, LINES = 10, 5
SEED = 4


@dataclass(frozen=True, slots=True)
class Hour:
    """How busy an hour is."""

    name: str
    tracks: int
    length_s: int
    runs: int
    """The best of so many counts: other work on the machine only adds."""


REALISTIC = Hour("realistic", tracks=600, length_s=10, runs=5)
CROWDED = Hour("crowded", tracks=1200, length_s=60, runs=1)


def plan(rng: random.Random) -> Plan:
    """Rules of every kind over zones and lines that lie anywhere."""
    corners = [(rng.uniform(0.0, 0.8), rng.uniform(0.0, 0.8)) for _ in range(ZONES)]
    zones = {
        f"zone {n}": Zone(f"zone {n}", "yard", ((x, y), (x + 0.2, y), (x + 0.2, y + 0.2), (x, y + 0.2)))
        for n, (x, y) in enumerate(corners)
    }
    lines = {
        f"line {n}": Line(f"line {n}", "yard", (rng.random(), rng.random()), (rng.random(), rng.random()))
        for n in range(LINES)
    }
    return Plan(tuple(Rule(f"rule {n}", condition(n, rng), ()) for n in range(RULES)), zones, lines)


def condition(number: int, rng: random.Random) -> Condition:
    """One of ten kinds, for two labels, a zone and a line."""
    labels = frozenset(rng.sample(LABELS, 2))
    zone, line = f"zone {rng.randrange(ZONES)}", f"line {rng.randrange(LINES)}"
    there = ObjectIs(labels, zone=zone)
    kinds: tuple[Condition, ...] = (
        ObjectIs(labels, zone=zone, for_us=2 * SECOND),
        ObjectIs(labels, 0.6, zone=zone, size=Range(0.1)),
        ObjectIs(labels, crosses=line, direction="left_to_right"),
        ObjectIs(labels, speed=Range(0.3), displacement=Range(0.5)),
        ObjectIs(labels, zone=zone, does="stops"),
        Count(there, Range(2)),
        Sequence((there, ObjectIs(crosses=line)), 30 * SECOND),
        Absence(there, 600 * SECOND),
        AllOf((there, Not(ObjectIs(zone=f"zone {(number + 3) % ZONES}")))),
        AnyOf((there, ObjectIs(labels, does="left_behind"))),
    )
    return kinds[number % len(kinds)]


def traces(hour: Hour, rng: random.Random) -> list[Trace]:
    """Tracks that cross the picture on straight, trembling ways, seen four times a second."""
    latest_us = (HOUR_S - hour.length_s) * SECOND
    starts_us = [rng.randrange(latest_us) for _ in range(hour.tracks)]
    if hour is CROWDED:  # twenty at a time
        starts_us = [number // 20 * hour.length_s * SECOND for number in range(hour.tracks)]
    return [
        trace(f"{n:06}", start_us, hour.length_s * 4, rng) for n, start_us in enumerate(sorted(starts_us))
    ]


def trace(track: str, start_us: int, number: int, rng: random.Random) -> Trace:
    """One track; it is unknown at first, then its score rises."""
    (x1, y1), (x2, y2) = ((rng.uniform(0, 1920), rng.uniform(0, 1080)) for _ in range(2))
    label, height = rng.choice(LABELS), rng.uniform(100, 200)
    sightings = []
    for step in range(number):
        x = x1 + step / number * (x2 - x1) + rng.gauss(0, 4)
        y = y1 + step / number * (y2 - y1) + rng.gauss(0, 4)
        box = Box(x - height / 4, y - height, height / 2, height)
        name, score = (label, min(1.0, 0.4 + 0.02 * step)) if step > 1 else ("unknown", 0.5)
        sightings.append(Sighting(track, start_us + step * SECOND // 4, box, name, score))
    last_us = sightings[-1].time_us
    return Trace(track, start_us, tuple(sightings), Departure(track, last_us, last_us + 1_200_000))


def measure(hour: Hour, console: Console) -> float:
    """Judge an hour; print and answer the CPU seconds of the best run."""
    rng = random.Random(SEED)  # noqa: S311  not a secret
    rules, seen = plan(rng), traces(hour, rng)
    number = sum(len(one.sightings) for one in seen)
    best_s, firings = float("inf"), 0
    for _ in range(hour.runs):
        begin_s = time.process_time()
        firings = sum(1 for _ in replay(rules, VIEW, seen))
        best_s = min(best_s, time.process_time() - begin_s)
    console.print(
        f"{hour.name} hour: {number:,} sightings of {hour.tracks:,} tracks by {RULES} rules: "
        f"{best_s:.2f} CPU s, {number / best_s:,.0f} sightings/s, {firings:,} firings"
    )
    return best_s


def main() -> None:
    """Measure both hours and hold the realistic one to the bar."""
    console = Console()
    realistic_s = measure(REALISTIC, console)
    measure(CROWDED, console)
    console.print(
        bar_table([Bar("CPU seconds to judge a realistic hour by 100 rules", realistic_s, "≤", 1.0)])
    )


if __name__ == "__main__":
    main()
