"""Every form of a network gives what Keras gives, and says what its outputs mean."""

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from ai_edge_litert.interpreter import Interpreter

from model.calibration import softmax
from model.classifier import Classifier
from model.metadata import ModelMetadata, append_metadata
from model.picture import fit_crop
from tests.model_samples import noise, plain, shape_crop, webp, write_zip

pytest.importorskip("tensorflow", reason="TensorFlow is absent")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]  # TensorFlow warns of itself

import keras  # noqa: E402  needs TensorFlow
import tensorflow as tf  # noqa: E402

from model.training.files.export import calibration_crops, to_float, to_int8, to_onnx, to_saved_model  # noqa: E402
from tests.networks import METADATA, tiny_network  # noqa: E402

SQUARES = noise(40, METADATA.size, METADATA.size, 3)
CAR = shape_crop("car", np.random.default_rng(0))
CROPS = [noise(20, 8, 3), plain((250, 240, 30), 90, 60), plain((5, 10, 60)), CAR]


@pytest.fixture(scope="module")
def network() -> keras.Model:
    return tiny_network()


@pytest.fixture(scope="module")
def flats(network: keras.Model) -> dict[str, bytes]:
    return {"int8": to_int8(network, SQUARES), "float": to_float(network)}


def classifier(folder: Path, flat: bytes, metadata: ModelMetadata = METADATA) -> Classifier:
    path = folder / "tiny.tflite"
    path.write_bytes(append_metadata(flat, metadata))
    return Classifier(path)


def expected(
    network: keras.Model, squares: npt.NDArray[np.uint8], metadata: ModelMetadata = METADATA
) -> npt.NDArray[np.float32]:
    """What Keras says of squares, in steps that a reader can follow."""
    logits = network.predict(squares.astype(np.float32), verbose=0)
    if metadata.flips:
        logits = (logits + network.predict(squares[:, :, ::-1].astype(np.float32), verbose=0)) / 2
    return softmax(logits, metadata.temperature)


@pytest.mark.parametrize("form", ["float", "int8"])
@pytest.mark.parametrize("flips", [False, True], ids=["as it is", "with its mirror image"])
def test_classifier_serves_what_keras_says(
    form: str, flips: bool, network: keras.Model, flats: dict[str, bytes], tmp_path: Path
) -> None:
    metadata = replace(METADATA, flips=flips)
    scores = classifier(tmp_path, flats[form], metadata).classify(CROPS)
    wanted = expected(network, np.stack([fit_crop(crop, METADATA.size) for crop in CROPS]), metadata)
    assert np.abs(scores - wanted).max() < {"float": 1e-5, "int8": 0.08}[form]
    assert wanted.std(axis=0).max() > 0.05


