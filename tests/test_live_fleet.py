"""A fleet of cameras: files in real time, and a real RTSP server that ails."""

import gc
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import av
import pytest

from pipeline.analyse import Analysis, Subject
from pipeline.back_off import BackOff
from pipeline.live.camera import CameraSpec
from pipeline.live.commons import FleetSettings
from pipeline.live.fleet import Fleet
from pipeline.live.link import LinkSettings
from pipeline.live.state import CameraState
from pipeline.live.supervisor import COLLECT_AFTER
from pipeline.media.video import VideoFile
from pipeline.recording.recorder import RecorderSettings
from tests.delivery_samples import until
from tests.live_samples import QUICK, AllPersons, Notes, passer, quick_settings, spec
from tests.rtsp_server import Feed, Login, missing, rtsp_server

ROOMY = RecorderSettings(reserve_bytes=1)

needs_server = pytest.mark.skipif(missing() is not None, reason=str(missing()))


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return passer(tmp_path_factory.mktemp("fleet") / "passer.mp4")


@contextmanager
def watching(
    folder: Path, notes: Notes, *specs: CameraSpec, settings: FleetSettings | None = None
) -> Iterator[Fleet]:
    fleet = Fleet(AllPersons(), folder, notes, settings or quick_settings())
    fleet.start()
    try:
        fleet.apply(specs)
        yield fleet
    finally:
        fleet.stop(60)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith(("reader", "analyst"))]


def hasty(stall_s: float = 8.0) -> FleetSettings:
    link = LinkSettings(back_off=BackOff(0.1, 0.5), stall_s=stall_s)
    return replace(quick_settings(), link=link, patience_s=0.5)


def state(fleet: Fleet, name: str = "yard") -> CameraState:
    return next(state for state in fleet.states() if state.name == name)


def test_file_played_in_real_time_has_the_events_of_the_file(tmp_path: Path, clip: Path) -> None:
    notes = Notes()
    with watching(tmp_path, notes, spec(clip)) as fleet:
        until(lambda: bool(notes.outages))
        assert state(fleet).frames_read == 60
        assert state(fleet).frames_dropped == 0
    steps = Analysis(Subject("yard", "", None, str), AllPersons(), QUICK).run(VideoFile(clip))
    expected = [finding.event for step in steps for finding in step.findings]
    since_us = notes.scenes[0].since_us
    found = [finding.event for finding in notes.findings if finding.event.start_us < since_us + 6_000_000]
    assert len(found) == len(expected) == 1
    for event, model in zip(found, expected, strict=True):
        assert abs(event.start_us - since_us - model.start_us) <= 100_000
        assert abs(event.end_us - since_us - model.end_us) <= 100_000


def test_state_tells_what_comes_in(tmp_path: Path, clip: Path) -> None:
    notes = Notes()
    with watching(tmp_path, notes, CameraSpec("yard", "shown", f"file:{clip}?loop")) as fleet:
        until(lambda: state(fleet).frames_analysed >= 10 and bool(notes.states))
        known = state(fleet)
    assert (known.is_connected, known.codec, known.width, known.height) == (True, "h264", 320, 240)
    assert known.fps_read > 1
    assert known.bytes_read > 1000
    assert known.last_error is None
    assert notes.states[0].is_connected


def test_clip_begins_before_it_is_asked_for_and_ends_with_the_camera(tmp_path: Path, clip: Path) -> None:
    notes = Notes()
    camera = replace(spec(clip), url=f"file:{clip}?loop", may_record=True, recorder=ROOMY)
    with watching(tmp_path, notes, camera) as fleet:
        until(lambda: state(fleet).frames_analysed >= 10)
        asked_us = time.time_ns() // 1000
        assert fleet.request_clip("yard", asked_us - 1_000_000, asked_us + 3_600_000_000)
        until(lambda: state(fleet).is_recording)
    (made,) = notes.clips
    assert made.start_us <= asked_us - 500_000
    assert made.path.exists()
    assert made.origin.fingerprint == notes.scenes[0].fingerprint
    assert made.origin.source == "file:passer.mp4"


def test_camera_that_no_rule_records_holds_no_packets(tmp_path: Path, clip: Path) -> None:
    notes = Notes()
    camera = replace(spec(clip), record_url="file:/nowhere/main.mp4")
    with watching(tmp_path, notes, camera) as fleet:
        until(lambda: state(fleet).frames_read >= 5)
        assert not fleet.request_clip("yard", 0, 1)
        assert not fleet.request_clip("nobody", 0, 1)
        assert state(fleet).packets_recorded == 0


def test_stream_to_record_is_watched_apart(tmp_path: Path, clip: Path) -> None:
    notes = Notes()
    camera = replace(
        spec(clip), url=f"file:{clip}?loop", record_url=f"file:{tmp_path}/main.mp4", may_record=True
    )
    with watching(tmp_path, notes, camera, settings=hasty()) as fleet:
        until(lambda: bool(notes.outages) and state(fleet).is_connected)
        assert {outage.what for outage in notes.outages} == {"recording"}
        passer(tmp_path / "main.mp4", width=400)
        until(lambda: bool(notes.ended))
        assert state(fleet).packets_recorded > 0


