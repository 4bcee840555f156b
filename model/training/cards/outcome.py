"""What a training gave."""

from collections.abc import Mapping
from dataclasses import dataclass

from model.training.measuring.served import Served
from model.training.recipe import Recipe


@dataclass(frozen=True, slots=True)
class Outcome:
    """The served model and how it came about."""

    served: Served
    recipe: Recipe
    seed: int
    minutes: float
    """How long the fitting took."""
    counts: Mapping[str, tuple[int, int, int]]
    """Label → crops to learn from, to choose with, to measure with."""
    command: str = ""
    """The command that trained it, as a person would type it; empty if no command did."""
