"""How long things stay: in sight, or in a zone."""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from statistics import quantiles

from api.stats.sample import Sample
from pipeline.values import Event
from rules.plan import Zone
from rules.trails.stays import Stays


@dataclass(frozen=True, slots=True)
class Dwell:
    """How long the events of a label stay, in seconds."""

    label: str
    count: int
    median_s: float
    """Half of them stay longer."""
    p90_s: float
    """One in ten stays longer."""
    longest_s: float


def dwell_in_sight(sample: Sample) -> list[Dwell]:
    """By label: from the first to the last time that something was seen."""
    return _by_label((event.label, (event.end_us - event.start_us) / 1e6) for event in sample.events)


def dwell_in(zone: Zone, sample: Sample) -> list[Dwell]:
    """By label: in a zone as rules see it, of what came into it.

    An event's size is taken to be that of its snapshot throughout; it only matters at the zone's edge.
    """
    there = (
        (event.label, _seconds_in(zone, event, *sample.sizes_wh[event.source]))
        for event in sample.events
        if event.camera == zone.camera and event.source in sample.sizes_wh
    )
    return _by_label((label, stay_s) for label, stay_s in there if stay_s > 0)


def _seconds_in(zone: Zone, event: Event, width: int, height: int) -> float:
    """How long a path was in the zone: from each point in it to the next point."""
    stays = Stays([zone], width / height)
    size = math.sqrt(event.box.width * event.box.height) / height
    stay_us, within = 0, frozenset[str]()
    for point, following in pairwise(event.path):
        within = stays.at(point.x / height, point.y / height, size, within)
        stay_us += (following.time_us - point.time_us) if within else 0
    return stay_us / 1e6


def _by_label(stays: Iterable[tuple[str, float]]) -> list[Dwell]:
    """One entry a label, the most frequent first."""
    lengths_s = defaultdict[str, list[float]](list)
    for label, stay_s in stays:
        lengths_s[label].append(stay_s)
    found = [_dwell(label, sorted(lengths)) for label, lengths in lengths_s.items()]
    return sorted(found, key=lambda dwell: (-dwell.count, dwell.label))


def _dwell(label: str, lengths_s: list[float]) -> Dwell:
    tenths = quantiles(lengths_s, n=10, method="inclusive") if len(lengths_s) > 1 else lengths_s * 9
    return Dwell(label, len(lengths_s), round(tenths[4], 1), round(tenths[8], 1), round(lengths_s[-1], 1))
