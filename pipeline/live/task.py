"""What is to be done for one camera, in the order in which its reader asked for it."""

from dataclasses import dataclass
from typing import TypeAlias

from pipeline.media.source import Frame
from pipeline.values import Image


@dataclass(frozen=True, slots=True, eq=False)
class Opening:
    """The pictures that follow are of this size; take the scene for learnt, or learn it from these."""

    fingerprint: str
    """Of the watch, until the size changes."""
    size_wh: tuple[int, int]
    """Of the upright pictures."""
    samples: tuple[Image, ...] = ()
    """Small pictures to learn the scene from; none: it is remembered."""


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """Look at a picture."""

    frame: Frame
    posted_s: float
    """When it was put down, on the clock of elapsed seconds."""
    is_live: bool
    """False while what was kept back to learn from is caught up with: that may wait."""


@dataclass(frozen=True, slots=True, eq=False)
class Closing:
    """Nothing follows for some time: end the events."""


Task: TypeAlias = Opening | Look | Closing
