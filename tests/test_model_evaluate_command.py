"""`vedette model evaluate` on the shipped model, and on crops made by the tests."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from api.commands.model import app
from model.classifier import Classifier, default_weights
from model.picture import decode_picture
from model.training.crops.sources import read_crops
from sample_videos.crops import draw_crops
from tests.model_samples import noise, plain, webp, write_zip

SHIPPED = default_weights()
ROOT = Path(__file__).parent.parent


def evaluate(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["evaluate", *(str(argument) for argument in arguments)])


def told(run: Result) -> list[dict[str, Any]]:
    assert run.exit_code == 0, run.output
    models: list[dict[str, Any]] = json.loads(run.stdout)["models"]
    return models


def street(path: Path, **labels: int) -> Path:
    """A zip of so many noisy crops of each label."""
    crops = {
        f"{label}/{n}.webp": noise(30 + n, 20, 3) for label, count in labels.items() for n in range(count)
    }
    return write_zip(path, {name: webp(crop) for name, crop in crops.items()})


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Rendered crops, and some of a label that no model knows."""
    files = {
        f"{crop.label}/{n}.webp": webp(crop.image) for n, crop in enumerate(draw_crops(seed=9, count=30))
    }
    files |= {f"kite/{n}.webp": webp(noise(24, 24 + n, 3)) for n in range(5)}
    return write_zip(tmp_path_factory.mktemp("data") / "rendered.zip", files)


def test_figures_are_those_of_the_classifiers_answers(rendered: Path, tmp_path: Path) -> None:
    (model,) = told(evaluate(SHIPPED, "--data", rendered, "--json", "--out", tmp_path / "out"))
    classifier = Classifier(SHIPPED)
    known = [crop for crop in read_crops(rendered) if crop.label != "kite"]
    best = classifier.classify([crop.image for crop in known]).argmax(axis=1)
    right = [classifier.labels[place] == crop.label for place, crop in zip(best, known, strict=True)]
    clean = model["views"]["clean"]
    assert clean["accuracy"] == pytest.approx(np.mean(right))
    assert sum(map(sum, clean["confusion"])) == 30
    assert (model["digest"], model["bytes"]) == (classifier.digest, SHIPPED.stat().st_size)
    assert (model["sources"], model["unknown"]) == ({"rendered": 30}, {"kite": 5})
    assert 0 <= clean["rejection"]["auroc"] <= 1
    assert model["views"]["poor"]["accuracy"] > 0
    assert model["crops_per_second"] > 0


def test_folder_gets_the_pictures_and_the_figures(rendered: Path, tmp_path: Path) -> None:
    run = evaluate(SHIPPED, "--data", rendered, "--json", "--out", tmp_path / "new" / "out")
    assert run.exit_code == 0, run.output
    files = {file.name: file for file in (tmp_path / "new" / "out").iterdir()}
    assert set(files) == {"confusion.png", "reliability.png", "mistakes.png", "evaluation.json"}
    assert files["evaluation.json"].read_text(encoding="utf-8") == run.stdout
    for name in ("confusion.png", "reliability.png", "mistakes.png"):
        assert decode_picture(files[name].read_bytes()).shape[1] > 900


def test_people_get_tables_and_words(rendered: Path) -> None:
    run = evaluate(SHIPPED, "--data", rendered)
    assert run.exit_code == 0, run.output
    for title in ("How right", "By group: recall / precision", "By label", "By source", "Refused below"):
        assert title in run.stdout
    assert "30 crops: rendered 30" in run.stdout
    assert "and 5 of labels that it does not know: kite 5" in run.stdout


def test_model_in_use_is_measured_unless_another_is_named(tmp_path: Path) -> None:
    run = evaluate("--data", street(tmp_path / "street.zip", person=2), "--json")
    assert json.loads(run.stdout)["models"][0]["digest"] == Classifier(SHIPPED).digest


