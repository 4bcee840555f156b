"""The lives of tracks: from observation to observation, until an event can be written of each."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from pipeline.values import Box, Observation, PathPoint, Track


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


class Lives:
    """Keeps the life of each live track of one camera."""

    def __init__(self, settings: LifeSettings | None = None) -> None:
        self._every_us = round((settings or LifeSettings()).path_every_s * 1e6)
        self._lives: dict[int, Life] = {}

    def update(self, observation: Observation) -> tuple[Life, ...]:
        """Note what an observation shows; answer the lives that are over with it."""
        for track in observation.tracks:
            self._note(track, observation.time_us)
        return self._end(set(self._lives) - {track.id for track in observation.tracks})

    def finish(self) -> tuple[Life, ...]:
        """End all lives: the source is over."""
        return self._end(set(self._lives))

    def _note(self, track: Track, time_us: int) -> None:
        life = self._lives.get(track.id)
        if life is None:
            life = self._lives[track.id] = Life(track.id, track.since_us, time_us, track.box)
        if track.is_visible:
            life.end_us, life.box = time_us, track.box
        if track.is_visible and (not life.path or time_us - life.path[-1].time_us >= self._every_us):
            life.path.append(PathPoint(time_us, *track.box.foot))

    def _end(self, track_ids: Iterable[int]) -> tuple[Life, ...]:
        return tuple(self._lives.pop(track_id) for track_id in sorted(track_ids))
