"""`vedette analyze` on clips that the tests make: what it finds, keeps, prints and refuses."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import typer
from typer.testing import CliRunner, Result

from api.commands.analyze import analyze
from pipeline.errors import HistoryError
from pipeline.history.history import History
from pipeline.history.query import EventQuery
from tests.clips import PASS_S, write_passes
from tests.videos import (
    MovingSquare,
    cut_off,
    insert,
    noise,
    overwrite,
    write_pictures,
    write_sound,
    write_video,
)

app = typer.Typer()
app.command()(analyze)

SOURCE_KEYS = [
    "path", "camera", "state", "frames", "duration_s", "start", "start_from", "width", "height", "unseen",
    "events", "error",
]  # fmt: skip


def vedette_analyze(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments], catch_exceptions=False)


def analysed(*arguments: str | Path, status: int = 0) -> dict[str, Any]:
    """The JSON of a run that ends with `status`."""
    result = vedette_analyze(*arguments, "--json", "--all", "--workers", "1")
    assert result.exit_code == status, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four seconds in which a square crosses the scene."""
    return write_passes(tmp_path_factory.mktemp("footage") / "yard_20260102_030405.mp4")


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "out" / "history.db"


def test_events_are_printed_and_kept_with_their_pictures(clip: Path, db: Path) -> None:
    found = analysed(clip, "--db", db)
    with History.open(db) as history:
        kept = list(history.events(EventQuery(include_hidden=True)))
        (source,) = history.sources()
    assert found["events"]
    assert [event["id"] for event in found["events"]] == [event.id for event in kept]
    pictures = [event["snapshot"] for event in found["events"] if event["snapshot"]]
    assert pictures
    crops = [f"crops/{event.id[:2]}/{event.id}-0.jpg" for event in kept if event.snapshot]
    for picture in (source.still, *pictures, *crops):
        assert cv2.imread(f"{db.parent}/{picture}") is not None


def test_json_tells_all_about_a_source(clip: Path, db: Path) -> None:
    (source,) = analysed(clip, "--db", db)["sources"]
    assert list(source) == SOURCE_KEYS
    assert (source["path"], source["camera"], source["state"]) == (str(clip), "yard", "done")
    assert (source["frames"], source["duration_s"]) == (round(PASS_S * 25), PASS_S)
    assert (source["width"], source["height"]) == (320, 240)
    assert source["start_from"] == "name"
    assert (source["unseen"], source["error"]) == ([], None)


def test_hidden_events_are_shown_only_when_asked_for(clip: Path, db: Path) -> None:
    every = analysed(clip, "--db", db)["events"]
    shown = json.loads(vedette_analyze(clip, "--db", db, "--json").stdout)
    assert shown["events"] == [event for event in every if event["label"] not in {"background", "unknown"}]
    assert shown["sources"][0]["events"] == len(shown["events"])


def test_same_file_again_is_known_and_adds_nothing(clip: Path, db: Path) -> None:
    first = analysed(clip, "--db", db)
    second = analysed(clip, "--db", db)
    assert second["events"] == first["events"]
    assert [source["state"] for source in second["sources"]] == ["known"]
    with History.open(db) as history:
        assert history.count(EventQuery(include_hidden=True)) == len(first["events"])


def test_same_file_elsewhere_has_the_same_ids(clip: Path, db: Path, tmp_path: Path) -> None:
    copy = shutil.copy(clip, tmp_path)
    ids = [[event["id"] for event in analysed(path, "--db", at)["events"]] for path, at in
           ((clip, db), (copy, tmp_path / "other.db"))]  # fmt: skip
    assert ids[0] == ids[1]


def test_copy_in_the_same_run_is_analysed_and_listed_once(clip: Path, db: Path, tmp_path: Path) -> None:
    copy = shutil.copy(clip, tmp_path)
    found = analysed(clip, copy, "--db", db)
    assert [source["state"] for source in found["sources"]] == ["done", "known"]
    assert len({event["id"] for event in found["events"]}) == len(found["events"])


