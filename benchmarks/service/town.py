"""A town's worth of made-up events: as many as asked for, always the same, of cameras that differ."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from pipeline.history.analysis import Analysis, Outcome
from pipeline.values import Box, Event, PathPoint

SECOND_US: Final = 1_000_000
END_US: Final = 1_795_435_200_000_000
"""2026-11-23 12:00 UTC: when the last of the events that are there from the start begins, about."""
SIZE_WH: Final = 640, 360

CAMERAS: Final = tuple(f"camera {number:02}" for number in range(16))
LABELS: Final = {
    "person": 34.0, "car": 30.0, "truck": 4.0, "bus": 1.0, "bicycle": 6.0, "motorcycle": 1.0, "dog": 3.0,
    "cat": 1.0, "bird": 2.0, "horse": 0.01, "background": 10.0, "unknown": 8.0,
}  # fmt: skip
"""How often each is seen, of about a hundred."""
BUSIER: Final = 0.8
"""Each camera sees so many times what the one before it sees: the first ten times the tenth."""
ZONES: Final = ("left", "right", "far")
MOST_POINTS: Final = 60


@dataclass(frozen=True, slots=True)
class Camera:
    """One that is watched live."""

    name: str
    analysis: Analysis
    outcome: Outcome = field(default_factory=lambda: Outcome(None, 0, *SIZE_WH))

    @classmethod
    def named(cls, name: str) -> "Camera":
        """A camera, as the service would begin to watch it."""
        url = f"rtsp://10.0.0.8/{name.replace(' ', '-')}"
        return cls(name, Analysis(url, name, f"live {name}", "s1", "m1", "0.1.0", 0, "camera", is_live=True))


class Town:
    """Makes events.

    Args:
        seed: The same seed, the same events.
    """

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)  # noqa: S311  # nothing is secret here
        self.cameras = tuple(map(Camera.named, CAMERAS))
        self._weights = [BUSIER**number for number in range(len(CAMERAS))]
        self._made = seed << 40

    def past(self, count: int, days: float) -> Iterator[tuple[Camera, Event]]:
        """Give events of some days in order of time, up to `END_US`."""
        for number in range(count):
            share = (number + self._rng.random()) / count
            yield self.event(END_US - round((1 - share) * days * 86_400 * SECOND_US))

    def event(self, start_us: int) -> tuple[Camera, Event]:
        """Make one that begins at a time."""
        rng = self._rng
        (camera,) = rng.choices(self.cameras, self._weights)
        (label,) = rng.choices(list(LABELS), list(LABELS.values()))
        score = rng.betavariate(2, 3) * 0.6 if label == "unknown" else 1 - rng.betavariate(1.2, 6)
        length_s = min(rng.lognormvariate(2.0, 1.0), 3600.0)
        self._made += 1
        path = tuple(self._path(start_us, length_s))
        box = Box(path[-1].x - 20, path[-1].y - 60, 40, 60)
        found = Event(
            camera.analysis.event_id(self._made), camera.name, camera.analysis.path, label, score, start_us,
            start_us + round(length_s * SECOND_US), 0, box, path, self._zones(camera),
            {label: score, "other": round(1 - score, 4)}, "m1", is_live=True,
        )  # fmt: skip
        return camera, found

    def _path(self, start_us: int, length_s: float) -> Iterator[PathPoint]:
        """A straight way with a little trembling, four points a second at most."""
        rng = self._rng
        points = max(2, min(round(length_s * 4), MOST_POINTS))
        x, y = rng.uniform(0, SIZE_WH[0]), rng.uniform(90, SIZE_WH[1])
        across, down = rng.gauss(0, 3), rng.gauss(0, 1)
        for number in range(points):
            time_us = start_us + round(length_s * SECOND_US * number / (points - 1))
            yield PathPoint(time_us, x + across * number + rng.random(), y + down * number + rng.random())

    def _zones(self, camera: Camera) -> tuple[str, ...]:
        touched = [zone for zone in ZONES if self._rng.random() < 0.2]
        return tuple(f"{zone} of {camera.name}" for zone in touched)
