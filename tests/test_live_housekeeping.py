"""Clips that go, clips that were lost, clips that a killed writer left: looked after while a service runs."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.live.housekeeping import Housekeeping, HousekeepingSettings
from api.live.scribe import Scribe, ScribeSettings
from pipeline.history.history import History
from pipeline.history.outages import Outages
from pipeline.history.writer import HistoryWriter
from pipeline.live.outage import Outage
from pipeline.recording.cutting import clips_of_file
from pipeline.recording.naming import clip_stem
from pipeline.recording.origin import Origin
from pipeline.recording.retention import Limit, RetentionSettings
from pipeline.recording.wishes import Span
from tests.delivery_samples import PATIENCE_S, until
from tests.footage import Footage

SECOND_US = 1_000_000
DAY_US = 86_400 * SECOND_US
NOW_US = time.time_ns() // 1000
GATE = Origin("gate", "rtsp://gate", "live-1", 0)


@pytest.fixture(scope="module")
def footage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Footage(seconds=6).write(tmp_path_factory.mktemp("footage") / "gate.mp4")


@pytest.fixture
def db(tmp_path: Path, footage: Path) -> Path:
    """Two clips: one made 20 days ago, one 10."""
    path = tmp_path / "history.db"
    spans = [Span(0, SECOND_US), Span(4 * SECOND_US, 5 * SECOND_US)]
    with HistoryWriter(path) as writer:
        clips = clips_of_file(footage, spans, lambda at: clip_stem(tmp_path, GATE, at), GATE)
        for clip, days in zip(clips, (20, 10), strict=True):
            writer.record(clip.recording(tmp_path, NOW_US - days * DAY_US))
    return path


@pytest.fixture
def scribe(db: Path) -> Iterator[Scribe]:
    made = Scribe(db, ScribeSettings(gather_s=0.0, retry_s=0.02))
    made.start()
    yield made
    made.stop(PATIENCE_S)


@pytest.fixture
def housekeeping(db: Path, scribe: Scribe) -> Iterator[Housekeeping]:
    made = Housekeeping(db, scribe, lambda: NOW_US, HousekeepingSettings(every_s=3600.0))
    yield made
    made.stop(PATIENCE_S)


def rows(db: Path) -> list[str]:
    with History.open(db) as history:
        return [recording.path for recording in history.recordings()]


def files(db: Path) -> list[str]:
    folder = db.parent
    return sorted(
        str(path.relative_to(folder)) for path in (folder / "recordings").rglob("*") if path.is_file()
    )


def test_clips_that_are_too_old_go(db: Path, housekeeping: Housekeeping) -> None:
    old, new = rows(db)
    housekeeping.retention = RetentionSettings(Limit(keep_s=14 * 86_400))
    housekeeping.start()
    until(lambda: rows(db) == [new])
    until(lambda: files(db) == [new])
    assert old not in files(db)


def test_other_limits_are_kept_to_when_they_are_said(db: Path, housekeeping: Housekeeping) -> None:
    housekeeping.start()
    housekeeping.retention = RetentionSettings(Limit(max_bytes=1))
    housekeeping.look()
    until(lambda: rows(db) == [])


def test_rows_of_clips_that_are_gone_go(
    db: Path, housekeeping: Housekeeping, caplog: pytest.LogCaptureFixture
) -> None:
    gone, there = rows(db)
    (db.parent / gone).unlink()
    housekeeping.start()
    until(lambda: rows(db) == [there])
    assert "storage: 1 clips are amiss: missing" in caplog.messages


def test_rows_stay_where_the_whole_folder_is_gone(
    db: Path, housekeeping: Housekeeping, caplog: pytest.LogCaptureFixture
) -> None:
    before = rows(db)
    (db.parent / "recordings").rename(db.parent / "elsewhere")
    housekeeping.start()
    until(lambda: bool(caplog.messages))
    assert caplog.messages == [f"{db.parent}/recordings: gone, and 2 clips with it; their rows stay"]
    assert rows(db) == before


def test_what_a_killed_writer_left_becomes_a_clip(
    db: Path, scribe: Scribe, housekeeping: Housekeeping
) -> None:
    name, other = rows(db)
    scribe.ask(lambda writer: writer.forget_recordings([name]))
    (db.parent / name).rename(db.parent / f"{name}.partial")
    housekeeping.start()
    until(lambda: sorted(rows(db)) == sorted([name, other]))
    until(lambda: files(db) == sorted([name, other]))


def test_what_a_writer_gave_up_meanwhile_becomes_a_clip_when_nobody_touches_it(
    db: Path, scribe: Scribe, housekeeping: Housekeeping
) -> None:
    housekeeping.start()
    until(lambda: not scribe.waiting and bool(rows(db)))
    name, other = rows(db)
    scribe.ask(lambda writer: writer.forget_recordings([name]))
    left = (db.parent / name).rename(db.parent / f"{name}.partial")
    os.utime(left, (NOW_US / 1e6 - 61,) * 2)
    (db.parent / other).with_name("just-begun.mp4.partial").touch()
    housekeeping.look()
    until(lambda: sorted(rows(db)) == sorted([name, other]))
    assert [file for file in files(db) if file.endswith(".partial")] == [
        "recordings/gate/just-begun.mp4.partial"
    ]


def test_outages_of_long_ago_are_forgotten(db: Path, scribe: Scribe, housekeeping: Housekeeping) -> None:
    def note(start_us: int) -> None:
        outage = Outage("gate", "analysis", start_us, start_us + SECOND_US, "no packets")
        scribe.ask(lambda writer: writer.transact(lambda connection: Outages(connection).note(outage)))

    def left() -> list[int]:
        with History.open(db) as history:
            return [one.start_us for one in history.read(lambda c: Outages(c).latest(9))]

    note(NOW_US - 500 * DAY_US)
    note(NOW_US - 300 * DAY_US)
    housekeeping.start()
    until(lambda: left() == [NOW_US - 300 * DAY_US])


def test_limits_that_cannot_be_kept_are_said_once(
    db: Path, scribe: Scribe, housekeeping: Housekeeping, caplog: pytest.LogCaptureFixture
) -> None:
    protect = "update recordings set protected = 1"
    scribe.ask(lambda writer: writer.transact(lambda connection: connection.execute(protect).rowcount))
    housekeeping.retention = RetentionSettings(Limit(max_bytes=1))
    housekeeping.start()
    until(lambda: bool(caplog.messages))
    housekeeping.look()
    housekeeping.stop(PATIENCE_S)
    (message,) = caplog.messages
    assert message.startswith("storage: all clips: ")
    assert len(rows(db)) == 2


def test_settings_that_never_rest_are_refused() -> None:
    with pytest.raises(ValueError, match="expected every_s above 0"):
        HousekeepingSettings(every_s=0)
