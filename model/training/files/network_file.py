"""Trained networks on disk, with their metadata: what training goes on from and what exports are made of."""

import json
import zipfile
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import h5py
import keras
import numpy as np

from model.metadata import UNREADABLE, ModelMetadata
from model.training.learning.network import in_float32

ENTRY = "vedette.json"
"""Name of our metadata in the zip: Keras calls its own `metadata.json`."""

_WEIGHTS = "model.weights.h5"
"""Keras' name for the entry with the weights."""


def save_network(network: keras.Model, metadata: ModelMetadata, path: Path) -> None:
    """Write a network as a Keras file that holds the metadata too, and that Keras alone can load.

    It is saved in plain float32 layers, nothing of its training left. Kernels are stored as float16, which
    halves the file and moves each by 1/2048 of itself at most; biases and the statistics of batches are few
    and stored in full.

    Args:
        network: From `float32 (N, S, S, 3)` to logits `float32 (N, K)`, of any policy.
        metadata: What it is.
        path: File to write.
    """
    with TemporaryDirectory() as folder:
        whole = Path(folder, "network.keras")
        in_float32(network, metadata.size).save(whole)
        content = BytesIO()
        with zipfile.ZipFile(whole) as before, zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as after:
            for name in before.namelist():
                entry = before.read(name)
                after.writestr(name, _halved(entry) if name == _WEIGHTS else entry)
            after.writestr(ENTRY, json.dumps(metadata.as_json(), indent=1))
    path.write_bytes(content.getvalue())


def load_network(path: Path) -> tuple[keras.Model, ModelMetadata]:
    """Read what `save_network` wrote; the network computes in float32.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: The file is no network of ours, a damaged one, or one of another version.
    """
    content = path.read_bytes()
    try:
        metadata = _metadata(content)
        network = _network(content)
        _compare(network, metadata)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error
    return network, metadata


def _metadata(content: bytes) -> ModelMetadata:
    try:
        with zipfile.ZipFile(BytesIO(content)) as entries:
            damaged = entries.testzip()
            stored = json.loads(entries.read(ENTRY))
    except UNREADABLE as error:
        reason = error.args[0] if error.args else type(error).__name__
        raise ValueError(f"expected a Keras file with vedette's metadata: {reason}") from error
    if damaged:
        raise ValueError(f"expected a whole Keras file, got one whose {damaged} is damaged")
    return ModelMetadata.from_json(stored)


def _network(content: bytes) -> keras.Model:
    """Keras reads from paths alone, and only from those that end as it wants."""
    with TemporaryDirectory() as folder:
        whole = Path(folder, "network.keras")
        whole.write_bytes(content)
        try:
            return keras.saving.load_model(whole, compile=False)
        except (*UNREADABLE, TypeError) as error:
            reason = next(iter(str(error).splitlines()), type(error).__name__)
            raise ValueError(f"Keras cannot load the network: {reason}") from error


def _compare(network: keras.Model, metadata: ModelMetadata) -> None:
    """Refuse a network that is not what the metadata says."""
    shapes = network.input_shape, network.output_shape
    expected = (None, metadata.size, metadata.size, 3), (None, len(metadata.labels))
    if shapes != expected:
        raise ValueError(
            f"expected a network from {expected[0]} to {expected[1]}, got {shapes[0]} to {shapes[1]}"
        )


def _halved(weights: bytes) -> bytes:
    """Copy the weights of a Keras file, those of two and more dimensions as float16."""
    content = BytesIO()
    with h5py.File(BytesIO(weights)) as before, h5py.File(content, "w") as after:

        def copy(name: str, item: Any) -> None:
            if isinstance(item, h5py.Group):
                after.require_group(name).attrs.update(item.attrs)
            else:
                after.create_dataset(name, data=item[()].astype(np.float16) if item.ndim > 1 else item[()])

        before.visititems(copy)
    return content.getvalue()
