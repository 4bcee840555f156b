"""How often things cross the lines of a plan, and in which direction."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from api.stats.sample import Sample
from pipeline.values import Event
from rules.plan import Direction, Line
from rules.trails.crossings import Approach, Tripwire, band_of, tripwires


@dataclass(frozen=True, slots=True)
class Crossings:
    """How many events of a label crossed a line in one direction; one that did so twice counts twice."""

    line: str
    camera: str
    direction: Direction
    label: str
    count: int


def crossings(lines: Iterable[Line], sample: Sample) -> list[Crossings]:
    """Count them, by line, direction and label: as rules see them, along the events' paths.

    An event's size is taken to be that of its snapshot throughout; it says how far from a line an object must
    be to be beside it.
    """
    cameras = {line.name: line.camera for line in lines}
    counts = Counter[tuple[str, Direction, str]]()
    for camera in set(cameras.values()):
        own = [line for line in lines if line.camera == camera]
        for event in sample.events:
            if event.camera == camera and event.source in sample.sizes_wh:
                counts.update(_crossed(own, event, *sample.sizes_wh[event.source]))
    return [
        Crossings(line, cameras[line], direction, label, count)
        for (line, direction, label), count in sorted(counts.items())
    ]


def _crossed(
    lines: Iterable[Line], event: Event, width: int, height: int
) -> Iterator[tuple[str, Direction, str]]:
    band = band_of(math.sqrt(event.box.width * event.box.height) / height)
    for wire in tripwires(lines, width / height):
        for direction in _directions(wire, event, height, band):
            yield wire.name, direction, event.label


def _directions(wire: Tripwire, event: Event, height: int, band: float) -> Iterator[Direction]:
    approach = Approach()
    for point in event.path:
        direction = wire.cross(approach, point.x / height, point.y / height, band)
        if direction:
            yield direction
