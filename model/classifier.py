"""The one door to the network: crops in, calibrated probabilities out."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt
from ai_edge_litert.interpreter import Interpreter

from model.calibration import softmax
from model.metadata import ModelMetadata, parse_metadata
from model.picture import Pixels, fit_crop
from model.silence import silenced


def default_weights() -> Path:
    """Path of the surveillance model that comes with vedette."""
    return Path(__file__).parent / "weights" / "surveillance.tflite"


class Classifier:
    """A LiteRT network, int8 or float, with its labels and calibration, read from one file.

    One object may be used from several threads; they take turns. It can be pickled for another process, which
    has a network of its own.
    """

    def __init__(self, path: Path, threads: int = 1) -> None:
        """Load the model file.

        Args:
            path: A `.tflite` that `vedette model train` or `export` wrote.
            threads: Threads that one call may use.

        Raises:
            FileNotFoundError: There is no such file.
            ValueError: The file is no model, a damaged one, or one of another version.
        """
        self._load(path, path.read_bytes(), threads)

    def __getstate__(self) -> tuple[Path, bytes, int]:
        """What another process loads it from, be the file gone or another one by then."""
        return self._origin

    def __setstate__(self, origin: tuple[Path, bytes, int]) -> None:
        """Load it as `__init__` does."""
        self._load(*origin)

    def _load(self, path: Path, content: bytes, threads: int) -> None:
        self._origin = (path, content, threads)
        try:
            self.metadata = parse_metadata(content)
            self._network = _started(content, threads)
            self._input, self._output = _ends(self._network, self.metadata)
        except (ValueError, RuntimeError) as error:
            raise ValueError(f"{path}: {str(error).splitlines()[0]}") from error
        self.labels = self.metadata.labels
        self.priors = {label: self.metadata.priors[label] for label in self.labels}
        self.threshold = self.metadata.threshold
        self.digest = hashlib.sha256(content).hexdigest()[:12]
        self._turn = Lock()

    def classify(self, crops: Sequence[Pixels] | npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
        """Give each crop the probability of each label.

        Args:
            crops: `uint8 (h, w, 3)` RGB each, of any size: the object's box with a little around it. One
                array `uint8 (N, h, w, 3)` does as well.

        Returns:
            `float32 (N, K)` in the order of `crops` and of `labels`; each row sums to 1. Where no label
            reaches `threshold`, the crop shows nothing that the network knows.

        Raises:
            ValueError: A crop is of another type or shape, or empty.
        """
        logits = np.empty((len(crops), len(self.labels)), np.float32)
        for number, crop in enumerate(crops):
            if crop.dtype != np.uint8 or crop.ndim != 3 or crop.shape[2] != 3 or not crop.size:
                raise ValueError(f"crop {number}: expected uint8 (h, w, 3), got {crop.dtype} {crop.shape}")
            logits[number] = self._logits(fit_crop(crop, self.metadata.size))
        return softmax(logits, self.metadata.temperature)

    def _logits(self, image: Pixels) -> npt.NDArray[np.float32]:
        """Run the network: `uint8 (S, S, 3)` to `float32 (K,)`."""
        with self._turn:
            if not self.metadata.flips:
                return self._run(image)
            return (self._run(image) + self._run(image[:, ::-1])) / np.float32(2)

    def _run(self, image: Pixels) -> npt.NDArray[np.float32]:
        self._network.set_tensor(self._input["index"], image[np.newaxis].astype(self._input["dtype"]))
        self._network.invoke()
        return np.asarray(self._network.get_tensor(self._output["index"])[0], np.float32)


def _started(content: bytes, threads: int) -> Interpreter:
    with silenced():  # LiteRT greets on standard error
        network = Interpreter(model_content=content, num_threads=threads)
        network.allocate_tensors()
    return network


def _ends(network: Interpreter, metadata: ModelMetadata) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The network's input and output.

    Raises:
        ValueError: They are not what the metadata promises.
    """
    ends = network.get_input_details()[0], network.get_output_details()[0]
    shapes = tuple(tuple(end["shape"].tolist()) for end in ends)
    expected = (1, metadata.size, metadata.size, 3), (1, len(metadata.labels))
    if shapes != expected:
        raise ValueError(
            f"expected a network from {expected[0]} to {expected[1]}, got {shapes[0]} to {shapes[1]}"
        )
    if ends[0]["dtype"] not in (np.uint8, np.float32) or ends[1]["dtype"] != np.float32:
        kinds = " to ".join(end["dtype"].__name__ for end in ends)
        raise ValueError(f"expected a network from uint8 or float32 to float32, got {kinds}")
    return ends
