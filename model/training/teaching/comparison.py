"""A model before and after it was taught, and whether the new one is better."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from model.classifier import Classifier
from model.training.crops.sources import LabelledCrop
from model.training.teaching.lesson import Lesson


@dataclass(frozen=True, slots=True)
class Grades:
    """How right a model is: the mean over the labels of the share of crops that got theirs, 0…1."""

    corrected: float
    """On crops that people corrected and the model did not learn from."""
    kept: float
    """On exemplars of all it knew, which it did not learn from either."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What came of teaching."""

    before: Grades
    after: Grades
    crops: int
    """Corrected crops that were measured …"""
    events: int
    """… and of how many events they were."""
    margin: float
    """How much of what was known may be lost."""
    left_out: tuple[str, ...]
    """Labels with too few corrections to learn."""

    @property
    def is_better(self) -> bool:
        """True if more of the corrected crops are right, and not too much of the rest is lost."""
        gains = self.after.corrected > self.before.corrected
        return gains and self.after.kept >= self.before.kept - self.margin

    @property
    def sentence(self) -> str:
        """The figures in one line."""
        left_out = f"; too few corrections of {', '.join(self.left_out)}" if self.left_out else ""
        return (
            f"right of {self.crops} corrected crops of {self.events} events not learnt from: "
            f"{self.before.corrected:.3f} before, {self.after.corrected:.3f} after; "
            f"right of the exemplars: {self.before.kept:.3f} before, {self.after.kept:.3f} after "
            f"(at most {self.margin:g} may be lost){left_out}"
        )


def grades(model: Classifier, lesson: Lesson, kept: Sequence[LabelledCrop]) -> Grades:
    """Grade a model on crops that nobody learnt from."""
    return Grades(_rightness(model, lesson.measured), _rightness(model, kept))


def _rightness(model: Classifier, crops: Sequence[LabelledCrop]) -> float:
    best = model.classify([crop.image for crop in crops]).argmax(axis=1)
    labels = np.array([crop.label for crop in crops])
    is_right = np.array(model.labels)[best] == labels
    return float(np.mean([is_right[labels == label].mean() for label in np.unique(labels)]))
