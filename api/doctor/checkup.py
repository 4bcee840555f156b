"""What was found out about one stream."""

from dataclasses import dataclass

from api.doctor.patient import Patient


@dataclass(frozen=True, slots=True)
class Finding:
    """What a stream that could be watched is like."""

    codec: str
    """As FFmpeg calls it."""
    sound: str | None
    """Likewise; None if there is none."""
    size_wh: tuple[int, int]
    """Of the upright pictures, in pixels."""
    opened_s: float
    """How long it took to open."""
    watched_s: float
    """How long it was watched, by the times of its packets."""
    told_fps: float | None
    """Frames per second as the stream tells; None if it does not."""
    fps: float
    """Frames per second as they came."""
    longest_gap_s: float
    """Between two of its pictures, by their stamps."""
    key_interval_s: float | None
    """Longest time between two key frames; None if no second one came."""
    bits_per_s: float
    """Of pictures and sound."""
    pace: float
    """Seconds that pass on its clock in one of ours, over the second half of the time."""
    clock_ahead_s: float | None
    """How far the camera's time of day is ahead of ours; None if it does not tell."""
    left_out: int
    """Key frames that could not be decoded soundly."""


@dataclass(frozen=True, slots=True)
class Checkup:
    """One stream, what it is like, and what would be better."""

    patient: Patient
    finding: Finding | None
    """None if it could not be watched."""
    trouble: str | None = None
    """Why not, in one line without credentials."""
    advice: tuple[str, ...] = ()
