"""Which clips go, and why: by age and by bytes, of all clips, of a camera's or of a label's."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from pipeline.history.recording import Recording
from pipeline.values import LABEL_GROUPS

DAY_S: Final = 86_400


@dataclass(frozen=True, slots=True)
class Limit:
    """How long clips stay, and how many bytes of them."""

    keep_s: float | None = None
    """Seconds since the clip was made; None: for good."""
    max_bytes: int | None = None
    """All of them together; None: any number."""

    def __post_init__(self) -> None:
        """Refuse what nobody can mean.

        Raises:
            ValueError: A number is below 0.
        """
        if min(self.keep_s or 0, self.max_bytes or 0) < 0:
            raise ValueError(f"expected 0 or more, received {self}")


@dataclass(frozen=True, slots=True)
class RetentionSettings:
    """How long clips stay. Nothing goes by itself unless a person says so: the default keeps all."""

    overall: Limit = field(default_factory=Limit)
    cameras: Mapping[str, Limit] = field(default_factory=dict)
    """By name; where a camera has an age of its own, that is meant."""
    labels: Mapping[str, Limit] = field(default_factory=dict)
    """By label or group; where a label has an age of its own, that goes before the camera's."""


@dataclass(frozen=True, slots=True)
class Removal:
    """A clip that goes."""

    recording: Recording
    reason: str
    """For a person: what it exceeds, and by how much."""


@dataclass(frozen=True, slots=True)
class RetentionPlan:
    """What goes, and what then is left."""

    removals: tuple[Removal, ...]
    """In the order of their age, oldest first."""
    kept: tuple[Recording, ...]
    shortfalls: tuple[str, ...]
    """Limits that cannot be kept, since what is left is protected."""


@dataclass(frozen=True, slots=True)
class _Scope:
    """Clips that share a limit of bytes."""

    name: str
    max_bytes: int
    clips: Sequence[Recording]


def retention_plan(
    recordings: Iterable[Recording], settings: RetentionSettings, now_us: int
) -> RetentionPlan:
    """Say which clips go: those that are too old, then the oldest of each limit of bytes that is exceeded.

    Protected clips never go, but count. A clip that shows several things stays as long as the one that stays
    longest; and it counts for a label's bytes only if it shows nothing else.

    Args:
        recordings: All clips of the history.
        settings: The limits.
        now_us: UTC microseconds: an age counts from when the clip was made.
    """
    clips = sorted(recordings, key=lambda clip: (clip.created_us, clip.path))
    reasons = dict(_too_old(clips, settings, now_us))
    shortfalls = []
    for scope in _scopes(clips, settings):
        excess = sum(clip.bytes for clip in scope.clips if clip.path not in reasons) - scope.max_bytes
        for clip in scope.clips:
            if excess > 0 and not clip.is_protected and clip.path not in reasons:
                reasons[clip.path] = f"{scope.name}: {excess:,} bytes above {scope.max_bytes:,}"
                excess -= clip.bytes
        if excess > 0:
            shortfalls.append(f"{scope.name}: {excess:,} bytes above {scope.max_bytes:,} are protected")
    removals = tuple(Removal(clip, reasons[clip.path]) for clip in clips if clip.path in reasons)
    kept = tuple(clip for clip in clips if clip.path not in reasons)
    return RetentionPlan(removals, kept, tuple(shortfalls))


def _too_old(
    clips: Iterable[Recording], settings: RetentionSettings, now_us: int
) -> Iterator[tuple[str, str]]:
    for clip in clips:
        keep_s = _keep_s(clip, settings)
        age_s = (now_us - clip.created_us) / 1e6
        if keep_s is not None and age_s > keep_s and not clip.is_protected:
            yield clip.path, f"{age_s / DAY_S:.1f} days old, kept for {keep_s / DAY_S:.1f}"


def _keep_s(clip: Recording, settings: RetentionSettings) -> float | None:
    """The age up to which a clip stays; None for good."""
    of_camera = settings.cameras.get(clip.camera, Limit()).keep_s
    otherwise = settings.overall.keep_s if of_camera is None else of_camera
    ages = [_label_keep_s(label, settings, otherwise) for label in clip.labels] or [otherwise]
    limited = [age for age in ages if age is not None]
    return max(limited) if len(limited) == len(ages) else None


def _label_keep_s(label: str, settings: RetentionSettings, otherwise: float | None) -> float | None:
    for name in (label, LABEL_GROUPS.get(label, label)):
        limit = settings.labels.get(name)
        if limit and limit.keep_s is not None:
            return limit.keep_s
    return otherwise


def _scopes(clips: Sequence[Recording], settings: RetentionSettings) -> Iterator[_Scope]:
    """The limits of bytes, the narrow ones first: what they free counts for the wide ones."""
    for name, limit in settings.labels.items():
        if limit.max_bytes is not None:
            yield _Scope(
                f"label {name}", limit.max_bytes, [clip for clip in clips if _shows_only(clip, name)]
            )
    for name, limit in settings.cameras.items():
        if limit.max_bytes is not None:
            yield _Scope(f"camera {name}", limit.max_bytes, [clip for clip in clips if clip.camera == name])
    if settings.overall.max_bytes is not None:
        yield _Scope("all clips", settings.overall.max_bytes, clips)


def _shows_only(clip: Recording, name: str) -> bool:
    return bool(clip.labels) and all(name in {label, LABEL_GROUPS.get(label)} for label in clip.labels)
