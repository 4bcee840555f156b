"""Rules over a history: which alerts footage gives, and what goes on from file to file."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.history.analysis import Analysis
from pipeline.history.history import History
from pipeline.history.writer import HistoryWriter
from rules.archive.alert_query import AlertQuery
from rules.archive.alerts import Alerts
from rules.archive.armings import Armings
from rules.archive.judging import judge
from rules.archive.keeping import keep
from tests.history_samples import NOON_US, SECOND_US, analysis, store
from tests.trace_samples import judged, plan_of, told, walker

MINUTE_US = 60 * SECOND_US
CROSSES = "  - {name: crosses, when: {label: person, crosses: kerb}, cooldown: 90s, do: [alert]}\n"
ENTERS = "  - {name: enters, when: {label: person, zone: driveway}, do: [alert]}\n"


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "history.db"


def file(name: str, recorded_us: int | None) -> Analysis:
    """A file of the camera `gate`."""
    return replace(analysis(name, recorded_us=recorded_us), camera="gate")


def test_an_alert_names_its_moment_event_zones_and_reasons(db: Path) -> None:
    of = file("a", NOON_US)
    store(db, of, [walker(of, 1, start_s=5)])
    ((judgement),) = judged(db, plan_of(db.parent, ENTERS))
    (ruling,) = judgement.rulings
    alert = ruling.alert
    assert (alert.rule, alert.camera, alert.label, alert.score) == ("enters", "gate", "person", 0.75)
    assert (alert.time_us, alert.utc_us) == (9 * SECOND_US, NOON_US + 9 * SECOND_US)
    assert (alert.events, alert.zones) == ((of.event_id(1),), ("driveway",))
    assert [reason.held for reason in alert.reasons] == [True]
    assert (ruling.source, alert.is_live, alert.is_late) == ("a.mp4", False, True)


def test_a_cooldown_goes_on_in_the_next_file_of_the_camera(db: Path) -> None:
    plan = plan_of(db.parent, CROSSES)
    files = [file(name, NOON_US + number * MINUTE_US) for number, name in enumerate("abc")]
    for of in reversed(files):  # stored in any order
        store(db, of, [walker(of, 1, start_s=5)])
    assert list(told(judged(db, plan))) == [("a.mp4", "crosses", 10.25), ("c.mp4", "crosses", 10.25)]


def test_files_of_unknown_time_are_judged_each_by_itself(db: Path) -> None:
    for of in (file("a", None), file("b", None)):
        store(db, of, [walker(of, 1, start_s=5)])
    found = list(told(judged(db, plan_of(db.parent, CROSSES))))
    assert found == [("a.mp4", "crosses", 10.25), ("b.mp4", "crosses", 10.25)]


def test_alerts_of_other_files_begin_cooldowns(db: Path) -> None:
    plan = plan_of(db.parent, CROSSES)
    first, second = file("a", NOON_US), file("b", NOON_US + MINUTE_US)
    for of in (first, second):
        store(db, of, [walker(of, 1, start_s=5)])
    before = [ruling.alert for ruling in judged(db, plan)[0].rulings]
    with History.open(db) as history:
        later = [source for source in history.sources() if source.analysis.path == "b.mp4"]
        (alone,) = judge(history, later, plan)
        (judgement,) = judge(history, later, plan, before)
    assert [ruling.withheld for ruling in alone.rulings] == [None]
    assert [ruling.withheld for ruling in judgement.rulings] == ["cooldown"]


def test_footage_is_judged_as_rules_were_armed_then(db: Path) -> None:
    plan = plan_of(db.parent, ENTERS)
    files = [file("a", NOON_US), file("b", NOON_US + MINUTE_US), file("c", None)]
    for of in files:
        store(db, of, [walker(of, 1, start_s=5), walker(of, 2, start_s=30)])
    with HistoryWriter(db) as writer:
        disarmed_us, armed_us = NOON_US + 20 * SECOND_US, NOON_US + MINUTE_US + 20 * SECOND_US
        writer.transact(lambda connection: Armings(connection).note("enters", disarmed_us, is_armed=False))
        writer.transact(lambda connection: Armings(connection).note("enters", armed_us, is_armed=True))
    withheld = [[ruling.withheld for ruling in each.rulings] for each in judged(db, plan)]
    assert withheld == [[None, "disarmed"], ["disarmed", None], [None, None]]


def test_without_traces_paths_are_judged_and_that_is_said(db: Path) -> None:
    of = file("a", NOON_US)
    old = replace(walker(of, 1, start_s=5), trace=(), noticed_us=None)
    store(db, of, [old])
    (judgement,) = judged(db, plan_of(db.parent, "  - {name: any, when: {label: person}, do: [alert]}\n"))
    assert judgement.approximate == 1
    assert [ruling.alert.time_us for ruling in judgement.rulings] == [5 * SECOND_US]


def kept(db: Path, rules: str) -> tuple[int, int, int]:
    """Judge and store; how many alerts there were, are new, are gone."""
    (judgement,) = judged(db, plan_of(db.parent, rules))
    with HistoryWriter(db) as writer:
        change = writer.transact(lambda connection: keep(connection, judgement, judgement.rulings))
    return change.before, change.new, change.gone


def test_judging_again_adds_no_alert_and_other_rules_say_what_changed(db: Path) -> None:
    of = file("a", NOON_US)
    store(db, of, [walker(of, 1, start_s=5), walker(of, 2, start_s=30)])
    assert kept(db, CROSSES) == (0, 1, 0)
    assert kept(db, CROSSES) == (1, 0, 0)
    assert kept(db, CROSSES.replace("90s", "5s")) == (1, 1, 0)
    assert kept(db, CROSSES) == (2, 0, 1)
    assert kept(db, ENTERS) == (1, 2, 1)


def test_events_know_the_zones_that_they_touched(db: Path) -> None:
    of = file("a", NOON_US)
    store(db, of, [walker(of, 1, start_s=5), walker(of, 2, start_s=30, label="dog")])
    assert kept(db, ENTERS) == (0, 1, 0)
    with History.open(db) as history:
        assert [found.zones for found in history.traced_events(1)] == [("driveway",), ("driveway",)]
    kept(db, CROSSES)
    empty = "zones:\n  lawn: {camera: gate, polygon: [[0, 0], [1, 0], [1, 0.1]]}\n"
    (judgement,) = judged(
        db, plan_of(db.parent, "  - {name: a, when: {label: dog}, do: [alert]}\n", places=empty)
    )
    with HistoryWriter(db) as writer:
        writer.transact(lambda connection: keep(connection, judgement, judgement.rulings))
    with History.open(db) as history:
        assert [found.zones for found in history.traced_events(1)] == [(), ()]


def test_alerts_go_with_the_analysis_that_they_are_about(db: Path) -> None:
    of = file("a", NOON_US)
    store(db, of, [walker(of, 1, start_s=5)])
    kept(db, ENTERS)
    store(db, replace(of, settings_digest="s2"), [])
    with History.open(db) as history:
        assert history.read(lambda connection: list(Alerts(connection).of(AlertQuery()))) == []