def test_start_time_dates_the_events(clip: Path, db: Path) -> None:
    found = analysed(clip, "--db", db, "--start-time", "2026-11-23T00:00:00+01:00")
    assert found["sources"][0]["start"] == "2026-11-22T23:00:00.000+00:00"
    assert found["sources"][0]["start_from"] == "argument"
    assert all(event["start"].startswith("2026-11-22T23:00:0") for event in found["events"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--start-time", "yesterday"], "expected an ISO 8601 time as 2026-11-23T08:00+01:00, received"),
        (["--start-time", "2026-11-23", "{other}"], "--start-time: expected one source, received 2"),
        (["--db", "a.db", "--out", "b"], "expected --db or --out, received both"),
        (["--workers", "0"], "greater than or equal to 1"),
    ],
    ids=["no time", "time of several sources", "two places", "no workers"],
)
def test_usage_errors_change_nothing(clip: Path, tmp_path: Path, arguments: list[str], message: str) -> None:
    other = shutil.copy(clip, tmp_path / "other.mp4")
    result = vedette_analyze(
        clip, "--db", tmp_path / "history.db", *(each.format(other=other) for each in arguments)
    )
    assert result.exit_code == 2
    assert message in " ".join(result.output.replace("│", " ").split())
    assert not (tmp_path / "history.db").exists()


def test_camera_names_every_source(clip: Path, db: Path) -> None:
    found = analysed(clip, "--db", db, "--camera", "gate")
    assert {event["camera"] for event in found["events"]} == {"gate"}


def test_out_is_a_folder_for_everything(clip: Path, tmp_path: Path) -> None:
    analysed(clip, "--out", tmp_path / "here")
    assert {path.name for path in (tmp_path / "here").iterdir()} >= {"history.db", "snapshots", "stills"}


def test_pipe_gets_events_alone(clip: Path, db: Path) -> None:
    result = vedette_analyze(clip, "--db", db, "--all")
    assert len(result.stdout.splitlines()) == len(analysed(clip, "--db", db)["events"])
    assert "1 source (1 analysed): " in result.stderr
    assert f"vedette events --db {db}" in result.stderr
    assert "faster than real time" in result.stderr


def test_pictures_are_a_source_too(tmp_path: Path, db: Path) -> None:
    folder = write_pictures(tmp_path / "night", MovingSquare(frames=8).images())
    (source,) = analysed(folder, "--db", db)["sources"]
    assert (source["camera"], source["frames"], source["duration_s"]) == ("night", 8, 8.0)


def test_name_in_another_encoding_is_stored_legibly(clip: Path, db: Path, tmp_path: Path) -> None:
    path = shutil.copy(clip, tmp_path / os.fsdecode(b"h\xf6f.mp4"))
    (source,) = analysed(path, "--db", db)["sources"]
    assert source["path"] == f"{tmp_path}/h�f.mp4"


def no_index(path: Path) -> Path:
    return cut_off(write_video(path, MovingSquare().images()), 0.6)


def sound(path: Path) -> Path:
    return write_sound(path.with_suffix(".m4a")).rename(path)


def one_pixel(path: Path) -> Path:
    return write_video(path, [np.zeros((1, 1, 3), np.uint8)] * 9, codec="ffv1", pixel_format="yuv444p")


def written(content: bytes) -> Callable[[Path], Path]:
    def write(path: Path) -> Path:
        path.write_bytes(content)
        return path

    return write


def folder(path: Path) -> Path:
    path.mkdir()
    return Path(shutil.copy(__file__, path)).parent


