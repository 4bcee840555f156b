"""From a configuration to what each camera is watched by."""

from pathlib import Path

import pytest

from api.configuration import Configuration, read_configuration
from api.live.specs import camera_specs
from pipeline.errors import VedetteError
from pipeline.live.camera import CameraSpec
from tests.rules_samples import write_rules

ENVIRONMENT = {"CAM_USER": "viewer", "CAM_PASSWORD": "p@ss/word", "HOST": "10.0.0.8"}
CAMERAS = """\
cameras:
  gate: {url: "rtsp://${CAM_USER}:${CAM_PASSWORD}@10.0.0.8/stream2", record: "rtsp://10.0.0.8/stream1"}
  garden: {url: "rtsp://${HOST}/stream", record: "rtsp://${HOST}/stream", transport: udp, rate: 5}
"""
RECORD = """\
rules:
  - {name: near, camera: gate, when: {label: person}, do: [{record: {before: 20s, after: 5s}}]}
  - {name: far, camera: gate, when: {label: car}, do: [alert, {record: {before: 3s, after: 5s}}]}
"""


def read(folder: Path, content: str) -> Configuration:
    return read_configuration(write_rules(folder / "vedette.yaml", content))


def specs(folder: Path, content: str) -> dict[str, CameraSpec]:
    return {spec.name: spec for spec in camera_specs(read(folder, content), ENVIRONMENT)}


def test_addresses_have_their_secrets_but_show_none(tmp_path: Path) -> None:
    gate = specs(tmp_path, CAMERAS)["gate"]
    assert gate.url == "rtsp://viewer:p%40ss%2Fword@10.0.0.8/stream2"
    assert gate.record_url == "rtsp://10.0.0.8/stream1"
    assert gate.shown_url == "rtsp://10.0.0.8/stream2"
    assert "word" not in repr(gate)


def test_the_same_stream_is_not_opened_twice(tmp_path: Path) -> None:
    garden = specs(tmp_path, CAMERAS)["garden"]
    assert (garden.record_url, garden.transport, garden.rate_hz) == (None, "udp", 5.0)
    assert garden.shown_url == "rtsp://${HOST}/stream"


def test_a_camera_is_recorded_only_if_a_rule_may_ask_for_it(tmp_path: Path) -> None:
    found = specs(tmp_path, CAMERAS + RECORD)
    assert (found["gate"].may_record, found["garden"].may_record) == (True, False)


def test_packets_are_held_for_the_longest_lead_and_what_it_takes_to_notice(tmp_path: Path) -> None:
    assert specs(tmp_path, CAMERAS + RECORD)["gate"].recorder.ring.seconds == 35.0


def test_the_disk_s_reserve_is_the_recorder_s(tmp_path: Path) -> None:
    found = specs(tmp_path, CAMERAS + "storage: {reserve: 5GB}\n")
    assert found["gate"].recorder.reserve_bytes == 5_000_000_000


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        pytest.param("film.mp4", "file:{}/film.mp4", id="a name"),
        pytest.param("file:films/a.mp4?loop", "file:{}/films/a.mp4?loop", id="again and again"),
        pytest.param("/srv/film.mp4", "file:/srv/film.mp4", id="a whole path"),
        pytest.param("/dev/video0", "/dev/video0", id="a device"),
    ],
)
def test_files_are_taken_from_the_configuration_s_folder(written: str, meant: str, tmp_path: Path) -> None:
    camera = specs(tmp_path, f"cameras: {{yard: {{url: '{written}'}}}}\n")["yard"]
    assert camera.url == camera.shown_url == meant.format(tmp_path)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        pytest.param(
            "rtsp://${NOBODY}@gate/", "camera gate: environment: expected a value for NOBODY", id="secret"
        ),
        pytest.param(
            "ftp://user:word@gate/", "camera gate: ftp://gate/: expected an address as rtsp://", id="kind"
        ),
        pytest.param("rtsp://", "camera gate: rtsp://: expected a host", id="host"),
    ],
)
def test_what_cannot_be_watched_is_refused_in_one_line(url: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(VedetteError) as caught:
        specs(tmp_path, f"cameras: {{gate: {{url: '{url}'}}}}\n")
    assert str(caught.value).startswith(message)
    assert "word" not in str(caught.value)


def test_equal_configurations_give_equal_specs(tmp_path: Path) -> None:
    assert specs(tmp_path, CAMERAS + RECORD) == specs(tmp_path, CAMERAS + RECORD)
