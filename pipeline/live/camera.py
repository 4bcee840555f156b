"""What a camera is to be watched by, and how it fares."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pipeline.recording.recorder import RecorderSettings


@dataclass(frozen=True, slots=True)
class CameraSpec:
    """Everything that decides how one camera is watched. Two equal ones need no new connection."""

    name: str
    shown_url: str
    """The analysed stream, without credentials: all that anybody outside gets to see of it."""
    url: str = field(repr=False)
    """The stream that is analysed, with its secrets filled in."""
    record_url: str | None = field(default=None, repr=False)
    """The stream that is recorded, likewise; None: the analysed one."""
    transport: Literal["tcp", "udp"] = "tcp"
    """How RTSP brings the packets: TCP loses none, UDP never waits for a lost one."""
    ca_file: Path | None = None
    """Certificates to trust with RTSPS and HTTPS; None: the machine's own."""
    rate_hz: float = 10.0
    """Pictures looked at per second while there is room for it; as in the analysis of files."""
    may_record: bool = False
    """A rule may ask for clips: only then packets are held, and `record_url` is opened."""
    recorder: RecorderSettings = field(default_factory=RecorderSettings)

    def __post_init__(self) -> None:
        """Refuse what cannot be watched.

        Raises:
            ValueError: The name is empty, or the rate is not above 0.
        """
        if not self.name:
            raise ValueError("a camera needs a name, received an empty one")
        if self.rate_hz <= 0:
            raise ValueError(f"camera {self.name}: rate_hz must be positive, got {self.rate_hz}")


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
