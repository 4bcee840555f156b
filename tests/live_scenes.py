"""Scenes, tracks and steps as a fleet tells of them."""

from collections.abc import Sequence

import numpy as np

from pipeline.analyse import Finding, Step
from pipeline.live.scene import Scene
from pipeline.values import Box, Classification, Event, Observation, PathPoint, TracePoint, Track
from pipeline.vision.portrait import Crop
from tests.history_samples import NOON_US, SECOND_US

SCENE = Scene("gate", "rtsp://10.0.0.8/stream2", "live-1", 0, 640, 360, NOON_US)


def at(seconds: float) -> int:
    """So long after noon."""
    return NOON_US + round(seconds * SECOND_US)


def track(number: int, x: float, label: str | None = "person", since_s: float = 0.0) -> Track:
    """One that stands with its foot at (x, 300)."""
    named = Classification(label, 0.9, {label: 0.9, "car": 0.05}) if label else None
    return Track(
        number, at(since_s), Box(x - 20, 200, 40, 100), is_visible=True, is_moving=True, classification=named
    )


def point(of: Track, seconds: float) -> TracePoint:
    named = of.classification
    return TracePoint(at(seconds), of.box, named.label if named else "unknown", named.score if named else 0.0)


def seen(seconds: float, *tracks: Track, scene: Scene = SCENE, over: Sequence[Finding] = ()) -> Step:
    """A picture that shows these tracks, all of which are noted."""
    noted = {scene.event_id(one.id): point(one, seconds) for one in tracks}
    return Step(Observation(scene.camera, at(seconds), 0, tracks), tuple(over), noted)


def finding(of: Track, from_s: float, to_s: float, *, scene: Scene = SCENE, label: str = "person") -> Finding:
    """The event of a track, noted four times a second, which is over."""
    times_s = [from_s + step / 4 for step in range(round((to_s - from_s) * 4) + 1)]
    trace = tuple(point(of, time_s) for time_s in times_s)
    event = Event(
        id=scene.event_id(of.id), camera=scene.camera, source=scene.source, label=label, score=0.95,
        start_us=at(from_s), end_us=at(to_s), recorded_us=0, box=of.box,
        path=tuple(PathPoint(one.time_us, *one.box.foot) for one in trace), zones=(), scores={label: 0.95},
        model="m1", is_live=True, trace=trace, noticed_us=at(to_s + 1.2),
    )  # fmt: skip
    picture = np.full((90, 120, 3), 99, np.uint8)
    return Finding(event, picture, (Crop(at(from_s), np.full((32, 32, 3), 99, np.uint8), 1.0),))
