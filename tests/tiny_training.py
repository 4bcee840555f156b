"""A tiny network that tells the shapes of `model_samples` apart, trained in seconds."""

from pathlib import Path

import numpy as np

from model.metadata import ModelMetadata, append_metadata
from model.picture import fit_crop
from model.store import ModelStore
from model.training.crops.sources import LabelledCrop
from tests.model_samples import shape_crop

LABELS = ("person", "car", "background")


def shape_crops(count: int, seed: int) -> tuple[LabelledCrop, ...]:
    """So many crops of each label."""
    rng = np.random.default_rng(seed)
    return tuple(
        LabelledCrop(shape_crop(label, rng), label, "street", f"{number:03}")
        for label in LABELS
        for number in range(count)
    )


def store_tiny_model(store: ModelStore, folder: Path) -> str:
    """Train the network and put it to use; gives its digest."""
    from model.training.files.export import to_int8  # noqa: PLC0415
    from model.training.files.network_file import load_network  # noqa: PLC0415

    path = save_tiny_network(folder)
    network, metadata = load_network(path)
    images = np.stack([fit_crop(crop.image, metadata.size) for crop in shape_crops(20, seed=1)])
    served = folder / "tiny.tflite"
    served.write_bytes(append_metadata(to_int8(network, images), metadata))
    return store.use(store.add(served, path))


def save_tiny_network(folder: Path) -> Path:
    """Train the network and write it as a `.keras` file of ours; gives its path."""
    # Tests of the other parts import this file without TensorFlow.
    from model.training.crops.dataset import Split  # noqa: PLC0415
    from model.training.files.network_file import save_network  # noqa: PLC0415
    from model.training.learning.fitting import Run, fit  # noqa: PLC0415
    from model.training.recipe import Descent, Recipe  # noqa: PLC0415

    recipe = Recipe(
        name="shapes",
        shares=dict.fromkeys(LABELS, 1.0),
        held_out=(),
        look="camera",
        validates_on="training",
        size=24,
        widths=(8, 16),
        descent=Descent(learning_rate=0.4, weight_decay=1e-3, warmup=0.1, ema_momentum=0.8),
        epochs=10,
        crops_per_epoch=384,
        batch=32,
    )
    crops = Split(shape_crops(40, seed=1), shape_crops(6, seed=2), shape_crops(6, seed=3))
    fitted = fit(recipe, crops, Run(folder, seed=3), lambda *_: None)
    metadata = ModelMetadata(
        LABELS, recipe.size, 1.5, "shapes", dict.fromkeys(LABELS, 1 / 3), {"shapes": "cafe"}, threshold=0.25
    )
    path = folder / "tiny.keras"
    save_network(fitted.network, metadata, path)
    return path
