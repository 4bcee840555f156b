"""The schema is a document, and refuses what is no history."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.history.database import connect
from pipeline.history.event_row import row_of
from pipeline.history.migrations import MIGRATIONS, migrate
from tests.history_samples import analysis, event, store


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A history of one source with one event."""
    db = tmp_path / "history.db"
    store(db, analysis(), [event(analysis(), 1)])
    with closing(connect(db, "mode=rw")) as opened:
        yield opened


def tables(connection: sqlite3.Connection) -> dict[str, str]:
    """The statement, with its comments, that created each table."""
    return dict(connection.execute("select name, sql from sqlite_schema where type = 'table'").fetchall())


def test_each_table_and_column_says_what_it_holds(connection: sqlite3.Connection) -> None:
    for table, sql in tables(connection).items():
        assert re.match(r"CREATE TABLE \w+ \(\n    -- [A-Z].+\.\n", sql), table
        for column in connection.execute(f"pragma table_xinfo({table})").fetchall():
            assert re.search(rf"^    {column[1]} .*-- \S", sql, re.MULTILINE), f"{table}.{column[1]}"


def test_each_table_is_strict(connection: sqlite3.Connection) -> None:
    for table, sql in tables(connection).items():
        assert re.search(r"\) strict(, without rowid)?$", sql), table


def test_file_says_that_it_is_a_history(connection: sqlite3.Connection) -> None:
    assert connection.execute("pragma application_id").fetchone() == (0x76656474,)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        pytest.param("id", "../../etc", id="id that leaves its folder"),
        pytest.param("source_id", 99, id="no such source"),
        pytest.param("camera", "nowhere", id="no such camera"),
        pytest.param("label", "", id="no label"),
        pytest.param("score", 1.5, id="score above 1"),
        pytest.param("end_us", 0, id="end before start"),
        pytest.param("start_utc_us", None, id="UTC end without start"),
        pytest.param("start_us", "soon", id="text for a number"),
        pytest.param("path", "[", id="path that is no JSON"),
        pytest.param("hidden", 2, id="neither hidden nor shown"),
    ],
)
def test_event_that_means_nothing_is_refused(
    connection: sqlite3.Connection, column: str, value: object
) -> None:
    row = row_of(event(analysis(), 2), source_id=1) | {column: value}
    names, marks = ", ".join(row), ", ".join(f":{name}" for name in row)
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute(f"insert into events ({names}) values ({marks})", row)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param("state = 'sleeping'", id="unknown state"),
        pytest.param("state = 'failed'", id="failed without an error"),
        pytest.param("state = 'running'", id="running but finished"),
        pytest.param("recorded_from = null", id="time of unknown origin"),
        pytest.param("shown = 0", id="done but not shown"),
    ],
)
def test_source_that_contradicts_itself_is_refused(connection: sqlite3.Connection, change: str) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute(f"update sources set {change}")


def test_event_cannot_move_to_another_source(connection: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="belongs to another source"):
        connection.execute("update events set source_id = 2")


def test_source_cannot_go_before_its_events(connection: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute("delete from sources")


def test_hours_before_1970_start_on_the_hour(connection: sqlite3.Connection) -> None:
    connection.execute("update events set start_utc_us = -1, end_utc_us = 0")
    assert connection.execute("select hour_utc_us from events").fetchone() == (-3_600_000_000,)
    counted = connection.execute("select hour_utc_us, count from hourly_counts").fetchall()
    assert counted == [(-3_600_000_000, 1)]


def test_new_file_has_each_migration_recorded_once(tmp_path: Path) -> None:
    with closing(connect(tmp_path / "new.db", "mode=rwc")) as connection:
        migrate(connection, tmp_path / "new.db")
        migrate(connection, tmp_path / "new.db")
        recorded = connection.execute("select number, name from migrations").fetchall()
    assert recorded == [(number, migration.__name__) for number, migration in enumerate(MIGRATIONS, start=1)]
