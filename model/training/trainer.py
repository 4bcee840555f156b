"""From labelled crops to a model file with its run folder, in one function."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from model.training.batches import drawn_crops
from model.training.card import card_text
from model.training.dataset import Split, load, split
from model.training.evaluation import Examination
from model.training.fitting import Progress, fit
from model.training.outcome import Outcome
from model.training.pictures import draw_crops, draw_curves
from model.training.recipe import Recipe
from model.training.served import serve
from model.training.sources import digest_of


@dataclass(frozen=True, slots=True)
class Training:
    """What a person asked to be trained."""

    recipe: Recipe
    paths: tuple[Path, ...]
    """Zips and folders of labelled crops."""
    run: Path
    """Folder for all that comes out; made if missing."""
    groups: Mapping[str, str]
    """Label → group, for the figures; a label without one is its own group."""
    seed: int = 0
    left_out: tuple[str, ...] = ()
    """Patterns of sources not to use at all."""


def train(training: Training, progress: Progress) -> Outcome:
    """Train, quantise, calibrate and measure a model; write it and all about it into its run folder.

    Raises:
        FileNotFoundError: A data path does not exist.
        ValueError: A data path holds no crops that the recipe can use, or too few to hold some out.
    """
    recipe, run = training.recipe, training.run
    crops = split(load(training.paths, recipe, training.left_out), recipe)
    run.mkdir(parents=True, exist_ok=True)
    digests = {path.name: digest_of(path) for path in training.paths}
    _write_json(run / "config.json", _configuration(training, digests))
    images, labels = drawn_crops(crops.training, recipe, training.seed)
    draw_crops(images, labels, run / "crops.png")
    fitted = fit(recipe, crops, training.seed, progress)
    fitted.network.save(run / f"{recipe.name}.keras")
    _write_json(run / "history.json", fitted.history)
    draw_curves(fitted.history, run / "curves.png")
    exam = Examination.prepare(crops.validation, recipe, training.groups, training.seed)
    served = serve(fitted.network, images, exam, digests, run / f"{recipe.name}.tflite")
    outcome = Outcome(served, recipe, training.seed, fitted.minutes, _counts(crops))
    (run / f"{recipe.name}.md").write_text(card_text(outcome), encoding="utf-8")
    _write_json(run / "measurements.json", {name: asdict(each) for name, each in served.measurements.items()})
    return outcome


def _configuration(training: Training, digests: Mapping[str, str]) -> dict[str, Any]:
    recipe, left_out = asdict(training.recipe), training.left_out
    return {"recipe": recipe, "seed": training.seed, "left_out": left_out, "data": digests}


def _counts(crops: Split) -> dict[str, tuple[int, int]]:
    learnt = Counter(crop.label for crop in crops.training)
    held = Counter(crop.label for crop in crops.validation)
    return {label: (learnt[label], held[label]) for label in sorted(learnt | held)}


def _write_json(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, indent=1, default=sorted) + "\n", encoding="utf-8")
