"""`vedette evaluate` on a history and on footage."""

import json
from pathlib import Path

import av
import numpy as np
import pytest
import typer
from typer.testing import CliRunner, Result

from api.commands.evaluate import evaluate
from pipeline.errors import HistoryError, TruthInvalid
from pipeline.history.analysis import Analysis, Outcome
from pipeline.history.writer import HistoryWriter
from pipeline.values import Box, Event

app = typer.Typer()
app.command()(evaluate)


def vedette(*arguments: str | Path) -> Result:
    wide = {"COLUMNS": "300"}  # messages on one line
    return CliRunner(env=wide).invoke(app, [str(argument) for argument in arguments])


def found(analysis: Analysis, number: int, label: str, start_s: int, end_s: int) -> Event:
    return Event(
        analysis.event_id(number), analysis.camera, analysis.path, label, 0.9, start_s * 1_000_000,
        end_s * 1_000_000, None, Box(0, 0, 9, 9), (), (), {label: 0.9}, "m",
    )  # fmt: skip


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """History of one clip: a person from 2 to 12 s, rightly, and a car at 15 s, wrongly."""
    path = tmp_path / "vedette-out" / "history.db"
    with HistoryWriter(path) as writer:
        analysis = Analysis("footage/yard.mp4", "yard", "print", "s", "m", "0")
        source_id = writer.begin(analysis).source_id
        writer.add(source_id, found(analysis, 1, "person", 2, 12))
        writer.add(source_id, found(analysis, 2, "car", 15, 16))
        writer.add(source_id, found(analysis, 3, "background", 0, 20))
        writer.finish(source_id, Outcome(20_000_000, 200, 160, 90))
    return path


@pytest.fixture
def truth(tmp_path: Path) -> Path:
    """A clip with a person from 2 to 12 s, and one that nobody has."""
    path = tmp_path / "truth.json"
    yard = {
        "file": "yard.mp4",
        "events": [{"label": "person", "start_s": 2, "end_s": 12}],
        "quiet": [[13, 20]],
    }
    path.write_text(json.dumps({"clips": [yard, {"file": "lane.mp4", "events": []}]}))
    return path


def test_history_is_scored(truth: Path, db: Path) -> None:
    result = vedette(truth, "--db", db, "--clip", "yard.mp4", "--json")
    assert result.exit_code == 0, result.output
    figures = json.loads(result.stdout)
    assert figures["presence"]["person"]["mean_f1"] == 1.0
    assert figures["events"]["groups"]["vehicle"]["false"] == 1
    assert figures["quiet"] == {"seconds": 7, "false": 1, "false_per_minute": pytest.approx(60 / 7)}
    assert [clip["file"] for clip in figures["clips"]] == ["yard.mp4"]


def test_tables_are_printed(truth: Path, db: Path) -> None:
    result = vedette(truth, "--db", db, "--clip", "yard.mp4")
    assert result.exit_code == 0, result.output
    rows = [line.split() for line in result.stdout.splitlines()]
    assert ["yard.mp4", "1.00", "8/0/0", "–", "0/0/1", "8.57"] in rows
    assert ["all", "clips", "group", "person", "1", "0", "0", "1.00", "1.00", "1.00"] in rows


def test_missing_clip_is_told_and_the_rest_is_scored(truth: Path, db: Path) -> None:
    result = vedette(truth, "--db", db, "--json")
    assert result.exit_code == 1
    assert result.stderr == f"history {db}: expected one finished analysis of lane.mp4, received 0\n"
    assert len(json.loads(result.stdout)["clips"]) == 1


def test_scores_are_written_to_a_folder(truth: Path, db: Path, tmp_path: Path) -> None:
    out = tmp_path / "a" / "b"
    result = vedette(truth, "--db", db, "--clip", "yard.mp4", "--out", out, "--json")
    assert result.exit_code == 0, result.output
    assert (out / "scores.json").read_text() == result.stdout
    (tmp_path / "file").touch()
    refused = vedette(truth, "--db", db, "--clip", "yard.mp4", "--out", tmp_path / "file")
    assert refused.exit_code == 2
    assert "File exists" in refused.stderr


def test_unknown_clip_is_a_wrong_usage(truth: Path, db: Path) -> None:
    result = vedette(truth, "--db", db, "--clip", "yrad.mp4")
    assert result.exit_code == 2
    assert "yard.mp4?" in result.stderr


def test_footage_and_history_exclude_each_other(truth: Path, db: Path, tmp_path: Path) -> None:
    assert vedette(truth, "--db", db, "--footage", tmp_path).exit_code == 2


def test_missing_truth_and_missing_history_are_told(truth: Path, tmp_path: Path) -> None:
    assert isinstance(vedette(tmp_path / "none.json").exception, TruthInvalid)
    assert isinstance(vedette(truth, "--db", tmp_path / "none.db").exception, HistoryError)


def write_clip(path: Path) -> None:
    """Two seconds of a dark square that crosses a grey wall."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=10)
        stream.width, stream.height = 320, 240
        stream.pix_fmt = "yuv420p"
        for number in range(20):
            picture = np.full((240, 320, 3), 128, np.uint8)
            picture[100:160, number * 12 : number * 12 + 30] = 20
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))


def test_footage_beside_the_truth_is_analysed(tmp_path: Path) -> None:
    (tmp_path / "footage").mkdir()
    write_clip(tmp_path / "footage" / "wall.mp4")
    boxes = [f"{number + 1},1,{number * 12 + 1},101,30,60" for number in range(20)]
    (tmp_path / "gt.txt").write_text("\n".join(boxes))
    wall = {"file": "wall.mp4", "events": [], "ground_truth": "gt.txt", "ground_truth_kind": "MOTChallenge"}
    (tmp_path / "truth.json").write_text(json.dumps({"clips": [wall]}))
    result = vedette(tmp_path / "truth.json", "--json")
    assert result.exit_code == 0, result.output
    (clip,) = json.loads(result.stdout)["clips"]
    assert clip["boxes"]["hits"] + clip["boxes"]["missed"] == 20
