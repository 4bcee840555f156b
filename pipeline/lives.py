"""The lives of tracks: from observation to observation, until an event can be written of each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pipeline.values import UNKNOWN, Box, Observation, PathPoint, TracePoint, Track


@dataclass(frozen=True, slots=True)
class LifeSettings:
    """How finely a life is kept."""

    path_every_s: float = 0.25
    """Time between two points of the path: 4 a second suffice to replay rules for lines and zones over it."""

    def __post_init__(self) -> None:
        """Refuse what cannot work."""
        if self.path_every_s <= 0:
            raise ValueError(f"path_every_s must be positive, got {self.path_every_s}")


@dataclass(slots=True)
class Life:
    """What one track did so far."""

    track_id: int
    start_us: int
    end_us: int
    box: Box
    path: list[PathPoint] = field(default_factory=list)
    trace: list[TracePoint] = field(default_factory=list)
    noticed_us: int | None = None
    """When it was noticed that it is over; None while it lasts."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """What one observation added to the lives."""

    noted: Mapping[int, TracePoint]
    """The points that were added to traces, by track."""
    over: tuple[Life, ...]
    """The lives that are over with it, by track."""


class Lives:
    """Keeps the life of each live track of one camera.

    Path and trace get a point at the same times: when the track is first seen, and then at the first sight
    of it after each `path_every_s`. While nothing shows it there is no point: it is taken to be where it was
    last seen until it is seen again or given up, which the tracker does after a second. What stands still is
    seen, and given up after a minute and a half (`pipeline.vision.track.TrackSettings`), so that no trace
    grows for hours but that of what moves for hours.
    """

    def __init__(self, settings: LifeSettings | None = None) -> None:
        self._every_us = round((settings or LifeSettings()).path_every_s * 1e6)
        self._lives: dict[int, Life] = {}
        self._last_us = 0

    def update(self, observation: Observation) -> Chapter:
        """Note what an observation shows."""
        time_us = self._last_us = observation.time_us
        noted = {track.id: point for track in observation.tracks if (point := self._note(track, time_us))}
        over = set(self._lives) - {track.id for track in observation.tracks}
        return Chapter(noted, self._end(over, time_us))

    def finish(self) -> tuple[Life, ...]:
        """End all lives: the source is over, which is noticed just after its last picture."""
        return self._end(set(self._lives), self._last_us + 1)

    def _note(self, track: Track, time_us: int) -> TracePoint | None:
        life = self._lives.get(track.id)
        if life is None:
            life = self._lives[track.id] = Life(track.id, track.since_us, time_us, track.box)
        if not track.is_visible:
            return None
        life.end_us, life.box = time_us, track.box
        if life.path and time_us - life.path[-1].time_us < self._every_us:
            return None
        life.path.append(PathPoint(time_us, *track.box.foot))
        life.trace.append(_trace_point(track, time_us))
        return life.trace[-1]

    def _end(self, track_ids: Iterable[int], time_us: int) -> tuple[Life, ...]:
        over = tuple(self._lives.pop(track_id) for track_id in sorted(track_ids))
        for life in over:
            life.noticed_us = time_us
        return over


def _trace_point(track: Track, time_us: int) -> TracePoint:
    """What is known of the track, as finely as it is stored: live and past must judge the same numbers."""
    box, named = track.box, track.classification
    kept = Box(*(round(side * 10) / 10 for side in (box.x, box.y, box.width, box.height)))
    if named is None:
        return TracePoint(time_us, kept, UNKNOWN, 0.0)
    return TracePoint(time_us, kept, named.label, round(named.score * 10_000) / 10_000)
