"""The configuration of a service."""

from pathlib import Path

import pytest

from api.configuration import Camera, Configuration, Server, read_configuration
from pipeline.errors import VedetteError
from pipeline.history.history import DEFAULT_DB
from pipeline.recording.retention import Limit, RetentionSettings
from rules.language.problem import RulesInvalid
from tests.rules_samples import DESIGN, rule, write_rules

WHOLE = """\
cameras:
  gate: {url: "rtsp://${CAM_USER}:${CAM_PASSWORD}@10.0.0.8/stream2", record: "rtsp://10.0.0.8/stream1"}
  garden: {url: film.mp4, transport: udp, ca_file: house.pem, rate: 5}
storage:
  folder: /srv/vedette
  keep: 30d
  max_bytes: 100GB
  reserve: 2 GB
  cameras: {gate: {keep: 7d}}
  labels: {person: {keep: 90d, max_bytes: 1GB}}
server: {host: 0.0.0.0, port: 80}
"""


def read(folder: Path, content: str) -> Configuration:
    return read_configuration(write_rules(folder / "vedette.yaml", content))


def test_each_section_means_what_it_says(tmp_path: Path) -> None:
    found = read(tmp_path, WHOLE + rule())
    assert found.cameras["garden"] == Camera("garden", "film.mp4", None, "udp", tmp_path / "house.pem", 5.0)
    assert (found.cameras["gate"].transport, found.cameras["gate"].rate_hz) == ("tcp", 10.0)
    assert found.cameras["gate"].url == "rtsp://${CAM_USER}:${CAM_PASSWORD}@10.0.0.8/stream2"
    assert found.storage.folder == Path("/srv/vedette")
    assert found.storage.reserve_bytes == 2_000_000_000
    assert found.storage.retention == RetentionSettings(
        Limit(30 * 86_400, 100_000_000_000),
        {"gate": Limit(7 * 86_400)},
        {"person": Limit(90 * 86_400, 1_000_000_000)},
    )
    assert found.server == Server("0.0.0.0", 80)
    assert [rule.name for rule in found.plan.rules] == ["a rule"]


def test_example_of_the_design_is_a_configuration(tmp_path: Path) -> None:
    found = read(tmp_path, DESIGN)
    assert found.cameras["gate"].record == "rtsp://…/stream1"
    assert len(found.plan.rules) == 2


def test_what_is_left_out_has_its_usual_value(tmp_path: Path) -> None:
    found = read(tmp_path, rule())
    assert (found.cameras, found.model, found.server) == ({}, None, Server("127.0.0.1", 8080))
    assert (found.storage.folder, found.storage.retention) == (DEFAULT_DB.parent, RetentionSettings())


def test_paths_are_taken_from_the_configurations_folder(tmp_path: Path) -> None:
    weights = Path("model/weights/surveillance.tflite").resolve()
    (tmp_path / "mine.tflite").symlink_to(weights)
    found = read(tmp_path, "storage: {folder: history}\nmodel: {file: mine.tflite}\n")
    assert (found.storage.folder, found.model) == (tmp_path / "history", tmp_path / "mine.tflite")


PROBLEMS = {
    "camera without": ("cameras: {gate: {record: a}}",
        "1:11: cameras.gate: expected the key url, received record"),
    "camera's key": ("cameras: {gate: {url: a, ur: b}}",
        ("1:26: cameras.gate.ur: expected one of url, record, transport, ca_file, rate, "
                     "received 'ur' (nearest: url)")),
    "camera's transport": ("cameras: {gate: {url: a, transport: tpc}}", ("1:37: cameras.gate.transport: "
                           "expected one of tcp, udp, received 'tpc' (nearest: tcp)")),
    "camera's rate": ("cameras: {gate: {url: a, rate: 0}}",
                      "1:32: cameras.gate.rate: expected at least 0.1, received 0"),
    "camera's variable": ("cameras: {gate: {url: '${A'}}", ("1:23: cameras.gate.url: expected ${NAME} with "
                          "letters, digits and _, received another ${…")),
    "camera's nothing": ("cameras: {gate: }", "1:16: cameras.gate: expected a mapping, received nothing"),
    "line's camera": ("cameras: {gate: {url: a}}\nlines: {z: {camera: gat, from: [0, 0], to: [1, 1]}}",
                      "2:21: lines.z.camera: expected gate, received 'gat' (nearest: gate)"),
    "keep": ("storage: {keep: 30}", ("1:17: storage.keep: expected a duration as 500ms, 2s, 1m30s or 1h, "
             "received 30")),
    "max_bytes": ("storage: {max_bytes: 100}",
        ("1:22: storage.max_bytes: expected a size as 500MB, 10GB, "
                  "1.5TiB, received 100")),
    "max_bytes in words": ("storage: {max_bytes: much}",
        ("1:22: storage.max_bytes: expected a size (500MB, "
                           "10GB, 1.5TiB), received 'much'")),
    "limit of no camera": ("cameras: {gate: {url: a}}\nstorage: {cameras: {gat: {keep: 7d}}}",
                           "2:21: storage.cameras.gat: expected gate, received 'gat' (nearest: gate)"),
    "port": ("server: {port: 70000}", "1:16: server.port: expected at most 65535, received 70000"),
    "host": ("server: {host: 1}", "1:16: server.host: expected text, received 1; put it in quotes"),
    "model": ("model: {file: none.tflite}", "1:15: model.file: model none.tflite: No such file or directory"),
    "model's key": ("model: mine.tflite", "1:8: model: expected a mapping, received 'mine.tflite'"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "line"), PROBLEMS.values(), ids=PROBLEMS)
def test_problem_is_told_where_it_stands(content: str, line: str, tmp_path: Path) -> None:
    with pytest.raises(RulesInvalid) as caught:
        read(tmp_path, content)
    assert str(caught.value).replace(f"{tmp_path}/", "") == f"vedette.yaml:{line}"


def test_missing_model_hides_no_other_problem(tmp_path: Path) -> None:
    with pytest.raises(RulesInvalid) as caught:
        read(tmp_path, "model: {file: none.tflite}\nserver: {prt: 1}\n")
    assert [problem.where for problem in caught.value.problems] == ["model.file", "server.prt"]


def test_secrets_are_filled_in_when_they_are_needed(tmp_path: Path) -> None:
    camera = read(tmp_path, WHOLE).cameras["gate"]
    assert camera.filled({"CAM_USER": "me", "CAM_PASSWORD": "p@ss"}) == Camera(
        "gate", "rtsp://me:p%40ss@10.0.0.8/stream2", "rtsp://10.0.0.8/stream1"
    )


def test_missing_secret_is_one_line(tmp_path: Path) -> None:
    camera = read(tmp_path, WHOLE).cameras["gate"]
    with pytest.raises(VedetteError, match=r"^camera gate: .*CAM_PASSWORD.*$"):
        camera.filled({"CAM_USER": "me"})
