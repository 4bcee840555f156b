"""What is written stays, once, with its pictures and its counts."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.history.analysis import Analysis, Outcome, Unseen
from pipeline.history.database import connect
from pipeline.history.history import History
from pipeline.history.query import EventQuery
from pipeline.history.writer import HistoryWriter, WriterSettings
from pipeline.values import Event, PathPoint
from tests.history_samples import NOON_US, OUTCOME, analysis, event, pictures, store

ALL = EventQuery(include_hidden=True)


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "vedette-out" / "history.db"


def stored(db: Path) -> list[Event]:
    with History.open(db) as history:
        assert history.hourly_counts(ALL) == history.recount()
        return list(history.events(ALL))


def some_events(of: Analysis, count: int = 3) -> Sequence[Event]:
    return [event(of, number) for number in range(count)]


def test_event_comes_back_as_it_was_given(db: Path) -> None:
    given = event(analysis(), 1, zones=("kerb", "drive"))
    store(db, analysis(), [given], b"jpeg")
    snapshot = f"snapshots/{given.id[:2]}/{given.id}.jpg"
    assert stored(db) == [replace(given, zones=("drive", "kerb"), snapshot=snapshot)]
    assert (db.parent / snapshot).read_bytes() == b"jpeg"


def test_paths_are_kept_to_a_tenth_of_a_pixel_and_scores_to_four_digits(db: Path) -> None:
    rough = replace(event(analysis(), 1), path=(PathPoint(5, 1 / 3, 2 / 3),), scores={"car": 2 / 3})
    store(db, analysis(), [rough])
    (kept,) = stored(db)
    assert (kept.path, kept.scores) == ((PathPoint(5, 0.3, 0.7),), {"car": 0.6667})


def test_source_comes_back_with_its_outcome(db: Path) -> None:
    outcome = Outcome(60_000_000, 1500, 640, 480, (Unseen(5, 9),), b"still")
    with HistoryWriter(db) as writer:
        source_id = writer.begin(analysis()).source_id
        writer.finish(source_id, outcome)
    with History.open(db) as history:
        source = history.source(source_id)
    assert source is not None
    assert (source.analysis, source.state, source.error) == (analysis(), "done", None)
    assert (source.duration_us, source.frames, source.width, source.height) == (60_000_000, 1500, 640, 480)
    assert (source.unseen, source.still) == ((Unseen(5, 9),), f"stills/{source_id}.jpg")
    assert (db.parent / f"stills/{source_id}.jpg").read_bytes() == b"still"


def test_same_analysis_twice_is_skipped(db: Path) -> None:
    store(db, analysis(), some_events(analysis()), b"jpeg")
    before, files = stored(db), pictures(db)
    with HistoryWriter(db) as writer:
        assert writer.begin(analysis()).is_known
    assert (stored(db), pictures(db)) == (before, files)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(analysis(settings="s2"), id="settings"),
        pytest.param(replace(analysis(), model_digest="m2"), id="model"),
        pytest.param(analysis(recorded_us=NOON_US + 1), id="start time"),
        pytest.param(analysis(recorded_us=None), id="start time unknown"),
    ],
)
def test_other_circumstances_replace_the_analysis(db: Path, other: Analysis) -> None:
    store(db, analysis(), some_events(analysis(), 5), b"old")
    store(db, other, some_events(other, 2), b"new")
    ids = {found.id for found in stored(db)}
    assert ids == {found.id for found in some_events(other, 2)}
    assert pictures(db) == {f"snapshots/{id_[:2]}/{id_}.jpg" for id_ in ids}
    with History.open(db) as history:
        assert [source.analysis for source in history.sources()] == [other]


def test_old_analysis_is_shown_until_the_new_one_is_done(db: Path) -> None:
    store(db, analysis(), some_events(analysis(), 2), b"old")
    before = stored(db)
    other = analysis(settings="s2")
    with HistoryWriter(db, WriterSettings(batch_items=1)) as writer:
        source_id = writer.begin(other).source_id
        for found in some_events(other, 3):
            writer.add(source_id, found, b"new")
    assert stored(db) == before
    with HistoryWriter(db) as writer:
        source_id = writer.begin(other).source_id
        writer.finish(source_id, OUTCOME)
    assert stored(db) == []
    assert pictures(db) == set()


def test_interrupted_analysis_begins_again_with_the_same_id(db: Path) -> None:
    with HistoryWriter(db) as writer:
        first = writer.begin(analysis())
        writer.add(first.source_id, event(analysis(), 1), b"left over")
        writer.begin(analysis("gate"))
    with HistoryWriter(db) as writer:
        again = writer.begin(analysis())
        writer.add(again.source_id, event(analysis(), 2), b"jpeg")
        writer.finish(again.source_id, OUTCOME)
    assert again == first
    assert [found.id for found in stored(db)] == [analysis().event_id(2)]
    assert len(pictures(db)) == 1


def test_interrupted_analysis_is_dropped_when_the_finished_one_is_asked_for(db: Path) -> None:
    store(db, analysis(), some_events(analysis()))
    other = analysis(settings="s2")
    with HistoryWriter(db) as writer:
        source_id = writer.begin(other).source_id
        writer.add(source_id, event(other, 1), b"jpeg")
    with HistoryWriter(db) as writer:
        assert writer.begin(analysis()).is_known
    with History.open(db) as history:
        assert [source.analysis for source in history.sources()] == [analysis()]
    assert pictures(db) == set()


def test_same_content_twice_in_one_run_is_analysed_once(db: Path) -> None:
    copy = replace(analysis(), path="copy of yard.mp4")
    with HistoryWriter(db) as writer:
        first = writer.begin(analysis())
        second = writer.begin(copy)
        writer.add(first.source_id, event(analysis(), 1))
        writer.finish(first.source_id, OUTCOME)
    assert (first.is_known, second.is_known) == (False, True)
    assert [found.source for found in stored(db)] == ["yard.mp4"]


def test_same_content_of_two_cameras_is_kept_for_both(db: Path) -> None:
    for camera in ("gate", "yard"):
        of = analysis("yard", camera=camera)
        store(db, of, [event(of, 1)])
    assert {found.camera for found in stored(db)} == {"gate", "yard"}


def test_moved_file_is_known_and_found_at_its_new_place(db: Path, tmp_path: Path) -> None:
    old, new = str(tmp_path / "old.mp4"), str(tmp_path / "new.mp4")
    of = replace(analysis(), path=old)
    store(db, of, [event(of, 1)])
    with HistoryWriter(db) as writer:
        assert writer.begin(replace(of, path=new)).is_known
    assert [found.source for found in stored(db)] == [new]


def test_copied_file_is_known_by_its_first_place(db: Path, tmp_path: Path) -> None:
    (tmp_path / "old.mp4").touch()
    of = replace(analysis(), path=str(tmp_path / "old.mp4"))
    store(db, of, [event(of, 1)])
    with HistoryWriter(db) as writer:
        assert writer.begin(replace(of, path="copy.mp4")).is_known
    assert [found.source for found in stored(db)] == [of.path]


def test_failed_analysis_keeps_its_events_and_reason_and_is_tried_again(db: Path) -> None:
    with HistoryWriter(db) as writer:
        source_id = writer.begin(analysis()).source_id
        writer.add(source_id, event(analysis(), 1))
        writer.fail(source_id, "yard.mp4: the decoder gave up")
    with History.open(db) as history:
        (source,) = history.sources()
        assert (source.state, source.error) == ("failed", "yard.mp4: the decoder gave up")
        assert history.count(ALL) == 1
    store(db, analysis(), some_events(analysis(), 2))
    assert len(stored(db)) == 2


def test_event_given_again_is_replaced(db: Path) -> None:
    longer = event(analysis(), 1, "truck", length_s=4000, zones=("kerb",))
    with HistoryWriter(db, WriterSettings(batch_items=1)) as writer:
        source_id = writer.begin(analysis()).source_id
        writer.add(source_id, event(analysis(), 1, zones=("drive",)), b"jpeg")
        writer.add(source_id, longer)
        writer.finish(source_id, OUTCOME)
    (kept,) = stored(db)
    assert kept == replace(longer, snapshot=kept.snapshot)
    assert kept.snapshot in pictures(db)


def test_event_given_twice_in_one_batch_is_kept_once(db: Path) -> None:
    later = event(analysis(), 1, length_s=60)
    with HistoryWriter(db) as writer:
        source_id = writer.begin(analysis()).source_id
        writer.add(source_id, event(analysis(), 1), b"jpeg")
        writer.add(source_id, later)
        writer.finish(source_id, OUTCOME)
    (kept,) = stored(db)
    assert kept.end_us == later.end_us
    assert kept.snapshot in pictures(db)


def test_counts_follow_every_change(db: Path) -> None:
    labels = ["car", "car", "person", "background"]
    of, untimed = analysis(), analysis("gate", recorded_us=None)
    events = [event(of, number, label, start_s=number * 1800) for number, label in enumerate(labels)]
    store(db, of, events)
    store(db, untimed, [event(untimed, 1, "dog")])
    with closing(connect(db, "mode=rw")) as connection:
        connection.execute("update events set label = 'bus' where id = ?", (events[0].id,))
        connection.execute("delete from events where id = ?", (events[2].id,))
    with History.open(db) as history:
        kept = history.hourly_counts(ALL)
        assert kept == history.recount()
    noon = [(count.hour_us, count.camera, count.label, count.count) for count in kept]
    hour = 3_600_000_000
    assert noon == [
        (NOON_US, "yard", "bus", 1),
        (NOON_US, "yard", "car", 1),
        (NOON_US + hour, "yard", "background", 1),
        (None, "gate", "dog", 1),
    ]


def test_numpy_numbers_are_kept_as_numbers(db: Path) -> None:
    np = pytest.importorskip("numpy")
    given = event(analysis(), 1)
    exact = replace(
        given,
        score=np.float32(0.5),
        scores={"car": np.float32(0.5)},
        path=(PathPoint(0, np.float64(1.5), np.float32(2.5)),),
    )
    store(db, analysis(), [exact])
    (kept,) = stored(db)
    assert (kept.score, kept.scores, kept.path) == (0.5, {"car": 0.5}, (PathPoint(0, 1.5, 2.5),))


def test_file_left_to_be_removed_goes_when_the_history_is_opened(db: Path) -> None:
    given = event(analysis(), 1)
    store(db, analysis(), [given], b"jpeg")
    with closing(connect(db, "mode=rw")) as connection:
        connection.execute("delete from events")
    assert len(pictures(db)) == 1
    with HistoryWriter(db):
        assert pictures(db) == set()


def test_file_that_is_none_of_ours_is_not_removed(db: Path) -> None:
    store(db, analysis(), [])
    precious = db.parent / "precious.jpg"
    precious.touch()
    with closing(connect(db, "mode=rw")) as connection:
        for path in ("precious.jpg", "snapshots/../precious.jpg"):
            connection.execute("insert into removals (path) values (?)", (path,))
    with HistoryWriter(db):
        assert precious.exists()


def test_events_that_wait_are_written_on_exit(db: Path) -> None:
    with HistoryWriter(db, WriterSettings(batch_s=60)) as writer:
        source_id = writer.begin(analysis()).source_id
        for found in some_events(analysis(), 150):
            writer.add(source_id, found)
    assert len(stored(db)) == 150


def test_lone_event_does_not_wait_for_company(db: Path) -> None:
    with HistoryWriter(db, WriterSettings(batch_s=0.01)) as writer, History.open(db) as history:
        source_id = writer.begin(analysis()).source_id
        writer.add(source_id, event(analysis(), 1))
        writer.begin(analysis("gate"))
        assert history.count(ALL) == 1


def test_file_is_whole_for_any_sqlite_client(db: Path) -> None:
    store(db, analysis(), some_events(analysis(), 10), b"jpeg")
    with closing(sqlite3.connect(db)) as connection:
        assert connection.execute("pragma integrity_check").fetchall() == [("ok",)]
        assert connection.execute("pragma foreign_key_check").fetchall() == []
        assert connection.execute("pragma journal_mode").fetchone() == ("wal",)
        first_x = "select json_extract(path, '$[0][1]') from events limit 1"
        assert connection.execute(first_x).fetchone() == (10.0,)
