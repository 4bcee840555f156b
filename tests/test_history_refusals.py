"""What a writer refuses, and how it tells what went wrong."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import HistoryError
from pipeline.history.history import History
from pipeline.history.query import EventQuery
from pipeline.history.writer import HistoryWriter, WriterSettings
from pipeline.values import Event
from tests.history_samples import OUTCOME, analysis, event, store


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "vedette-out" / "history.db"


def stored(db: Path) -> list[Event]:
    with History.open(db) as history:
        return list(history.events(EventQuery(include_hidden=True)))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param({"source": "other.mp4"}, "other.mp4", id="another file"),
        pytest.param({"camera": "gate"}, "gate", id="another camera"),
        pytest.param({"recorded_us": None}, "None", id="another time"),
        pytest.param({"id": "../../evil"}, "evil", id="id that leaves its folder"),
        pytest.param({"id": "short"}, "short", id="id too short to be told apart"),
    ],
)
def test_event_that_is_not_the_sources_is_refused(db: Path, changes: dict[str, Any], message: str) -> None:
    with HistoryWriter(db) as writer:
        source_id = writer.begin(analysis()).source_id
        with pytest.raises(ValueError, match=message):
            writer.add(source_id, replace(event(analysis(), 1), **changes))
        writer.finish(source_id, OUTCOME)
    assert stored(db) == []


def test_ended_source_takes_no_more(db: Path) -> None:
    with HistoryWriter(db) as writer:
        source_id = writer.begin(analysis()).source_id
        writer.finish(source_id, OUTCOME)
        with pytest.raises(ValueError, match="begun and is not ended"):
            writer.add(source_id, event(analysis(), 1))
        with pytest.raises(ValueError, match="begun and is not ended"):
            writer.finish(source_id, OUTCOME)
        with pytest.raises(ValueError, match="begun and is not ended"):
            writer.fail(source_id, "why")


def test_id_of_another_source_is_refused_and_what_was_there_stays(db: Path) -> None:
    store(db, analysis(), [event(analysis(), 1)])
    of = analysis("gate")
    with pytest.raises(HistoryError, match="belongs to another source"):
        store(db, of, [replace(event(of, 1), id=analysis().event_id(1))])
    assert [found.camera for found in stored(db)] == ["yard"]


def put_a_file_where_snapshots_go(db: Path) -> None:
    db.parent.mkdir(exist_ok=True)
    (db.parent / "snapshots").touch()


def test_error_is_raised_at_the_next_call_and_on_exit(db: Path) -> None:
    put_a_file_where_snapshots_go(db)
    writer = HistoryWriter(db).__enter__()
    source_id = writer.begin(analysis()).source_id
    writer.add(source_id, event(analysis(), 1), b"jpeg")
    with pytest.raises(HistoryError, match=r"history\.db: .*snapshots") as at_next_call:
        writer.finish(source_id, OUTCOME)
    with pytest.raises(HistoryError) as on_exit:
        writer.__exit__(None, None, None)
    assert on_exit.value is at_next_call.value
    assert stored(db) == []


def test_writer_that_stopped_lets_nobody_wait(db: Path) -> None:
    put_a_file_where_snapshots_go(db)
    with pytest.raises(HistoryError):
        store(db, analysis(), (event(analysis(), number) for number in range(500)), b"jpeg")


def test_error_of_the_caller_is_not_hidden(db: Path) -> None:
    put_a_file_where_snapshots_go(db)
    unreadable = (found for found in [event(analysis(), 1), None])
    with pytest.raises(AttributeError):
        store(db, analysis(), unreadable, b"jpeg")  # type: ignore[arg-type]


def test_closed_writer_refuses_calls(db: Path) -> None:
    writer = HistoryWriter(db)
    with pytest.raises(ValueError, match="not open"):
        writer.begin(analysis())
    with writer:
        pass
    with pytest.raises(ValueError, match="not open"):
        writer.begin(analysis())


@pytest.mark.parametrize("settings", [{"queue_items": 0}, {"batch_items": 0}, {"batch_s": -1.0}])
def test_settings_that_stand_still_are_refused(settings: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="expected 1 item or more"):
        WriterSettings(**settings)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes",
    [
        {"path": ""},
        {"path": "\udcff.mp4"},
        {"camera": ""},
        {"fingerprint": ""},
        {"vedette": ""},
        {"recorded_from": None},
    ],
)
def test_analysis_that_cannot_be_kept_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="expected"):
        replace(analysis(), **changes)


def test_event_ids_differ_by_all_that_may_change_an_event() -> None:
    changes: tuple[dict[str, Any], ...] = (
        {},
        {"camera": "b"},
        {"fingerprint": "b"},
        {"settings_digest": "b"},
        {"model_digest": "b"},
    )
    ids = {replace(analysis(), **change).event_id(number) for change in changes for number in range(3)}
    ids.add(analysis(recorded_us=None).event_id(0))
    assert len(ids) == 16
    assert replace(analysis(), path="moved.mp4").event_id(7) == analysis().event_id(7)
