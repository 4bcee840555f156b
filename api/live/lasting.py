"""The events of a camera that are not over yet."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.analyse import Step
from pipeline.live.scene import Scene
from pipeline.values import Classification, Event, PathPoint, TracePoint, Track
from rules.archive.tracing import sightings_of
from rules.judgement import Sighting


@dataclass(frozen=True, slots=True)
class LastingSettings:
    """How often an event that lasts is written anew."""

    every_s: float = 2.0
    """Who looks on sees where it is now; every sight of each track would be four rows a second."""
    share: float = 0.05
    """Not before so much of its age has passed: its path is written as a whole, and would be so all day."""

    def __post_init__(self) -> None:
        """Refuse what nobody can mean."""
        if self.every_s < 0 or self.share < 0:
            raise ValueError(f"expected 0 or more, received {self}")


@dataclass(slots=True)
class Lasting:
    """What is known of one track in sight."""

    track: Track
    points: list[TracePoint] = field(default_factory=list)
    noted_us: int = 0
    noted_label: str = ""


class LastingEvents:
    """Makes events of what steps tell of tracks in sight, each anew when there is news of it.

    Args:
        scene: Whose tracks they are.
        model: Hash of the classifier.
        settings: How often.
    """

    def __init__(self, scene: Scene, model: str, settings: LastingSettings | None = None) -> None:
        self._scene = scene
        self._model = model
        self._settings = settings or LastingSettings()
        self._known: dict[str, Lasting] = {}

    def update(self, step: Step) -> tuple[Event, ...]:
        """Take in a step; gives the events to write, without zones. Those that are over are forgotten."""
        for finding in step.findings:
            self._known.pop(finding.event.id, None)
        if step.observation is None:
            return ()
        for track in step.observation.tracks:
            self._see(track, step)
        time_us = step.observation.time_us
        due = [event_id for event_id in step.noted if self._is_due(self._known[event_id], time_us)]
        return tuple(self._event(event_id, time_us) for event_id in due)

    @property
    def ids(self) -> tuple[str, ...]:
        """Of the events that last."""
        return tuple(self._known)

    def sightings(self, event_id: str) -> Iterator[Sighting]:
        """What rules were told of an event that lasts; nothing of another."""
        lasting = self._known.get(event_id)
        for point in lasting.points if lasting else ():
            yield from sightings_of({event_id: point})

    def known(self) -> list[Sighting]:
        """What rules were told of all that lasts, in order of time and track."""
        found = (sighting for event_id in self._known for sighting in self.sightings(event_id))
        return sorted(found, key=lambda sighting: (sighting.time_us, sighting.track))

    def _see(self, track: Track, step: Step) -> None:
        event_id = self._scene.event_id(track.id)
        point = step.noted.get(event_id)
        if point is None:
            return
        lasting = self._known.setdefault(event_id, Lasting(track))
        lasting.track = track
        lasting.points.append(point)

    def _is_due(self, lasting: Lasting, time_us: int) -> bool:
        if lasting.points[-1].label != lasting.noted_label:
            return True
        age_us = time_us - lasting.track.since_us
        wait_us = max(self._settings.every_s * 1e6, self._settings.share * age_us)
        return time_us - lasting.noted_us >= wait_us

    def _event(self, event_id: str, time_us: int) -> Event:
        lasting, scene = self._known[event_id], self._scene
        last = lasting.points[-1]
        lasting.noted_us, lasting.noted_label = time_us, last.label
        named = lasting.track.classification or Classification(last.label, last.score, {})
        return Event(
            id=event_id,
            camera=scene.camera,
            source=scene.source,
            label=last.label,
            score=last.score,
            start_us=lasting.track.since_us,
            end_us=last.time_us,
            recorded_us=0,
            box=last.box,
            path=tuple(PathPoint(point.time_us, *point.box.foot) for point in lasting.points),
            zones=(),
            scores=named.scores,
            model=self._model,
            is_live=True,
            trace=tuple(lasting.points),
            noticed_us=time_us + 1,  # if nobody can say more of it, as when a source is over (`Lives.finish`)
            is_lasting=True,
        )
