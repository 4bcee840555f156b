"""`vedette model` on pictures, model files and data of every kind."""

import importlib.util
import json
import subprocess
import sys
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner, Result

from api.commands.model import app
from model.classifier import Classifier, default_weights
from model.metadata import append_metadata, parse_metadata
from pipeline.values import UNKNOWN
from tests.model_samples import noise


def vedette_model(*arguments: str | Path) -> Result:
    wide = {"COLUMNS": "200"}  # no line is folded where a test looks for it
    return CliRunner().invoke(app, [str(argument) for argument in arguments], env=wide)


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
        assert each["top"][0]["score"] == each["score"]
        assert each["label"] in {each["top"][0]["label"], UNKNOWN}
        assert 0 < each["score"] <= 1


def test_predict_says_what_the_classifier_says(tmp_path: Path) -> None:
    image = noise(60, 40, 3)
    picture = saved(tmp_path / "crop.png", cv2.cvtColor(image, cv2.COLOR_RGB2BGR))
    (each,) = json.loads(vedette_model("predict", picture, "--json").stdout)["predictions"]
    classifier = Classifier(default_weights())
    scores = classifier.classify([image])[0]
    assert each["top"][0]["label"] == classifier.labels[scores.argmax()]
    assert each["score"] == pytest.approx(float(scores.max()), abs=1e-4)


def test_bad_pictures_are_told_in_a_line_each_and_the_others_done(tmp_path: Path) -> None:
    good = saved(tmp_path / "good.png", noise(60, 40, 3))
    bad, missing, cut = tmp_path / "bad.jpg", tmp_path / "none.jpg", tmp_path / "cut.png"
    bad.write_bytes(b"no picture")
    cut.write_bytes(good.read_bytes()[:1000])
    (tmp_path / "folder").mkdir()
    command = [sys.executable, "-c", "from api.cli import main; main()", "model", "predict", "--json"]
    arguments = [bad, missing, cut, tmp_path / "folder", tmp_path / "*.webp", good]
    run = subprocess.run(
        [*command, *map(str, arguments)], capture_output=True, text=True, check=False
    )  # another process: OpenCV's libraries write past sys.stderr
    assert run.returncode == 1
    assert [each["path"] for each in json.loads(run.stdout)["predictions"]] == [str(good)]
    expected = "expected a picture (JPEG, PNG, WebP, BMP, TIFF, GIF)"
    assert run.stderr.splitlines() == [
        f"{tmp_path / 'folder'}: expected a folder with pictures, found none",
        f"{tmp_path / '*.webp'}: no picture or folder with pictures matches",
        f"{bad}: {expected}, got 10 other bytes: it begins as none of them",
        f"{missing}: No such file or directory",
        f"{cut}: expected a whole picture of 1 to 16 bits a channel, got 1000 damaged bytes",
    ]


def test_folders_and_globs_stand_for_their_pictures(tmp_path: Path) -> None:
    (tmp_path / "crops/.cache").mkdir(parents=True)
    for name in ("crops/a_10.png", "crops/a_9.png", "crops/.cache/b.png", "c.jpg"):
        saved(tmp_path / name, noise(20, 20, 3))
    (tmp_path / "crops/notes.txt").write_text("no picture")
    run = vedette_model("predict", tmp_path / "crops", tmp_path / "*.jpg", "--json")
    assert (run.exit_code, run.stderr) == (0, "")
    paths = [each["path"] for each in json.loads(run.stdout)["predictions"]]
    assert paths == [str(tmp_path / name) for name in ("crops/a_9.png", "crops/a_10.png", "c.jpg")]


def with_threshold(folder: Path, threshold: float) -> Path:
    """The shipped model with another threshold."""
    content = default_weights().read_bytes()
    with zipfile.ZipFile(BytesIO(content)) as entries:
        network = content[: entries.getinfo("metadata.json").header_offset]
    path = folder / "model.tflite"
    path.write_bytes(append_metadata(network, replace(parse_metadata(content), threshold=threshold)))
    return path


def test_answer_below_the_threshold_is_unknown(tmp_path: Path) -> None:
    picture = saved(tmp_path / "a.png", noise(60, 40, 3))
    told = {
        threshold: json.loads(
            vedette_model("predict", picture, "--model", with_threshold(tmp_path, threshold), "--json").stdout
        )["predictions"][0]
        for threshold in (0.0, 1.0)
    }
    assert told[0.0]["label"] == told[0.0]["top"][0]["label"]
    assert told[1.0]["label"] == "unknown"
    assert told[1.0]["top"] == told[0.0]["top"]
    assert told[1.0]["score"] == told[0.0]["score"]
    table = vedette_model("predict", picture, "--model", with_threshold(tmp_path, 1.0)).stdout
    assert "unknown" in table


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


def test_info_says_when_the_answer_is_unknown(tmp_path: Path) -> None:
    shown = vedette_model("info", with_threshold(tmp_path, 0.42)).stdout
    assert "0.42: a less sure answer is 'unknown'" in shown
    assert "none: every crop gets a label" in vedette_model("info", with_threshold(tmp_path, 0.0)).stdout


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
    assert unknown.stderr == "recipe 'weather': expected one of surveillance, cifar10\n"
    nothing = vedette_model("train", "surveillance", "--out", tmp_path / "run")
    assert (nothing.exit_code, nothing.stderr) == (
        2, "recipe 'surveillance': expected --data with labelled crops, got none\n",
    )  # fmt: skip
    untaught = vedette_model("train", "--from-history", tmp_path / "none.db", "--out", tmp_path / "run")
    assert (untaught.exit_code, untaught.stderr.count("\n")) == (2, 1)
    assert "none.db" in untaught.stderr
    other = vedette_model("train", "--data", tmp_path, "--from", tmp_path / "none.keras")
    assert other.exit_code == 2
    assert "none.keras" in other.stderr.splitlines()[-1]
    if importlib.util.find_spec("tensorboard") is None:
        board = vedette_model("train", "--data", tmp_path, "--tensorboard")
        assert "--tensorboard needs TensorBoard, which is not installed" in board.stderr
