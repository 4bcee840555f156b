"""Histories that wait for their next reader show what one that is opened now would show."""

from contextlib import closing
from pathlib import Path

import pytest

from pipeline.errors import HistoryError, HistoryTooNew
from pipeline.history.database import connect
from pipeline.history.migrations import MIGRATIONS
from pipeline.history.query import EventQuery
from pipeline.history.readers import MOST_IDLE, Readers
from tests.history_samples import analysis, event, store


@pytest.fixture
def db(tmp_path: Path) -> Path:
    store(tmp_path / "history.db", analysis(), [event(analysis(), 1)])
    return tmp_path / "history.db"


def count(readers: Readers) -> int:
    with readers.reading() as history:
        return history.count(EventQuery(min_score=0.1))


def test_history_is_opened_once_and_shows_what_came_since(db: Path) -> None:
    readers = Readers(db)
    with readers.reading() as first:
        pass
    store(db, analysis("gate"), [event(analysis("gate"), 1)])
    with readers.reading() as second:
        assert second is first
    assert count(readers) == 2


def test_each_of_several_readers_has_one_of_its_own_and_few_are_kept(db: Path) -> None:
    readers = Readers(db)

    def nested(depth: int) -> set[int]:
        with readers.reading() as history:
            return {id(history)} | (nested(depth - 1) if depth > 1 else set())

    assert len(nested(MOST_IDLE + 2)) == MOST_IDLE + 2
    assert len(readers._idle) == MOST_IDLE


def test_another_file_in_its_place_is_opened_anew(db: Path) -> None:
    readers = Readers(db)
    assert count(readers) == 1
    other = db.with_name("other.db")
    store(other, analysis(), [event(analysis(), number) for number in range(3)])
    other.replace(db)
    assert count(readers) == 3
    db.unlink()
    with pytest.raises(HistoryError, match="no such file"):
        count(readers)


def test_history_that_a_newer_vedette_changed_is_refused(db: Path) -> None:
    readers = Readers(db)
    assert count(readers) == 1
    with closing(connect(db, "mode=rw")) as connection:
        connection.execute("alter table sources add column weather text")
        connection.execute("insert into migrations values (?, 'add_weather', 0)", (len(MIGRATIONS) + 1,))
    with pytest.raises(HistoryTooNew):
        count(readers)


def test_history_in_which_something_went_wrong_is_not_kept(db: Path) -> None:
    readers = Readers(db)
    with pytest.raises(HistoryError), readers.reading() as history:
        history.read(lambda connection: connection.execute("select nothing"))
    assert not readers._idle
    assert count(readers) == 1