def test_only_held_out_sources_are_measured_unless_all_are_wanted(tmp_path: Path) -> None:
    data = street(tmp_path / "mit_cbcl_ped.zip", person=4), street(tmp_path / "street.zip", person=3, car=2)
    given = [part for path in data for part in ("--data", path)]
    (held,) = told(evaluate(SHIPPED, *given, "--json"))
    assert (held["only_held_out"], held["sources"]) == (True, {"mit_cbcl_ped": 4})
    (whole,) = told(evaluate(SHIPPED, *given, "--json", "--everything"))
    assert (whole["only_held_out"], whole["sources"]) == (False, {"mit_cbcl_ped": 4, "street": 5})


def test_labels_go_by_the_recipes_names(tmp_path: Path) -> None:
    (model,) = told(evaluate(SHIPPED, "--data", street(tmp_path / "s.zip", automobile=3, deer=2), "--json"))
    labels = model["views"]["clean"]["labels"]
    assert (labels["car"]["count"], labels["other_animal"]["count"]) == (3, 2)


def test_litert_file_needs_no_tensorflow(rendered: Path, tmp_path: Path) -> None:
    program = f"""
import sys
from api.cli import app
app(["model", "evaluate", {str(SHIPPED)!r}, "--data", {str(rendered)!r}, "--json",
     "--out", {str(tmp_path / "out")!r}], standalone_mode=False)
sys.exit(bool({{"tensorflow", "keras"}} & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["models"][0]["unknown"] == {"kite": 5}


@pytest.mark.slow
@pytest.mark.filterwarnings("default")  # TensorFlow warns of itself
def test_keras_and_litert_are_measured_side_by_side(rendered: Path, tmp_path: Path) -> None:
    pytest.importorskip("tensorflow", reason="TensorFlow is absent")
    from model.training.files.network_file import save_network  # noqa: PLC0415  needs TensorFlow
    from tests.networks import METADATA, tiny_network  # noqa: PLC0415

    network = tmp_path / "tiny.keras"
    save_network(tiny_network(), METADATA, network)
    served, whole = told(evaluate(SHIPPED, network, "--data", rendered, "--json", "--out", tmp_path / "out"))
    assert (served["model"], whole["model"]) == (str(SHIPPED), str(network))
    assert (whole["threshold"], whole["flips"]) == (METADATA.threshold, METADATA.flips)
    assert set(whole["views"]["clean"]["labels"]) == set(METADATA.labels)
    assert set(whole["unknown"]) > {"kite"}  # the small one knows fewer labels
    assert "tiny.keras poor" in evaluate(SHIPPED, network, "--data", rendered).stdout


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (None, "{data}: expected a folder or zip of labelled crops, got nothing"),
        ({}, "{data}: expected pictures as <label>/<name>, got none"),
        ({"tree/a.webp": webp(plain((1, 2, 3)))}, "model {model}: expected crops of person, bicycle, "),
    ],
    ids=["missing", "empty", "other labels"],
)
def test_data_that_says_nothing_is_told_in_a_line(
    content: dict[str, bytes] | None, line: str, tmp_path: Path
) -> None:
    data = tmp_path / "crops.zip"
    if content is not None:
        write_zip(data, content)
    run = evaluate(SHIPPED, "--data", data, "--json")
    assert (run.exit_code, run.stdout) == (2, "")
    assert run.stderr.startswith(line.format(data=data, model=SHIPPED))
    assert run.stderr.count("\n") == 1


def test_model_that_is_none_is_told_and_the_others_measured(rendered: Path, tmp_path: Path) -> None:
    other, missing = tmp_path / "other.tflite", tmp_path / "missing.tflite"
    other.write_bytes(b"nothing")
    run = evaluate(other, SHIPPED, missing, "--data", rendered, "--json")
    assert run.exit_code == 1
    assert [each["model"] for each in json.loads(run.stdout)["models"]] == [str(SHIPPED)]
    assert run.stderr.splitlines() == [
        f"model {other}: expected a model file, got 7 bytes without metadata",
        f"model {missing}: No such file or directory",
    ]
    assert evaluate(other, "--data", rendered).exit_code == 2


def test_folder_that_cannot_be_made_is_told_before_the_work(rendered: Path, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("a file")
    run = evaluate(SHIPPED, "--data", rendered, "--out", taken)
    assert (run.exit_code, run.stderr.count("\n")) == (2, 1)
    assert str(taken) in run.stderr
