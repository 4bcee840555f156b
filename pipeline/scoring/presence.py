"""Presence: in which seconds of a clip something of a label group is there, by truth and as found."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.scoring.span import Span
from pipeline.scoring.tally import Tally, rate
from pipeline.scoring.truth import TruthClip
from pipeline.values import GROUPS


@dataclass(frozen=True, slots=True)
class PresenceSettings:
    """How strictly the seconds are judged."""

    edge_s: float = 1.0
    """Seconds nearer than this to a truth event's edge are not scored: its times were noted by eye, ±1 s."""

    def __post_init__(self) -> None:
        """Refuse a distance below zero.

        Raises:
            ValueError: `edge_s` is negative or no number.
        """
        if not 0 <= self.edge_s < math.inf:
            raise ValueError(f"edge_s: expected 0 or more seconds, received {self.edge_s}")


@dataclass(frozen=True, slots=True)
class Presence:
    """The scored seconds of one clip, by number, in which a group is there, was found, or both."""

    hits: tuple[int, ...]
    missed: tuple[int, ...]
    false: tuple[int, ...]

    @property
    def tally(self) -> Tally:
        """Count the seconds."""
        return Tally(len(self.hits), len(self.missed), len(self.false))


@dataclass(frozen=True, slots=True)
class Quiet:
    """The scored seconds of one or more clips in which nothing near moves."""

    seconds: int = 0
    false: int = 0
    """How many of them hold a found event."""

    def __add__(self, other: "Quiet") -> "Quiet":
        """Count both together."""
        return Quiet(self.seconds + other.seconds, self.false + other.false)

    @property
    def false_per_minute(self) -> float | None:
        """False seconds per minute; None if no second is quiet."""
        return rate(60 * self.false, self.seconds)


def score_presence(
    clip: TruthClip, found: Sequence[Span], settings: PresenceSettings | None = None
) -> Mapping[str, Presence]:
    """Compare truth and found events second by second, for each group that either of them has.

    A second counts for a group when an event of the group covers any part of it. It is not scored when any
    part of it lies within `edge_s` of an edge of a truth event of the group. Start and end of the clip are no
    edges.

    Args:
        clip: The truth.
        found: What was found, hidden labels left out.
        settings: How strictly to judge; the defaults if None.
    """
    settings = settings or PresenceSettings()
    named = {span.group for span in (*clip.events, *found)}
    groups = [*GROUPS, *sorted(named.difference(GROUPS))]
    return {group: _of_group(clip, group, found, settings) for group in groups if group in named}


def score_quiet(clip: TruthClip, found: Sequence[Span], settings: PresenceSettings | None = None) -> Quiet:
    """Count the whole seconds within the clip's quiet times, and those that hold a found event of any label.

    Seconds near an edge of a truth event of any group are left out, as in `score_presence`.
    """
    settings = settings or PresenceSettings()
    quiet = {
        second for start_s, end_s in clip.quiet for second in range(math.ceil(start_s), math.floor(end_s))
    } - _near_edges(clip, clip.events, settings.edge_s)
    return Quiet(len(quiet), len(quiet & _covered(found)))


def _of_group(clip: TruthClip, group: str, found: Sequence[Span], settings: PresenceSettings) -> Presence:
    true_events = [event for event in clip.events if event.group == group]
    unscored = _near_edges(clip, true_events, settings.edge_s)
    there = _covered(true_events) - unscored
    said = _covered(span for span in found if span.group == group) - unscored
    return Presence(*(tuple(sorted(seconds)) for seconds in (there & said, there - said, said - there)))


def _covered(spans: Iterable[Span]) -> set[int]:
    """Seconds of which any span covers a part."""
    return {second for span in spans for second in span.seconds}


def _near_edges(clip: TruthClip, events: Iterable[Span], edge_s: float) -> set[int]:
    """Seconds of which any part lies within `edge_s` of where an event starts or ends inside the clip."""
    end_s = math.inf if clip.duration_s is None else clip.duration_s
    edges = {edge for event in events for edge in (event.start_s, event.end_s) if 0 < edge < end_s}
    return {
        second
        for edge in edges
        for second in range(max(0, math.floor(edge - edge_s)), math.ceil(edge + edge_s))
    }
