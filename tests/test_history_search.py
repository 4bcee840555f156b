"""Whatever is asked, pages give what matches, all of it, in order, and look at a bounded number of events."""

import random
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from pipeline.history.analysis import Analysis
from pipeline.history.chapter import SearchSettings
from pipeline.history.history import History
from pipeline.history.ledger import Entry, Ledger
from pipeline.history.query import EventQuery
from pipeline.history.recording import Recording
from pipeline.history.search import Search
from pipeline.history.time_of_day import DAY_US, TimeOfDay, clock_us
from pipeline.values import Event
from rules.alert import Alert
from rules.archive.alerts import Alerts
from rules.archive.judging import Ruling
from tests.history_samples import HOUR_US, NOON_US, OUTCOME, SECOND_US, analysis, event, store

BERLIN = ZoneInfo("Europe/Berlin")
SUMMER_TIME_ENDS_US = 1_792_890_000_000_000
"""2026-10-25 01:00 UTC, when the clocks of Berlin went back from 3 to 2."""
NIGHT = TimeOfDay(clock_us("22:00"), clock_us("06:00"), BERLIN)
MORNING = TimeOfDay(clock_us("06:00"), clock_us("09:30"), BERLIN)
LABELS = ("person", "car", "bus", "dog", "background", "unknown")
ZONES = ("gate", "drive")
COUNT = 400


def alert(of: Event, number: int, rule: str, withheld: str | None) -> Ruling:
    """A firing of a rule by one event."""
    made = Alert(
        f"{number:08x}", rule, of.camera, of.start_us, None, of.label, of.score, (of.id,), (), (),
    )  # fmt: skip
    return Ruling(made, withheld, of.source)


class Town:
    """A history of events of all kinds, and what a person would find in it by looking at each."""

    def __init__(self, db: Path) -> None:
        rng = random.Random(6)
        self.db = db
        sources = [analysis("yard"), analysis("gate", recorded_us=SUMMER_TIME_ENDS_US - 12 * HOUR_US),
                   analysis("lost", recorded_us=None)]  # fmt: skip
        self.events = [self._event(rng.choice(sources), number, rng) for number in range(COUNT)]
        self.recorded = {found.id for found in self.events if rng.random() < 0.2}
        self.reviewed = {found.id for found in self.events if rng.random() < 0.1}
        self.told = {found.id for found in self.events if rng.random() < 0.15}
        with closing(Ledger(db)) as ledger:
            self._write(ledger, sources)

    def _event(self, of: Analysis, number: int, rng: random.Random) -> Event:
        zones = tuple(zone for zone in ZONES if rng.random() < 0.3)
        return event(
            of, number, rng.choice(LABELS), start_s=rng.randrange(0, 90_000, 300),
            length_s=rng.choice((1, 5, 60, 4000)), score=rng.choice((0.25, 0.5, 0.75)), zones=zones,
        )  # fmt: skip

    def _write(self, ledger: Ledger, sources: list[Analysis]) -> None:
        ids = {of.path: ledger.begin(of).source_id for of in sources}
        ledger.add([Entry(ids[found.source], found, None) for found in self.events])
        for of in sources:
            ledger.finish(ids[of.path], OUTCOME)
        for found in self.events:
            if found.id in self.reviewed:
                ledger.review(found.id, found.label)

        def furnish(connection: sqlite3.Connection) -> None:
            ids_json = [(found_id,) for found_id in self.recorded]
            connection.executemany(
                "update events set recording = 'recordings/a/b.mp4' where id = ?", ids_json
            )
            for number, found in enumerate(self.events):
                if found.id in self.told:
                    Alerts(connection).keep(alert(found, 2 * number, "guard", None), ids[found.source])
                    Alerts(connection).keep(alert(found, 2 * number + 1, "guard", None), ids[found.source])
                else:
                    Alerts(connection).keep(alert(found, 2 * number, "guard", "asleep"), ids[found.source])

        ledger.transact(furnish)

    def matches(self, found: Event, query: EventQuery) -> bool:
        """True if an event is what a query means."""
        score = 1.0 if found.id in self.reviewed else found.score
        length_us = found.end_us - found.start_us
        checks = (
            query.include_hidden or not found.is_hidden or query.label == found.label,
            query.camera in {None, found.camera},
            query.label in {None, found.label}
            or (query.label == "vehicle" and found.label in {"car", "bus"}),
            query.zone is None or query.zone in found.zones,
            query.min_score <= score <= query.max_score,
            query.min_length_us is None or length_us >= query.min_length_us,
            query.max_length_us is None or length_us <= query.max_length_us,
            query.has_recording in {None, found.id in self.recorded},
            query.is_reviewed in {None, found.id in self.reviewed},
            query.rule is None or (query.rule == "guard" and found.id in self.told),
            query.source in {None, found.source},
        )
        return all(checks) and self._is_in_time(found, query)

    def _is_in_time(self, found: Event, query: EventQuery) -> bool:
        if query.since_us is None and query.until_us is None and query.time_of_day is None:
            return True
        if found.recorded_us is None:
            return False
        start_us, end_us = found.recorded_us + found.start_us, found.recorded_us + found.end_us
        is_in = query.since_us is None or end_us >= query.since_us
        is_in = is_in and (query.until_us is None or start_us < query.until_us)
        return is_in and (query.time_of_day is None or lies_in(start_us, query.time_of_day))


