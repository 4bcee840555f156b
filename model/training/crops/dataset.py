"""Crops chosen for a recipe, split by where they came from, and how often each is drawn."""

import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path

import numpy as np
import numpy.typing as npt

from model.training.crops.sources import LabelledCrop, read_crops
from model.training.recipe import BACKGROUND, Recipe

log = logging.getLogger(__name__)

TESTED_SHARE = 10
"""Where no source of a label is held out, the last 1 in this many of its crops is, by name …"""
LEAST_TESTED = 10
"""… and where fewer than this many are: two buses, counted as the label's share of all, told nothing of how
right the model is, and made most of its calibration error."""
VALIDATION_SHARE = 50
"""Of the crops to learn from, 1 in this many validates, where the recipe wants it from there …"""
HELD_OUT_VALIDATION = 5
"""… and of the held-out ones, 1 in this many, where it wants it from those."""


LEAST_SIDE = 8
"""Objects narrower than this, in pixels, are slivers of a person or a pole before a car …"""
LEAST_DEVIATION = 8.0
"""… and those whose pixels deviate by less than this, of 255, are black or white."""


@dataclass(frozen=True, slots=True)
class Split:
    """Crops to learn from, to choose with and to measure with."""

    training: tuple[LabelledCrop, ...]
    validation: tuple[LabelledCrop, ...]
    """For the curves, early stopping, the temperature and the rejection threshold."""
    test: tuple[LabelledCrop, ...]
    """For the figures alone; shares no source with `training` where one can be spared."""


def load(paths: Iterable[Path], recipe: Recipe, left_out: Sequence[str] = ()) -> tuple[LabelledCrop, ...]:
    """Read zips and folders that `read_crops` takes, and choose from them as `choose` does.

    Raises:
        FileNotFoundError: One of the paths does not exist.
        ValueError: One of the paths holds no crops, or none of them has a label of the recipe.
    """
    return choose((crop for path in paths for crop in read_crops(path)), recipe, left_out)


def choose(
    crops: Iterable[LabelledCrop], recipe: Recipe, left_out: Sequence[str] = ()
) -> tuple[LabelledCrop, ...]:
    """Choose the crops that a recipe can use, under its own labels.

    Args:
        crops: As sources give them.
        recipe: Says which labels to keep and how many a source may give; one without labels keeps all.
        left_out: Patterns of sources not to use at all, such as `footage/045`.

    Raises:
        ValueError: None of the crops has a label of the recipe.
    """
    kept: list[LabelledCrop] = []
    counts: Counter[tuple[str, str]] = Counter()
    unknown: Counter[str] = Counter()
    for crop in crops:
        label = _label(crop, recipe)
        if recipe.shares and label not in recipe.shares:
            unknown[crop.label] += crop.label not in recipe.skipped
        elif _is_wanted(crop, recipe, left_out) and counts[label, crop.source] != _cap(crop.source, recipe):
            counts[label, crop.source] += 1
            kept.append(replace(crop, label=label))
    for label in sorted(+unknown):
        log.warning("%d crops skipped: recipe %s has no label %r", unknown[label], recipe.name, label)
    if not kept:
        raise ValueError(f"recipe {recipe.name!r}: expected crops of {', '.join(recipe.labels)}, got none")
    return tuple(kept)


def labelled(recipe: Recipe, crops: Sequence[LabelledCrop]) -> Recipe:
    """Give a recipe without labels those of the crops, each with the same share.

    Raises:
        ValueError: The crops have fewer than two labels.
    """
    if recipe.shares:
        return recipe
    labels = sorted({crop.label for crop in crops})
    if len(labels) < 2:
        raise ValueError(f"recipe {recipe.name!r}: expected two labels or more, got {', '.join(labels)}")
    return replace(recipe, shares=dict.fromkeys(labels, 1 / len(labels)))


