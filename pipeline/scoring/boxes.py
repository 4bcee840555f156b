"""Boxes and identities against frame-exact truth: the CLEAR-MOT and identity scores."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

from pipeline.scoring.box_frames import BoxFrames
from pipeline.scoring.tally import Tally, rate
from pipeline.values import Box

MIN_IOU = 0.5
"""Intersection over union from which a found box is a true one, as MOTChallenge counts."""

Pairs = Mapping[tuple[int, int], float]
"""Identity in truth and identity as found, to the IoU of their boxes in one frame."""


@dataclass(frozen=True, slots=True)
class BoxScore:
    """How well boxes and identities were found in one clip.

    Source: Bernardin & Stiefelhagen 2008, doi:10.1155/2008/246309 (MOTA); Ristani et al. 2016,
    arXiv:1609.01775 (IDF1).
    """

    tally: Tally
    """Boxes of all frames."""
    switches: int
    """How often a true track was taken up by another found one than before."""
    identity_hits: int
    """Boxes found when each true track is given to the one found track that serves all of them best."""
    tracks: int
    mostly_tracked: int
    """True tracks found in at least 80 % of their frames."""
    mostly_lost: int
    """True tracks found in less than 20 % of their frames."""

    @property
    def mota(self) -> float | None:
        """1 minus all errors per true box; below 0 if there are more errors than boxes."""
        errors = rate(
            self.tally.missed + self.tally.false + self.switches, self.tally.hits + self.tally.missed
        )
        return None if errors is None else 1 - errors

    @property
    def idf1(self) -> float | None:
        """Share of boxes with the right identity, 0…1: harmonic mean over true and found boxes."""
        boxes = 2 * self.tally.hits + self.tally.missed + self.tally.false
        return rate(2 * self.identity_hits, boxes)


def score_boxes(truth: BoxFrames, found: BoxFrames, min_iou: float = MIN_IOU) -> BoxScore:
    """Score all frames that either truth or found boxes name."""
    matcher = _Matcher()
    overlaps: Counter[tuple[int, int]] = Counter()
    for number in sorted({*truth, *found}):
        true_boxes, found_boxes = truth.get(number, {}), found.get(number, {})
        pairs = _pairs(true_boxes, found_boxes, min_iou)
        overlaps.update(pairs.keys())
        matcher.update(true_boxes, found_boxes, pairs)
    shares = matcher.found_shares
    return BoxScore(
        tally=matcher.tally,
        switches=matcher.switches,
        identity_hits=_identity_hits(overlaps),
        tracks=len(shares),
        mostly_tracked=sum(share >= 0.8 for share in shares),
        mostly_lost=sum(share < 0.2 for share in shares),
    )


class _Matcher:
    """Pairs true and found boxes frame by frame, keeping yesterday's pair as long as it holds (CLEAR-MOT)."""

    def __init__(self) -> None:
        self.tally = Tally()
        self.switches = 0
        self._partners: dict[int, int] = {}
        self._frames: Counter[int] = Counter()
        self._found_frames: Counter[int] = Counter()

    def update(self, truth: Iterable[int], found: Iterable[int], pairs: Pairs) -> None:
        """Take in the identities of one frame, and those pairs of them that overlap enough."""
        truth, found = set(truth), set(found)
        matched = self._kept(truth, pairs)
        free = {
            pair: iou
            for pair, iou in pairs.items()
            if pair[0] not in matched and pair[1] not in matched.values()
        }
        matched |= _best(free)
        self.switches += sum(
            self._partners.get(true, partner) != partner for true, partner in matched.items()
        )
        self._partners |= matched
        self._frames.update(truth)
        self._found_frames.update(matched.keys())
        self.tally += Tally(len(matched), len(truth) - len(matched), len(found) - len(matched))

    @property
    def found_shares(self) -> list[float]:
        """Share of its frames in which each true track was found."""
        return [self._found_frames[true] / frames for true, frames in self._frames.items()]

    def _kept(self, truth: Iterable[int], pairs: Pairs) -> dict[int, int]:
        """Pairs of earlier frames that still hold; of true tracks with one partner, the lowest keeps it."""
        kept: dict[int, int] = {}
        for true in sorted(truth):
            partner = self._partners.get(true)
            if partner is not None and (true, partner) in pairs and partner not in kept.values():
                kept[true] = partner
        return kept


def _pairs(truth: Mapping[int, Box], found: Mapping[int, Box], min_iou: float) -> Pairs:
    """IoU of all boxes of one frame that overlap enough."""
    ious = {(i, j): one.iou(other) for i, one in truth.items() for j, other in found.items()}
    return {pair: iou for pair, iou in ious.items() if iou >= min_iou}


def _best(pairs: Pairs) -> dict[int, int]:
    """As many pairs as possible; of such pairings, the one that overlaps most."""
    # A pair outweighs all overlaps together: their sum stays below the number of pairs.
    return _assigned({pair: len(pairs) + iou for pair, iou in pairs.items()})


def _identity_hits(overlaps: Mapping[tuple[int, int], int]) -> int:
    """Frames shared when true and found tracks are paired once and for all, as well as can be."""
    return sum(overlaps[pair] for pair in _assigned(overlaps).items())


def _assigned(gains: Mapping[tuple[int, int], float]) -> dict[int, int]:
    """One-to-one pairing of the greatest sum of gains, of those pairs that have one."""
    rows, columns = (sorted({pair[side] for pair in gains}) for side in (0, 1))
    matrix: npt.NDArray[np.float64] = np.zeros((len(rows), len(columns)))
    for (true, partner), gain in gains.items():
        matrix[rows.index(true), columns.index(partner)] = gain
    pairs = (
        (rows[i], columns[j]) for i, j in zip(*linear_sum_assignment(matrix, maximize=True), strict=True)
    )
    return {true: partner for true, partner in pairs if (true, partner) in gains}
