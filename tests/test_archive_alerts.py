"""The table of alerts: what is stored comes back, filtered and page by page."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.history.history import History
from pipeline.history.writer import HistoryWriter
from rules.alert import Alert
from rules.archive.alert_query import AlertQuery
from rules.archive.alerts import AlertPage, Alerts
from rules.archive.judging import Ruling
from rules.judgement import Reason
from tests.history_samples import NOON_US, SECOND_US, analysis, store

BASE = Alert(
    "0" * 32, "rule", "gate", 5 * SECOND_US, NOON_US, "person", 0.9, ("e1", "e2"), ("driveway",),
    (Reason("person in driveway", held=True, found="in driveway"),), "snapshots/ab/abcdefgh.jpg",
    is_late=True,
)  # fmt: skip


def ruling(number: int, withheld: str | None = None, **changes: object) -> Ruling:
    alert = replace(BASE, id=f"{number:032x}", utc_us=NOON_US + number * SECOND_US)
    return Ruling(replace(alert, **changes), withheld, "yard.mp4")  # type: ignore[arg-type]


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "history.db"
    store(path, analysis(), [])
    return path


def write(db: Path, *rulings: Ruling) -> None:
    def keep(connection: sqlite3.Connection) -> None:
        for each in rulings:
            Alerts(connection).keep(each, 1)

    with HistoryWriter(db) as writer:
        writer.transact(keep)


def read(db: Path, query: AlertQuery, *, newest_first: bool = True) -> list[Ruling]:
    with History.open(db) as history:
        return history.read(lambda connection: list(Alerts(connection).of(query, newest_first=newest_first)))


def page(db: Path, limit: int, after: str | None = None) -> AlertPage:
    with History.open(db) as history:
        return history.read(lambda connection: Alerts(connection).page(AlertQuery(), limit, after))


def test_an_alert_comes_back_as_it_was_stored(db: Path) -> None:
    write(db, ruling(1))
    assert read(db, AlertQuery()) == [ruling(1)]


def test_an_alert_that_is_stored_again_is_brought_up_to_date(db: Path) -> None:
    write(db, ruling(1))
    write(db, ruling(1, score=0.5))
    assert [each.alert.score for each in read(db, AlertQuery())] == [0.5]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        pytest.param(AlertQuery(), [4, 3, 1, 5], id="all that were told, newest first, unknown times last"),
        pytest.param(AlertQuery(with_withheld=True), [4, 3, 2, 1, 5], id="withheld ones too"),
        pytest.param(AlertQuery(camera="gate"), [3, 1, 5], id="camera"),
        pytest.param(AlertQuery(rule="other"), [3], id="rule"),
        pytest.param(AlertQuery(since_us=NOON_US + 3 * SECOND_US), [4, 3], id="since"),
        pytest.param(AlertQuery(until_us=NOON_US + 3 * SECOND_US), [1], id="until"),
        pytest.param(AlertQuery(source_id=1), [4, 3, 1, 5], id="source"),
        pytest.param(AlertQuery(source_id=2), [], id="another source"),
    ],
)
def test_alerts_are_filtered(db: Path, query: AlertQuery, numbers: list[int]) -> None:
    write(
        db,
        ruling(1),
        ruling(2, "asleep"),
        ruling(3, rule="other"),
        ruling(4, camera="yard"),
        ruling(5, utc_us=None),
    )
    assert [int(each.alert.id, 16) for each in read(db, query)] == numbers


def test_pages_give_each_alert_once(db: Path) -> None:
    rulings = [ruling(number, utc_us=NOON_US + number // 3, time_us=number % 2) for number in range(1, 8)]
    write(db, *rulings, ruling(8, utc_us=None))
    found: list[Ruling] = []
    cursor = None
    for _ in range(4):
        part = page(db, 2, cursor)
        found += part.rulings
        cursor = part.cursor
    assert cursor is None
    assert found == read(db, AlertQuery())
    assert len({each.alert.id for each in found}) == 8


@pytest.mark.parametrize("cursor", ["", "nonsense", "e30=", "WzEsMl0="])
def test_a_cursor_that_no_page_gave_is_refused(db: Path, cursor: str) -> None:
    with pytest.raises(ValueError, match="cursor"):
        page(db, 2, cursor)


def test_what_no_alert_can_match_is_refused() -> None:
    with pytest.raises(ValueError, match="since before until"):
        AlertQuery(since_us=2, until_us=1)
