"""A trained network comes back from its file as it went in, and Keras alone can read it too."""

import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from tests.model_samples import noise

pytest.importorskip("tensorflow", reason="TensorFlow is absent")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]  # TensorFlow warns of itself

import keras  # noqa: E402  needs TensorFlow

from model.training.files.network_file import load_network, save_network  # noqa: E402
from tests.networks import METADATA, tiny_network  # noqa: E402

IMAGES = noise(6, METADATA.size, METADATA.size, 3).astype(np.float32)


def answers(network: keras.Model) -> npt.NDArray[np.float32]:
    return np.asarray(network.predict(IMAGES, verbose=0), np.float32)


@pytest.fixture(scope="module")
def network() -> keras.Model:
    return tiny_network()


@pytest.fixture
def file(network: keras.Model, tmp_path: Path) -> Path:
    path = tmp_path / "tiny.keras"
    save_network(network, METADATA, path)
    return path


def test_network_and_metadata_come_back(network: keras.Model, file: Path) -> None:
    loaded, metadata = load_network(file)
    assert metadata == METADATA
    assert np.abs(answers(loaded) - answers(network)).max() < 0.01
    assert answers(network).std() > 0.1


def test_kernels_are_rounded_and_statistics_are_exact(network: keras.Model, file: Path) -> None:
    for before, after in zip(network.weights, load_network(file)[0].weights, strict=True):
        assert after.dtype == "float32"
        exact, stored = before.numpy(), after.numpy()
        if exact.ndim > 1:
            assert np.array_equal(stored, exact.astype(np.float16).astype(np.float32))
        else:
            assert np.array_equal(stored, exact)


def test_file_is_half_as_large(network: keras.Model, file: Path, tmp_path: Path) -> None:
    whole = tmp_path / "whole.keras"
    network.save(whole)
    kernels = sum(weight.nbytes for weight in network.get_weights() if weight.ndim > 1)
    sizes = [zipfile.ZipFile(path).getinfo("model.weights.h5").file_size for path in (file, whole)]
    assert sizes[1] - sizes[0] == pytest.approx(kernels / 2, rel=0.1)  # HDF5 aligns what it stores


def test_second_saving_changes_nothing_more(file: Path, tmp_path: Path) -> None:
    once, metadata = load_network(file)
    save_network(once, metadata, tmp_path / "again.keras")
    twice, _ = load_network(tmp_path / "again.keras")
    assert all(np.array_equal(*pair) for pair in zip(once.get_weights(), twice.get_weights(), strict=True))


def test_network_of_mixed_precision_is_stored_in_plain_float32_layers(tmp_path: Path) -> None:
    network = tiny_network("mixed_bfloat16")
    network.compile("adam", keras.losses.CategoricalCrossentropy(from_logits=True))
    save_network(network, METADATA, tmp_path / "mixed.keras")
    loaded, _ = load_network(tmp_path / "mixed.keras")
    assert {layer.dtype_policy.name for layer in loaded.layers} == {"float32"}
    assert all(type(layer).__module__.startswith("keras.") for layer in loaded.layers)
    assert np.abs(answers(loaded) - answers(tiny_network())).max() < 0.01
    assert not loaded.compiled


def test_keras_alone_can_load_the_file(file: Path) -> None:
    configuration = json.loads(zipfile.ZipFile(file).read("config.json"))
    layers = configuration["config"]["layers"]
    assert len(layers) > 5
    assert {layer["module"] for layer in [configuration, *layers]} <= {
        "keras",
        "keras.layers",
        "keras.src.models.functional",
    }
    loaded = keras.saving.load_model(file)
    assert np.array_equal(answers(loaded), answers(load_network(file)[0]))


def rewritten(change: Callable[[str, bytes], bytes | None]) -> Callable[[bytes, Path], bytes]:
    """Damage that changes the entries of a zip, or leaves them out."""

    def damage(content: bytes, folder: Path) -> bytes:
        (folder / "before.zip").write_bytes(content)
        with zipfile.ZipFile(folder / "before.zip") as old, zipfile.ZipFile(folder / "new.zip", "w") as new:
            for name in old.namelist():
                entry = change(name, old.read(name))
                if entry is not None:
                    new.writestr(name, entry)
        return (folder / "new.zip").read_bytes()

    return damage


def with_metadata(**changes: object) -> Callable[[str, bytes], bytes]:
    def change(name: str, entry: bytes) -> bytes:
        return json.dumps(json.loads(entry) | changes).encode() if name == "vedette.json" else entry

    return change


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda _content, _folder: b"", "expected a Keras file with vedette's metadata: File is not a zip"),
        (lambda _content, _folder: b"x" * 99, "expected a Keras file with vedette's metadata: "),
        (lambda content, _: content[: len(content) // 2], "expected a Keras file with vedette's metadata: "),
        (
            lambda content, _: content[:500] + bytes([content[500] ^ 1]) + content[501:],
            "expected a (whole )?Keras file",
        ),
        (
            rewritten(lambda name, entry: None if name == "vedette.json" else entry),
            "expected a Keras file with vedette's metadata: There is no item named 'vedette.json'",
        ),
        (
            rewritten(lambda name, entry: entry if name == "vedette.json" else None),
            "Keras cannot load the network: ",
        ),
        (
            rewritten(lambda name, entry: b"no weights" if name.endswith(".h5") else entry),
            "Keras cannot load the network: ",
        ),
        (
            rewritten(lambda name, entry: b"{}" if name == "config.json" else entry),
            "Keras cannot load the network: ",
        ),
        (rewritten(with_metadata(format=1)), "metadata: expected format 2, got 1: another vedette wrote it"),
        (rewritten(with_metadata(flips="yes")), "metadata: flips: expected bool, got 'yes'"),
        (
            rewritten(with_metadata(size=24)),
            r"expected a network from \(None, 24, 24, 3\) to \(None, 3\), got \(None, 16, 16, 3\) to ",
        ),
        (
            rewritten(with_metadata(labels=["a", "b"], priors={"a": 0.5, "b": 0.5})),
            r"expected a network from .* to \(None, 2\), got ",
        ),
    ],
    ids=[
        "empty", "text", "cut", "damaged", "of Keras alone", "without a network", "without weights",
        "without layers", "older", "wrong type", "other size", "other labels",
    ],
)  # fmt: skip
def test_other_files_are_refused_in_one_line(
    damage: Callable[[bytes, Path], bytes], told: str, file: Path, tmp_path: Path
) -> None:
    file.write_bytes(damage(file.read_bytes(), tmp_path))
    with pytest.raises(ValueError, match=rf"tiny\.keras: {told}") as refusal:
        load_network(file)
    assert "\n" not in str(refusal.value)


def test_missing_file_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load_network(tmp_path / "none.keras")


def test_metadata_that_describes_another_network_is_found(network: keras.Model, tmp_path: Path) -> None:
    fewer = replace(METADATA, labels=("person", "car"), priors={"person": 0.5, "car": 0.5})
    save_network(network, fewer, tmp_path / "other.keras")
    with pytest.raises(ValueError, match=r"other\.keras: expected a network from .* to \(None, 2\), got "):
        load_network(tmp_path / "other.keras")
