"""The way of one frame: from the decoder through motion, tracks and labels to observations and findings."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.lives import Life, LifeSettings, Lives
from pipeline.media.picture import Picture
from pipeline.media.read_ahead import read_ahead
from pipeline.media.source import Frame, Source
from pipeline.media.thinning import thinned
from pipeline.values import UNKNOWN, Classification, Event, Image, Mask, Observation, TracePoint
from pipeline.vision.background import Background
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
    is_live: bool = False
    """A camera, not footage."""


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


def small(picture: Picture, long_side_px: int) -> Image:
    """Shrink a picture to what motion is found in: `uint8 (h, w)`, luma."""
    return picture.luma(small_size(picture.width, picture.height, long_side_px))


class Analysis:
    """Looks at one source from its start to its end.

    Args:
        subject: Whose events they are.
        classifier: Names what moves.
        settings: All that decides which events there are.
        background: The scene as it was learnt before an interruption; None if it is to be learnt.
    """

    def __init__(
        self,
        subject: Subject,
        classifier: Classifier,
        settings: AnalysisSettings,
        background: Background | None = None,
    ) -> None:
        self._subject = subject
        self._settings = settings
        self._digest = classifier.digest
        self._motion = MotionDetector(settings.motion)
        if background is not None:
            self._motion.background = background
        self._tracker: Tracker | None = None
        self._claims: Claims | None = None
        self._naming = TrackClassifier(classifier, settings.portrait, settings.vote)
        self._lives = Lives(settings.life)

    def run(self, source: Source) -> Iterator[Step]:
        """Yield what is observed, picture by picture, and each finding when it is complete."""
        limit_us = round(self._settings.prime_s * 1e6)
        pictures = source.sample_pictures(limit_us, self._settings.prime_pictures)
        self.prime([small(picture, self._settings.long_side_px) for picture in pictures])
        for frame in read_ahead(thinned(source.frames(), self._settings.rate_hz)):
            yield self.look(frame)
        yield self.finish()

    def prime(self, samples: Sequence[Image]) -> None:
        """Learn the empty scene from small pictures of the first seconds, before looking at those."""
        if samples:
            self._motion.learn(samples)

    def look(self, frame: Frame) -> Step:
        """Look at the next picture; all must have one size."""
        tracker, picture = self._tracker or self._begun(frame.picture), frame.picture
        luma = small(picture, self._settings.long_side_px)
        movement = self._motion.update(luma, frame.time_us, self._claims)
        tracks = tracker.update(movement)
        self._claims = tracker.claims(movement)
        tracks = self._naming.update(frame.time_us, tracks, picture)  # pixels stop here
        observation = Observation(self._subject.camera, frame.time_us, frame.index, tracks)
        chapter = self._lives.update(observation)
        noted = {self._subject.event_id(number): point for number, point in chapter.noted.items()}
        return Step(observation, self._findings(chapter.over), noted, movement.mask)

    def finish(self) -> Step:
        """End all tracks: the source is over."""
        return Step(None, self._findings(self._lives.finish()))

    @property
    def background(self) -> Background:
        """The scene as learnt so far."""
        return self._motion.background

    def _begun(self, picture: Picture) -> Tracker:
        width, height = small_size(picture.width, picture.height, self._settings.long_side_px)
        self._tracker = Tracker((picture.width / width, picture.height / height), self._settings.track)
        return self._tracker

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
            is_live=subject.is_live,
            trace=tuple(life.trace),
            noticed_us=life.noticed_us,
        )
        return Finding(event, shot.image if shot else None, verdict.crops)
