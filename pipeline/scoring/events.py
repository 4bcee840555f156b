"""Events matched one to one with those of the truth."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

from pipeline.scoring.span import Span
from pipeline.scoring.tally import Tally

MIN_OVERLAP = 0.5
"""Share of the shorter of two events that both must cover to be the same."""


@dataclass(frozen=True, slots=True)
class Matching:
    """Which found event is which true one, and what is left on either side."""

    matched: tuple[tuple[Span, Span], ...] = ()
    """Pairs of a true and a found event."""
    missed: tuple[Span, ...] = ()
    false: tuple[Span, ...] = ()

    @property
    def tally(self) -> Tally:
        """Count the pairs and what is left."""
        return Tally(len(self.matched), len(self.missed), len(self.false))


def match_events(truth: Sequence[Span], found: Sequence[Span]) -> Matching:
    """Pair as many events as possible, whatever their labels; of such pairings, the one that overlaps most.

    Args:
        truth: What was there.
        found: What was found, hidden labels left out.
    """
    shares = _shares(truth, found)
    may_match = shares >= MIN_OVERLAP
    # One more pair outweighs any overlap: all shares together stay below 1.
    gains = may_match * (1 + shares / (1 + min(shares.shape)))
    pairs = [
        (i, j) for i, j in zip(*linear_sum_assignment(gains, maximize=True), strict=True) if may_match[i, j]
    ]
    rows, columns = {i for i, _ in pairs}, {j for _, j in pairs}
    return Matching(
        tuple((truth[i], found[j]) for i, j in pairs),
        tuple(event for i, event in enumerate(truth) if i not in rows),
        tuple(event for j, event in enumerate(found) if j not in columns),
    )


def match_by_group(truth: Sequence[Span], found: Sequence[Span]) -> Mapping[str, Matching]:
    """Match the events of each label group among themselves."""
    return _match_by(lambda span: span.group, truth, found)


def match_by_label(truth: Sequence[Span], found: Sequence[Span]) -> Mapping[str, Matching]:
    """Match the events of each exact label among themselves."""
    return _match_by(lambda span: span.label, truth, found)


def _match_by(
    name: Callable[[Span], str], truth: Sequence[Span], found: Sequence[Span]
) -> Mapping[str, Matching]:
    names = sorted({name(span) for span in (*truth, *found)})
    return {
        each: match_events([t for t in truth if name(t) == each], [f for f in found if name(f) == each])
        for each in names
    }


def _shares(truth: Sequence[Span], found: Sequence[Span]) -> npt.NDArray[np.float64]:
    """Overlap of each true (row) with each found event (column), as a share of the shorter, 0…1."""
    shares = [_share(true, event) for true in truth for event in found]
    return np.array(shares, dtype=np.float64).reshape(len(truth), len(found))


def _share(one: Span, other: Span) -> float:
    overlap_s = one.overlap_s(other)
    shorter_s = min(one.length_s, other.length_s)
    if shorter_s == 0:  # seen in a single frame
        return 1.0 if overlap_s == 0 else 0.0
    return max(0.0, overlap_s / shorter_s)
