"""A clip as scripts see it, and as a line of text."""

from datetime import UTC, datetime

from api.moment import iso, seconds
from api.quantity import readable_bytes
from pipeline.history.recording import Recording


def recording_json(recording: Recording) -> dict[str, object]:
    """Lay a clip out as JSON: `start` and `end` are None if the recording's time is unknown."""
    zero_us = recording.recorded_us
    return {
        "path": recording.path,
        "camera": recording.camera,
        "source": recording.source,
        "start": None if zero_us is None else iso(zero_us + recording.start_us),
        "end": None if zero_us is None else iso(zero_us + recording.end_us),
        "start_s": seconds(recording.start_us),
        "end_s": seconds(recording.end_us),
        "bytes": recording.bytes,
        "sha256": recording.sha256,
        "codec": recording.codec,
        "has_audio": recording.has_audio,
        "protected": recording.is_protected,
        "created": iso(recording.created_us),
        "labels": list(recording.labels),
    }


def recording_fields(recording: Recording) -> tuple[str, str, str, str, str]:
    """When it was made (local time), camera, labels, size and path."""
    made = datetime.fromtimestamp(recording.created_us / 1e6, UTC).astimezone()
    labels = " ".join(recording.labels) or "-"
    size = readable_bytes(recording.bytes)
    return made.strftime("%Y-%m-%d %H:%M"), recording.camera, labels, size, recording.path
