"""A clip on disk, as the history knows it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recording:
    """A finished clip and what it shows."""

    path: str
    """The file, relative to the history's folder."""
    camera: str
    source: str
    """Path or URL that it was cut from, without credentials."""
    fingerprint: str
    """Of that source: tells, with the camera, which events it can show."""
    start_us: int
    """First picture, on the source's clock."""
    end_us: int
    """End of the last picture, on the source's clock."""
    recorded_us: int | None
    """UTC microseconds at which the source's clock stood at 0; None if unknown. 0 for a live camera."""
    bytes: int
    sha256: str
    """Of the file when it was done, in hexadecimal."""
    codec: str
    has_audio: bool
    created_us: int
    """When it was done, UTC microseconds: its age counts from here."""
    is_protected: bool = False
    """It shows an event that people want kept."""
    labels: tuple[str, ...] = ()
    """Of the events that it shows, sorted, each once."""
