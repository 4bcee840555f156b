"""The values that travel from frame to event. All are frozen; a stage returns new ones.

Coordinates are *source pixels*: those of the upright picture with square pixels, as a player shows it, with
the origin at the top left. For a source without rotation and with square pixels they are the stored pixels.

Times named `time_us` count microseconds on the source's own clock: for a file since its start (what a player
shows), for a live camera since 1970 in UTC. `recorded_us`, where known, is the UTC time at which a file's
clock stands at 0.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Image = npt.NDArray[np.uint8]
"""`uint8 (H, W)` luma or `uint8 (H, W, 3)` RGB."""

Mask = npt.NDArray[np.uint8]
"""`uint8 (H, W)`: 255 where true, else 0."""

BACKGROUND = "background"
"""Label of a track that shows nothing of interest: leaves, shadows, reflections."""

UNKNOWN = "unknown"
"""Label of a track whose vote is too uncertain to name."""

HIDDEN_LABELS = frozenset({BACKGROUND, UNKNOWN})
"""Labels that are stored but not shown unless asked for."""

LABEL_GROUPS: Mapping[str, str] = {
    "person": "person",
    "car": "vehicle", "van": "vehicle", "truck": "vehicle", "bus": "vehicle", "pickup": "vehicle",
    "taxi": "vehicle", "train": "vehicle", "cart": "vehicle", "atv": "vehicle", "vehicle": "vehicle",
    "bicycle": "two-wheeler", "motorcycle": "two-wheeler", "two-wheeler": "two-wheeler",
    "bird": "animal", "cat": "animal", "dog": "animal", "horse": "animal", "deer": "animal",
    "other_animal": "animal", "animal": "animal",
}  # fmt: skip
"""Group of each label; a group's own name is in its group. Labels outside (background, unknown) have none."""

GROUPS = ("person", "vehicle", "two-wheeler", "animal")


@dataclass(frozen=True, slots=True)
class Box:
    """Upright rectangle in source pixels: top-left corner, width and height."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x just right of the box."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y just below the box."""
        return self.y + self.height

    @property
    def area(self) -> float:
        """Width times height, in square pixels."""
        return self.width * self.height

    @property
    def centre(self) -> tuple[float, float]:
        """Centre point (x, y)."""
        return self.x + self.width / 2, self.y + self.height / 2

    @property
    def foot(self) -> tuple[float, float]:
        """Bottom-centre point (x, y): where the object stands."""
        return self.x + self.width / 2, self.bottom

    def intersection(self, other: "Box") -> float:
        """Area shared with `other`, in square pixels."""
        width = min(self.right, other.right) - max(self.x, other.x)
        height = min(self.bottom, other.bottom) - max(self.y, other.y)
        return width * height if width > 0 and height > 0 else 0.0

    def iou(self, other: "Box") -> float:
        """Intersection over union with `other`, 0…1."""
        shared = self.intersection(other)
        return shared / (self.area + other.area - shared) if shared else 0.0

    def union(self, other: "Box") -> "Box":
        """The smallest box that covers both."""
        x, y = min(self.x, other.x), min(self.y, other.y)
        return Box(x, y, max(self.right, other.right) - x, max(self.bottom, other.bottom) - y)

    def scaled(self, factor_x: float, factor_y: float) -> "Box":
        """The box after scaling the picture by the two factors."""
        return Box(self.x * factor_x, self.y * factor_y, self.width * factor_x, self.height * factor_y)


@dataclass(frozen=True, slots=True)
class Classification:
    """What something is: a label with a calibrated confidence, and the confidence of every label."""

    label: str
    score: float
    """0…1: of all things given this score, about this share bears the label."""
    scores: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Track:
    """One object at one time. Its `id` is never used again within its source."""

    id: int
    since_us: int
    """When it was first seen."""
    box: Box
    is_visible: bool
    """True if the frame showed it; False while it is carried on by prediction or kept where it stopped."""
    is_moving: bool
    is_alone: bool = True
    """False while it shares a region of motion with others, so that its box is a guess."""
    displacement: float = 0.0
    """Farthest it has been from where it was first seen, in its own sizes (root of width times height)."""
    classification: Classification | None = None
    """The vote so far; None until a crop was good enough to be classified."""


@dataclass(frozen=True, slots=True)
class Observation:
    """All tracks of one camera at one time: what rules see."""

    camera: str
    time_us: int
    frame_index: int
    """Number of the decoded frame in its source, from 0."""
    tracks: tuple[Track, ...]


@dataclass(frozen=True, slots=True)
class PathPoint:
    """Where a track stood (its box's bottom centre, in source pixels) and when."""

    time_us: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class TracePoint:
    """What was known of a track at one time: rules judge these, live and past.

    Coordinates are tenths of pixels and the score has four digits, so that a trace is stored without loss.
    """

    time_us: int
    box: Box
    label: str
    """The vote so far; `unknown` until there is one."""
    score: float


@dataclass(frozen=True, slots=True)
class Event:
    """The history's record of one track's life."""

    id: str
    camera: str
    source: str
    """Path or URL as the person gave it, without credentials."""
    label: str
    score: float
    start_us: int
    """On the source's clock, as `end_us` and the path."""
    end_us: int
    recorded_us: int | None
    """UTC microseconds at which the source's clock stands at 0; None if unknown. 0 for a live camera."""
    box: Box
    """The track's box in the frame of its snapshot."""
    path: tuple[PathPoint, ...]
    zones: tuple[str, ...]
    scores: Mapping[str, float]
    model: str
    """Hash of the model that gave the scores."""
    snapshot: str | None = None
    """Path of the JPEG, relative to the history's folder."""
    recording: str | None = None
    is_live: bool = False
    is_lasting: bool = False
    """True while its track is in sight: `end_us` is when it was last seen, and the label may change."""
    trace: tuple[TracePoint, ...] = ()
    """What rules judged of it; empty if the history has none, and where nobody asked for it."""
    noticed_us: int | None = None
    """When it was noticed that the track was over; None if the history does not know."""

    @property
    def is_hidden(self) -> bool:
        """True for background and for what is too uncertain: stored, not shown by default."""
        return self.label in HIDDEN_LABELS
