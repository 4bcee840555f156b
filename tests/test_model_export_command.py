"""`vedette model export` writes each form once, and says in a line why it does not."""

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from api.commands.model import app
from model.classifier import Classifier
from tests.model_samples import noise, shape_crop, webp, write_zip

pytest.importorskip("tensorflow", reason="TensorFlow is absent")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]  # TensorFlow warns of itself

from model.training.files.network_file import load_network, save_network  # noqa: E402  needs TensorFlow
from tests.networks import METADATA, tiny_network  # noqa: E402

CROPS = [noise(20, 8, 3), noise(40, 60, 3)]


def export(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["export", *map(str, arguments)])


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("network") / "tiny.keras"
    save_network(tiny_network(), METADATA, path)
    return path


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Crops to learn from, and some of a source that the recipe holds out."""
    rng = np.random.default_rng(0)
    folder = tmp_path_factory.mktemp("data")
    files = {
        f"{label}/{n}.webp": webp(shape_crop(label, rng)) for label in METADATA.labels for n in range(12)
    }
    return write_zip(folder / "street.zip", files), write_zip(folder / "mit_cbcl_ped.zip", files)


def test_float_and_int8_are_served_alike(network: Path, data: tuple[Path, Path], tmp_path: Path) -> None:
    scores = {}
    for form, more in (("float", ()), ("int8", ("--data", data[0], "--data", data[1]))):
        out = tmp_path / f"{form}.tflite"
        run = export(network, "--as", form, "--out", out, *more)
        assert (run.exit_code, run.stdout, run.stderr) == (0, f"{form}: {out}\n", "")
        classifier = Classifier(out)
        assert classifier.metadata == METADATA
        scores[form] = classifier.classify(CROPS)
    assert np.abs(scores["float"] - scores["int8"]).max() < 0.05


def test_saved_model_is_a_folder_with_its_metadata(network: Path, tmp_path: Path) -> None:
    out = tmp_path / "saved"
    assert export(network, "--as", "saved-model", "--out", out).exit_code == 0
    told = json.loads((out / "assets.extra/metadata.json").read_text(encoding="utf-8"))
    assert tuple(told["labels"]) == load_network(network)[1].labels


def test_nothing_is_overwritten(network: Path, tmp_path: Path) -> None:
    out = tmp_path / "mine.tflite"
    out.write_bytes(b"precious")
    run = export(network, "--as", "float", "--out", out)
    assert (run.exit_code, run.stderr) == (2, f"{out}: expected a path to write to, got one that exists\n")
    assert out.read_bytes() == b"precious"


def test_int8_needs_data(network: Path, tmp_path: Path) -> None:
    run = export(network, "--as", "int8", "--out", tmp_path / "a.tflite")
    assert (run.exit_code, run.stderr) == (
        2,
        "int8: expected --data with training crops to set its ranges, got none\n",
    )


def test_bad_paths_are_told_in_a_line(network: Path, tmp_path: Path) -> None:
    other, out, none = tmp_path / "other.keras", tmp_path / "a.tflite", tmp_path / "none"
    other.write_bytes(b"nothing")
    runs = {
        f"{other}: expected a Keras file with vedette's metadata": export(
            other, "--as", "float", "--out", out
        ),
        f"{none}: No such file or directory": export(none, "--as", "float", "--out", out),
        f"{none}/a: No such file or directory": export(network, "--as", "float", "--out", none / "a"),
        f"{none}: expected a folder or zip": export(network, "--as", "int8", "--out", out, "--data", none),
    }
    for told, run in runs.items():
        assert run.exit_code == 2
        assert run.stderr.startswith(told)
        assert run.stderr.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["other.keras"]


def test_onnx_without_its_converter_is_told(network: Path, tmp_path: Path) -> None:
    out = tmp_path / "tiny.onnx"
    run = export(network, "--as", "onnx", "--out", out)
    if run.exit_code == 0:
        assert out.stat().st_size > 1000
    else:
        assert run.stderr == "ONNX needs a converter that is not installed: pip install 'vedette[onnx]'\n"
