"""A trained network to the forms that others run: LiteRT, SavedModel, ONNX."""

import contextlib
import io
import json
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf

from model.classifier import Classifier
from model.metadata import ENTRY, ModelMetadata, append_metadata
from model.silence import silenced
from model.training.crops.batches import typical_crops
from model.training.crops.dataset import load, split
from model.training.recipe import RECIPES

ONNX_OPSET = 17
"""Version of ONNX' operators, that of ONNX 1.12 (2022): older runtimes can read it too."""


def calibration_crops(paths: Iterable[Path], metadata: ModelMetadata) -> npt.NDArray[np.uint8]:
    """Draw the crops that `to_int8` needs, as the training of the network drew them.

    Args:
        paths: Zips and folders of labelled crops.
        metadata: Of the network.

    Returns:
        `uint8 (N, S, S, 3)` RGB.
    Raises:
        FileNotFoundError: One of the paths does not exist.
        ValueError: The recipe is unknown here, or the paths hold too few crops with its labels.
    """
    if metadata.recipe not in RECIPES:
        raise ValueError(f"recipe {metadata.recipe!r}: expected one of {', '.join(RECIPES)}")
    shares = {label: metadata.priors[label] for label in metadata.labels}
    recipe = replace(RECIPES[metadata.recipe], shares=shares, size=metadata.size)
    crops = split(load(paths, recipe), recipe).training
    return typical_crops(crops, recipe, seed=0)


def to_int8(network: keras.Model, images: npt.NDArray[np.uint8]) -> bytes:
    """Quantise a network after its training.

    Args:
        network: From `float32 (N, S, S, 3)` to logits `float32 (N, K)`.
        images: `uint8 (N, S, S, 3)` training crops as they are (`typical_crops`); they set the ranges.

    Returns:
        A LiteRT flatbuffer from `uint8 (1, S, S, 3)` to `float32 (1, K)`, int8 in between.
    """
    converter = tf.lite.TFLiteConverter.from_keras_model(network)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = tf.uint8

    spanning = images.copy()
    # A pixel goes in as it is, so the range of the input must be 0…255, whatever these crops hold.
    spanning[0, 0, 0], spanning[0, -1, -1] = 0, 255

    def representative() -> Iterator[list[npt.NDArray[np.float32]]]:
        for image in spanning:
            yield [image[np.newaxis].astype(np.float32)]

    converter.representative_dataset = representative
    return _converted(converter)


def write_served(flat: bytes, metadata: ModelMetadata, path: Path) -> Classifier:
    """Write a LiteRT flatbuffer with its metadata as a model file, and load it as it is served."""
    path.write_bytes(append_metadata(flat, metadata))
    return Classifier(path)


def to_float(network: keras.Model) -> bytes:
    """Convert a network as it is.

    Returns:
        A LiteRT flatbuffer from `float32 (1, S, S, 3)` to `float32 (1, K)`.
    """
    return _converted(tf.lite.TFLiteConverter.from_keras_model(network))


def to_saved_model(network: keras.Model, metadata: ModelMetadata, folder: Path) -> None:
    """Write a TensorFlow SavedModel that answers as the classifier does.

    Its endpoint `serve` takes `uint8 (N, S, S, 3)` and gives probabilities `float32 (N, K)`. The metadata
    lies in `assets.extra`, which TensorFlow leaves to its users.
    """
    with TemporaryDirectory(dir=folder.parent) as place:
        whole = Path(place, "model")
        with _hushed():
            _answering(network, metadata).export(whole, format="tf_saved_model", verbose=False)
        extra = whole / "assets.extra"
        extra.mkdir()
        (extra / ENTRY).write_text(json.dumps(metadata.as_json(), indent=1) + "\n", encoding="utf-8")
        whole.rename(folder)


def to_onnx(network: keras.Model, metadata: ModelMetadata, path: Path) -> None:
    """Write an ONNX file that answers as the classifier does.

    Its input `image` is `uint8 (N, S, S, 3)`, its output `probabilities` `float32 (N, K)`. The metadata
    stands among the model's properties.

    Raises:
        ImportError: The converter is not installed.
    """
    try:
        import onnx  # noqa: PLC0415  # an extra of its own, needed here only
        import tf2onnx  # noqa: PLC0415
    except ImportError as error:
        raise ImportError(
            "ONNX needs a converter that is not installed: pip install 'vedette[onnx]'"
        ) from error
    answering = _answering(network, metadata)
    (image,) = answering.inputs
    signature = [tf.TensorSpec(image.shape, tf.uint8, name="image")]
    with _hushed():
        model, _ = tf2onnx.convert.from_keras(answering, signature, opset=ONNX_OPSET)
    onnx.helper.set_model_props(model, {ENTRY: json.dumps(metadata.as_json())})
    path.write_bytes(model.SerializeToString())


def _answering(network: keras.Model, metadata: ModelMetadata) -> keras.Model:
    """The network with all around it that `Classifier` does, but for fitting crops into the square."""
    image = keras.Input(network.input_shape[1:], dtype="uint8", name="image")
    pixels = keras.ops.cast(image, "float32")
    logits = network(pixels)
    if metadata.flips:
        logits = (logits + network(keras.ops.flip(pixels, axis=2))) / 2
    return keras.Model(image, keras.layers.Softmax(name="probabilities")(logits / metadata.temperature))


def _converted(converter: tf.lite.TFLiteConverter) -> bytes:
    with _hushed():
        return bytes(converter.convert())


@contextlib.contextmanager
def _hushed() -> Iterator[None]:
    """Converters print their steps, and warn of what they then do as they should."""
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()), silenced():
        warnings.simplefilter("ignore")
        yield
