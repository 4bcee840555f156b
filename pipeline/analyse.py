"""The way of one frame: from the decoder through motion, tracks and labels to observations and findings."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.lives import Life, LifeSettings, Lives
from pipeline.media.read_ahead import read_ahead
from pipeline.media.source import Frame, Source
from pipeline.values import UNKNOWN, Classification, Event, Image, Mask, Observation, TracePoint
from pipeline.vision.classify import Classifier, TrackClassifier, Verdict
from pipeline.vision.motion import Claims, MotionDetector, MotionSettings
from pipeline.vision.portrait import Crop, PortraitSettings
from pipeline.vision.track import Tracker, TrackSettings
from pipeline.vision.vote import VoteSettings


@dataclass(frozen=True, slots=True)
class AnalysisSettings:
    """Everything that decides which events a source yields."""

    rate_hz: float = 10.0
    """Pictures looked at per second: a walker moves by a sixth of a height between two, a car by a length."""
    long_side_px: int = 352
    """About the longer side of the small picture. Objects of 1/45 of the picture's width are still found."""
    prime_s: float = 12.0
    """The scene is first learnt from pictures spread over this time at the start of a file."""
    prime_pictures: int = 40
    """How many; the median of these is free of what stood for less than half of the time."""
    motion: MotionSettings = field(default_factory=MotionSettings)
    track: TrackSettings = field(default_factory=TrackSettings)
    portrait: PortraitSettings = field(default_factory=PortraitSettings)
    vote: VoteSettings = field(default_factory=VoteSettings)
    life: LifeSettings = field(default_factory=LifeSettings)

    def __post_init__(self) -> None:
        """Refuse what cannot work."""
        if self.rate_hz <= 0:
            raise ValueError(f"rate_hz must be positive, got {self.rate_hz}")
        if self.long_side_px < 32:
            raise ValueError(f"long_side_px must be at least 32, got {self.long_side_px}")


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose events they are."""

    camera: str
    source: str
    """Path or URL as the person gave it, without credentials."""
    recorded_us: int | None
    """UTC microseconds at which the source's clock stands at 0; None if unknown."""
    event_id: Callable[[int], str]
    """Names the event of a track's number."""


@dataclass(frozen=True, slots=True, eq=False)
class Finding:
    """An event that is complete, with its pictures."""

    event: Event
    snapshot: Image | None
    """`uint8 (H, W, 3)`, RGB."""
    crops: tuple[Crop, ...] = ()
    """The best of its track, in order of time."""


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """What one looked-at picture gave."""

    observation: Observation | None
    """None in the last step, when the source is over and all tracks end."""
    findings: tuple[Finding, ...]
    noted: Mapping[str, TracePoint] = field(default_factory=dict)
    """What rules are told of it, by the id of the event that the track becomes."""
    mask: Mask | None = None
    """`uint8 (h, w)` of the small picture: 255 where an object is; None in the last step."""


def small_size(width: int, height: int, long_side_px: int) -> tuple[int, int]:
    """Size of the small picture: the source's, divided by a whole number so that shrinking is cheap."""
    divisor = max(1, round(max(width, height) / long_side_px))
    return max(1, round(width / divisor)), max(1, round(height / divisor))


class Analysis:
    """Looks at one source from its start to its end."""

    def __init__(self, subject: Subject, classifier: Classifier, settings: AnalysisSettings) -> None:
        self._subject = subject
        self._settings = settings
        self._digest = classifier.digest
        self._motion = MotionDetector(settings.motion)
        self._naming = TrackClassifier(classifier, settings.portrait, settings.vote)
        self._lives = Lives(settings.life)

    def run(self, source: Source) -> Iterator[Step]:
        """Yield what is observed, picture by picture, and each finding when it is complete."""
        size = small_size(source.width, source.height, self._settings.long_side_px)
        tracker = Tracker((source.width / size[0], source.height / size[1]), self._settings.track)
        self._prime(source, size)
        claims: Claims | None = None
        for frame in read_ahead(self._thinned(source)):
            movement = self._motion.update(frame.picture.luma(size), frame.time_us, claims)
            tracks = tracker.update(movement)
            claims = tracker.claims(movement)
            tracks = self._naming.update(frame.time_us, tracks, frame.picture)  # pixels stop here
            observation = Observation(self._subject.camera, frame.time_us, frame.index, tracks)
            chapter = self._lives.update(observation)
            noted = {self._subject.event_id(number): point for number, point in chapter.noted.items()}
            yield Step(observation, self._findings(chapter.over), noted, movement.mask)
        yield Step(None, self._findings(self._lives.finish()))

    def _prime(self, source: Source, size: tuple[int, int]) -> None:
        """Learn the empty scene from the first seconds, before looking at them."""
        limit_us = round(self._settings.prime_s * 1e6)
        samples = [p.luma(size) for p in source.sample_pictures(limit_us, self._settings.prime_pictures)]
        if samples:
            self._motion.learn(samples)

    def _thinned(self, source: Source) -> Iterator[Frame]:
        """The frames to look at: at most `rate_hz` a second."""
        interval_us = 1e6 / self._settings.rate_hz
        due_us = 0.0
        for frame in source.frames():
            if frame.time_us >= due_us - interval_us / 100:
                due_us = max(due_us, frame.time_us - interval_us) + interval_us
                yield frame

    def _findings(self, lives: Sequence[Life]) -> tuple[Finding, ...]:
        verdicts = self._naming.forget(life.track_id for life in lives)
        return tuple(self._finding(life, verdicts[life.track_id]) for life in lives)

    def _finding(self, life: Life, verdict: Verdict) -> Finding:
        subject, shot = self._subject, verdict.snapshot
        named = verdict.classification or Classification(UNKNOWN, 0.0, {})
        event = Event(
            id=subject.event_id(life.track_id),
            camera=subject.camera,
            source=subject.source,
            label=named.label,
            score=named.score,
            start_us=life.start_us,
            end_us=life.end_us,
            recorded_us=subject.recorded_us,
            box=shot.box if shot else life.box,
            path=tuple(life.path),
            zones=(),
            scores=named.scores,
            model=self._digest,
            trace=tuple(life.trace),
            noticed_us=life.noticed_us,
        )
        return Finding(event, shot.image if shot else None, verdict.crops)
