"""How a camera fares."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CameraState:
    """How a camera fares at one moment. Counts are since its watch began."""

    name: str
    shown_url: str
    is_connected: bool
    """Pictures of the analysed stream come in."""
    since_us: int
    """UTC: since when it is connected, or is not."""
    codec: str | None = None
    """Of the analysed stream, as FFmpeg calls it; None before the first connection, as its size."""
    width: int | None = None
    """Of the upright picture, in pixels."""
    height: int | None = None
    fps_read: float = 0.0
    """Frames per second that came in over the last seconds."""
    fps_analysed: float = 0.0
    """Frames per second that were looked at over the last seconds."""
    rate_hz: float = 0.0
    """Frames per second that are to be looked at: the governor's word."""
    lag_s: float = 0.0
    """How old the picture was that was looked at last, at that moment."""
    frames_read: int = 0
    frames_analysed: int = 0
    frames_dropped: int = 0
    """Frames that were to be looked at and had to give way to newer ones."""
    packets_recorded: int = 0
    """Packets handed to the recorder."""
    bytes_read: int = 0
    """Content of the packets of all its connections."""
    reconnects: int = 0
    """Connections after the first, the recorded stream's too."""
    last_error: str | None = None
    """Why the latest connection ended or could not be made, one line without credentials."""
    is_recording: bool = False
    """A clip is open."""
    recording_trouble: str | None = None
    """Why nothing can be recorded; None if all is well."""
