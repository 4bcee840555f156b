"""The whole chain live: a camera, its events, alerts and clips; and a configuration that changes."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
import pytest
from prometheus_client import generate_latest

from api.live.service import Service, ServiceSettings
from pipeline.analyse import AnalysisSettings
from pipeline.errors import HistoryError, VedetteError
from pipeline.history.beside import write_beside
from pipeline.history.history import History
from pipeline.history.writer import HistoryWriter
from pipeline.live.commons import FleetSettings
from pipeline.live.sight import SightSettings
from rules.archive.armings import Armings
from rules.delivery.dispatcher import utc_now_us
from rules.language.problem import RulesInvalid
from tests.delivery_samples import until
from tests.rules_samples import write_rules
from tests.watching import (
    alerts,
    configuration,
    events,
    lasting,
    noted,
    recordings,
    rule,
    write_crossing,
)

SOON = ServiceSettings(
    look_s=0.05, note_s=0.1, fleet=FleetSettings(sight=SightSettings(AnalysisSettings(prime_s=0.5)))
)
"""Looks more often than a person would notice, and learns a scene in half a second."""

ENVIRONMENT = {"PASSWORD": "hush"}


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_crossing(tmp_path_factory.mktemp("clip") / "clip.mp4")


@pytest.fixture
def folder(tmp_path: Path, clip: Path) -> Path:
    (tmp_path / "clip.mp4").symlink_to(clip)
    (tmp_path / "other.mp4").symlink_to(clip)
    return tmp_path


@contextmanager
def watching(folder: Path, content: str) -> Iterator[Service]:
    service = Service(write_rules(folder / "vedette.yaml", content), ENVIRONMENT, SOON)
    service.start()
    try:
        yield service
    finally:
        service.stop()


def fired(db: Path) -> set[str]:
    return {ruling.alert.rule for ruling in alerts(db)}


def test_what_a_camera_shows_becomes_events_alerts_and_clips(folder: Path) -> None:
    do = "[alert, snapshot, {record: {before: 1s, after: 1s}}]"
    with watching(folder, configuration(rule("anything", do))) as service:
        db = service.db
        until(lambda: len(lasting(db)) > 0)
        until(lambda: len(recordings(db)) > 0)
        until(lambda: any(event.snapshot for event in events(db)))
    assert db == folder / "out" / "history.db"
    assert lasting(db) == []
    assert all(
        (event.source, event.is_live) == (f"file:{folder}/clip.mp4?loop", True) for event in events(db)
    )
    ruling = alerts(db)[0]
    assert ruling.alert.snapshot is not None
    assert (db.parent / ruling.alert.snapshot).exists()
    recording = recordings(db)[0]
    assert recording.start_us <= ruling.alert.time_us - 1_000_000
    with av.open(str(db.parent / recording.path)) as container:
        assert sum(1 for _ in container.decode(video=0)) > 10
    assert not list(db.parent.rglob("*.partial"))


def test_after_the_stop_the_history_is_whole(folder: Path) -> None:
    with watching(folder, configuration(rule("anything"))) as service:
        until(lambda: len(lasting(service.db)) > 0)
    with History.open(service.db) as history:
        assert [source.state for source in history.sources()] == ["done"]
    state = noted(service.db)["yard"]
    assert (state.is_watched, state.state.is_connected) == (False, False)
    assert state.state.frames_analysed > 0
    with HistoryWriter(service.db):
        pass


def test_other_rules_are_followed_without_touching_the_camera(folder: Path) -> None:
    with watching(folder, configuration(rule("first"))) as service:
        until(lambda: fired(service.db) == {"first"})
        write_rules(folder / "vedette.yaml", configuration(f"{rule('first')}\n  {rule('second')}"))
        service.reload()
        until(lambda: fired(service.db) == {"first", "second"})
        (state,) = service.fleet.states()
    assert state.reconnects == 0
    with History.open(service.db) as history:
        assert len(list(history.sources())) == 1


def test_a_broken_configuration_is_refused_loudly(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    with watching(folder, configuration(rule("first"))) as service:
        write_rules(folder / "vedette.yaml", configuration(rule("first", when="{label: unicorn}")))
        until(lambda: service.trouble is not None)
        assert service.registry.get_sample_value("vedette_configuration_refused") == 1
        refused = [record for record in caplog.records if "refused" in record.message]
        assert [record.levelname for record in refused] == ["ERROR"]
        assert "unicorn" in refused[0].message
        until(lambda: fired(service.db) == {"first"})
        write_rules(folder / "vedette.yaml", configuration(rule("mended")))
        until(lambda: service.trouble is None)
        until(lambda: "mended" in fired(service.db))


def test_a_configuration_whose_secret_is_missing_is_refused(folder: Path) -> None:
    with watching(folder, configuration(rule("first"))) as service:
        camera = "yard: {url: 'rtsp://user:${NOWHERE}@127.0.0.1/'}"
        write_rules(folder / "vedette.yaml", configuration(rule("first"), camera))
        until(lambda: service.trouble is not None)
        assert service.trouble == (
            "camera yard: environment: expected a value for NOWHERE, as the rules need, received none"
        )
        assert [spec.name for spec in service.configuration.cameras.values()] == ["yard"]
        assert service.fleet.states()[0].shown_url.startswith("file:")


def test_cameras_come_and_go_while_others_are_not_touched(folder: Path) -> None:
    both = "yard: {url: 'clip.mp4?loop'}\n  gate: {url: 'other.mp4?loop'}"
    with watching(folder, configuration(rule("anything"))) as service:
        db = service.db
        until(lambda: bool(noted(db)) and noted(db)["yard"].state.frames_analysed > 0)
        write_rules(folder / "vedette.yaml", configuration(rule("anything"), both))
        until(lambda: "gate" in noted(db) and noted(db)["gate"].state.is_connected)
        write_rules(folder / "vedette.yaml", configuration(rule("anything")))
        until(lambda: not noted(db)["gate"].is_watched)
        assert [state.name for state in service.fleet.states()] == ["yard"]
        assert service.fleet.states()[0].reconnects == 0
    with History.open(db) as history:
        cameras = [source.analysis.camera for source in history.sources()]
    assert cameras.count("yard") == 1


def test_rules_are_armed_from_outside(folder: Path) -> None:
    with watching(folder, configuration(rule("anything"))) as service:
        write_beside(service.db, lambda c: Armings(c).note("anything", utc_now_us(), is_armed=False))
        until(lambda: any(ruling.withheld == "disarmed" for ruling in alerts(service.db)))


def test_what_needs_a_new_start_is_said(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    with watching(folder, configuration(rule("first"))) as service:
        write_rules(
            folder / "vedette.yaml", configuration(rule("first")).replace("folder: out", "folder: elsewhere")
        )
        said = "storage.folder: taken at the next start, until then as before"
        until(lambda: service.trouble == said)
        assert f"configuration: {said}" in caplog.messages
        assert service.db == folder / "out" / "history.db"
        other = configuration(rule("second")).replace("folder: out", "folder: elsewhere")
        write_rules(folder / "vedette.yaml", other)
        until(lambda: service.configuration.plan.rules[0].name == "second")
        assert service.trouble == said


def test_what_was_learnt_of_a_scene_outlives_another_rate(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    with watching(folder, configuration(rule("first"))) as service:
        until(lambda: bool(service.fleet.states()[0].frames_analysed))
        camera = "yard: {url: 'clip.mp4?loop', rate: 5}"
        write_rules(folder / "vedette.yaml", configuration(rule("first"), camera))
        until(lambda: service.fleet.states()[0].rate_hz == 5)
        until(lambda: bool(service.fleet.states()[0].frames_analysed))
        until(lambda: noted(service.db)["yard"].is_watched)
    assert [message for message in caplog.messages if "scene is learnt" in message] == [
        "camera yard: its scene is learnt for 0.5 s; what happens meanwhile is told after that"
    ]


def test_a_camera_that_is_away_is_noted_with_its_outage(folder: Path) -> None:
    with watching(folder, configuration(rule("anything"), "yard: {url: missing.mp4}")) as service:
        until(lambda: bool(noted(service.db)) and noted(service.db)["yard"].state.last_error is not None)
        error = noted(service.db)["yard"].state.last_error
    assert error is not None
    assert "missing.mp4" in error
    assert "\n" not in error


def test_no_secret_reaches_history_or_log(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    camera = "yard: {url: 'rtsp://user:${PASSWORD}@127.0.0.1:9/stream?token=${PASSWORD}'}"
    with watching(folder, configuration(rule("anything"), camera)) as service:
        until(lambda: bool(noted(service.db)) and noted(service.db)["yard"].state.last_error is not None)
    contents = b"".join(path.read_bytes() for path in service.db.parent.glob("history.db*"))
    assert b"hush" not in contents
    assert "hush" not in caplog.text


def test_a_history_that_is_being_written_is_refused(folder: Path) -> None:
    path = write_rules(folder / "vedette.yaml", configuration(rule("anything")))
    (folder / "out").mkdir()
    (folder / "out" / "history.db").mkdir()
    service = Service(path, ENVIRONMENT, SOON)
    with pytest.raises(HistoryError, match="expected a file, received a directory"):
        service.start()
    service.stop()


def test_what_cannot_be_followed_from_the_start_is_an_error(folder: Path) -> None:
    broken = write_rules(folder / "vedette.yaml", configuration(rule("first", when="{label: unicorn}")))
    with pytest.raises(RulesInvalid):
        Service(broken, ENVIRONMENT, SOON)
    camera = "yard: {url: 'rtsp://${NOWHERE}@127.0.0.1/'}"
    lacking = write_rules(folder / "vedette.yaml", configuration(rule("first"), camera))
    with pytest.raises(VedetteError, match="expected a value for NOWHERE"):
        Service(lacking, ENVIRONMENT, SOON)


def test_the_page_of_metrics_names_what_the_service_gives(folder: Path) -> None:
    docs = (Path(__file__).parent.parent / "docs" / "metrics.md").read_text("utf-8")
    service = Service(write_rules(folder / "vedette.yaml", configuration(rule("any"))), ENVIRONMENT, SOON)
    told = re.findall(r"^# HELP (vedette_\w+) ", generate_latest(service.registry).decode(), re.MULTILINE)
    assert [name for name in told if name not in docs] == []
    assert "vedette_history_waiting" in told


def test_settings_that_never_look_are_refused() -> None:
    with pytest.raises(ValueError, match="expected look_s and note_s above 0"):
        ServiceSettings(look_s=0)
