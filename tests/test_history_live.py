"""What the history keeps of live cameras: events that last, states, outages, and what was left of them."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from sqlite3 import Connection
from typing import TypeVar

import pytest

from pipeline.history.cameras import CameraStates, NotedState
from pipeline.history.history import History
from pipeline.history.lasting import end_events, end_interrupted
from pipeline.history.ledger import Entry
from pipeline.history.outages import Outages
from pipeline.history.query import EventQuery
from pipeline.history.writer import HistoryWriter
from pipeline.live.outage import Outage
from pipeline.values import Event
from tests.history_samples import NOON_US, SECOND_US
from tests.live_rows import GATE, SEEN, live_event, state

ALL = EventQuery(include_hidden=True)
Answer = TypeVar("Answer")


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "history.db"


def watch(db: Path, *events: Event) -> None:
    """Write events of a watch, and leave it as a service that is killed does."""
    with HistoryWriter(db) as writer:
        source_id = writer.watch(GATE, SEEN)
        writer.store([Entry(source_id, event, None) for event in events])


def events(db: Path, query: EventQuery = ALL) -> list[Event]:
    with History.open(db) as history:
        return list(history.events(query))


def write(db: Path, work: Callable[[Connection], Answer]) -> Answer:
    with HistoryWriter(db) as writer:
        return writer.transact(work)


def read(db: Path, work: Callable[[Connection], Answer]) -> Answer:
    with History.open(db) as history:
        return history.read(work)


def test_an_event_is_there_while_it_lasts_and_final_when_it_is_over(db: Path) -> None:
    with HistoryWriter(db) as writer:
        source_id = writer.watch(GATE, SEEN)
        writer.store([Entry(source_id, live_event(1, is_lasting=True), None)])
        assert [event.is_lasting for event in events(db)] == [True]
        over = replace(live_event(1), label="person", end_us=NOON_US + 60 * SECOND_US)
        writer.store([Entry(source_id, over, None)])
    assert events(db) == [over]


def test_a_watch_goes_on_after_another_writer_began_it(db: Path) -> None:
    watch(db, live_event(1))
    watch(db, live_event(2))
    with History.open(db) as history:
        assert [(source.state, source.width, source.height) for source in history.sources()] == [
            ("running", 640, 360)
        ]
    assert len(events(db)) == 2


def test_a_watch_keeps_the_picture_of_its_scene(db: Path) -> None:
    with HistoryWriter(db) as writer:
        source_id = writer.watch(GATE, replace(SEEN, still_jpeg=b"picture"))
        writer.finish(source_id, SEEN)
    with History.open(db) as history:
        (source,) = history.sources()
    assert (source.state, source.still) == ("done", f"stills/{source_id}.jpg")


def test_events_of_another_watch_are_refused_before_anything_is_written(db: Path) -> None:
    stray = replace(live_event(2), camera="garden")
    with HistoryWriter(db) as writer:
        source_id = writer.watch(GATE, SEEN)
        with pytest.raises(ValueError, match="expected path, camera, time"):
            writer.store([Entry(source_id, live_event(1), None), Entry(source_id, stray, None)])
    assert events(db) == []


def test_what_lasts_is_found_however_long_ago_it_was_noted(db: Path) -> None:
    hour = replace(live_event(2, 100), end_us=NOON_US + 200 * SECOND_US)
    watch(db, live_event(1, is_lasting=True), hour, live_event(3, 300))
    since = EventQuery(since_us=NOON_US + 250 * SECOND_US)
    assert [event.id for event in events(db, since)] == [GATE.event_id(1), GATE.event_id(3)]


def test_what_a_killed_service_left_ends_when_it_was_last_seen(
    db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "time_ns", lambda: NOON_US * 1000)  # the watch began before its events
    watch(db, live_event(1, is_lasting=True), live_event(2, 10, is_lasting=True))
    assert write(db, end_interrupted) == 2
    assert [(event.is_lasting, event.end_us) for event in events(db)] == [
        (False, NOON_US + 5 * SECOND_US), (False, NOON_US + 15 * SECOND_US)
    ]  # fmt: skip
    with History.open(db) as history:
        assert [(source.state, source.finished_us) for source in history.sources()] == [
            ("done", NOON_US + 15 * SECOND_US)
        ]


def test_single_events_can_be_ended(db: Path) -> None:
    watch(db, live_event(1, is_lasting=True), live_event(2, is_lasting=True))
    write(db, lambda connection: end_events(connection, [GATE.event_id(1)]))
    assert {event.id: event.is_lasting for event in events(db)} == {
        GATE.event_id(1): False, GATE.event_id(2): True
    }  # fmt: skip


def test_a_state_is_read_as_it_was_noted(db: Path) -> None:
    gate, garden = state("gate"), state("garden", is_connected=False, codec=None, width=None, height=None)
    write(db, lambda connection: CameraStates(connection).note([garden, gate], NOON_US))
    write(db, lambda connection: CameraStates(connection).note([replace(gate, rate_hz=5.0)], NOON_US + 1))
    assert read(db, lambda connection: CameraStates(connection).all()) == [
        NotedState(garden, is_watched=True, noted_us=NOON_US),
        NotedState(replace(gate, rate_hz=5.0), is_watched=True, noted_us=NOON_US + 1),
    ]


def test_a_camera_that_is_left_is_neither_connected_nor_recorded(db: Path) -> None:
    both = [state("gate", is_recording=True), state("garden")]
    write(db, lambda connection: CameraStates(connection).note(both, NOON_US))
    write(db, lambda connection: CameraStates(connection).leave("gate", NOON_US + 5))
    garden, gate = sorted(read(db, lambda c: CameraStates(c).all()), key=lambda noted: noted.state.name)
    assert (gate.is_watched, gate.state.is_connected, gate.state.is_recording) == (False, False, False)
    assert (gate.noted_us, garden.noted_us) == (NOON_US + 5, NOON_US)
    assert (garden.is_watched, garden.state.is_connected) == (True, True)


def outage(start_s: float, end_s: float | None, camera: str = "gate") -> Outage:
    end_us = None if end_s is None else NOON_US + round(end_s * SECOND_US)
    return Outage(camera, "analysis", NOON_US + round(start_s * SECOND_US), end_us, "no packets for 10 s")


def note(db: Path, *outages: Outage) -> None:
    def work(connection: Connection) -> None:
        for each in outages:
            Outages(connection).note(each)

    write(db, work)


def test_an_outage_is_one_row_from_its_start_to_its_end(db: Path) -> None:
    note(db, outage(0, None))
    note(db, outage(0, 30))
    assert read(db, lambda connection: Outages(connection).latest(9)) == [outage(0, 30)]


def test_outages_are_asked_for_by_camera_and_time(db: Path) -> None:
    note(db, outage(0, 10), outage(20, 30), outage(25, None, "garden"), outage(40, None))
    since_us = NOON_US + 25 * SECOND_US
    found = read(db, lambda connection: Outages(connection).latest(9, "gate", since_us))
    assert found == [outage(40, None), outage(20, 30)]
    assert read(db, lambda connection: Outages(connection).latest(1)) == [outage(40, None)]


def test_an_outage_that_a_killed_service_left_ends_when_its_camera_was_last_noted(db: Path) -> None:
    note(db, outage(0, None), outage(0, None, "garden"))
    write(db, lambda connection: CameraStates(connection).note([state()], NOON_US + 9 * SECOND_US))
    write(db, end_interrupted)
    assert read(db, lambda connection: Outages(connection).latest(9)) == [
        outage(0, 0, "garden"), outage(0, 9)
    ]  # fmt: skip


def test_outages_of_a_camera_that_is_left_end(db: Path) -> None:
    note(db, outage(0, None), outage(0, None, "garden"))
    write(db, lambda connection: Outages(connection).end("gate", NOON_US + 5 * SECOND_US))
    ends = read(db, lambda connection: {each.camera: each.end_us for each in Outages(connection).latest(9)})
    assert ends == {"gate": NOON_US + 5 * SECOND_US, "garden": None}


def test_old_outages_are_forgotten_but_not_those_that_last(db: Path) -> None:
    note(db, outage(0, 10), outage(5, None, "garden"), outage(20, 30))
    assert write(db, lambda connection: Outages(connection).forget(NOON_US + 20 * SECOND_US)) == 1
    left = read(db, lambda connection: Outages(connection).latest(9))
    assert left == [outage(20, 30), outage(5, None, "garden")]