def test_pixels_go_in_as_they_are_after_dark_crops_set_the_ranges(network: keras.Model) -> None:
    served = Interpreter(model_content=to_int8(network, SQUARES // 4))
    assert served.get_input_details()[0]["quantization"] == (1.0, 0)


def test_mirror_image_gets_the_same_answer(flats: dict[str, bytes], tmp_path: Path) -> None:
    served = classifier(tmp_path, flats["int8"])
    assert np.array_equal(served.classify(SQUARES), served.classify(SQUARES[:, :, ::-1]))
    once = classifier(tmp_path, flats["int8"], replace(METADATA, flips=False))
    assert not np.array_equal(once.classify(SQUARES), once.classify(SQUARES[:, :, ::-1]))


def test_one_array_of_crops_does_as_well(flats: dict[str, bytes], tmp_path: Path) -> None:
    served = classifier(tmp_path, flats["float"])
    scores = served.classify(SQUARES)
    assert scores.dtype == np.float32
    assert scores.shape == (len(SQUARES), len(METADATA.labels))
    assert np.array_equal(scores, served.classify(list(SQUARES)))
    with pytest.raises(ValueError, match=r"^crop 0: expected uint8 \(h, w, 3\), got uint8 \(16, 3\)$"):
        served.classify(SQUARES[0])


def test_threshold_comes_from_the_file(flats: dict[str, bytes], tmp_path: Path) -> None:
    assert classifier(tmp_path, flats["float"]).threshold == METADATA.threshold


def test_higher_temperature_is_less_sure(flats: dict[str, bytes], tmp_path: Path) -> None:
    sure = classifier(tmp_path, flats["float"], replace(METADATA, temperature=0.5)).classify(SQUARES)
    humble = classifier(tmp_path, flats["float"], replace(METADATA, temperature=5.0)).classify(SQUARES)
    assert (sure.max(axis=1) > humble.max(axis=1)).all()
    assert np.array_equal(sure.argmax(axis=1), humble.argmax(axis=1))


def test_network_other_than_its_metadata_says_is_refused(flats: dict[str, bytes], tmp_path: Path) -> None:
    told = "expected a network from (1, 24, 24, 3) to (1, 3), got (1, 16, 16, 3) to (1, 3)"
    with pytest.raises(ValueError, match=rf"tiny\.tflite: {re.escape(told)}$"):
        classifier(tmp_path, flats["int8"], replace(METADATA, size=24))
    with pytest.raises(ValueError, match=r"tiny\.tflite: .* to \(1, 2\), got "):
        classifier(
            tmp_path,
            flats["float"],
            replace(METADATA, labels=("person", "car"), priors={"person": 0.5, "car": 0.5}),
        )


def test_input_of_another_type_is_refused(network: keras.Model, tmp_path: Path) -> None:
    image = keras.Input(network.input_shape[1:], dtype="int32")
    flat = to_float(keras.Model(image, network(keras.ops.cast(image, "float32"))))
    with pytest.raises(
        ValueError, match="expected a network from uint8 or float32 to float32, got int32 to "
    ):
        classifier(tmp_path, flat)


def test_what_is_no_network_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"tiny\.tflite: ") as refusal:
        classifier(tmp_path, b"no network")
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("flips", [False, True], ids=["as it is", "with its mirror image"])
def test_saved_model_answers_probabilities(flips: bool, network: keras.Model, tmp_path: Path) -> None:
    metadata = replace(METADATA, flips=flips)
    to_saved_model(network, metadata, tmp_path / "saved")
    saved = tf.saved_model.load(str(tmp_path / "saved"))
    scores = saved.serve(SQUARES).numpy()
    assert np.abs(scores - expected(network, SQUARES, metadata)).max() < 1e-5
    told = json.loads((tmp_path / "saved/assets.extra/metadata.json").read_text(encoding="utf-8"))
    assert ModelMetadata.from_json(told) == metadata
    assert [path.name for path in tmp_path.iterdir()] == ["saved"]


def test_onnx_answers_probabilities(network: keras.Model, tmp_path: Path) -> None:
    pytest.importorskip("tf2onnx", reason="tf2onnx is absent")
    runtime = pytest.importorskip("onnxruntime", reason="onnxruntime is absent")
    to_onnx(network, METADATA, tmp_path / "tiny.onnx")
    session = runtime.InferenceSession(tmp_path / "tiny.onnx")
    for squares in (SQUARES, SQUARES[:1]):
        (scores,) = session.run(["probabilities"], {"image": squares})
        assert np.abs(scores - expected(network, squares)).max() < 1e-5
    told = json.loads(session.get_modelmeta().custom_metadata_map["metadata.json"])
    assert ModelMetadata.from_json(told) == METADATA
    assert "longer side" in told["preprocessing"]


def test_calibration_crops_are_drawn_from_training_crops(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    for source in ("street", "mit_cbcl_ped"):
        files = {
            f"{label}/{n}.webp": webp(shape_crop(label, rng)) for label in METADATA.labels for n in range(12)
        }
        write_zip(tmp_path / f"{source}.zip", files)
    crops = calibration_crops([tmp_path / "street.zip", tmp_path / "mit_cbcl_ped.zip"], METADATA)
    assert crops.dtype == np.uint8
    assert crops.shape[1:] == (METADATA.size, METADATA.size, 3)
    assert len(crops) >= 100
    with pytest.raises(ValueError, match=r"^recipe 'weather': expected one of surveillance, cifar10$"):
        calibration_crops([tmp_path / "street.zip"], replace(METADATA, recipe="weather"))