def split(crops: Sequence[LabelledCrop], recipe: Recipe) -> Split:
    """Part the crops by source and clip, never by file where a source can be spared.

    Raises:
        ValueError: There would be nothing to learn from, or nothing to measure with.
    """
    training, held = _parted(crops, lambda crop: _matches(crop.source, recipe.held_out))
    counts = Counter(crop.label for crop in held)
    # A part of the data that is there to test with is the user's own choice, be it small.
    least = LEAST_TESTED if recipe.validates_on == "held-out" else 1
    measured = {label for label, count in counts.items() if count >= least}
    spare = [
        crop for crop in training if crop.label not in measured and not _matches(crop.source, recipe.drawn)
    ]
    late = _last_by_name(spare, TESTED_SHARE)
    training, more = _parted(training, lambda crop: id(crop) in late)
    held += more
    if recipe.validates_on == "training":
        late = _last_by_name(training, VALIDATION_SHARE)
        validation, training = _parted(training, lambda crop: id(crop) not in late)
        test = held
    else:
        chosen = {id(crop) for crop in held[::HELD_OUT_VALIDATION]}
        validation, test = _parted(held, lambda crop: id(crop) not in chosen)
    if not training or not validation or not test:
        raise ValueError(
            "expected crops to learn from, to choose with and to measure with,"
            f" got {len(training)}, {len(validation)} and {len(test)}:"
            f" give a second source, or {VALIDATION_SHARE} crops or more of a label"
        )
    _warn_of_few(training, recipe)
    return Split(tuple(training), tuple(validation), tuple(test))


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


def _warn_of_few(training: Sequence[LabelledCrop], recipe: Recipe) -> None:
    counts = Counter(crop.label for crop in training)
    for label in recipe.labels:
        if counts[label] < 2:
            log.warning("label %r: expected two crops or more to learn from, got %d", label, counts[label])


def _label(crop: LabelledCrop, recipe: Recipe) -> str:
    name = f"{crop.source}/{crop.name}"
    renamed = (label for pattern, label in recipe.renamed.items() if fnmatchcase(name, pattern))
    return next(renamed, recipe.aliases.get(crop.label, crop.label))


def _cap(source: str, recipe: Recipe) -> int | None:
    return recipe.caps.get(source, recipe.source_cap)


def _is_wanted(crop: LabelledCrop, recipe: Recipe, left_out: Sequence[str]) -> bool:
    name = f"{crop.source}/{crop.name}"
    misleads = _matches(name, recipe.excluded) and not _matches(name, recipe.renamed)
    return not misleads and not _matches(crop.source, left_out) and _shows(crop)


def _shows(crop: LabelledCrop) -> bool:
    """False for what nobody could name: an object of a few pixels, or of one colour."""
    if crop.label == BACKGROUND:
        return True
    return min(crop.image.shape[:2]) >= LEAST_SIDE and float(crop.image.std()) >= LEAST_DEVIATION


def _matches(source: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(source, pattern) for pattern in patterns)


def _parted(
    crops: Iterable[LabelledCrop], goes: Callable[[LabelledCrop], bool]
) -> tuple[list[LabelledCrop], list[LabelledCrop]]:
    """Those that stay and those that go, each in order."""
    parts: tuple[list[LabelledCrop], list[LabelledCrop]] = [], []
    for crop in crops:
        parts[goes(crop)].append(crop)
    return parts


def _last_by_name(crops: Sequence[LabelledCrop], share: int) -> set[int]:
    """Identities of the last crops of each label and source by name: neighbours in a clip look alike."""
    groups: defaultdict[tuple[str, str], list[LabelledCrop]] = defaultdict(list)
    for crop in crops:
        groups[crop.label, crop.source].append(crop)
    return {
        id(crop)
        for group in groups.values()
        for crop in sorted(group, key=lambda each: each.name)[len(group) - _part(len(group), share) :]
    }


def _part(count: int, share: int) -> int:
    """1 in `share`, at least one of two, none of one."""
    return max(count // share, min(1, count - 1))
