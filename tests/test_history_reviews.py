"""A person's word on an event shows at once, outlives other analyses, and never destroys the model's."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import HistoryError
from pipeline.history.analysis import Analysis
from pipeline.history.crop import EventCrop, KeptCrop
from pipeline.history.database import connect
from pipeline.history.history import History
from pipeline.history.migrations import MIGRATIONS, migrate
from pipeline.history.query import EventQuery
from pipeline.history.reviews import Review
from pipeline.history.writer import HistoryWriter
from pipeline.values import Event, PathPoint
from tests.history_samples import OUTCOME, analysis, event, pictures

ALL = EventQuery(include_hidden=True)
CROPS = (EventCrop(1_000_000, b"first"), EventCrop(2_000_000, b"second"))
LABELS = ("car", "person", "dog")
RETRAINED = replace(analysis(), model_digest="m2")
RETUNED = analysis(settings="s2")


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """A history of three events with two crops each."""
    path = tmp_path / "out" / "history.db"
    analyse(path, analysis())
    return path


def lives(of: Analysis, labels: Sequence[str] = LABELS) -> list[Event]:
    """An event for each label, each begun at a place and time of its own."""
    return [event(of, number, label, zones=("gate",)) for number, label in enumerate(labels)]


def analyse(db: Path, of: Analysis, events: Sequence[Event] | None = None) -> None:
    with HistoryWriter(db) as writer:
        source_id = writer.begin(of).source_id
        for found in lives(of) if events is None else events:
            writer.add(source_id, found, b"snapshot", CROPS)
        writer.finish(source_id, OUTCOME)


def review(db: Path, number: int, label: str, of: Analysis | None = None) -> str:
    """Say what the event of a number shows; gives its id."""
    event_id = (of or analysis()).event_id(number)
    with HistoryWriter(db) as writer:
        writer.review(event_id, label)
    return event_id


def labels(db: Path, query: EventQuery = ALL) -> list[tuple[str, float]]:
    with History.open(db) as history:
        assert history.hourly_counts(ALL) == history.recount()
        return [(found.label, found.score) for found in history.events(query)]


def learnable(db: Path) -> list[tuple[str, bytes]]:
    with History.open(db) as history:
        return [(crop.label, crop.jpeg) for crop in history.reviewed_crops()]


def test_correction_shows_in_each_query(db: Path) -> None:
    review(db, 0, "bicycle")
    assert labels(db) == [("bicycle", 1.0), ("person", 0.75), ("dog", 0.75)]
    assert labels(db, EventQuery(label="car")) == []
    for query in (EventQuery(label="bicycle"), EventQuery(label="two-wheeler"), EventQuery(min_score=0.9)):
        assert labels(db, query) == [("bicycle", 1.0)]
    assert labels(db, EventQuery(label="bicycle", zone="gate")) == [("bicycle", 1.0)]
    with History.open(db) as history:
        assert {count.label for count in history.hourly_counts(ALL)} == {"bicycle", "person", "dog"}


def test_what_is_nothing_is_hidden_and_comes_back(db: Path) -> None:
    review(db, 1, "background")
    assert labels(db, EventQuery()) == [("car", 0.75), ("dog", 0.75)]
    review(db, 1, "person")
    assert len(labels(db, EventQuery())) == 3


def test_what_the_model_said_stays(db: Path) -> None:
    event_id = review(db, 0, "bicycle")
    review(db, 0, "motorcycle")
    with History.open(db) as history:
        found = history.event(event_id)
        assert history.review(event_id) == Review(event_id, "motorcycle", "car", 0.75)
        assert history.review(analysis().event_id(1)) is None
    assert found is not None
    assert found.scores == {"car": 0.75, "dog": 0.01}


def test_unknown_event_is_refused_and_the_writer_goes_on(db: Path) -> None:
    with HistoryWriter(db) as writer:
        with pytest.raises(HistoryError, match="expected the id of an event, received 'nobody'"):
            writer.review("nobody", "cat")
        writer.review(analysis().event_id(0), "cat")
    assert labels(db)[0] == ("cat", 1.0)


@pytest.mark.parametrize("of", [analysis(), RETRAINED], ids=["the same", "another model's"])
def test_review_survives_an_analysis_that_finds_the_same_lives(db: Path, of: Analysis) -> None:
    review(db, 0, "bicycle")
    analyse(db, RETUNED, [])
    analyse(db, of, lives(of, ("van", "person", "dog")))
    assert labels(db) == [("bicycle", 1.0), ("person", 0.75), ("dog", 0.75)]
    with History.open(db) as history:
        event_id = of.event_id(0)
        assert history.review(event_id) == Review(event_id, "bicycle", "van", 0.75)
    assert learnable(db) == [("bicycle", b"first"), ("bicycle", b"second")]
    assert pictures(db) == files_of(of)


def test_review_moves_with_the_life_when_the_model_changes(db: Path) -> None:
    review(db, 0, "bicycle")
    analyse(db, RETRAINED)
    assert labels(db, EventQuery(label="bicycle", zone="gate")) == [("bicycle", 1.0)]
    assert learnable(db) == [("bicycle", b"first"), ("bicycle", b"second")]
    assert pictures(db) == files_of(RETRAINED)


def test_life_that_began_elsewhere_takes_no_review_but_its_crops_stay(db: Path) -> None:
    event_id = review(db, 0, "bicycle")
    other = replace(event(RETUNED, 0), path=(PathPoint(0, 11.0, 20.5),))
    analyse(db, RETUNED, [other])
    assert labels(db) == [("car", 0.75)]
    assert learnable(db) == [("bicycle", b"first"), ("bicycle", b"second")]
    kept = {f"crops/{event_id[:2]}/{event_id}-{number}.jpg" for number in (0, 1)}
    assert pictures(db) == files_of(RETUNED, 1) | kept


def test_review_of_an_unfinished_analysis_is_there_when_it_was_done_again(tmp_path: Path) -> None:
    db = tmp_path / "history.db"
    with HistoryWriter(db) as writer:
        writer.add(writer.begin(analysis()).source_id, lives(analysis())[0], None, CROPS)
    review(db, 0, "bicycle")
    analyse(db, analysis())
    assert labels(db)[0] == ("bicycle", 1.0)
    assert learnable(db) == [("bicycle", b"first"), ("bicycle", b"second")]


def files_of(of: Analysis, count: int = len(LABELS)) -> set[str]:
    """Paths of the pictures of an analysis with so many events."""
    names = [of.event_id(number) for number in range(count)]
    snapshots = {f"snapshots/{name[:2]}/{name}.jpg" for name in names}
    return snapshots | {f"crops/{name[:2]}/{name}-{number}.jpg" for name in names for number in (0, 1)}


def test_crops_go_with_their_events(db: Path) -> None:
    assert pictures(db) == files_of(analysis())
    analyse(db, RETUNED, [])
    assert pictures(db) == set()


def test_event_given_again_with_fewer_crops_leaves_none_behind(db: Path) -> None:
    with HistoryWriter(db) as writer:
        source_id = writer.begin(RETUNED).source_id
        for crops in (CROPS, CROPS[1:], CROPS, (), CROPS[:1]):
            writer.add(source_id, event(RETUNED, 0), b"snapshot", crops)
        writer.finish(source_id, OUTCOME)
    names = {path for path in pictures(db) if path.startswith("crops")}
    event_id = RETUNED.event_id(0)
    assert names == {f"crops/{event_id[:2]}/{event_id}-0.jpg"}


def test_crop_that_a_person_deleted_is_passed_over(db: Path) -> None:
    event_id = review(db, 0, "bicycle")
    (db.parent / f"crops/{event_id[:2]}/{event_id}-0.jpg").unlink()
    assert learnable(db) == [("bicycle", b"second")]


def test_crops_that_nobody_reviewed_are_asked_for_like_events(db: Path) -> None:
    review(db, 0, "person")
    with History.open(db) as history:
        sure = EventQuery(label="person", min_score=0.7)
        found = list(history.unreviewed_crops(sure, 5))
        assert [len(list(history.unreviewed_crops(EventQuery(), limit))) for limit in (1, 9)] == [1, 2]
        assert list(history.unreviewed_crops(EventQuery(min_score=0.8), 5)) == []
    event_id = analysis().event_id(1)
    name = f"{event_id}-0.jpg"
    assert found == [KeptCrop(event_id, "yard", "person", name, b"first")]


@pytest.mark.parametrize("at", [0, 5, 19])
def test_nearest_id_agrees_over_the_longest_beginning(db: Path, at: int) -> None:
    right = analysis().event_id(1)
    wrong = right[:at] + ("x" if right[at] == "0" else "0") + right[at + 1 :]
    with History.open(db) as history:
        assert history.nearest_id(right) == right
        nearest = history.nearest_id(wrong)
    assert at == 0 or nearest == right


def test_empty_history_has_no_nearest_id(tmp_path: Path) -> None:
    with HistoryWriter(tmp_path / "history.db"):
        pass
    with History.open(tmp_path / "history.db") as history:
        assert history.nearest_id("abc") is None


def test_history_of_the_first_schema_learns_of_reviews(tmp_path: Path) -> None:
    db = tmp_path / "history.db"
    with closing(connect(db, "mode=rwc")) as connection:
        migrate(connection, db, MIGRATIONS[:1])
        write_as_the_first_vedette(connection, event(analysis(), 0, "car"))
    assert labels(db) == [("car", 0.75)]
    assert db.with_name("history.db.before-002").exists()
    review(db, 0, "bicycle")
    assert labels(db) == [("bicycle", 1.0)]
    analyse(db, RETRAINED)
    assert [label for label, _ in labels(db)] == ["bicycle", "person", "dog"]
    assert learnable(db) == [("bicycle", b"first"), ("bicycle", b"second")]


def write_as_the_first_vedette(connection: sqlite3.Connection, found: Event) -> None:
    """One finished source with one event, in the columns of migration 1."""
    of = analysis()
    connection.execute("insert into cameras (name) values ('yard')")
    connection.execute(
        """insert into sources (path, camera, fingerprint, settings_digest, model_digest, is_live,
            recorded_utc_us, recorded_from, state, shown, started_utc_us, finished_utc_us, vedette)
        values (?, ?, ?, ?, ?, 0, ?, 'option', 'done', 1, 1, 2, '0.1.0')""",
        (of.path, of.camera, of.fingerprint, of.settings_digest, of.model_digest, of.recorded_us),
    )
    path = f"[[{found.start_us},10.0,20.5],[{found.end_us},30.0,20.0]]"
    connection.execute(
        """insert into events (id, source_id, camera, label, label_group, hidden, score, start_us, end_us,
            start_utc_us, end_utc_us, place, x, y, width, height, model, scores, path)
        values (?, 1, 'yard', 'car', 'vehicle', 0, 0.75, ?, ?, ?, ?, '',
            412, 230.5, 38, 96, 'm1', '{}', ?)""",
        (
            found.id,
            found.start_us,
            found.end_us,
            (found.recorded_us or 0) + found.start_us,
            (found.recorded_us or 0) + found.end_us,
            path,
        ),
    )
