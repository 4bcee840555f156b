"""From events and observations to what rules judge."""

from collections.abc import Iterator, Mapping

from pipeline.values import Box, Event, TracePoint
from rules.judgement import Departure, Sighting, Trace


def sightings_of(noted: Mapping[str, TracePoint]) -> Iterator[Sighting]:
    """What one observation tells rules, in the order in which they are to be told.

    Args:
        noted: By the id of the event that the track becomes (`pipeline.analyse.Step`).
    """
    for event_id in sorted(noted):
        yield _sighting(event_id, noted[event_id])


def departure_of(event: Event) -> Departure:
    """Tell rules that the event's track is over."""
    noticed_us = event.end_us if event.noticed_us is None else event.noticed_us
    return Departure(event.id, event.end_us, noticed_us)


def trace_of(event: Event) -> Trace:
    """What rules were told of an event when it happened.

    An event of an older vedette has no trace. Its path stands in, with the label that it got in the end and
    the size that it had in its snapshot: near to what happened, but not the same.
    """
    points = event.trace or tuple(_points_of_path(event))
    sightings = tuple(_sighting(event.id, point) for point in points)
    return Trace(event.id, event.start_us, sightings, departure_of(event))


def is_approximate(event: Event) -> bool:
    """True if only the path of an event is left to judge."""
    return not event.trace and bool(event.path)


def _points_of_path(event: Event) -> Iterator[TracePoint]:
    width, height = event.box.width, event.box.height
    for point in event.path:
        box = Box(point.x - width / 2, point.y - height, width, height)
        yield TracePoint(point.time_us, box, event.label, event.score)


def _sighting(event_id: str, point: TracePoint) -> Sighting:
    return Sighting(event_id, point.time_us, point.box, point.label, point.score)