def lies_in(utc_us: int, span: TimeOfDay) -> bool:
    """True if a clock on the wall shows a time of the span."""
    local = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=utc_us)).astimezone(span.timezone)
    clock = (local.hour * 3600 + local.minute * 60 + local.second) * SECOND_US
    if span.from_us < span.until_us:
        return span.from_us <= clock < span.until_us
    return clock >= span.from_us or clock < span.until_us


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    return Town(tmp_path_factory.mktemp("town") / "history.db")


SETTINGS = {
    "as served": SearchSettings(),
    "bounds that 400 events reach": SearchSettings(glance=7, few=30, further=13, further_looked_up=4),
}


SINGLE: dict[str, list[Any]] = {
    "camera": ["yard", "nowhere"],
    "label": ["person", "vehicle", "unknown"],
    "zone": ["gate"],
    "source": ["gate.mp4"],
    "since_us": [NOON_US + 8 * HOUR_US, SUMMER_TIME_ENDS_US],
    "until_us": [NOON_US + 15 * HOUR_US],
    "min_score": [0.6],
    "max_score": [0.3],
    "min_length_us": [60 * SECOND_US],
    "max_length_us": [5 * SECOND_US],
    "time_of_day": [NIGHT, MORNING],
    "has_recording": [True, False],
    "is_reviewed": [True, False],
    "rule": ["guard", "no such rule"],
    "include_hidden": [True],
}


def queries() -> list[EventQuery]:
    """No filter, each alone, and each pair of them."""
    choices = [{name: value} for name, values in SINGLE.items() for value in values]
    pairs = [one | other for one, other in product(choices, choices) if list(one) < list(other)]
    found = []
    for chosen in ({}, *choices, *pairs):
        try:
            found.append(EventQuery(**chosen))
        except ValueError:
            continue  # ends before it begins
    return found


def paged(history: History, query: EventQuery, settings: SearchSettings, *, newest_first: bool) -> list[str]:
    """The ids of what a query finds, page after page."""
    search = Search(history._rows, query, newest_first=newest_first, settings=settings)
    rows, place = search.page(9, None)
    found = [row["id"] for row in rows]
    while place:
        rows, place = search.page(9, place)
        found += [row["id"] for row in rows]
    return found


@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS.keys())
@pytest.mark.parametrize("newest_first", [False, True])
def test_pages_give_all_that_matches_in_order(
    town: Town, settings: SearchSettings, *, newest_first: bool
) -> None:
    with History.open(town.db) as history:
        for query in queries():
            expected = {found.id for found in town.events if town.matches(found, query)}
            ids = paged(history, query, settings, newest_first=newest_first)
            assert set(ids) == expected, query
            assert ids == [found.id for found in history.events(query, newest_first=newest_first)], query
            assert history.count(query) == len(ids), query


