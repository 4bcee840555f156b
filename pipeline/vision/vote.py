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

    person: float = 1.2
    """How much more often a group stands before a camera than it stood in training, which saw many
    motorcycles and cats so as to learn them: the vote is shifted to the odds of the field (Bayes). Background
    and what has no group counts 1."""
    vehicle: float = 1.2
    """As `person`."""
    two_wheeler: float = 0.65
    """As `person`."""
    animal: float = 0.4
    """As `person`."""
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

    def odds(self, label: str) -> float:
        """How much more often a label is met in the field than in training."""
        group = LABEL_GROUPS.get(label, BACKGROUND)
        by_group = {
            "person": self.person,
            "vehicle": self.vehicle,
            "two-wheeler": self.two_wheeler,
            "animal": self.animal,
        }
        return by_group.get(group, 1.0)


@dataclass(slots=True)
class Vote:
    """Mean of the probabilities that a track's crops were given, each weighted by how much it shows.

    The mean keeps the classifier's calibration: crops of one track err together, so that multiplying them as
    if they were independent would claim certainty that is not there.
    """

    labels: Sequence[str]
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
        scores = self._scores(settings)
        groups: dict[str, float] = {}
        for label, score in scores.items():
            group = LABEL_GROUPS.get(label, BACKGROUND)
            groups[group] = groups.get(group, 0.0) + score
        best = max(groups, key=lambda group: groups[group])
        if best == BACKGROUND:
            return Classification(BACKGROUND, groups[BACKGROUND], scores)
        stayed = displacement < settings.in_place
        if groups[best] < (settings.least_score_in_place if stayed else settings.least_score):
            return Classification(UNKNOWN, 1.0 - groups.get(BACKGROUND, 0.0), scores)
        label = _best_label(scores, best)
        return Classification(label, scores[label], scores)

    def _scores(self, settings: VoteSettings) -> dict[str, float]:
        """Mean probability of each label under the odds of the field; they sum to 1."""
        shifted = self._sum * [settings.odds(label) for label in self.labels]
        return dict(zip(self.labels, (shifted / shifted.sum()).tolist(), strict=True))


def _best_label(scores: Mapping[str, float], group: str) -> str:
    return max(
        (label for label in scores if LABEL_GROUPS.get(label) == group), key=lambda label: scores[label]
    )
