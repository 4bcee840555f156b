"""The door to the network, with the weights that vedette ships."""

import subprocess
import sys
import zipfile
from pathlib import Path
from threading import Thread

import numpy as np
import numpy.typing as npt
import pytest

from model.classifier import Classifier, default_weights
from tests.model_samples import noise


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier(default_weights())


CROPS = [noise(20, 8, 3), noise(200, 300, 3), noise(48, 48, 3), noise(1, 1, 3), noise(5, 90, 3)]


def test_each_crop_gets_probabilities(classifier: Classifier) -> None:
    scores = classifier.classify(CROPS)
    assert scores.shape == (len(CROPS), len(classifier.labels))
    assert scores.dtype == np.float32
    assert np.allclose(scores.sum(axis=1), 1, atol=1e-5)
    assert (scores >= 0).all()


def test_scores_depend_neither_on_company_nor_on_order(classifier: Classifier) -> None:
    together = classifier.classify(CROPS)
    alone = np.concatenate([classifier.classify([crop]) for crop in CROPS])
    backwards = classifier.classify(CROPS[::-1])
    assert np.array_equal(together, alone)
    assert np.array_equal(together, backwards[::-1])


def test_nothing_in_nothing_out(classifier: Classifier) -> None:
    assert classifier.classify([]).shape == (0, len(classifier.labels))


def test_crops_may_be_views_and_stay_as_they_were(classifier: Classifier) -> None:
    picture = noise(64, 64, 3)
    before = picture.copy()
    window = picture[10:40:2, 50:10:-1]
    assert np.array_equal(classifier.classify([window]), classifier.classify([np.ascontiguousarray(window)]))
    assert np.array_equal(picture, before)


@pytest.mark.parametrize(
    "crop",
    [noise(9, 9), noise(9, 9, 4), np.zeros((9, 9, 3), np.float32), np.zeros((0, 9, 3), np.uint8)],
    ids=["grey", "four channels", "float", "empty"],
)
def test_other_arrays_are_refused(classifier: Classifier, crop: npt.NDArray[np.uint8]) -> None:
    with pytest.raises(ValueError, match=r"^crop 1: expected uint8 \(h, w, 3\), got "):
        classifier.classify([noise(4, 4, 3), crop])


def test_threads_take_turns(classifier: Classifier) -> None:
    expected = classifier.classify(CROPS)
    results: list[npt.NDArray[np.float32]] = []
    threads = [Thread(target=lambda: results.append(classifier.classify(CROPS))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 4
    assert all(np.array_equal(result, expected) for result in results)


def test_same_file_has_the_same_digest(classifier: Classifier, tmp_path: Path) -> None:
    copy = tmp_path / "copy.tflite"
    copy.write_bytes(default_weights().read_bytes())
    assert Classifier(copy).digest == classifier.digest
    assert len(classifier.digest) == 12


@pytest.mark.parametrize("content", [b"", b"TFL3", default_weights().read_bytes()[:-40]], ids=len)
def test_what_is_no_model_is_refused_in_one_line(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "other.tflite"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"other\.tflite: expected a model file") as refusal:
        Classifier(path)
    assert "\n" not in str(refusal.value)


def test_missing_file_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Classifier(tmp_path / "none.tflite")


def test_serving_loads_neither_tensorflow_nor_its_chatter() -> None:
    program = (
        "import sys; from model.classifier import Classifier, default_weights; Classifier(default_weights());"
        "assert not {'tensorflow', 'keras', 'matplotlib', 'scipy'} & set(sys.modules), sorted(sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_keras_file_is_told_what_to_do_with_it(tmp_path: Path) -> None:
    path = tmp_path / "network.keras"
    with zipfile.ZipFile(path, "w") as entries:
        entries.writestr("metadata.json", '{"keras_version": "3.15.1"}')
    with pytest.raises(ValueError, match=r"got another zip: `vedette model export` makes one of a \.keras$"):
        Classifier(path)
