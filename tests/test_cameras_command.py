"""`vedette cameras`: how cameras fare, when they were away, and whether anybody watches them."""

import json
import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from api.commands.cameras import cameras
from pipeline.errors import HistoryError
from pipeline.history.cameras import CameraStates
from pipeline.history.outages import Outages
from pipeline.history.writer import HistoryWriter
from pipeline.live.outage import Outage
from tests.history_samples import NOON_US, SECOND_US
from tests.live_rows import state

app = typer.Typer()
app.command()(cameras)

AWAY = Outage("garden", "analysis", NOON_US, None, "rtsp://10.0.0.8/garden: connection refused")
BACK = Outage("gate", "recording", NOON_US - 60 * SECOND_US, NOON_US - 30 * SECOND_US, "no packets for 8 s")


@pytest.fixture(autouse=True)
def berlin() -> Iterator[None]:
    """Local time is one hour ahead of UTC."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "CET-1"
    time.tzset()
    yield
    del os.environ["TZ"]
    if before is not None:
        os.environ["TZ"] = before
    time.tzset()


def written(db: Path, noted_us: int) -> Path:
    """A camera that is well and one that is away, as noted at a time."""
    away = state("garden", is_connected=False, last_error=AWAY.reason, fps_read=0.0, fps_analysed=0.0)
    with HistoryWriter(db) as writer:
        writer.transact(lambda connection: CameraStates(connection).note([state(), away], noted_us))
        for outage in (AWAY, BACK):
            writer.transact(lambda connection, outage=outage: Outages(connection).note(outage))  # type: ignore[misc]
    return db


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return written(tmp_path / "history.db", time.time_ns() // 1000)


def vedette(db: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, [*arguments, "--db", str(db)])


def test_each_camera_is_a_line(db: Path) -> None:
    garden, gate = vedette(db).stdout.splitlines()
    assert gate.split("\t") == [
        "gate", "connected since 2026-11-23 13:00:00", "15.0 frames/s", "10.0 of 10 analysed", "3 dropped",
        "1 reconnects", "-",
    ]  # fmt: skip
    assert garden.split("\t")[1:3] == ["away since 2026-11-23 13:00:00", "0.0 frames/s"]
    assert garden.endswith(AWAY.reason)


def test_outages_are_listed_with_the_latest_first(db: Path) -> None:
    assert [line.split("\t") for line in vedette(db, "--outages").stdout.splitlines()] == [
        ["garden", "analysis", "2026-11-23 13:00:00", "lasts", AWAY.reason],
        ["gate", "recording", "2026-11-23 12:59:00", "2026-11-23 12:59:30", BACK.reason],
    ]
    assert vedette(db, "--outages", "--camera", "gate").stdout.count("\n") == 1
    assert vedette(db, "--outages", "--since", "2026-11-23T12:00Z").stdout.count("\n") == 1


def test_json_has_states_and_outages(db: Path) -> None:
    told = json.loads(vedette(db, "--json", "--camera", "garden").stdout)
    (camera,), (outage,) = told["cameras"], told["outages"]
    assert (camera["name"], camera["connected"], camera["watched"]) == ("garden", False, True)
    assert (camera["url"], camera["width"], camera["frames_dropped"]) == ("rtsp://10.0.0.8/garden", 640, 3)
    assert camera["since"] == "2026-11-23T12:00:00.000+00:00"
    assert outage == {
        "camera": "garden", "what": "analysis", "start": "2026-11-23T12:00:00.000+00:00", "end": None,
        "reason": AWAY.reason,
    }  # fmt: skip


def test_a_service_that_lives_is_told_from_one_that_does_not(tmp_path: Path, db: Path) -> None:
    assert vedette(db, "--alive").exit_code == 0
    (tmp_path / "old").mkdir()
    silent = written(tmp_path / "old" / "history.db", NOON_US - 86_400 * SECOND_US)
    done = vedette(silent, "--alive")
    assert done.exit_code == 1
    assert (
        done.stdout.splitlines()[0].split("\t")[1] == "nothing heard of its service since 2026-11-22 13:00:00"
    )


def test_a_camera_that_is_no_longer_watched_says_so(db: Path) -> None:
    with HistoryWriter(db) as writer:
        writer.transact(lambda connection: CameraStates(connection).leave("gate", NOON_US))
    assert vedette(db, "--camera", "gate").stdout.split("\t")[1] == "not watched since 2026-11-23 13:00:00"


def test_what_keeps_a_camera_from_being_recorded_is_shown(db: Path) -> None:
    full = replace(state(), recording_trouble="expected 1,000,000,000 free bytes or more, received 5")
    with HistoryWriter(db) as writer:
        writer.transact(lambda connection: CameraStates(connection).note([full], NOON_US))
    assert vedette(db, "--camera", "gate").stdout.endswith("received 5\n")


def test_a_history_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    assert isinstance(vedette(tmp_path / "none.db").exception, HistoryError)
