"""The history answers what it is asked, in a stable order."""

import base64
import json
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import HistoryError
from pipeline.history.counts import HourlyCount
from pipeline.history.history import History
from pipeline.history.query import EventQuery
from pipeline.history.writer import HistoryWriter
from tests.history_samples import HOUR_US, NOON_US, OUTCOME, SECOND_US, analysis, event, store

YARD = analysis("yard")
GATE = analysis("gate", recorded_us=NOON_US + 10 * SECOND_US)
LOST = analysis("lost", recorded_us=None)

EVENTS = {
    "car": event(YARD, 0, "car", start_s=0, length_s=30, score=0.9, zones=("drive", "kerb")),
    "person": event(YARD, 1, "person", start_s=20, score=0.5, zones=("drive",)),
    "leaves": event(YARD, 2, "background", start_s=22, score=0.8),
    "bus": event(GATE, 0, "bus", start_s=5, score=0.7),
    "unsure": event(GATE, 1, "unknown", start_s=6),
    "evening": event(GATE, 2, "person", start_s=7200, score=0.6),
    "dog": event(LOST, 0, "dog", start_s=9, score=0.8, zones=("drive",)),
    "bird": event(LOST, 1, "bird", start_s=3),
}
IN_ORDER = ["car", "bus", "person", "evening", "bird", "dog"]


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three cameras, written at the same time, events of each out of order."""
    path = tmp_path_factory.mktemp("history") / "history.db"
    with HistoryWriter(path) as writer:
        ids = {of.path: writer.begin(of).source_id for of in (YARD, GATE, LOST)}
        for found in reversed(EVENTS.values()):
            writer.add(ids[found.source], found)
        for source_id in ids.values():
            writer.finish(source_id, OUTCOME)
    return path


def names(db: Path, query: EventQuery, *, newest_first: bool = False) -> list[str]:
    """What the history finds, by the names above."""
    known = {found.id: name for name, found in EVENTS.items()}
    with History.open(db) as history:
        found = [known[event.id] for event in history.events(query, newest_first=newest_first)]
        assert history.count(query) == len(found)
    return found


def at(offset_s: float) -> int:
    return NOON_US + round(offset_s * SECOND_US)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param(EventQuery(), IN_ORDER, id="all that is shown, unknown times last"),
        pytest.param(EventQuery(camera="yard"), ["car", "person"], id="camera"),
        pytest.param(EventQuery(camera="nowhere"), [], id="camera that is none"),
        pytest.param(EventQuery(label="car"), ["car"], id="label"),
        pytest.param(EventQuery(label="vehicle"), ["car", "bus"], id="group"),
        pytest.param(EventQuery(label="animal"), ["bird", "dog"], id="group of unknown times"),
        pytest.param(EventQuery(label="person"), ["person", "evening"], id="label that names its group"),
        pytest.param(EventQuery(label="background"), ["leaves"], id="hidden label, asked for"),
        pytest.param(EventQuery(label="unknown"), ["unsure"], id="the other hidden label"),
        pytest.param(
            EventQuery(include_hidden=True),
            ["car", "bus", "unsure", "person", "leaves", "evening", "bird", "dog"],
            id="hidden ones too",
        ),
        pytest.param(EventQuery(zone="drive"), ["car", "person", "dog"], id="zone"),
        pytest.param(EventQuery(zone="drive", label="animal"), ["dog"], id="zone and group"),
        pytest.param(EventQuery(zone="drive", until_us=at(15)), ["car"], id="zone and time"),
        pytest.param(EventQuery(min_score=0.8), ["car", "dog"], id="score, the bound included"),
        pytest.param(EventQuery(source="gate.mp4"), ["bus", "evening"], id="source by its path"),
        pytest.param(EventQuery(source=1), ["car", "person"], id="source by its id"),
        pytest.param(EventQuery(since_us=at(28)), ["car", "evening"], id="since: what has not ended"),
        pytest.param(EventQuery(since_us=at(30)), ["car", "evening"], id="since: what ends just then"),
        pytest.param(EventQuery(since_us=at(30) + 1), ["evening"], id="since: what ended before"),
        pytest.param(EventQuery(until_us=at(15)), ["car"], id="until: what starts just then is out"),
        pytest.param(EventQuery(until_us=at(15) + 1), ["car", "bus"], id="until: what started before"),
        pytest.param(EventQuery(since_us=at(21), until_us=at(24)), ["car", "person"], id="both"),
    ],
)
def test_query_finds(db: Path, query: EventQuery, expected: list[str]) -> None:
    assert names(db, query) == expected
    dated = [name for name in expected if EVENTS[name].recorded_us is not None]
    undated = [name for name in expected if name not in dated]
    assert names(db, query, newest_first=True) == [*dated[::-1], *undated[::-1]]


def test_limit_takes_the_first(db: Path) -> None:
    with History.open(db) as history:
        assert [found.label for found in history.events(EventQuery(), limit=2)] == ["car", "bus"]


@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("size", [1, 2, 3, 5, 6, 7])
@pytest.mark.parametrize("query", [EventQuery(), EventQuery(zone="drive"), EventQuery(include_hidden=True)])
def test_pages_join_into_the_whole(db: Path, query: EventQuery, size: int, *, newest_first: bool) -> None:
    with History.open(db) as history:
        whole = list(history.events(query, newest_first=newest_first))
        page = history.page(query, size, newest_first=newest_first)
        read = list(page.events)
        while page.cursor is not None:
            page = history.page(query, size, after=page.cursor, newest_first=newest_first)
            read += page.events
    assert read == whole


def test_page_goes_on_behind_its_last_event_whatever_came_since(tmp_path: Path) -> None:
    db = tmp_path / "history.db"
    with HistoryWriter(db) as writer, History.open(db) as history:
        source_id = writer.begin(YARD).source_id
        for number in range(4):
            writer.add(source_id, event(YARD, number, start_s=number * 10))
        writer.begin(GATE)
        first = history.page(EventQuery(), 2)
        writer.add(source_id, event(YARD, 9, start_s=5))
        writer.finish(source_id, OUTCOME)
        second = history.page(EventQuery(), 2, after=first.cursor)
    starts = [found.start_us // SECOND_US for found in (*first.events, *second.events)]
    assert starts == [0, 10, 20, 30]


def encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


NO_PLACES = ("x", 5, [1], [1, "", 2, 3], [2**63, "", 1, "abcdefgh"])


@pytest.mark.parametrize("cursor", ["", "!", "1.2", *map(encoded, NO_PLACES)])
def test_cursor_that_no_page_gave_is_refused(db: Path, cursor: str) -> None:
    with (
        History.open(db) as history,
        pytest.raises(ValueError, match="cursor: expected one that a page gave"),
    ):
        history.page(EventQuery(), 1, after=cursor)


@pytest.mark.parametrize("names", [("a", "b"), ("b", "a")])
def test_files_of_unknown_time_stand_in_order_of_their_paths(tmp_path: Path, names: tuple[str, str]) -> None:
    db = tmp_path / "history.db"
    for name in names:
        of = analysis(name, recorded_us=None)
        store(db, of, [event(of, number, zones=("drive",)) for number in range(2)])
    moved = replace(analysis("a", recorded_us=None), path="z.mp4")
    for query in (EventQuery(), EventQuery(zone="drive")):
        with History.open(db) as history:
            assert [found.source for found in history.events(query)] == ["a.mp4"] * 2 + ["b.mp4"] * 2
    with HistoryWriter(db) as writer:
        assert writer.begin(moved).is_known
    for query in (EventQuery(), EventQuery(zone="drive")):
        with History.open(db) as history:
            assert [found.source for found in history.events(query)] == ["b.mp4"] * 2 + ["z.mp4"] * 2


def test_page_of_nothing_is_refused(db: Path) -> None:
    with (
        History.open(db) as history,
        pytest.raises(ValueError, match="limit: expected 1 or more, received 0"),
    ):
        history.page(EventQuery(), 0)


def test_event_is_found_by_its_id(db: Path) -> None:
    with History.open(db) as history:
        assert history.event(EVENTS["leaves"].id) == EVENTS["leaves"]
        assert history.event("nobody") is None


def test_cameras_and_sources_are_listed(db: Path) -> None:
    with History.open(db) as history:
        assert history.cameras() == ("gate", "lost", "yard")
        assert [source.analysis for source in history.sources()] == [YARD, GATE, LOST]
        assert history.source(99) is None


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param(EventQuery(), ["bus", "car", "person", "person", "bird", "dog"], id="all"),
        pytest.param(EventQuery(camera="gate"), ["bus", "person"], id="camera"),
        pytest.param(EventQuery(label="vehicle"), ["bus", "car"], id="group"),
        pytest.param(EventQuery(label="background"), ["background"], id="hidden label"),
        pytest.param(EventQuery(since_us=at(3599)), ["bus", "car", "person", "person"], id="hour it lies in"),
        pytest.param(EventQuery(since_us=at(3600)), ["person"], id="next hour"),
        pytest.param(EventQuery(until_us=at(7200)), ["bus", "car", "person"], id="hours before"),
        pytest.param(EventQuery(until_us=at(7201)), ["bus", "car", "person", "person"], id="hour it reaches"),
    ],
)
def test_hourly_counts_are_chosen(db: Path, query: EventQuery, expected: list[str]) -> None:
    with History.open(db) as history:
        assert [count.label for count in history.hourly_counts(query)] == expected


def test_hourly_counts_name_hour_camera_and_number(db: Path) -> None:
    with History.open(db) as history:
        counts = history.hourly_counts(EventQuery(include_hidden=True))
        assert counts == history.recount()
    assert HourlyCount(NOON_US, "yard", "car", 1) in counts
    assert HourlyCount(NOON_US + 2 * HOUR_US, "gate", "person", 1) in counts
    assert HourlyCount(None, "lost", "dog", 1) in counts


@pytest.mark.parametrize("query", [EventQuery(zone="drive"), EventQuery(min_score=0.5), EventQuery(source=1)])
def test_hourly_counts_are_kept_by_camera_and_label_only(db: Path, query: EventQuery) -> None:
    with History.open(db) as history, pytest.raises(ValueError, match="kept by camera and label"):
        history.hourly_counts(query)


@pytest.mark.parametrize("fields", [{"min_score": 1.5}, {"min_score": -0.1}, {"since_us": 5, "until_us": 5}])
def test_query_that_nothing_can_match_is_refused(fields: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="expected"):
        EventQuery(**fields)  # type: ignore[arg-type]


def test_damaged_file_is_told_in_one_line(db: Path, tmp_path: Path) -> None:
    content = bytearray(db.read_bytes())
    content[4096 * 2 :] = b"\xff" * (len(content) - 4096 * 2)
    damaged = tmp_path / "damaged.db"
    damaged.write_bytes(content)
    with (
        pytest.raises(HistoryError, match=r"^history .*damaged.db: .*malformed"),
        History.open(damaged) as history,
    ):
        list(history.events(EventQuery()))
