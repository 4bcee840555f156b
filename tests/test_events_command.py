"""`vedette events` on a real history, and the forms in which it shows an event."""

import csv
import io
import json
import os
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import typer
from rich.console import Console
from typer.testing import CliRunner, Result

from api.commands.events import events
from api.event_json import CSV_COLUMNS, csv_row, event_json
from api.event_table import ROWS_A_TABLE, write_lines, write_tables
from api.moment import iso, utc_us
from pipeline.errors import HistoryError
from pipeline.history.analysis import Analysis
from pipeline.values import PathPoint
from tests.history_samples import NOON_US, SECOND_US, analysis, event, store
from tests.live_rows import live_event

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
LOST = analysis("lost", recorded_us=None)

app = typer.Typer()
app.command()(events)


@pytest.fixture(autouse=True)
def berlin() -> Iterator[None]:
    """Local time is one hour ahead of UTC."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "CET-1"
    time.tzset()
    yield
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("history") / "history.db"
    yard = analysis()
    found = [
        event(yard, 0, "car", score=0.91, zones=("drive", "kerb")),
        event(yard, 1, "person", start_s=60.25, length_s=8.6),
        event(yard, 2, "background"),
    ]
    store(path, yard, found, b"jpeg")
    store(path, LOST, [event(LOST, 0, "dog", start_s=3723.456)])
    return path


def vedette(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def listed(*arguments: str | Path) -> list[str]:
    """Labels of the events that the command prints as JSON."""
    result = vedette(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return [found["label"] for found in json.loads(result.stdout)["events"]]


def test_json_object_is_the_one_promised() -> None:
    of = replace(analysis(), path="footage/yard.mp4")
    given = replace(
        event(of, 1, "person", zones=("gate",)),
        score=0.93004,
        start_us=1_200_000,
        end_us=9_799_500,
        path=(PathPoint(1_200_000, 431.4, 325.6), PathPoint(1_700_499, 440, 324)),
        scores={"car": 0.02, "person": 0.93004},
        snapshot="snapshots/ab/abc.jpg",
    )
    assert list(event_json(given).items()) == [
        ("id", of.event_id(1)),
        ("camera", "yard"),
        ("source", "footage/yard.mp4"),
        ("label", "person"),
        ("score", 0.93),
        ("start", "2026-11-23T12:00:01.200+00:00"),
        ("end", "2026-11-23T12:00:09.800+00:00"),
        ("start_s", 1.2),
        ("end_s", 9.8),
        ("box", [412, 230, 38, 96]),
        ("path", [[1.2, 431, 326], [1.7, 440, 324]]),
        ("zones", ["gate"]),
        ("scores", {"person": 0.93, "car": 0.02}),
        ("model", "m1"),
        ("snapshot", "snapshots/ab/abc.jpg"),
        ("recording", None),
    ]
    assert list(event_json(given)["scores"]) == ["person", "car"]  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("options", "labels"),
    [
        pytest.param("--max-score 0.8", ["person", "dog"], id="score"),
        pytest.param("--min-duration 6", ["person"], id="long"),
        pytest.param("--max-duration 5", ["car", "dog"], id="short"),
        pytest.param("--between 13:01-14:00", ["person"], id="time of day, an hour ahead of UTC"),
        pytest.param("--between 22:00-13:01", ["car"], id="over midnight"),
        pytest.param("--recorded", [], id="with a clip"),
        pytest.param("--not-recorded --not-reviewed", ["car", "person", "dog"], id="without any"),
        pytest.param("--rule guard", [], id="rule"),
    ],
)
def test_each_filter_narrows_the_list(db: Path, options: str, labels: list[str]) -> None:
    done = CliRunner().invoke(app, ["--db", str(db), "--json", *options.split()])
    assert [found["label"] for found in json.loads(done.stdout)["events"]] == labels


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ("--between noon", "expected a time of day as 22:00"),
        ("--between 08:00-08:00", "two different times"),
        ("--min-score 0.9 --max-score 0.1", "expected min_score up to max_score"),
        ("--min-duration 9 --max-duration 1", "expected the least length up to the most"),
    ],
)
def test_filter_that_nothing_can_match_is_refused(db: Path, options: str, told: str) -> None:
    done = CliRunner().invoke(app, ["--db", str(db), *options.split()])
    assert done.exit_code == 2
    assert told in " ".join(done.output.replace("│", " ").split())


def test_unknown_time_is_null() -> None:
    found = event_json(event(LOST, 0, start_s=3.5))
    assert (found["start"], found["end"], found["start_s"], found["end_s"]) == (None, None, 3.5, 8.5)


def test_live_event_has_no_offset() -> None:
    live = Analysis("rtsp://gate", "gate", "live", "s", "m", "0", 0, "clock", is_live=True)
    found = event_json(event(live, 0, start_s=NOON_US / SECOND_US))
    assert (found["start"], found["start_s"], found["end_s"]) == ("2026-11-23T12:00:00.000+00:00", None, None)


def test_an_event_that_lasts_has_no_end_yet(tmp_path: Path) -> None:
    lasting = live_event(1, is_lasting=True)
    assert (event_json(lasting)["start"], event_json(lasting)["end"]) == (
        "2026-11-23T12:00:00.000+00:00",
        None,
    )
    assert csv_row(lasting)["end"] is None
    out = io.StringIO()
    write_lines([lasting], tmp_path, out)
    assert out.getvalue().split("\t")[4] == "5.0 s, lasts"


def test_csv_row_has_the_columns_of_its_heading() -> None:
    row = csv_row(event(analysis(), 1, zones=("drive", "kerb")))
    assert tuple(row) == CSV_COLUMNS
    assert [row[name] for name in ("x", "y", "width", "height", "zones")] == [412, 230, 38, 96, "drive kerb"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-23T08:00:00+00:00", datetime(2026, 11, 23, 8, tzinfo=UTC)),
        ("2026-11-23T08:00Z", datetime(2026, 11, 23, 8, tzinfo=UTC)),
        ("2026-11-23 08:00", datetime(2026, 11, 23, 7, tzinfo=UTC)),
        ("2026-11-23", datetime(2026, 11, 22, 23, tzinfo=UTC)),
        ("2h", NOW - timedelta(hours=2)),
        ("1.5h", NOW - timedelta(minutes=90)),
        ("90s", NOW - timedelta(seconds=90)),
        ("30m", NOW - timedelta(minutes=30)),
        ("7d", NOW - timedelta(days=7)),
        ("1w", NOW - timedelta(weeks=1)),
    ],
)
def test_time_is_read_as_people_write_it(text: str, expected: datetime) -> None:
    assert utc_us(text, NOW) == round(expected.timestamp()) * SECOND_US


@pytest.mark.parametrize(
    "text", ["", "soon", "2h30", "-2h", "12:00", "2026-13-01", "99999999999d", "0001-01-01T00:00"]
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected a date, an ISO 8601 time, or how long ago"):
        utc_us(text, NOW)


def test_time_is_written_to_the_millisecond() -> None:
    assert iso(1_499) == "1970-01-01T00:00:00.001+00:00"
    assert iso(1_500) == "1970-01-01T00:00:00.002+00:00"
    assert iso(-500) == "1970-01-01T00:00:00.000+00:00"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        pytest.param([], ["car", "person", "dog"], id="shown"),
        pytest.param(["--all"], ["car", "background", "person", "dog"], id="all"),
        pytest.param(["--label", "background"], ["background"], id="hidden label by name"),
        pytest.param(["--label", "vehicle"], ["car"], id="group"),
        pytest.param(["--camera", "lost"], ["dog"], id="camera"),
        pytest.param(["--zone", "drive"], ["car"], id="zone"),
        pytest.param(["--min-score", "0.9"], ["car"], id="score"),
        pytest.param(["--source", "yard.mp4"], ["car", "person"], id="source"),
        pytest.param(["--limit", "1"], ["car"], id="limit"),
        pytest.param(["--since", "2026-11-23T13:01"], ["person"], id="since, local time"),
        pytest.param(["--until", "2026-11-23T12:01Z"], ["car"], id="until, UTC"),
        pytest.param(["--label", "deer"], [], id="nothing"),
    ],
)
def test_options_choose(db: Path, arguments: list[str], expected: list[str]) -> None:
    assert listed("--db", db, *arguments) == expected


def test_csv_is_readable(db: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(vedette("--db", db, "--csv").stdout)))
    assert [row["label"] for row in rows] == ["car", "person", "dog"]
    assert (rows[0]["start"], rows[2]["start"]) == ("2026-11-23T12:00:00.000+00:00", "")


def test_csv_of_nothing_is_its_heading(db: Path) -> None:
    assert vedette("--db", db, "--label", "deer", "--csv").stdout == ",".join(CSV_COLUMNS) + "\n"


def test_lines_into_a_pipe_are_plain(db: Path) -> None:
    lines = vedette("--db", db).stdout.splitlines()
    car = analysis().event_id(0)
    snapshot = db.parent / f"snapshots/{car[:2]}/{car}.jpg"
    assert lines[0].split("\t") == ["2026-11-23 13:00:00", "yard", "car", "0.91", "5.0 s", str(snapshot)]
    assert lines[1].split("\t")[0] == "2026-11-23 13:01:00"
    assert lines[2].split("\t") == ["1:02:03.4", "lost", "dog", "0.75", "5.0 s", "-"]


@pytest.mark.parametrize("width", [72, 80, 200])
def test_table_keeps_all_but_the_snapshots_path_in_a_narrow_terminal(tmp_path: Path, width: int) -> None:
    found = replace(event(analysis(), 1, "two-wheeler"), snapshot="snapshots/ab/" + "c" * 20 + ".jpg")
    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=False)
    assert write_tables([found], tmp_path, console) == 1
    heading, row = out.getvalue().splitlines()
    assert heading.split() == ["time", "camera", "label", "score", "length", "snapshot"]
    assert row.split()[:7] == ["2026-11-23", "13:00:01", "yard", "two-wheeler", "0.75", "5.0", "s"]
    assert ("snapshots/ab/" + "c" * 20 + ".jpg" in row) == (width == 200)


def test_table_repeats_its_heading(tmp_path: Path) -> None:
    out = io.StringIO()
    many = [event(analysis(), number) for number in range(ROWS_A_TABLE + 1)]
    assert write_tables(many, tmp_path, Console(file=out, width=100)) == ROWS_A_TABLE + 1
    assert out.getvalue().count("snapshot") == 2


def test_markup_in_a_name_is_shown_as_it_is(tmp_path: Path) -> None:
    out = io.StringIO()
    write_tables([event(analysis("[red]yard"), 1)], tmp_path, Console(file=out, width=100))
    assert "[red]yard" in out.getvalue()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["--since", "soon"], "received 'soon'", id="no time"),
        pytest.param(["--since", "1h", "--until", "2h"], "expected --since before --until", id="backwards"),
        pytest.param(["--json", "--csv"], "expected --json or --csv, received both", id="two forms"),
        pytest.param(["--min-score", "2"], "--min-score", id="score above 1"),
        pytest.param(["--limit", "0"], "--limit", id="limit of nothing"),
    ],
)
def test_usage_error_ends_with_two(arguments: list[str], message: str) -> None:
    result = vedette(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    told = " ".join(result.stderr.replace("│", " ").split())
    assert message in told


def test_missing_history_is_told(tmp_path: Path) -> None:
    result = vedette("--db", tmp_path / "history.db", "--json")
    assert isinstance(result.exception, HistoryError)
    assert result.stdout == ""
