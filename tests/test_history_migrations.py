"""Old files are brought up to date whole or not at all; files of others are left as they are."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.errors import HistoryError, HistoryTooNew
from pipeline.history.database import connect
from pipeline.history.history import History
from pipeline.history.migrations import MIGRATIONS, Migration, migrate
from pipeline.history.query import EventQuery
from pipeline.history.writer import HistoryWriter
from tests.history_samples import analysis, event, store

OURS = [(number, migration.__name__) for number, migration in enumerate(MIGRATIONS, start=1)]
NEXT = len(MIGRATIONS) + 1


def add_weather(connection: sqlite3.Connection) -> None:
    connection.execute("alter table sources add column weather text")


def break_down(connection: sqlite3.Connection) -> None:
    connection.execute("alter table sources add column mood text")
    connection.execute("insert into no_such_table values (1)")


def apply(db: Path, *more: Migration) -> None:
    with closing(connect(db, "mode=rw")) as connection:
        migrate(connection, db, (*MIGRATIONS, *more))


def columns(db: Path) -> set[str]:
    with closing(sqlite3.connect(db)) as connection:
        return {row[1] for row in connection.execute("pragma table_info(sources)")}


def recorded(db: Path) -> list[tuple[int, str]]:
    with closing(sqlite3.connect(db)) as connection:
        return connection.execute("select number, name from migrations order by number").fetchall()


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "history.db"
    store(path, analysis(), [event(analysis(), 1)])
    return path


def test_migration_is_recorded_with_its_change(db: Path) -> None:
    apply(db, add_weather)
    assert "weather" in columns(db)
    assert recorded(db) == [*OURS, (NEXT, "add_weather")]


def test_file_is_copied_before_each_migration(db: Path) -> None:
    apply(db, add_weather)
    copy = db.with_name(f"history.db.before-{NEXT:03}")
    assert "weather" not in columns(copy)
    assert recorded(copy) == OURS
    with History.open(copy) as history:
        assert history.count(EventQuery()) == 1


def test_new_file_needs_no_copy(db: Path) -> None:
    assert [path.name for path in db.parent.iterdir() if "before" in path.name] == []


def test_failed_migration_changes_nothing(db: Path) -> None:
    with pytest.raises(sqlite3.OperationalError):
        apply(db, add_weather, break_down)
    assert "mood" not in columns(db)
    assert recorded(db) == [*OURS, (NEXT, "add_weather")]


def test_failed_migration_can_be_tried_again(db: Path) -> None:
    with pytest.raises(sqlite3.OperationalError):
        apply(db, break_down)
    apply(db, add_weather)
    assert recorded(db) == [*OURS, (NEXT, "add_weather")]


def test_history_of_a_newer_vedette_is_left_alone(db: Path) -> None:
    apply(db, add_weather)
    with pytest.raises(HistoryTooNew, match=f"expected schema {NEXT - 1} or older, received {NEXT}"):
        History.open(db)
    with pytest.raises(HistoryTooNew), HistoryWriter(db):
        pass
    assert recorded(db)[-1] == (NEXT, "add_weather")


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    db = tmp_path / "places.sqlite"
    with closing(sqlite3.connect(db)) as connection:
        connection.execute("create table bookmarks (url text)")
    before = db.read_bytes()
    with pytest.raises(HistoryError, match="received another SQLite database"):
        History.open(db)
    with pytest.raises(HistoryError, match="received another SQLite database"), HistoryWriter(db):
        pass
    assert db.read_bytes() == before


@pytest.mark.parametrize("content", [b"day,event\n", b"SQLite format 3\0" + bytes(4080), bytes(5000)])
def test_another_kind_of_file_is_left_alone(tmp_path: Path, content: bytes) -> None:
    db = tmp_path / "events.csv"
    db.write_bytes(content)
    with pytest.raises(HistoryError, match=r"^history .*events.csv: "):
        History.open(db)
    with pytest.raises(HistoryError, match=r"^history .*events.csv: "), HistoryWriter(db):
        pass
    assert db.read_bytes() == content


def test_directory_is_no_history(tmp_path: Path) -> None:
    with pytest.raises(HistoryError, match="expected a file, received a directory"):
        History.open(tmp_path)
    with pytest.raises(HistoryError, match="expected a file, received a directory"), HistoryWriter(tmp_path):
        pass


def test_missing_history_is_told_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(HistoryError, match="no such file; vedette analyze writes one"):
        History.open(tmp_path / "history.db")


def test_empty_file_has_nothing_to_read_but_can_become_a_history(tmp_path: Path) -> None:
    db = tmp_path / "history.db"
    db.touch()
    with pytest.raises(HistoryError, match="received an empty file"):
        History.open(db)
    with HistoryWriter(db):
        pass
    with History.open(db) as history:
        assert history.cameras() == ()


def test_place_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(HistoryError, match=r"File exists \(.*file\)"),
        HistoryWriter(tmp_path / "file" / "h.db"),
    ):
        pass
