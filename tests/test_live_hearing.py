"""What a fleet tells reaches history, rules and people."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import av
import numpy as np
import pytest
from prometheus_client import CollectorRegistry

from api.live.effects import LiveEffects
from api.live.hearing import Hearing
from api.live.metrics import Counts
from api.live.orders import Orders
from api.live.scribe import Scribe, ScribeSettings
from api.live.telling import Telling
from pipeline.analyse import Step
from pipeline.history.cameras import CameraStates
from pipeline.history.history import History
from pipeline.history.outages import Outages
from pipeline.history.query import EventQuery
from pipeline.live.outage import Outage
from pipeline.media.geometry import Geometry
from pipeline.media.picture import Picture
from pipeline.values import Event
from rules.archive.alert_query import AlertQuery
from rules.archive.alerts import Alerts
from rules.archive.judging import Ruling, judge
from rules.delivery.dispatcher import Dispatcher
from rules.plan import Action, ObjectIs, Plan, Rule
from tests.delivery_samples import PATIENCE_S, receiver, until
from tests.live_rows import state
from tests.live_scenes import SCENE, at, finding, seen, track

PERSON = ObjectIs(labels=frozenset({"person"}))
CLIP = {"before_us": 5_000_000, "after_us": 10_000_000}


@dataclass(slots=True)
class Station:
    """All that stands between a fleet and its history."""

    folder: Path
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    clips: list[tuple[str, int, int]] = field(default_factory=list)
    """Clips that were asked for."""
    scribe: Scribe = field(init=False)
    dispatcher: Dispatcher = field(init=False)
    telling: Telling = field(init=False)
    hearing: Hearing = field(init=False)

    def __post_init__(self) -> None:
        self.scribe = Scribe(self.db, ScribeSettings(gather_s=0.0))
        effects = LiveEffects(self.folder, self.scribe, self.ask_for_clip)
        self.dispatcher = Dispatcher(self.db, effects, {})
        self.telling = Telling(self.dispatcher, effects)
        self.hearing = Hearing("m1", self.scribe, self.telling, Counts(self.registry), lambda: at(100))

    @property
    def db(self) -> Path:
        return self.folder / "history.db"

    def ask_for_clip(self, camera: str, start_us: int, end_us: int) -> bool:
        self.clips.append((camera, start_us, end_us))
        return camera == "gate"

    def judge_by(self, *rules: Rule, armed: Mapping[str, bool] | None = None) -> None:
        self.hearing.orders = {"gate": Orders(Plan(rules), armed or {})}

    def stop(self) -> None:
        """Have all written and told."""
        self.telling.stop(PATIENCE_S)
        self.dispatcher.__exit__(None, None, None)
        self.scribe.stop(PATIENCE_S)

    def events(self) -> list[Event]:
        with History.open(self.db) as history:
            return list(history.events(EventQuery(include_hidden=True)))

    def alerts(self) -> list[Ruling]:
        query = AlertQuery(with_withheld=True)
        with History.open(self.db) as history:
            return history.read(lambda connection: list(Alerts(connection).of(query, newest_first=False)))

    def counted(self, name: str, **labels: str) -> float | None:
        return self.registry.get_sample_value(name, labels)


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    made = Station(tmp_path)
    made.scribe.start()
    made.dispatcher.__enter__()
    made.telling.start()
    yield made
    made.stop()


def rule(name: str, *kinds: str) -> Rule:
    settings: dict[str, dict[str, object]] = {"record": dict(CLIP)}
    return Rule(name, PERSON, tuple(Action(kind, settings.get(kind, {})) for kind in kinds))


def picture() -> Picture:
    frame = av.VideoFrame.from_ndarray(np.full((360, 640, 3), 80, np.uint8), format="rgb24")
    return Picture(frame.reformat(format="yuv420p"), Geometry(640, 360))


def tell(station: Station, *steps: Step) -> None:
    """Tell of a scene from its beginning."""
    station.hearing.began(SCENE)
    for step in steps:
        station.hearing.stepped(SCENE, step, picture() if step.observation else None)


def walk(*, is_over: bool = True) -> list[Step]:
    """Somebody is there from 0 to 4 s."""
    steps = [seen(number / 4, track(1, 100)) for number in range(17)]
    return [*steps, seen(5.2, over=[finding(track(1, 100), 0, 4)])] if is_over else steps


def test_an_event_is_in_the_history_while_it_lasts_and_final_when_it_is_over(station: Station) -> None:
    tell(station, *walk(is_over=False))
    until(lambda: [event.is_lasting for event in station.events()] == [True])
    station.hearing.stepped(SCENE, walk()[-1], picture())
    station.stop()
    (event,) = station.events()
    assert (event.is_lasting, event.score, event.end_us) == (False, 0.95, at(4))
    assert event.snapshot is not None
    assert (station.folder / event.snapshot).stat().st_size > 0
    assert len(list((station.folder / "crops").rglob("*.jpg"))) == 1
    assert station.counted("vedette_events_total", camera="gate", label="person") == 1


def test_the_source_is_known_from_the_first_picture_on(station: Station) -> None:
    tell(station, *walk())
    station.stop()
    with History.open(station.db) as history:
        (source,) = history.sources()
    assert (source.state, source.width, source.height, source.still) == ("running", 640, 360, "stills/1.jpg")
    assert (source.analysis.is_live, source.analysis.path) == (True, SCENE.source)


def test_an_alert_is_kept_with_a_picture_of_its_moment(station: Station) -> None:
    station.judge_by(rule("anyone", "alert", "snapshot"))
    tell(station, *walk())
    station.stop()
    ((alert, withheld),) = [(ruling.alert, ruling.withheld) for ruling in station.alerts()]
    assert (withheld, alert.time_us, alert.is_live) == (None, at(0), True)
    assert alert.snapshot == f"snapshots/{alert.id[:2]}/{alert.id}.jpg"
    assert (station.folder / alert.snapshot).exists()
    assert station.counted("vedette_alerts_total", camera="gate", rule="anyone") == 1


def test_an_alert_without_a_picture_of_its_own_shows_its_event_s(station: Station) -> None:
    station.judge_by(rule("anyone", "alert"))
    tell(station, *walk())
    station.stop()
    (ruling,) = station.alerts()
    assert ruling.alert.snapshot == station.events()[0].snapshot


def test_a_clip_is_asked_for_around_the_alert(station: Station) -> None:
    station.judge_by(rule("anyone", "record"))
    tell(station, *walk())
    station.stop()
    assert station.clips == [("gate", at(-5), at(10))]
    assert station.alerts() == []


def test_what_is_withheld_is_kept_but_done_nothing_about(station: Station) -> None:
    station.judge_by(rule("anyone", "alert", "snapshot", "record"), armed={"anyone": False})
    tell(station, *walk())
    station.stop()
    assert [ruling.withheld for ruling in station.alerts()] == ["disarmed"]
    assert (station.clips, station.counted("vedette_alerts_total", camera="gate", rule="anyone")) == (
        [],
        None,
    )


def test_an_alert_reaches_who_is_to_be_told(station: Station) -> None:
    with receiver() as server:
        webhook = Action("webhook", {"url": server.url()})
        station.judge_by(Rule("anyone", PERSON, (Action("alert"), webhook)))
        tell(station, *walk())
        until(lambda: len(server.received) == 1)
        station.stop()
    assert SCENE.event_id(1).encode() in server.received[0].body


def test_the_history_is_judged_later_as_it_was_live(station: Station) -> None:
    plan = Plan((rule("anyone", "alert"), Rule("leaves", replace(PERSON, does="leaves"), (Action("alert"),))))
    station.judge_by(*plan.rules)
    tell(station, *walk())
    station.stop()
    with History.open(station.db) as history:
        (judgement,) = judge(history, history.sources(), plan)
    assert [(one.alert, one.withheld) for one in judgement.rulings] == [
        (one.alert, one.withheld) for one in station.alerts()
    ]


def test_a_new_scene_ends_what_the_one_before_left(station: Station) -> None:
    tell(station, *walk(is_over=False))
    station.hearing.began(replace(SCENE, number=1, since_us=at(60)))
    station.hearing.began(replace(SCENE, fingerprint="live-2", since_us=at(90)))
    station.stop()
    assert [event.is_lasting for event in station.events()] == [False]
    with History.open(station.db) as history:
        assert [source.state for source in history.sources()] == ["done"]


def test_a_cooldown_outlives_its_scene_and_its_watch(station: Station) -> None:
    station.judge_by(replace(rule("anyone", "alert"), cooldown_us=60_000_000))
    tell(station, *walk())
    for scene, seconds in ((replace(SCENE, number=1), 20), (replace(SCENE, fingerprint="live-2"), 40)):
        later = replace(scene, since_us=at(seconds))
        station.hearing.began(later)
        station.hearing.stepped(later, seen(seconds, track(9, 100, since_s=seconds), scene=later), None)
        station.hearing.leave("gate")
    station.stop()
    assert [ruling.withheld for ruling in station.alerts()] == [None, "cooldown", "cooldown"]


def test_no_rule_is_silent_for_as_long_as_the_clock_was_set_back(station: Station) -> None:
    station.judge_by(replace(rule("anyone", "alert"), cooldown_us=60_000_000))
    tell(station, *walk())
    earlier = replace(SCENE, number=1, since_us=at(-3600))
    station.hearing.began(earlier)
    station.hearing.stepped(earlier, seen(-3600, track(9, 100, since_s=-3600), scene=earlier), None)
    station.stop()
    assert [ruling.withheld for ruling in station.alerts()] == [None, None]


def test_states_and_outages_are_noted(station: Station) -> None:
    station.hearing.changed(state("gate"))
    lost = Outage("gate", "analysis", at(5), None, "no packets")
    station.hearing.lost(lost)
    station.hearing.lost(replace(lost, camera="garden"))
    station.hearing.regained(replace(lost, end_us=at(9)))
    station.hearing.leave("garden")
    station.stop()
    with History.open(station.db) as history:
        (noted,) = history.read(lambda connection: CameraStates(connection).all())
        outages = history.read(lambda connection: Outages(connection).latest(9))
    assert (noted.state, noted.is_watched, noted.noted_us) == (state("gate"), True, at(100))
    assert {one.camera: one.end_us for one in outages} == {"gate": at(9), "garden": at(100)}
    assert station.counted("vedette_outages_total", camera="gate", what="analysis") == 1


def test_a_camera_that_is_left_is_watched_no_more(station: Station) -> None:
    tell(station, *walk(is_over=False))
    station.hearing.changed(state("gate"))
    station.hearing.leave_all()
    station.stop()
    with History.open(station.db) as history:
        (noted,) = history.read(lambda connection: CameraStates(connection).all())
        assert [source.state for source in history.sources()] == ["done"]
    assert (noted.is_watched, noted.state.is_connected) == (False, False)
    assert [event.is_lasting for event in station.events()] == [False]


def test_a_camera_that_nobody_records_is_said(station: Station, caplog: pytest.LogCaptureFixture) -> None:
    scene = replace(SCENE, camera="garden")
    station.hearing.orders = {"garden": Orders(Plan((rule("anyone", "record"),)))}
    station.hearing.began(scene)
    station.hearing.stepped(scene, seen(0, track(1, 100), scene=scene), None)
    station.stop()
    assert caplog.messages == ["rule anyone: no clip, since nothing records camera garden"]


def test_an_alert_is_told_even_if_its_picture_cannot_be_written(
    station: Station, caplog: pytest.LogCaptureFixture
) -> None:
    station.judge_by(rule("anyone", "snapshot", "record"))
    (station.folder / "snapshots").write_text("a file where the folder is to be")
    tell(station, seen(0, track(1, 100)))
    station.stop()
    assert len(station.clips) == 1
    assert [message for message in caplog.messages if "no picture of the moment" in message]
