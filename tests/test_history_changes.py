"""Who follows the changes of a history has each event as it is now, whenever they look and from wherever."""

from contextlib import closing
from pathlib import Path

import pytest

from pipeline.history.changes import Change, Changes, News
from pipeline.history.history import History
from pipeline.history.ledger import Entry, Ledger
from pipeline.history.query import EventQuery
from tests.history_samples import OUTCOME, analysis, event

YARD = analysis("yard")
ALL = EventQuery(include_hidden=True)


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "history.db"


def news(db: Path, after: int, query: EventQuery = ALL, limit: int = 100) -> News:
    with History.open(db) as history:
        return history.read(lambda connection: Changes(connection).after(query, after, limit))


def told(found: News) -> list[tuple[str, str | None]]:
    """Each event's id with its label; None if it went."""
    return [(change.event_id, change.event.label if change.event else None) for change in found.changes]


def test_event_that_changed_is_told_once_as_it_is_now(db: Path) -> None:
    one, other = event(YARD, 1, "car"), event(YARD, 2, "dog")
    with closing(Ledger(db)) as ledger:
        source_id = ledger.begin(YARD).source_id
        ledger.add([Entry(source_id, one, None), Entry(source_id, other, None)])
        first = news(db, 0)
        ledger.review(one.id, "bus")
        ledger.review(one.id, "truck")
    assert told(first) == [(one.id, "car"), (other.id, "dog")]
    assert told(news(db, first.until)) == [(one.id, "truck")]
    assert told(news(db, 0)) == [(other.id, "dog"), (one.id, "truck")]


def test_numbers_grow_even_if_the_latest_event_changes(db: Path) -> None:
    with closing(Ledger(db)) as ledger:
        source_id = ledger.begin(YARD).source_id
        ledger.add([Entry(source_id, event(YARD, 1), None)])
        first = news(db, 0).until
        ledger.review(event(YARD, 1).id, "bus")
    assert news(db, 0).until > first


def test_no_change_is_no_news(db: Path) -> None:
    with closing(Ledger(db)) as ledger:
        assert news(db, 0) == News((), 0)
        source_id = ledger.begin(YARD).source_id
        ledger.add([Entry(source_id, event(YARD, 1), None)])
    assert news(db, news(db, 0).until).changes == ()


def test_changes_come_in_pieces_that_make_the_whole(db: Path) -> None:
    with closing(Ledger(db)) as ledger:
        source_id = ledger.begin(YARD).source_id
        ledger.add([Entry(source_id, event(YARD, number), None) for number in range(10)])
    pieces: list[Change] = []
    until = 0
    while piece := news(db, until, limit=3).changes:
        pieces += piece
        until = piece[-1].sequence
    assert pieces == list(news(db, 0).changes)
    assert len(pieces) == 10


def test_only_what_matches_is_told_but_all_is_passed(db: Path) -> None:
    with closing(Ledger(db)) as ledger:
        source_id = ledger.begin(YARD).source_id
        ledger.add([Entry(source_id, event(YARD, 1, "dog", zones=("gate",)), None)])
        ledger.add([Entry(source_id, event(YARD, 2, "background"), None)])
    assert told(news(db, 0, EventQuery())) == [(event(YARD, 1).id, "dog")]
    assert told(news(db, 0, EventQuery(zone="gate", label="animal"))) == [(event(YARD, 1).id, "dog")]
    assert told(news(db, 0, EventQuery(camera="gate"))) == []
    assert news(db, 0, EventQuery(camera="gate")).until == news(db, 0).until


def test_event_that_went_is_told_as_gone(db: Path) -> None:
    again = analysis("yard", settings="s2")
    with closing(Ledger(db)) as ledger:
        source_id = ledger.begin(YARD).source_id
        ledger.add([Entry(source_id, event(YARD, 1), None)])
        ledger.finish(source_id, OUTCOME)
        before = news(db, 0).until
        source_id = ledger.begin(again).source_id
        ledger.add([Entry(source_id, event(again, 1), None)])
        assert told(news(db, before)) == []  # nobody sees it before it is done
        ledger.finish(source_id, OUTCOME)
    assert sorted(told(news(db, before))) == sorted([(event(YARD, 1).id, None), (event(again, 1).id, "car")])


def test_clip_that_comes_later_is_a_change_of_its_event(db: Path) -> None:
    with closing(Ledger(db)) as ledger:
        source_id = ledger.begin(YARD).source_id
        ledger.add([Entry(source_id, event(YARD, 1), None)])
        before = news(db, 0).until
        path = "recordings/yard/1.mp4"
        ledger.transact(lambda connection: connection.execute("update events set recording = ?", (path,)))
    (change,) = news(db, before).changes
    assert change.event is not None
    assert change.event.recording == path
