"""Crops chosen for a recipe, split by where they came from, and how often each is drawn."""

import logging
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path

import numpy as np
import numpy.typing as npt

from model.training.recipe import Recipe
from model.training.sources import LabelledCrop, read_crops

log = logging.getLogger(__name__)

LAST_SHARE = 10
"""Where no source of a label is held out, the last 1 in this many of its crops is, by name."""


@dataclass(frozen=True, slots=True)
class Split:
    """Crops to learn from and crops to measure with; they share no source where that is possible."""

    training: tuple[LabelledCrop, ...]
    validation: tuple[LabelledCrop, ...]


def load(paths: Iterable[Path], recipe: Recipe, left_out: Sequence[str] = ()) -> tuple[LabelledCrop, ...]:
    """Read the crops that a recipe can use, under its own labels.

    Args:
        paths: Zips and folders that `read_crops` takes.
        recipe: Says which labels to keep and how many a source may give.
        left_out: Patterns of sources not to use at all, such as `footage/045`.

    Raises:
        FileNotFoundError: One of the paths does not exist.
        ValueError: One of the paths holds no crops, or none of them has a label of the recipe.
    """
    kept: list[LabelledCrop] = []
    counts: Counter[tuple[str, str]] = Counter()
    unknown: Counter[str] = Counter()
    for path in paths:
        for crop in read_crops(path):
            label = recipe.aliases.get(crop.label, crop.label)
            if label not in recipe.shares:
                unknown[crop.label] += crop.label not in recipe.skipped
            elif counts[label, crop.source] < recipe.source_cap and not _matches(crop.source, left_out):
                counts[label, crop.source] += 1
                kept.append(replace(crop, label=label))
    for label in sorted(+unknown):
        log.warning("%d crops skipped: recipe %s has no label %r", unknown[label], recipe.name, label)
    if not kept:
        raise ValueError(f"recipe {recipe.name!r}: expected crops of {', '.join(recipe.labels)}, got none")
    return tuple(kept)


def split(crops: Sequence[LabelledCrop], recipe: Recipe) -> Split:
    """Part the crops by source and clip, never by file where a source can be spared.

    Raises:
        ValueError: One of the parts would be empty.
    """
    held = {source for source in {crop.source for crop in crops} if _matches(source, recipe.held_out)}
    training = [crop for crop in crops if crop.source not in held]
    validation = [crop for crop in crops if crop.source in held]
    measured = {crop.label for crop in validation}
    for label in recipe.labels:
        if label not in measured:
            late = _last_by_name([crop for crop in training if crop.label == label])
            training = [crop for crop in training if id(crop) not in late]
            validation.extend(late.values())
    if not training or not validation:
        raise ValueError(
            "expected crops to learn from and others to measure with,"
            f" got {len(training)} and {len(validation)}:"
            f" give a second source, or {LAST_SHARE} crops or more of a label"
        )
    return Split(tuple(training), tuple(validation))


def drawing_shares(crops: Sequence[LabelledCrop], recipe: Recipe) -> npt.NDArray[np.float64]:
    """How likely each crop is to be drawn: by its label's share, then by the root of its source's count.

    The root lets a small real clip count beside a large set without being learnt by heart.

    Returns:
        `float64 (N,)`, summing to 1.
    """
    counts = Counter((crop.label, crop.source) for crop in crops)
    totals: defaultdict[str, float] = defaultdict(float)
    for (label, _), count in counts.items():
        totals[label] += count**0.5
    of_source = {
        (label, source): recipe.shares[label] / totals[label] / count**0.5
        for (label, source), count in counts.items()
    }
    shares = np.array([of_source[crop.label, crop.source] for crop in crops])
    return np.asarray(shares / shares.sum(), np.float64)


def _matches(source: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(source, pattern) for pattern in patterns)


def _last_by_name(crops: Sequence[LabelledCrop]) -> dict[int, LabelledCrop]:
    """The last crops of each source by name, since neighbours in a clip look alike; by identity."""
    by_source: defaultdict[str, list[LabelledCrop]] = defaultdict(list)
    for crop in crops:
        by_source[crop.source].append(crop)
    late = (
        crop
        for group in by_source.values()
        for crop in sorted(group, key=lambda each: each.name)[len(group) - len(group) // LAST_SHARE :]
    )
    return {id(crop): crop for crop in late}
