"""How a stream is opened and read."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pipeline.stream.wall_clock import ClockSettings

Transport = Literal["tcp", "udp"]
"""How RTSP brings the packets."""


@dataclass(frozen=True, slots=True)
class StreamSettings:
    """How a stream is opened and read."""

    transport: Transport = "tcp"
    """TCP loses nothing; UDP never waits for what was lost, and is kept out by many firewalls."""
    ca_file: Path | None = None
    """Certificates to trust with RTSPS and HTTPS; None: the machine's own. They are always verified."""
    open_s: float = 10.0
    """How long opening may take; a camera on battery takes seconds to wake."""
    read_s: float = 8.0
    """How long a read may take: a stall is to be noticed within 10 s, and some cameras send one in 5."""
    with_audio: bool = True
    """Also give the sound."""
    clock: ClockSettings = field(default_factory=ClockSettings)

    def __post_init__(self) -> None:
        """Refuse what cannot work.

        Raises:
            ValueError: A time is not above 0.
        """
        if min(self.open_s, self.read_s) <= 0:
            raise ValueError(f"expected open_s and read_s above 0, received {self.open_s} and {self.read_s}")
