"""`vedette model` on pictures, model files and data of every kind."""

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner, Result

from api.commands.model import app
from model.classifier import Classifier, default_weights
from tests.model_samples import noise


def vedette_model(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def saved(path: Path, image: Any) -> Path:
    assert cv2.imwrite(str(path), image)
    return path


def test_predict_takes_pictures_of_every_kind(tmp_path: Path) -> None:
    pictures = [
        saved(tmp_path / "colour.jpg", noise(60, 40, 3)),
        saved(tmp_path / "grey.png", noise(60, 40)),
        saved(tmp_path / "transparent.png", noise(60, 40, 4)),
        saved(tmp_path / "deep.png", noise(60, 40, 3).astype(np.uint16) * 257),
        saved(tmp_path / "pixel.png", noise(1, 1, 3)),
        saved(tmp_path / "whole.jpg", noise(720, 1280, 3)),
    ]
    run = vedette_model("predict", *pictures, "--json")
    assert run.exit_code == 0, run.output
    told = json.loads(run.stdout)
    assert told["model"] == Classifier(default_weights()).digest
    assert [each["path"] for each in told["predictions"]] == [str(picture) for picture in pictures]
    for each in told["predictions"]:
        assert len(each["top"]) == 3
        assert each["top"][0] == {"label": each["label"], "score": each["score"]}
        assert 0 < each["score"] <= 1


def test_predict_says_what_the_classifier_says(tmp_path: Path) -> None:
    image = noise(60, 40, 3)
    picture = saved(tmp_path / "crop.png", cv2.cvtColor(image, cv2.COLOR_RGB2BGR))
    (each,) = json.loads(vedette_model("predict", picture, "--json").stdout)["predictions"]
    classifier = Classifier(default_weights())
    scores = classifier.classify([image])[0]
    assert each["label"] == classifier.labels[scores.argmax()]
    assert each["score"] == pytest.approx(float(scores.max()), abs=1e-4)


def test_bad_pictures_are_told_in_a_line_each_and_the_others_done(tmp_path: Path) -> None:
    good = saved(tmp_path / "good.png", noise(60, 40, 3))
    bad, missing = tmp_path / "bad.jpg", tmp_path / "none.jpg"
    bad.write_bytes(b"no picture")
    run = vedette_model("predict", bad, missing, tmp_path, good, "--json")
    assert run.exit_code == 1
    assert [each["path"] for each in json.loads(run.stdout)["predictions"]] == [str(good)]
    assert run.stderr.splitlines() == [
        f"{bad}: expected a picture (JPEG, PNG, WebP, BMP, TIFF), got 10 other bytes",
        f"{missing}: No such file or directory",
        f"{tmp_path}: Is a directory",
    ]


def test_predict_prints_a_table_for_people(tmp_path: Path) -> None:
    run = vedette_model("predict", saved(tmp_path / "a.png", noise(60, 40, 3)))
    assert run.exit_code == 0
    assert "confidence" in run.stdout


def test_info_tells_what_the_file_holds() -> None:
    told = json.loads(vedette_model("info", "--json").stdout)
    classifier = Classifier(default_weights())
    assert told["digest"] == classifier.digest
    assert tuple(told["labels"]) == classifier.labels
    assert told["size"] == classifier.metadata.size
    assert "int8 clean, balanced group accuracy" in told["figures"]
    assert classifier.digest in vedette_model("info").stdout


@pytest.mark.parametrize("command", [("info",), ("predict", "a.png", "--model")])
def test_other_file_is_no_model(command: tuple[str, ...], tmp_path: Path) -> None:
    other = tmp_path / "other.tflite"
    other.write_bytes(b"nothing")
    run = vedette_model(*command, other)
    assert run.exit_code == 2
    assert run.stderr == f"model {other}: expected a model file, got 7 bytes without metadata\n"


@pytest.mark.slow
@pytest.mark.filterwarnings("default")  # TensorFlow warns of itself
def test_train_tells_what_it_cannot_use(tmp_path: Path) -> None:
    pytest.importorskip("tensorflow", reason="TensorFlow is absent")
    missing = vedette_model("train", "--data", tmp_path / "none.zip", "--out", tmp_path / "run")
    assert (missing.exit_code, missing.stderr.count("\n")) == (2, 1)
    assert "none.zip: expected a folder or zip of labelled crops, got nothing" in missing.stderr
    unknown = vedette_model("train", "weather", "--data", tmp_path)
    assert unknown.exit_code == 2
    assert unknown.stderr == "recipe 'weather': expected one of surveillance\n"
