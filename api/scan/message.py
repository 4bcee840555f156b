"""What the analysis of a source says while it goes on: small values that cross from process to process."""

from dataclasses import dataclass

from pipeline.history.analysis import Analysis, Outcome
from pipeline.history.crop import EventCrop
from pipeline.values import Event


@dataclass(frozen=True, slots=True)
class Prepared:
    """The source is open. Whoever reads this may stop here, if the history knows the analysis."""

    analysis: Analysis
    duration_us: int | None
    """About how long it is; None if unknown."""


@dataclass(frozen=True, slots=True)
class Known:
    """The history holds this analysis already, so it was not run."""


@dataclass(frozen=True, slots=True)
class Advanced:
    """How far the analysis is, said a few times a second."""

    frames: int
    time_us: int
    """On the source's clock."""


@dataclass(frozen=True, slots=True)
class Found:
    """An event, complete."""

    event: Event
    snapshot_jpeg: bytes | None
    crops: tuple[EventCrop, ...] = ()


@dataclass(frozen=True, slots=True)
class Finished:
    """The source was seen to its end."""

    outcome: Outcome
    damage: str | None
    """The first thing that was wrong with it, for a person; None if nothing was."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The source cannot be analysed, or not to its end; `reason` says why in one line."""

    reason: str


Message = Prepared | Known | Advanced | Found | Finished | Failed

Last = Known | Finished | Failed
"""After one of these nothing more is said of a source."""
