"""Clips and the events that they show find each other; removing a clip removes its file."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import HistoryError
from pipeline.history.database import connect
from pipeline.history.history import History
from pipeline.history.migrations import MIGRATIONS, migrate
from pipeline.history.query import EventQuery
from pipeline.history.recording import Recording
from pipeline.history.writer import HistoryWriter
from tests.history_samples import NOON_US, OUTCOME, SECOND_US, analysis, event, store
from tests.recording_samples import recording

YARD = analysis()
CAR = YARD.event_id(1)


def keep(db: Path, *recordings: Recording) -> None:
    """Note clips, with a file of their size each."""
    with HistoryWriter(db) as writer:
        for clip in recordings:
            path = db.parent / clip.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(bytes(clip.bytes))
            writer.record(clip)


def named(db: Path) -> dict[str, str | None]:
    with History.open(db) as history:
        return {found.id: found.recording for found in history.events(EventQuery(include_hidden=True))}


def kept(db: Path) -> dict[str, Recording]:
    with History.open(db) as history:
        return {Path(clip.path).stem: clip for clip in history.recordings()}


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """A car from 10 to 15 s and a person from 20 to 25 s."""
    path = tmp_path / "history.db"
    store(path, YARD, [event(YARD, 1, start_s=10), event(YARD, 2, "person", start_s=20)])
    return path


def test_clip_is_read_as_it_was_written(db: Path) -> None:
    clip = replace(recording(YARD, end_s=12), has_audio=True)
    keep(db, clip)
    assert kept(db)["a"] == replace(clip, labels=("car",))


def test_event_names_the_clip_that_shows_it(db: Path) -> None:
    keep(db, recording(YARD, start_s=5, end_s=17))
    assert named(db) == {CAR: "recordings/yard/a.mp4", YARD.event_id(2): None}


def test_clip_finds_events_that_come_later(tmp_path: Path) -> None:
    db = tmp_path / "history.db"
    store(db, YARD, [])
    keep(db, recording(YARD, "long", end_s=100), recording(YARD, "late", start_s=90, end_s=100))
    with HistoryWriter(db) as writer:
        of = replace(YARD, settings_digest="s2")
        source_id = writer.begin(of).source_id
        writer.add(source_id, event(of, 1, start_s=10))
        writer.finish(source_id, OUTCOME)
    assert named(db) == {of.event_id(1): "recordings/yard/long.mp4"}
    assert kept(db)["late"].labels == ()


def test_clip_that_covers_the_event_goes_before_one_that_shows_a_part(db: Path) -> None:
    keep(db, recording(YARD, "part", start_s=2, end_s=12), recording(YARD, "whole", start_s=8, end_s=18))
    assert named(db)[CAR] == "recordings/yard/whole.mp4"


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(analysis("street", camera="yard"), id="another file"),
        pytest.param(replace(YARD, camera="gate"), id="another camera"),
    ],
)
def test_clip_of_something_else_is_not_named(db: Path, other: object) -> None:
    assert isinstance(other, type(YARD))
    keep(db, recording(other, end_s=60))
    assert set(named(db).values()) == {None}


def test_replaced_event_keeps_its_clip_only_while_it_is_shown(db: Path) -> None:
    of = replace(YARD, settings_digest="s2")
    keep(db, recording(of, end_s=12))
    with HistoryWriter(db) as writer:
        source_id = writer.begin(of).source_id
        writer.add(source_id, event(of, 1, start_s=10))
        writer.add(source_id, event(of, 2, start_s=11))
        writer.add(source_id, event(of, 3, start_s=10))
    with HistoryWriter(db) as writer:
        source_id = writer.begin(of).source_id
        for number, start_s in ((1, 10), (2, 30), (3, 10)):
            writer.add(source_id, event(of, number, start_s=start_s))
        writer.add(source_id, event(of, 1, start_s=10.5))
        writer.add(source_id, event(of, 3, start_s=40))
        writer.finish(source_id, OUTCOME)
    assert named(db) == {
        of.event_id(1): "recordings/yard/a.mp4",
        of.event_id(2): None,
        of.event_id(3): None,
    }


def test_same_path_again_is_the_same_clip(db: Path) -> None:
    keep(db, recording(YARD, end_s=5), recording(YARD, end_s=12, size=2000, created_us=NOON_US + 1))
    assert [clip.bytes for clip in kept(db).values()] == [2000]
    assert named(db)[CAR] == "recordings/yard/a.mp4"
    with HistoryWriter(db):
        pass
    assert (db.parent / "recordings/yard/a.mp4").exists()


def test_removing_a_clip_removes_its_file_and_its_name(db: Path) -> None:
    keep(db, recording(YARD, "first", end_s=12), recording(YARD, "second", start_s=5, end_s=13))
    with HistoryWriter(db) as writer:
        assert writer.remove_recordings(["recordings/yard/first.mp4", "none"]) == (
            "recordings/yard/first.mp4",
        )
    assert named(db)[CAR] == "recordings/yard/second.mp4"
    assert [path.name for path in (db.parent / "recordings/yard").iterdir()] == ["second.mp4"]
    with HistoryWriter(db) as writer:
        writer.remove_recordings(["recordings/yard/second.mp4"])
    assert named(db)[CAR] is None
    assert not (db.parent / "recordings/yard").exists()


def test_file_of_a_removed_row_goes_when_the_history_is_opened_next(db: Path) -> None:
    keep(db, recording(YARD))
    with closing(connect(db, "mode=rw")) as connection:
        connection.execute("delete from recordings")
    with HistoryWriter(db):
        pass
    assert not (db.parent / "recordings/yard/a.mp4").exists()


def test_analysing_a_file_anew_leaves_its_clips(db: Path) -> None:
    keep(db, recording(YARD, end_s=12))
    of = replace(YARD, model_digest="m2")
    store(db, of, [event(of, 1, start_s=10)])
    assert named(db) == {of.event_id(1): "recordings/yard/a.mp4"}


def test_protected_events_keep_their_clips(db: Path) -> None:
    keep(db, recording(YARD, "one", end_s=12), recording(YARD, "other", start_s=18, end_s=30))
    with HistoryWriter(db) as writer:
        writer.protect(CAR)
        assert writer.remove_recordings([clip.path for clip in kept(db).values()]) == (
            "recordings/yard/other.mp4",
        )
    assert kept(db)["one"].is_protected


def test_clips_that_come_later_are_protected_too(db: Path) -> None:
    with HistoryWriter(db) as writer:
        writer.protect(CAR)
    keep(db, recording(YARD, end_s=12), recording(YARD, "other", start_s=18, end_s=30))
    assert {name: clip.is_protected for name, clip in kept(db).items()} == {"a": True, "other": False}


def test_clip_is_released_when_its_last_event_is(db: Path) -> None:
    keep(db, recording(YARD, end_s=30))
    with HistoryWriter(db) as writer:
        writer.protect(CAR)
        writer.protect(YARD.event_id(2))
        writer.protect(CAR, is_protected=False)
        assert kept(db)["a"].is_protected
        writer.protect(YARD.event_id(2), is_protected=False)
    assert not kept(db)["a"].is_protected


def test_unknown_event_cannot_be_protected(db: Path) -> None:
    with HistoryWriter(db) as writer, pytest.raises(HistoryError, match="expected the id of an event"):
        writer.protect("0123456789")


def test_row_of_a_missing_file_can_be_forgotten_even_if_protected(db: Path) -> None:
    keep(db, recording(YARD, end_s=12))
    with HistoryWriter(db) as writer:
        writer.protect(CAR)
        writer.forget_recordings(["recordings/yard/a.mp4"])
    assert kept(db) == {}


@pytest.mark.parametrize("change", ["bytes = 0", "sha256 = 'XYZ'", "end_us = start_us - 1", "protected = 2"])
def test_clip_that_means_nothing_is_refused(db: Path, change: str) -> None:
    keep(db, recording(YARD))
    with closing(connect(db, "mode=rw")) as connection, pytest.raises(sqlite3.IntegrityError):
        connection.execute(f"update recordings set {change}")


def test_utc_follows_from_the_recording_time(db: Path) -> None:
    keep(db, recording(YARD, start_s=5), recording(analysis("gate", recorded_us=None), "b", start_s=5))
    with closing(connect(db, "mode=rw")) as connection:
        found = connection.execute("select start_utc_us from recordings order by path").fetchall()
    assert found == [(None,), (NOON_US + 5 * SECOND_US,)]


def test_history_without_clips_is_brought_up_to_date(tmp_path: Path) -> None:
    db = tmp_path / "history.db"
    with closing(connect(db, "mode=rwc")) as connection:
        migrate(connection, db, MIGRATIONS[:2])
    keep(db, recording(YARD))
    assert list(kept(db)) == ["a"]
