"""Teaching a trained network one's own cameras, without its forgetting the rest."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import keras
import numpy as np

from model.metadata import ModelMetadata
from model.training.crops.sources import LabelledCrop
from model.training.files.export import to_int8, write_served
from model.training.files.network_file import load_network, save_network
from model.training.learning.fitting import Progress
from model.training.measuring.evaluation import familiar, recipe_of, stacked
from model.training.teaching.comparison import Comparison, grades
from model.training.teaching.lesson import LessonSettings, lesson
from model.training.teaching.rehearsal import Rehearsal

log = logging.getLogger(__name__)

RANGES = 256
"""Crops, as they are, that set the ranges of int8; varied ones set them too wide (`typical_crops`)."""


@dataclass(frozen=True, slots=True)
class FineTuningSettings:
    """How a network is taught, and when the result may replace it."""

    lesson: LessonSettings = field(default_factory=LessonSettings)
    steps: int = 200
    """Batches: a minute on two cores."""
    batch: int = 64
    learning_rate: float = 3e-4
    """At the start, a tenth of training's; it falls to nothing along a cosine."""
    label_smoothing: float = 0.05
    """As the surveillance recipe has it."""
    novelty: float = 0.5
    """The result lies so far on the way from the old weights to the taught ones: half of it gives most of the
    gain and forgets a third as much (docs/design/finetuning.md)."""
    measured_share: int = 5
    """Of each label's exemplars, 1 in this many measures what is kept and is not rehearsed."""
    margin: float = 0.02
    """Share of the exemplars that the new model may lose: less is chance among some hundred of them."""


@dataclass(frozen=True, slots=True, eq=False)
class Teaching:
    """What a network is to be taught."""

    base: Path
    """The `.keras` file to start from."""
    corrected: Sequence[LabelledCrop]
    """Their `source` is the event that they are of."""
    exemplars: Sequence[LabelledCrop]
    """Crops of what the network knows already, to keep it."""
    run: Path
    """Folder for what comes out; made if missing."""
    data: str
    """Hash of the corrections, for the new model's metadata."""
    seed: int = 0
    settings: FineTuningSettings = field(default_factory=FineTuningSettings)


@dataclass(frozen=True, slots=True)
class Taught:
    """What came of it."""

    comparison: Comparison
    served: Path
    """The int8 model file."""
    network: Path
    """What it was made of."""


def teach(teaching: Teaching, progress: Progress) -> Taught:
    """Fine-tune a network on corrected crops, and compare it with what it was.

    Both are measured as they are served, in int8. Temperature and threshold stay: rehearsing holds the
    network to its former confidence, and corrections, mistakes mostly, could not tell a better one.

    Raises:
        FileNotFoundError: There is no network to start from.
        ValueError: It is none of ours, or there are too few corrections or exemplars.
    """
    settings, run = teaching.settings, teaching.run
    old, metadata = load_network(teaching.base)
    parts = lesson(_known(teaching.corrected, metadata), settings.lesson)
    kept, rehearsed = _parted(familiar(teaching.exemplars, recipe_of(metadata)), settings.measured_share)
    run.mkdir(parents=True, exist_ok=True)
    rehearsal = Rehearsal(old, metadata.labels, parts.learnt, rehearsed, settings.label_smoothing)
    new = _fine_tuned(old, rehearsal, teaching, progress)
    images = stacked(_spread((*parts.learnt, *rehearsed), RANGES), metadata.size)
    old_flat, new_flat = to_int8(old, images), to_int8(new, images)
    before = grades(write_served(old_flat, metadata, run / "before.tflite"), parts, kept)
    after = grades(write_served(new_flat, metadata, run / "model.tflite"), parts, kept)
    events = len({crop.source for crop in parts.measured})
    comparison = Comparison(before, after, len(parts.measured), events, settings.margin, parts.left_out)
    metadata = _renewed(metadata, comparison, teaching.data)
    write_served(new_flat, metadata, run / "model.tflite")
    save_network(new, metadata, run / "model.keras")
    return Taught(comparison, run / "model.tflite", run / "model.keras")


def _spread(crops: Sequence[LabelledCrop], count: int) -> Sequence[LabelledCrop]:
    """About `count` of the crops, evenly from the first to the last; all if they are fewer."""
    return crops[:: max(1, len(crops) // count)]


def _known(crops: Sequence[LabelledCrop], metadata: ModelMetadata) -> tuple[LabelledCrop, ...]:
    """The crops of labels that the network has; it cannot learn others."""
    known = familiar(crops, recipe_of(metadata))
    if len(known) < len(crops):
        log.warning("%d corrected crops passed over: the network has no such label", len(crops) - len(known))
    return known


def _fine_tuned(
    old: keras.Model, rehearsal: Rehearsal, teaching: Teaching, progress: Progress
) -> keras.Model:
    settings = teaching.settings
    keras.utils.set_random_seed(teaching.seed)
    network = keras.models.clone_model(old)
    network.set_weights(old.get_weights())
    for layer in network.layers:
        # The statistics of a few hundred crops would replace those of a hundred thousand.
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = False
    rate = keras.optimizers.schedules.CosineDecay(settings.learning_rate, settings.steps)
    network.compile(
        optimizer=keras.optimizers.Adam(rate),
        loss=keras.losses.CategoricalCrossentropy(from_logits=True),
        jit_compile=False,
    )
    for step in range(settings.steps):
        images, truth = rehearsal.draw(settings.batch, np.random.default_rng((teaching.seed, step)))
        loss = network.train_on_batch(images, truth)
        progress(step + 1, settings.steps, {"loss": float(loss)})
    _meet(network, old, settings.novelty)
    return network


def _meet(network: keras.Model, old: keras.Model, novelty: float) -> None:
    """Move a taught network's weights back towards the old ones.

    Source: Wortsman et al. 2022, arXiv:2109.01903.
    """
    pairs = zip(old.get_weights(), network.get_weights(), strict=True)
    network.set_weights([before + novelty * (after - before) for before, after in pairs])


def _parted(
    exemplars: Sequence[LabelledCrop], share: int
) -> tuple[tuple[LabelledCrop, ...], tuple[LabelledCrop, ...]]:
    """Exemplars to measure with, 1 in `share` of each label, and exemplars to rehearse.

    Raises:
        ValueError: There are too few.
    """
    ordered = sorted(exemplars, key=lambda crop: (crop.label, crop.source, crop.name))
    kept = tuple(ordered[::share])
    rehearsed = tuple(crop for place, crop in enumerate(ordered) if place % share)
    if not rehearsed:
        raise ValueError(f"exemplars: expected some crops of what the network knows, got {len(exemplars)}")
    return kept, rehearsed


def _renewed(metadata: ModelMetadata, comparison: Comparison, data: str) -> ModelMetadata:
    """The metadata of the new model: what it learnt from beside the old one's data, and what came of it."""
    figures = {
        "corrected crops right, before": comparison.before.corrected,
        "corrected crops right": comparison.after.corrected,
        "exemplars right, before": comparison.before.kept,
        "exemplars right": comparison.after.kept,
    }
    rounded = {name: round(value, 4) for name, value in figures.items()}
    return replace(metadata, data={**metadata.data, "corrections": data}, figures=rounded)