def test_reload_touches_only_what_changed(tmp_path: Path, clip: Path) -> None:
    notes = Notes()
    first, second = (replace(spec(clip, name), url=f"file:{clip}?loop") for name in ("first", "second"))
    with watching(tmp_path, notes, first, second) as fleet:
        until(lambda: {scene.camera for scene in notes.scenes} == {"first", "second"})
        read = state(fleet, "first").frames_read
        third = replace(first, name="third")
        fleet.apply([first, replace(second, may_record=True, recorder=ROOMY), third])
        assert state(fleet, "first").frames_read >= read
        assert [known.name for known in fleet.states()] == ["first", "second", "third"]
        until(lambda: len([scene for scene in notes.scenes if scene.camera == "second"]) == 2)
        fleet.apply([third])
        assert [known.name for known in fleet.states()] == ["third"]
    assert len([scene for scene in notes.scenes if scene.camera == "first"]) == 1
    last = [step for scene, step in notes.steps if scene.camera == "first"][-1]
    assert last.observation is None


def test_newest_picture_can_be_looked_at(tmp_path: Path, clip: Path) -> None:
    with watching(tmp_path, Notes(), spec(clip)) as fleet:
        assert fleet.latest("nobody") is None
        until(lambda: fleet.latest("yard") is not None)
        picture = fleet.latest("yard")
        assert picture is not None
        assert (picture.width, picture.height) == (320, 240)


def test_two_cameras_of_one_name_are_refused(tmp_path: Path, clip: Path) -> None:
    fleet = Fleet(AllPersons(), tmp_path, Notes(), quick_settings())
    with pytest.raises(ValueError, match="one name twice"):
        fleet.apply([spec(clip), spec(clip)])


def test_stop_waits_for_nobody_who_hangs(tmp_path: Path, clip: Path) -> None:
    notes = Notes()
    fleet = Fleet(AllPersons(), tmp_path, notes, quick_settings())
    fleet.start()
    fleet.apply([replace(spec(clip), url=f"file:{clip}?loop")])
    until(lambda: bool(notes.looks))
    notes.may_go_on.clear()
    begun_s = time.monotonic()
    fleet.stop(0.2)
    assert time.monotonic() - begun_s < 30
    notes.may_go_on.set()
    until(lambda: not any(thread.name.startswith("analyst") for thread in threading.enumerate()))


def test_remains_of_connections_are_cleared_away(tmp_path: Path) -> None:
    short = passer(tmp_path / "short.mp4", frames=2)
    link = LinkSettings(back_off=BackOff(0.001, 0.002))
    gc.collect()
    with watching(tmp_path, Notes(), spec(short), settings=replace(quick_settings(), link=link)) as fleet:
        until(lambda: state(fleet).reconnects >= 3 * COLLECT_AFTER)
        until(lambda: _containers() <= 2 * COLLECT_AFTER)


def _containers() -> int:
    """How many containers are in memory, in use or not."""
    return sum(isinstance(each, av.container.OutputContainer) for each in gc.get_objects())


@needs_server
@pytest.mark.slow
def test_server_that_is_killed_is_an_outage_and_analysis_goes_on(tmp_path: Path, clip: Path) -> None:
    notes = Notes()
    with rtsp_server(tmp_path, Feed("cam", clip), login=Login()) as server:
        camera = CameraSpec("gate", "rtsp://gate/cam", server.url(), may_record=True, recorder=ROOMY)
        with watching(tmp_path, notes, camera, settings=hasty()) as fleet:
            until(lambda: len(notes.looks) >= 10)
            fleet.request_clip("gate", 0, time.time_ns() // 1000 + 3_600_000_000)
            until(lambda: state(fleet, "gate").is_recording)
            server.kill()
            until(lambda: {outage.what for outage in notes.outages} == {"analysis", "recording"})
            until(lambda: notes.steps[-1][1].observation is None)
            assert len(notes.clips) == 1
            server.start()
            until(lambda: {outage.what for outage in notes.ended} == {"analysis", "recording"})
            looked = len(notes.looks)
            until(lambda: len(notes.looks) > looked + 5)
            assert state(fleet, "gate").reconnects >= 1
    assert [scene.number for scene in notes.scenes] == [0, 1]
    assert len({scene.fingerprint for scene in notes.scenes}) == 1
    told = repr((notes.states, notes.outages, notes.clips, camera))
    assert Login().password not in told
    assert all((ended.end_us or 0) > ended.start_us for ended in notes.ended)


@needs_server
@pytest.mark.slow
def test_stall_without_a_close_is_noticed(tmp_path: Path, clip: Path) -> None:
    notes = Notes()
    with rtsp_server(tmp_path, Feed("cam", clip)) as server:
        camera = CameraSpec("gate", "rtsp://gate/cam", server.url())
        with watching(tmp_path, notes, camera, settings=hasty(stall_s=2.0)):
            until(lambda: len(notes.looks) >= 5)
            server.stall("cam")
            until(lambda: bool(notes.outages))
            server.stall("cam", is_stalled=False)
            until(lambda: bool(notes.ended))
    assert "nothing" in notes.outages[0].reason


@needs_server
@pytest.mark.slow
def test_other_size_within_the_stream_is_another_scene(tmp_path: Path, clip: Path) -> None:
    notes = Notes()
    wide = passer(tmp_path / "wide.mp4", width=400)
    with rtsp_server(tmp_path, Feed("cam", clip)) as server:
        camera = CameraSpec("gate", "rtsp://gate/cam", server.url())
        with watching(tmp_path, notes, camera, settings=hasty()):
            until(lambda: len(notes.looks) >= 5)
            server.show("cam", wide)
            until(lambda: len(notes.scenes) >= 2)
    assert [scene.width for scene in notes.scenes[:2]] == [320, 400]
    assert notes.scenes[0].fingerprint != notes.scenes[1].fingerprint
