"""The history is written in order, without holding anyone up, and after the disk was in trouble."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from api.live.scribe import Scribe, ScribeSettings
from api.live.told import Told
from api.live.watched_source import WatchedSource
from pipeline.errors import HistoryError
from pipeline.history.history import History
from pipeline.history.ledger import Entry
from pipeline.history.query import EventQuery
from pipeline.history.writer import HistoryWriter
from tests.delivery_samples import PATIENCE_S, until
from tests.live_rows import GATE, SEEN, live_event

SOURCE = WatchedSource(GATE, SEEN)
QUICK = ScribeSettings(gather_s=0.0, retry_s=0.02)
JPEG = b"\xff\xd8picture"


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "history.db"


@contextmanager
def writing(db: Path, settings: ScribeSettings = QUICK) -> Iterator[Scribe]:
    scribe = Scribe(db, settings)
    scribe.start()
    try:
        yield scribe
    finally:
        scribe.stop(PATIENCE_S)


def ids(db: Path) -> list[str]:
    with History.open(db) as history:
        return [event.id for event in history.events(EventQuery(include_hidden=True))]


def told(number: int, jpeg: bytes | None = None) -> Told:
    return Told(SOURCE, live_event(number, number), jpeg)


def all_of(*numbers: int) -> list[str]:
    return [GATE.event_id(number) for number in numbers]


def block_pictures(db: Path) -> Path:
    """Put a file where the pictures' folder is to be: a disk that takes no pictures."""
    blockage = db.parent / "snapshots"
    blockage.write_text("")
    return blockage


def test_what_was_handed_in_is_there_after_the_stop(db: Path) -> None:
    with writing(db) as scribe:
        for number in range(250):
            scribe.hand_in(told(number))
    assert ids(db) == all_of(*range(250))


def test_items_are_written_in_the_order_in_which_they_came(db: Path) -> None:
    with writing(db, ScribeSettings(gather_s=60.0)) as scribe:
        found: list[int] = []
        for number in range(3):
            scribe.hand_in(told(number))
            scribe.hand_in(lambda _: found.append(len(ids(db))))
        until(lambda: len(found) == 3)
        assert found == [1, 2, 3]


def test_an_answer_is_waited_for(db: Path) -> None:
    with writing(db) as scribe:
        scribe.hand_in(told(1))
        assert scribe.ask(lambda writer: writer.transact(lambda c: c.execute("select 7").fetchone())) == (7,)
        with pytest.raises(HistoryError, match="expected the id of an event, received 'nothing'"):
            scribe.ask(lambda writer: writer.review("nothing", "person"))
        scribe.ask(lambda writer: writer.review(GATE.event_id(1), "person"))
    with History.open(db) as history:
        assert [event.label for event in history.events(EventQuery())] == ["person"]


def test_a_history_that_another_process_could_be_writing_is_refused_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "history.db").mkdir()
    with pytest.raises(HistoryError, match="expected a file, received a directory"):
        Scribe(tmp_path / "history.db").start()


def test_what_a_killed_service_left_lasting_is_ended_at_the_start(
    db: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with HistoryWriter(db) as writer:
        writer.store([Entry(writer.watch(GATE, SEEN), live_event(1, is_lasting=True), None)])
    with writing(db):
        pass
    with History.open(db) as history:
        assert [event.is_lasting for event in history.events(EventQuery())] == [False]
    assert caplog.messages == [f"history {db}: ended 1 events of a service that was killed"]


def test_nothing_is_lost_while_the_disk_is_in_trouble(db: Path, caplog: pytest.LogCaptureFixture) -> None:
    with writing(db) as scribe:
        blockage = block_pictures(db)
        scribe.hand_in(told(1, JPEG))
        until(lambda: scribe.trouble is not None)
        scribe.hand_in(told(2, JPEG))
        scribe.hand_in(told(3))
        with pytest.raises(HistoryError, match="snapshots"):
            scribe.ask(lambda writer: writer.review(GATE.event_id(1), "person"))
        blockage.unlink()
        until(lambda: scribe.trouble is None and not scribe.waiting)
    assert ids(db) == all_of(1, 2, 3)
    levels = [record.levelname for record in caplog.records]
    assert levels == ["ERROR", "WARNING"], "said once when it begins, and once when it is over"


def test_a_watch_goes_on_after_a_trouble_with_the_disk(db: Path) -> None:
    with writing(db) as scribe:
        scribe.hand_in(told(1))
        until(lambda: not scribe.waiting)
        blockage = block_pictures(db)
        scribe.hand_in(told(2, JPEG))
        until(lambda: scribe.trouble is not None)
        blockage.unlink()
        until(lambda: scribe.trouble is None)
        scribe.hand_in(lambda pen: pen.finish(SOURCE))
    assert ids(db) == all_of(1, 2)
    with History.open(db) as history:
        assert [source.state for source in history.sources()] == ["done"]


def test_what_is_too_much_is_lost_and_counted(db: Path, caplog: pytest.LogCaptureFixture) -> None:
    with writing(db, replace(QUICK, most_waiting=2)) as scribe:
        blockage = block_pictures(db)
        scribe.hand_in(told(1, JPEG))
        until(lambda: scribe.trouble is not None)
        for number in range(2, 7):
            scribe.hand_in(told(number))
        assert (scribe.lost, scribe.waiting) == (3, 3)
        blockage.unlink()
    assert ids(db) == all_of(1, 2, 3)
    assert f"history {db}: written again; 3 items were lost" in caplog.messages


def test_what_can_never_be_written_holds_nothing_up(db: Path, caplog: pytest.LogCaptureFixture) -> None:
    with writing(db) as scribe:
        scribe.hand_in(lambda pen: pen.transact(lambda c: c.execute("insert into cameras values ('')")))
        scribe.hand_in(told(1))
        until(lambda: not scribe.waiting)
        scribe.hand_in(lambda pen: pen.transact(lambda c: c.execute("no such word")))
        scribe.hand_in(Told(SOURCE, replace(live_event(2), camera="garden")))
        scribe.hand_in(told(3))
        until(lambda: not scribe.waiting)
    assert ids(db) == all_of(1, 3)
    assert "CHECK constraint failed" in caplog.text
    assert "expected path, camera, time" in caplog.text


def test_stopping_does_not_wait_for_a_disk_in_trouble(db: Path, caplog: pytest.LogCaptureFixture) -> None:
    with writing(db, ScribeSettings(gather_s=0.0, retry_s=3600.0)) as scribe:
        block_pictures(db)
        scribe.hand_in(told(1, JPEG))
        until(lambda: scribe.trouble is not None)
    assert f"history {db}: 1 items were lost" in caplog.messages


def test_nobody_waits_for_an_answer_of_one_that_has_stopped(db: Path) -> None:
    with writing(db) as scribe:
        pass
    with pytest.raises(HistoryError, match="its service stops"):
        scribe.ask(lambda _: None)


def test_several_threads_may_hand_in(db: Path) -> None:
    with writing(db) as scribe:

        def hand_in(first: int) -> None:
            for number in range(first, first + 50):
                scribe.hand_in(told(number))

        threads = [threading.Thread(target=hand_in, args=[first]) for first in (0, 100, 200)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(ids(db)) == 150


def test_settings_that_write_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="expected 1 item or more"):
        ScribeSettings(most_at_once=0)
