"""From labelled crops to a model file with its run folder, in one function."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import keras
import numpy as np

from model.training.cards.card import card_text
from model.training.cards.outcome import Outcome
from model.training.crops.batches import drawn_crops, typical_crops
from model.training.crops.dataset import Split, choose, labelled, split
from model.training.crops.sources import LabelledCrop, digest_of, read_crops, read_keras_cifar10
from model.training.files.network_file import save_network
from model.training.learning.checkpoint import discard
from model.training.learning.fitting import Progress, Run, fit
from model.training.learning.pictures import draw_crops
from model.training.measuring.evaluation import strangers
from model.training.measuring.served import Evidence, serve
from model.training.recipe import Recipe


@dataclass(frozen=True, slots=True, eq=False)
class Training:
    """What a person asked to be trained."""

    recipe: Recipe
    paths: tuple[Path, ...]
    """Zips and folders of labelled crops; none: CIFAR-10 as Keras fetches it."""
    run: Run
    """Its folder is for all that comes out; made if missing."""
    groups: Mapping[str, str]
    """Label → group, for the figures; a label without one is its own group."""
    left_out: tuple[str, ...] = ()
    """Patterns of sources not to use at all."""
    resume: bool = False
    """Go on with the training that was interrupted in `run`."""
    command: str = ""
    """As the person typed it, for the model card."""


def train(training: Training, progress: Progress) -> Outcome:
    """Train, quantise, calibrate and measure a model; write it and all about it into its run folder.

    Raises:
        ConnectionError: CIFAR-10 was to be fetched and could not be.
        FileNotFoundError: A data path does not exist.
        FileExistsError: The run folder holds another training.
        ValueError: A data path holds no crops that the recipe can use, or too few to hold some out.
    """
    read, digests = _read(training)
    chosen = choose(read, training.recipe, training.left_out)
    recipe, run = labelled(training.recipe, chosen), training.run.folder
    if training.run.start is not None:
        recipe = replace(recipe, early_size=None)  # it knows rough shapes
    crops = split(chosen, recipe)
    _claim(run, _configuration(training, recipe, digests), training.resume)
    images, labels = drawn_crops(crops.training, recipe, training.run.seed)
    draw_crops(images, labels, run / "crops.png")
    fitted = fit(recipe, crops, training.run, progress)
    evidence = Evidence(recipe, crops, strangers(read, recipe), training.groups, digests)
    ranges = typical_crops(crops.training, recipe, training.run.seed)
    served = serve(fitted.network, ranges, evidence, run / f"{recipe.name}.tflite")
    save_network(fitted.network, served.metadata, run / f"{recipe.name}.keras")
    outcome = Outcome(served, recipe, training.run.seed, fitted.minutes, _counts(crops), training.command)
    (run / f"{recipe.name}.md").write_text(card_text(outcome), encoding="utf-8")
    _write_json(run / "measurements.json", {name: asdict(each) for name, each in served.measurements.items()})
    discard(run)
    return outcome


def _read(training: Training) -> tuple[Sequence[LabelledCrop], dict[str, str]]:
    """All crops of the data, and the hash of each source."""
    if training.paths:
        digests = {path.name: digest_of(path) for path in training.paths if path.exists()}
        return tuple(crop for path in training.paths for crop in read_crops(path)), digests
    crops = tuple(read_keras_cifar10())
    return crops, {"cifar10 (Keras)": _digest_of_crops(crops)}


def _digest_of_crops(crops: Iterable[LabelledCrop]) -> str:
    digest = hashlib.sha256()
    for crop in crops:
        digest.update(crop.label.encode() + np.ascontiguousarray(crop.image).tobytes())
    return digest.hexdigest()[:16]


def _claim(run: Path, configuration: Mapping[str, Any], resume: bool) -> None:
    """Make the run folder this training's own.

    Raises:
        FileExistsError: It is another training's, or an interrupted one's that was not to be continued.
        FileNotFoundError: There is nothing to continue.
    """
    path, text = run / "config.json", _json(configuration)
    if not resume:
        if path.exists():
            raise FileExistsError(
                f"{run}: expected a new folder, or --resume to go on with the training in it"
            )
        run.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    elif not path.exists():
        raise FileNotFoundError(f"{run}: expected an interrupted training to resume, got no config.json")
    elif path.read_text(encoding="utf-8") != text:
        before = json.loads(path.read_text(encoding="utf-8"))
        changed = [key for key, value in json.loads(text).items() if before.get(key) != value]
        raise FileExistsError(
            f"{run}: expected the training that was interrupted, got another {', '.join(changed)}"
        )


def _configuration(training: Training, recipe: Recipe, digests: Mapping[str, str]) -> dict[str, Any]:
    return {
        "recipe": asdict(recipe),
        "seed": training.run.seed,
        "left_out": training.left_out,
        "data": digests,
        "start": _digest_of_weights(training.run.start),
    }


def _digest_of_weights(network: keras.Model | None) -> str | None:
    if network is None:
        return None
    return hashlib.sha256(b"".join(each.tobytes() for each in network.get_weights())).hexdigest()[:16]


def _counts(crops: Split) -> dict[str, tuple[int, int, int]]:
    parts = [Counter(crop.label for crop in part) for part in (crops.training, crops.validation, crops.test)]
    labels = sorted(set().union(*parts))
    return {label: (parts[0][label], parts[1][label], parts[2][label]) for label in labels}


def _json(content: Any) -> str:
    return json.dumps(content, indent=1, default=sorted) + "\n"


def _write_json(path: Path, content: Any) -> None:
    path.write_text(_json(content), encoding="utf-8")
