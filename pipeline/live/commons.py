"""What all cameras have in common."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from pipeline.live.analysts import Analysts
from pipeline.live.audience import Audience
from pipeline.live.governor import GovernorSettings
from pipeline.live.link import LinkSettings
from pipeline.live.sight import SightSettings
from pipeline.live.workers import Workers
from pipeline.stream.settings import StreamSettings
from pipeline.vision.classify import Classifier


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0))


@dataclass(frozen=True, slots=True)
class FleetSettings:
    """How cameras are watched."""

    analysts: int = field(default_factory=cores)
    """Threads that look at pictures: one a core, since OpenCV and LiteRT keep a core busy each. With many
    cameras, each has a process that does the work."""
    few: int = 4
    """So many cameras are looked at in the service's own process, which saves 100 MB a core. Measured with
    32 on two cores: one process looked 6 times a second, three 10 times."""
    places: int = 4
    """Pictures of a camera that wait to be looked at: 0.4 s at ten a second. 12 MB each at 4K."""
    patience_s: float = 3.0
    """What lasts when a camera goes away is over after so long: a connection that breaks is back sooner."""
    sight: SightSettings = field(default_factory=SightSettings)
    link: LinkSettings = field(default_factory=LinkSettings)
    stream: StreamSettings = field(default_factory=StreamSettings)
    """How streams are opened; transport and certificates are the camera's own."""
    governor: GovernorSettings = field(default_factory=GovernorSettings)
    seed: int | None = None
    """Of chance, which spreads reconnections and names watches; None: another one each time."""

    def __post_init__(self) -> None:
        """Refuse what cannot work.

        Raises:
            ValueError: Nobody would look, or nothing could wait.
        """
        if self.analysts < 1 or self.places < 1 or self.few < 0:
            raise ValueError(f"expected 1 or more analysts and places, and few of 0 or more, received {self}")


@dataclass(frozen=True, slots=True, eq=False)
class Commons:
    """What all cameras have in common."""

    classifier: Classifier
    folder: Path
    """Of the history: clips lie below it."""
    audience: Audience
    analysts: Analysts
    workers: Workers
    settings: FleetSettings
    now: Callable[[], int]
    """UTC microseconds."""
    chance: Random
    elapsed: Callable[[], float] = time.monotonic
    """Seconds since some time, that never go back."""
