"""How long things stay: in sight, or in a zone."""

import math
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate, pairwise

from api.stats.sample import Sample
from pipeline.history.counts import LengthCount
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


def dwell_in_sight(lengths: Iterable[LengthCount]) -> list[Dwell]:
    """By label: from the first to the last time that something was seen."""
    return _by_label((length.label, length.tenths_s / 10, length.count) for length in lengths)


def dwell_in(zone: Zone, sample: Sample) -> list[Dwell]:
    """By label: in a zone as rules see it, of what came into it.

    An event's size is taken to be that of its snapshot throughout; it only matters at the zone's edge.
    """
    there = (
        (event.label, _seconds_in(zone, event, *sample.sizes_wh[event.source]))
        for event in sample.events
        if event.camera == zone.camera and event.source in sample.sizes_wh
    )
    return _by_label((label, stay_s, 1) for label, stay_s in there if stay_s > 0)


def _seconds_in(zone: Zone, event: Event, width: int, height: int) -> float:
    """How long a path was in the zone: from each point in it to the next point."""
    stays = Stays([zone], width / height)
    size = math.sqrt(event.box.width * event.box.height) / height
    stay_us, within = 0, frozenset[str]()
    for point, following in pairwise(event.path):
        within = stays.at(point.x / height, point.y / height, size, within)
        stay_us += (following.time_us - point.time_us) if within else 0
    return stay_us / 1e6


def _by_label(stays: Iterable[tuple[str, float, int]]) -> list[Dwell]:
    """One entry a label, the most frequent first; of labels, seconds, and how many stayed so long."""
    counts = defaultdict[str, Counter[float]](Counter)
    for label, stay_s, count in stays:
        counts[label][stay_s] += count
    found = [_dwell(label, counted) for label, counted in counts.items()]
    return sorted(found, key=lambda dwell: (-dwell.count, dwell.label))


def _dwell(label: str, counted: Mapping[float, int]) -> Dwell:
    lengths_s = sorted(counted)
    up_to = list(accumulate(counted[length_s] for length_s in lengths_s))

    def share(part: float) -> float:
        """The length that this part of them does not exceed, between two of them in proportion."""
        place = (up_to[-1] - 1) * part
        below, above = (
            lengths_s[bisect_right(up_to, each)] for each in (math.floor(place), math.ceil(place))
        )
        return round(below + (above - below) * (place % 1), 1)

    return Dwell(label, up_to[-1], share(0.5), share(0.9), round(lengths_s[-1], 1))
