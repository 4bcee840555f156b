"""How a camera is to be watched."""

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