def test_page_of_rare_events_is_short_and_goes_on(town: Town) -> None:
    rare = EventQuery(label="person", time_of_day=NIGHT)
    with History.open(town.db) as history:
        whole = [found.id for found in history.events(rare)]
        rows, place = Search(history._rows, rare, settings=SETTINGS["bounds that 400 events reach"]).page(
            50, None
        )
    assert place is not None
    assert [row["id"] for row in rows] == whole[: len(rows)]
    assert len(rows) < len(whole)


def test_history_gives_pages_with_cursors(town: Town) -> None:
    with History.open(town.db) as history:
        first = history.page(EventQuery(), 3, newest_first=True)
        second = history.page(EventQuery(), 3, after=first.cursor, newest_first=True)
        whole = history.events(EventQuery(), 6, newest_first=True)
        assert [*first.events, *second.events] == list(whole)


def test_clock_is_that_of_the_place_before_and_after_it_was_put_back(tmp_path: Path) -> None:
    of = analysis("yard", recorded_us=SUMMER_TIME_ENDS_US - 24 * HOUR_US)
    found = [event(of, number, start_s=number * 1800) for number in range(96)]
    with closing(Ledger(tmp_path / "history.db")) as ledger:
        source_id = ledger.begin(of).source_id
        ledger.add([Entry(source_id, one, None) for one in found])
        ledger.finish(source_id, OUTCOME)
    span = TimeOfDay(clock_us("02:00"), clock_us("03:00"), BERLIN)
    with History.open(tmp_path / "history.db") as history:
        starts = [one.start_us // (1800 * SECOND_US) for one in history.events(EventQuery(time_of_day=span))]
    # Half hours since 2026-10-24 01:00 UTC, 3 o'clock: on the 25th it is between 2 and 3 for two hours.
    assert starts == [46, 47, 48, 49]


@pytest.mark.parametrize("text", ["24:01", "7:00", "07.00", "", "ab:cd", "12:60", "07:00:00"])
def test_time_of_day_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected a time of day as 22:00, received"):
        clock_us(text)


def test_time_of_day_ends_at_midnight_or_runs_over_it() -> None:
    assert clock_us("24:00") == DAY_US
    with pytest.raises(ValueError, match="two different times"):
        TimeOfDay(0, 0)
    with pytest.raises(ValueError, match="expected 0 to"):
        TimeOfDay(-1, 5)


@pytest.mark.parametrize(
    "wanted",
    [
        pytest.param({"max_score": 1.5}, id="score"),
        pytest.param({"min_score": 0.6, "max_score": 0.5}, id="scores"),
        pytest.param({"min_length_us": 2, "max_length_us": 1}, id="lengths"),
    ],
)
def test_range_that_ends_before_it_begins_is_refused(wanted: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="expected"):
        EventQuery(**wanted)  # type: ignore[arg-type]  # by name


def test_recording_that_comes_and_goes_changes_what_is_found(tmp_path: Path) -> None:
    db, of = tmp_path / "history.db", analysis()
    clip = Recording(
        "recordings/yard/1.mp4", "yard", of.path, of.fingerprint, 0, 9 * SECOND_US, NOON_US, 1, "0" * 64,
        "h264", has_audio=False, created_us=NOON_US,
    )  # fmt: skip
    store(db, of, [event(of, 1)])

    def counts() -> tuple[int, int]:
        with History.open(db) as history:
            asked = EventQuery(has_recording=True), EventQuery(has_recording=False)
            return history.count(asked[0]), history.count(asked[1])

    with closing(Ledger(db)) as ledger:
        assert counts() == (0, 1)
        ledger.record(clip)
        assert counts() == (1, 0)
        ledger.forget_recordings([clip.path])
        assert counts() == (0, 1)
