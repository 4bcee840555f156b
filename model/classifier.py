"""The one door to the network: crops in, calibrated probabilities out."""

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

import numpy as np
import numpy.typing as npt
from ai_edge_litert.interpreter import Interpreter

from model.calibration import softmax
from model.metadata import parse_metadata
from model.picture import Pixels, fit_crop


def default_weights() -> Path:
    """Path of the surveillance model that comes with vedette."""
    return Path(__file__).parent / "weights" / "surveillance.tflite"


@contextmanager
def _hushed() -> Iterator[None]:
    """Keep LiteRT's greeting off standard error: it has no switch, and people read our errors there."""
    standard_error = 2
    try:
        kept = os.dup(standard_error)
    except OSError:  # a daemon without standard error has nothing to keep clean
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, standard_error)
    os.close(nowhere)
    try:
        yield
    finally:
        os.dup2(kept, standard_error)
        os.close(kept)


class Classifier:
    """An int8 LiteRT network with its labels and calibration, read from one file.

    One object may be used from several threads; they take turns.
    """

    def __init__(self, path: Path, threads: int = 1) -> None:
        """Load the model file.

        Args:
            path: A file that `vedette model train` wrote.
            threads: Threads that one call may use.

        Raises:
            FileNotFoundError: There is no such file.
            ValueError: The file is no model, or one of another version.
        """
        content = path.read_bytes()
        try:
            self.metadata = parse_metadata(content)
            with _hushed():
                self._network = Interpreter(model_content=content, num_threads=threads)
                self._network.allocate_tensors()
        except (ValueError, RuntimeError) as error:
            raise ValueError(f"{path}: {str(error).splitlines()[0]}") from error
        self.labels = self.metadata.labels
        self.digest = hashlib.sha256(content).hexdigest()[:12]
        self._input = self._network.get_input_details()[0]["index"]
        self._output = self._network.get_output_details()[0]["index"]
        self._turn = Lock()

    def classify(self, crops: Sequence[Pixels]) -> npt.NDArray[np.float32]:
        """Give each crop the probability of each label.

        Args:
            crops: `uint8 (h, w, 3)` RGB each, of any size: the object's box with a little around it.

        Returns:
            `float32 (N, K)` in the order of `crops` and of `labels`; each row sums to 1.

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
        with self._turn:
            self._network.set_tensor(self._input, image[np.newaxis])
            self._network.invoke()
            return np.asarray(self._network.get_tensor(self._output)[0], np.float32)
