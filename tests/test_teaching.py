"""From an analysed clip through a person's corrections to a model that does better, and back."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from api.commands.analyze import analyze
from api.commands.correct import correct
from api.commands.model import app as model_app
from api.model_file import load_classifier, model_store
from api.teaching import TeachingRequest, teach_from_history
from pipeline.errors import HistoryError
from pipeline.history.history import History
from pipeline.history.query import EventQuery
from pipeline.values import Event
from tests.clips import write_passes
from tests.model_samples import webp, write_zip
from tests.tiny_training import shape_crops, store_tiny_model

pytest.importorskip("tensorflow", reason="TensorFlow is absent")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]  # TensorFlow warns of itself

commands = typer.Typer()
commands.command()(analyze)
commands.command()(correct)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the models of a person who uses a tiny one."""
    folder = tmp_path_factory.mktemp("taught")
    before = os.environ["VEDETTE_MODELS"]
    os.environ["VEDETTE_MODELS"] = str(folder / "models")
    store_tiny_model(model_store(), folder)
    yield folder
    os.environ["VEDETTE_MODELS"] = before


def vedette(*arguments: str | Path) -> None:
    result = CliRunner().invoke(commands, [str(argument) for argument in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output


def analysed(clip: Path, db: Path) -> list[Event]:
    vedette("analyze", clip, "--db", db, "--workers", "1")
    with History.open(db) as history:
        return list(history.events(EventQuery(source=str(clip), include_hidden=True)))


def request(folder: Path, run: str) -> TeachingRequest:
    crops = {f"{crop.label}/{crop.name}.webp": webp(crop.image) for crop in shape_crops(40, seed=8)}
    exemplars = write_zip(folder / "exemplars.zip", crops)
    return TeachingRequest(folder / "history.db", (), folder / run, exemplars=exemplars)


def test_corrections_make_a_better_model_that_is_put_to_use(folder: Path) -> None:
    db, clip = folder / "history.db", write_passes(folder / "yard.mp4", passes=10)
    found = [event for event in analysed(clip, db) if event.scores]
    assert len(found) >= 8
    label = min(("person", "car"), key=lambda name: found[0].scores[name])
    for event in found:
        vedette("correct", event.id, label, "--db", db)
    before = load_classifier().digest

    told = teach_from_history(request(folder, "first"), lambda *_: None)

    taught = load_classifier().digest
    assert told.endswith(f"; better, so {taught} is in use now")
    assert "\n" not in told
    assert taught != before
    again = [event for event in analysed(clip, db) if event.scores]
    assert [(event.label, event.score, event.model) for event in again] == [(label, 1.0, taught)] * len(found)
    other = write_passes(folder / "gate.mp4", passes=3, seed=5)
    named = [event for event in analysed(other, db) if event.scores]
    assert {max(event.scores, key=lambda name: event.scores[name]) for event in named} == {label}

    used = [before, taught]
    while "; better" in (told := teach_from_history(request(folder, f"run-{len(used)}"), lambda *_: None)):
        used.append(load_classifier().digest)
        assert len(used) <= 5  # each was right of one more of three crops
    assert told.endswith(f"; not better, so the model in use stays {used[-1]}")
    assert load_classifier().digest == used[-1]
    assert CliRunner().invoke(model_app, ["use", "previous"]).output == f"in use: {used[-2]}\n"
    assert load_classifier().digest == used[-2]


def test_teaching_needs_corrections(folder: Path, tmp_path: Path) -> None:
    asked = TeachingRequest(tmp_path / "none.db", (), tmp_path / "run")
    with pytest.raises(HistoryError, match=r"none\.db: no such file"):
        teach_from_history(asked, lambda *_: None)
    db, clip = tmp_path / "history.db", write_passes(tmp_path / "yard.mp4")
    (event,) = (event for event in analysed(clip, db) if event.scores)
    vedette("correct", event.id, "car", "--db", db)
    asked = TeachingRequest(db, (), tmp_path / "run", exemplars=folder / "exemplars.zip")
    with pytest.raises(ValueError, match="expected 8 reviewed events or more of a label, got car 1"):
        teach_from_history(asked, lambda *_: None)
