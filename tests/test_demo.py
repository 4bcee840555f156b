"""`vedette demo`: the main job on the clips that come with vedette, and what it leaves behind."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from api.commands.demo import PLACES, demo, sample_clips
from pipeline.errors import VedetteError
from pipeline.history.history import History

app = typer.Typer()
app.command()(demo)


def vedette_demo(out: Path) -> Result:
    return CliRunner().invoke(app, ["--out", str(out)], catch_exceptions=False)


@pytest.mark.slow
def test_demo_leaves_events_and_a_report_and_says_how_right_it_is(tmp_path: Path) -> None:
    first, second = vedette_demo(tmp_path / "demo"), vedette_demo(tmp_path / "demo")
    with History.open(tmp_path / "demo" / "history.db") as history:
        sources = list(history.sources())
    assert (first.exit_code, second.exit_code) == (0, 0)
    names = sorted(Path(source.analysis.path).name for source in sources)
    assert names == [clip.name for clip in sample_clips(PLACES)]
    assert {source.state for source in sources} == {"done"}
    assert "3 sources (3 analysed)" in first.stderr
    assert "3 sources (3 known already)" in second.stderr
    assert "events found" in first.stdout
    assert f"see {tmp_path}/demo/report/index.html" in first.stdout
    assert (tmp_path / "demo" / "report" / "index.html").exists()


def test_clips_are_taken_from_the_first_folder_that_has_any(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "clips").mkdir()
    (tmp_path / "clips" / "yard.mp4").touch()
    assert sample_clips([tmp_path / "empty", tmp_path / "clips"]) == [tmp_path / "clips" / "yard.mp4"]


def test_missing_clips_are_one_line(tmp_path: Path) -> None:
    with pytest.raises(VedetteError, match=r"^sample clips: expected in .*, received none$"):
        sample_clips([tmp_path])
