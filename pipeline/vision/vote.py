"""What a track is, by vote over its crops."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from pipeline.values import BACKGROUND, LABEL_GROUPS, UNKNOWN, Classification

Probabilities = npt.NDArray[np.float32]
"""`float32 (K,)`: one for each label, summing to 1."""


@dataclass(frozen=True, slots=True)
class VoteSettings:
    """When a vote is clear enough to be shown."""

    least_score: float = 0.5
    """A track is named if its group (person, vehicle, …) has at least this much of the vote; else it is
    unknown."""

    person: float = 0.24
    """Share of the tracks before a camera that are persons. Training saw many motorcycles and cats so as to
    learn them: the vote is shifted from the shares of training to those of the field (Bayes)."""
    vehicle: float = 0.39
    """As `person`."""
    two_wheeler: float = 0.10
    """As `person`."""
    animal: float = 0.08
    """As `person`."""
    background: float = 0.19
    """As `person`; also of labels that have no group."""
    in_place: float = 1.0
    """A track that never went farther than this many of its sizes stayed in its place …"""
    least_score_in_place: float = 0.9
    """… and is named only if its group has this much: most such tracks are branches, reflections and
    flags."""

    def __post_init__(self) -> None:
        """Refuse what cannot work."""
        if not 0 <= self.least_score <= self.least_score_in_place <= 1:
            raise ValueError(
                "need 0 <= least_score <= least_score_in_place <= 1, "
                f"got {self.least_score} and {self.least_score_in_place}"
            )

    def odds(self, priors: Mapping[str, float]) -> npt.NDArray[np.float64]:
        """How much more often each label is met in the field than in training.

        Args:
            priors: Label → its share of the crops that the classifier was trained on.

        Returns:
            `float64 (K,)`, in the order of `priors`.
        """
        trained: dict[str, float] = {}
        for label, share in priors.items():
            group = _group(label)
            trained[group] = trained.get(group, 0.0) + share
        return np.array([self._share(group) / trained[group] for group in map(_group, priors)])

    def _share(self, group: str) -> float:
        by_group = {
            "person": self.person,
            "vehicle": self.vehicle,
            "two-wheeler": self.two_wheeler,
            "animal": self.animal,
        }
        return by_group.get(group, self.background)


@dataclass(slots=True)
class Vote:
    """Mean of the probabilities that a track's crops were given, each weighted by how much it shows.

    The mean keeps the classifier's calibration: crops of one track err together, so that multiplying them as
    if they were independent would claim certainty that is not there.
    """

    labels: Sequence[str]
    odds: npt.NDArray[np.float64]
    """`float64 (K,)`, as `VoteSettings.odds` gives them."""
    _sum: npt.NDArray[np.float64] = field(init=False)

    def __post_init__(self) -> None:
        """Begin with no vote."""
        self._sum = np.zeros(len(self.labels))

    def add(self, probabilities: Probabilities, weight: float) -> None:
        """Take in one crop's probabilities."""
        self._sum += probabilities * weight

    def result(self, settings: VoteSettings, displacement: float) -> Classification | None:
        """The label so far of a track that went `displacement` of its sizes; None before the first crop.

        The group is decided first, so that a vehicle of which van and truck have a third each is not lost to
        a person of 0.4.
        """
        if not self._sum.any():
            return None
        scores = self._scores()
        groups: dict[str, float] = {}
        for label, score in scores.items():
            group = _group(label)
            groups[group] = groups.get(group, 0.0) + score
        best = max(groups, key=lambda group: groups[group])
        if best == BACKGROUND:
            return Classification(BACKGROUND, groups[BACKGROUND], scores)
        stayed = displacement < settings.in_place
        if groups[best] < (settings.least_score_in_place if stayed else settings.least_score):
            return Classification(UNKNOWN, 1.0 - groups.get(BACKGROUND, 0.0), scores)
        label = _best_label(scores, best)
        return Classification(label, scores[label], scores)

    def _scores(self) -> dict[str, float]:
        """Mean probability of each label under the odds of the field; they sum to 1."""
        shifted = self._sum * self.odds
        return dict(zip(self.labels, (shifted / shifted.sum()).tolist(), strict=True))


def _group(label: str) -> str:
    """The group of a label; background for those that have none."""
    return LABEL_GROUPS.get(label, BACKGROUND)


def _best_label(scores: Mapping[str, float], group: str) -> str:
    return max(
        (label for label in scores if LABEL_GROUPS.get(label) == group), key=lambda label: scores[label]
    )