BAD: dict[str, tuple[Callable[[Path], Path], str]] = {
    "empty.mp4": (written(b""), "expected video, the file is empty"),
    "text.mp4": (written(b"no video at all\n" * 99), "expected video, found nothing that FFmpeg can read"),
    "unfinished.mp4": (no_index, "cut off before its index (moov)"),
    "sound.mp4": (sound, "expected video, found audio only"),
    "pixel.mkv": (one_pixel, "expected pictures of at least 16x16 pixels, got 1x1"),
    "missing.mp4": (lambda path: path, "no such file or folder"),
    "papers": (folder, "expected a folder with videos or numbered pictures, found none"),
}
"""What to make under a name, and what is then said of it."""


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_one_line(name: str, tmp_path: Path) -> None:
    make, words = BAD[name]
    path = make(tmp_path / name)
    result = vedette_analyze(path, "--out", tmp_path / "out", "--workers", "1", "--json")
    assert result.exit_code == 1
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"{path}: {words}")
    (source,) = json.loads(result.stdout)["sources"]
    assert (source["path"], source["state"], source["error"]) == (str(path), "failed", line)


def test_good_clip_among_bad_ones_is_analysed(clip: Path, db: Path, tmp_path: Path) -> None:
    bad = [make(tmp_path / name) for name, (make, _) in BAD.items()]
    result = vedette_analyze(*bad[:4], clip, *bad[4:], "--db", db, "--workers", "1", "--json", "--all")
    found = json.loads(result.stdout)
    states = {source["path"]: source["state"] for source in found["sources"]}
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == len(BAD)
    assert states == {str(clip): "done"} | {str(path): "failed" for path in bad}
    assert {event["source"] for event in found["events"]} == {str(clip)}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_file_that_may_not_be_read_is_one_line(clip: Path, db: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(clip, tmp_path))
    path.chmod(0)
    assert analysed(path, "--db", db, status=1)["sources"][0]["error"] == f"{path}: no permission to read it"


def test_nothing_to_analyse_makes_no_history(db: Path, tmp_path: Path) -> None:
    assert vedette_analyze(tmp_path / "missing.mp4", "--db", db).exit_code == 1
    assert not db.parent.exists()


def test_megabyte_of_noise_is_one_line_and_passed_over(db: Path, tmp_path: Path) -> None:
    path = write_video(tmp_path / "noise.ts", MovingSquare().images(), options={"g": "10"})
    result = vedette_analyze(insert(path, 0.5, noise(1_000_000)), "--db", db, "--workers", "1", "--json")
    (source,) = json.loads(result.stdout)["sources"]
    # Where between the packets it stands decides how many of the pictures around it are lost.
    is_hurt = bool(source["unseen"])
    assert (source["state"], source["error"]) == ("done", None)
    assert source["frames"] >= 25
    assert (result.exit_code, len(result.stderr.splitlines())) == (is_hurt, is_hurt)


def test_damaged_stretch_is_told_each_time(db: Path, tmp_path: Path) -> None:
    path = write_video(tmp_path / "noise.ts", MovingSquare(frames=100, noise=3).images(), options={"g": "25"})
    overwrite(path, 0.5, noise(2_000))
    for state in ("done", "known"):
        result = vedette_analyze(path, "--db", db, "--workers", "1", "--json")
        (source,) = json.loads(result.stdout)["sources"]
        assert source["unseen"]
        told = ", ".join(f"{from_s:.1f}–{to_s:.1f} s" for from_s, to_s in source["unseen"])
        assert (result.exit_code, source["state"]) == (1, state)
        assert f"not seen: {told}" in result.stderr


def test_history_that_cannot_be_made_is_one_line(clip: Path) -> None:
    with pytest.raises(HistoryError, match="Not a directory"):
        vedette_analyze(clip, "--out", clip / "out")


@pytest.mark.slow
def test_workers_do_not_change_events(clip: Path, tmp_path: Path) -> None:
    damaged = overwrite(write_passes(tmp_path / "damaged.ts", 2, seed=1), 0.6, noise(2_000))
    sources = [clip, damaged, tmp_path / "missing.mp4", write_passes(tmp_path / "other.mp4", 2, seed=2)]
    found = []
    for workers in ("1", "3"):
        db = tmp_path / workers / "history.db"
        result = vedette_analyze(*sources, "--db", db, "--workers", workers, "--json", "--all")
        found.append(json.loads(result.stdout))
    assert found[0] == found[1]
    assert len({event["source"] for event in found[0]["events"]}) == 3
