"""`vedette report` on a real history."""

import csv
import json
import re
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import pytest
import typer
from typer.testing import CliRunner, Result

from api.commands.report import report
from api.plots.album import MAX_CAMERAS, Album
from pipeline.errors import HistoryError
from pipeline.history.history import History
from pipeline.history.query import EventQuery
from pipeline.history.writer import HistoryWriter
from tests.history_samples import NOON_US, OUTCOME, analysis, event

_, ENCODED = cv2.imencode(".jpg", np.full((90, 160, 3), 128, np.uint8))
JPEG = ENCODED.tobytes()

app = typer.Typer()
app.command()(report)


def vedette(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def add_source(
    writer: HistoryWriter,
    camera: str,
    labels: str,
    recorded_us: int | None = NOON_US,
    *,
    is_whole: bool = True,
) -> None:
    """Store a file of `camera` with an event for each of the blank-separated labels."""
    of = analysis(camera, recorded_us=recorded_us)
    source_id = writer.begin(of).source_id
    for number, label in enumerate(labels.split()):
        writer.add(source_id, event(of, number, label), JPEG)
    if is_whole:
        writer.finish(source_id, replace(OUTCOME, still_jpeg=JPEG))


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("vedette-out") / "history.db"
    with HistoryWriter(path) as writer:
        add_source(writer, "yard", "person car person")
        add_source(writer, "<gate & co>", "dog background", recorded_us=None)
    return path


@dataclass(frozen=True, slots=True)
class Reported:
    result: Result
    folder: Path

    @property
    def page(self) -> str:
        return (self.folder / "index.html").read_text()


@pytest.fixture(scope="module")
def reported(db: Path) -> Reported:
    """The report of the whole history, where it is written unless told otherwise."""
    return Reported(vedette("--db", db), db.parent / "report")


def test_report_writes_page_plots_and_counts(reported: Reported) -> None:
    assert reported.result.exit_code == 0, reported.result.output
    assert str(reported.folder / "index.html") in reported.result.stdout
    assert "person       2" in reported.result.stdout
    names = {path.name for path in reported.folder.iterdir()}
    for stem in ("all-timeline", "all-timeline-in-file", "all-gallery", "01-yard-counts", "01-yard-heat-map"):
        assert {f"{stem}.svg", f"{stem}.png"} <= names


def test_counts_file_has_every_shown_event(reported: Reported) -> None:
    with (reported.folder / "counts.csv").open(newline="") as file:
        rows = [tuple(row.values()) for row in csv.DictReader(file)]
    assert rows == [
        ("2026-11-23T12:00:00.000+00:00", "yard", "car", "1"),
        ("2026-11-23T12:00:00.000+00:00", "yard", "person", "2"),
        ("", "<gate & co>", "dog", "1"),
    ]


def test_page_needs_no_other_file_and_shows_names_as_they_are(reported: Reported) -> None:
    assert set(re.findall(r'src="(data:[a-z+/]+;base64,|[^"]*)', reported.page)) == {
        "data:image/svg+xml;base64,",
        "data:image/webp;base64,",
    }
    assert "<script" not in reported.page
    assert "&lt;gate &amp; co&gt;" in reported.page
    assert "<gate" not in reported.page


def test_links_on_the_page_lead_to_files(reported: Reported) -> None:
    links = [link for link in re.findall(r'href="([^"]*)"', reported.page) if not link.startswith("#")]
    assert links
    assert [link for link in links if not (reported.folder / link).is_file()] == []


def test_json_names_what_was_written(db: Path, tmp_path: Path) -> None:
    result = vedette("--db", db, "--out", tmp_path, "--camera", "yard", "--json")
    written = json.loads(result.stdout)
    assert written["counts"] == [
        {"camera": "yard", "label": "person", "count": 2},
        {"camera": "yard", "label": "car", "count": 1},
    ]
    assert all(Path(plot["svg"]).exists() and Path(plot["png"]).exists() for plot in written["plots"])
    assert Path(written["page"]).exists()


def test_single_camera_is_one_chapter(db: Path, tmp_path: Path) -> None:
    plots = json.loads(vedette("--db", db, "--out", tmp_path, "--label", "car", "--json").stdout)["plots"]
    assert [plot["title"] for plot in plots] == [
        "Events over time: yard",
        "Counts: yard",
        "Where things go: yard",
        "Best pictures: yard",
    ]


def test_empty_answer_is_a_report_too(db: Path, tmp_path: Path) -> None:
    result = vedette("--db", db, "--out", tmp_path, "--camera", "nowhere")
    assert result.exit_code == 0
    assert "no such events" in result.stdout
    assert "No events." in (tmp_path / "index.html").read_text()


def test_unfinished_source_has_no_heat_map_but_all_else(tmp_path: Path) -> None:
    with HistoryWriter(tmp_path / "history.db") as writer:
        add_source(writer, "yard", "person", is_whole=False)
    plots = json.loads(vedette("--db", tmp_path / "history.db", "--json").stdout)["plots"]
    assert [plot["title"] for plot in plots] == [
        "Events over time: yard",
        "Counts: yard",
        "Best pictures: yard",
    ]


def test_report_says_which_cameras_it_leaves_out(tmp_path: Path) -> None:
    with HistoryWriter(tmp_path / "history.db") as writer:
        for number in range(MAX_CAMERAS + 2):
            add_source(writer, f"camera {number}", "person")
    with History.open(tmp_path / "history.db") as history:
        album = Album(history, EventQuery(), tmp_path)
        assert len(album) == 1 + MAX_CAMERAS
        assert album.remark() == "Shown are the 12 busiest of 14 cameras: --camera NAME shows any other."


def test_missing_history_is_said_in_one_line(tmp_path: Path) -> None:
    result = vedette("--db", tmp_path / "none.db")
    assert isinstance(result.exception, HistoryError)
    assert "none.db: no such file" in str(result.exception)


def test_folder_that_cannot_be_written_is_a_usage_error(db: Path) -> None:
    result = vedette("--db", db, "--out", db)
    assert result.exit_code == 2
    assert "File exists" in " ".join(re.findall(r"\w+", result.output))  # a long path breaks the line


def test_times_the_wrong_way_round_are_a_usage_error(db: Path) -> None:
    result = vedette("--db", db, "--since", "2026-11-24", "--until", "2026-11-23")
    assert result.exit_code == 2
    assert "expected --since before --until" in result.output
