"""What the doctor says of cameras."""

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app
from api.configuration import Camera
from api.doctor.advice import advice
from api.doctor.checkup import Checkup, Finding
from api.doctor.examination import ExaminationSettings
from api.doctor.patient import Patient, Role, patients
from api.doctor.report import report_json, report_lines
from api.doctor.ward import checkups, limit_s
from pipeline.stream.settings import StreamSettings
from tests.footage import Footage
from tests.loopback import answering, motion_jpeg, silence, status

QUICK = ExaminationSettings(look_s=1.5)
GOOD = Finding(
    codec="h264", sound="pcm_alaw", size_wh=(640, 360), opened_s=0.3, watched_s=8.0, told_fps=10.0, fps=10.0,
    longest_gap_s=0.11, key_interval_s=2.0, bits_per_s=500_000.0, pace=1.001, clock_ahead_s=0.2, left_out=0,
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("footage")


@pytest.fixture(scope="module")
def clip(folder: Path) -> Path:
    return Footage(seconds=3, sound="aac").write(folder / "square.mp4")


def patient(role: Role = "analysed and recorded", settings: StreamSettings | None = None) -> Patient:
    return Patient("yard", role, "rtsp://cam/a", None, settings or StreamSettings())


def examined(cameras: Iterable[Camera], environment: dict[str, str] | None = None) -> list[Checkup]:
    return checkups(list(patients(cameras, Path(), environment or {})), QUICK)


def looped(clip: Path) -> str:
    return f"file:{clip}?loop"


def test_stream_is_described(clip: Path) -> None:
    (checkup,) = examined([Camera("yard", looped(clip))])
    finding = checkup.finding
    assert finding is not None
    assert (finding.codec, finding.sound, finding.size_wh) == ("h264", "aac", (160, 120))
    assert finding.told_fps == 10.0
    assert finding.fps == pytest.approx(10.0, rel=0.05)
    assert finding.key_interval_s == pytest.approx(1.0, abs=0.06)
    assert finding.watched_s > 1
    assert finding.bits_per_s > 10_000
    assert finding.clock_ahead_s is None
    assert checkup.advice == ("160x120 is too small to tell what moves: 640x360 is right",)


def test_streams_of_a_camera_are_told_apart(clip: Path) -> None:
    cameras = [Camera("yard", looped(clip), record=f"{clip}?loop"), Camera("gate", looped(clip))]
    roles = [(each.camera, each.role) for each in patients(cameras, Path(), {})]
    assert roles == [("yard", "analysed"), ("yard", "recorded"), ("gate", "analysed and recorded")]


def test_file_is_looked_for_beside_the_configuration(clip: Path) -> None:
    (found,) = patients([Camera("yard", "file:square.mp4?loop")], clip.parent, {})
    assert found.address is not None
    assert found.address.url == str(clip)


def test_webcam_is_watched(folder: Path) -> None:
    file = Footage(codec="mjpeg", seconds=6, fps=20).write(folder / "webcam.avi")
    with answering(motion_jpeg(file, 0.05)) as port:
        (checkup,) = examined([Camera("web", f"http://127.0.0.1:{port}/video")])
    assert checkup.finding is not None
    assert checkup.finding.codec == "mjpeg"
    assert checkup.finding.told_fps is None
    assert checkup.finding.pace == pytest.approx(1.0, abs=0.3)


def test_what_cannot_be_watched_is_told_without_credentials() -> None:
    with answering(status("401 Unauthorized")) as port:
        url = "http://${WHO}:${WORD}@127.0.0.1:" + f"{port}/a"
        wrong, absent, odd = examined(
            [
                Camera("wrong", url),
                Camera("absent", "rtsp://x:${NOTHING}@127.0.0.1:1/a"),
                Camera("odd", "ftp://x:hush@h/a"),
            ],
            {"WHO": "me", "WORD": "hu sh@"},
        )
    assert wrong.trouble == f"http://127.0.0.1:{port}/a: wrong user name or password (401)"
    assert "${NAME}" in wrong.advice[0]
    assert "NOTHING" in (absent.trouble or "")
    assert absent.advice == ("set the variable where vedette is started",)
    assert "ftp://h/a: expected an address" in (odd.trouble or "")
    assert "hush" not in "".join(report_lines([wrong, absent, odd]))
    assert "hush" not in repr([wrong, absent, odd])


def test_silent_camera_takes_no_longer_than_it_may() -> None:
    with answering(silence) as port:
        (one,) = patients([Camera("silent", f"rtsp://127.0.0.1:{port}/a")], Path(), {})
        hasty = replace(one, settings=StreamSettings(open_s=0.3, read_s=0.3))
        (checkup,) = checkups([hasty], QUICK)
    assert "timed out" in (checkup.trouble or "")
    assert "transport: udp, try tcp" in checkup.advice[0]
    assert limit_s([hasty], QUICK) == pytest.approx(0.6 + 1.5 * 2.5 + 5)


def test_missing_key_frames_are_told(folder: Path) -> None:
    rare = Footage(seconds=20, key_every_s=20).write(folder / "rare.mp4")
    (checkup,) = examined([Camera("rare", looped(rare))])
    assert checkup.finding is not None
    assert checkup.finding.key_interval_s is None
    assert any("no second key frame within" in line for line in checkup.advice)


@pytest.mark.parametrize(
    ("change", "role", "words"),
    [
        ({"key_interval_s": 10.0}, "recorded", "a key frame every 10.0 s only"),
        ({"size_wh": (3840, 2160)}, "analysed", "use the camera's sub stream as url"),
        ({"size_wh": (3840, 2160)}, "analysed and recorded", "keep this one as record"),
        ({"codec": "hevc"}, "analysed", "use H.264 for the analysed stream"),
        ({"codec": "hevc"}, "recorded", "few browsers"),
        ({"longest_gap_s": 1.5}, "analysed", "its rate varies"),
        ({"told_fps": 25.0}, "analysed", "it says 25 frames/s and sends 10"),
        ({"fps": 2.0, "told_fps": 2.0, "longest_gap_s": 0.5}, "analysed", "lose what moves fast"),
        ({"fps": 30.0, "told_fps": 30.0, "longest_gap_s": 0.05}, "analysed", "10 looked at"),
        ({"pace": 1.2}, "analysed", "its clock runs 20% too fast"),
        ({"clock_ahead_s": -3600.0}, "analysed", "3,600 s behind ours"),
        ({"left_out": 3}, "analysed", "3 of its key frames came damaged"),
    ],
)
def test_advice_fits_what_was_found(change: dict[str, object], role: Role, words: str) -> None:
    (line,) = advice(Checkup(patient(role), replace(GOOD, **change)))  # type: ignore[arg-type]
    assert words in line


def test_good_camera_needs_no_advice() -> None:
    assert advice(Checkup(patient(), GOOD)) == ()


def test_report_has_a_line_a_stream_and_the_advice_below() -> None:
    first, second = report_lines([Checkup(patient(), GOOD, advice=("Turn it round.",))])
    assert first.startswith("yard (analysed and recorded): h264 640x360, 10 frames/s (told 10), ")
    assert first.endswith("key frame every 2.0 s, 0.5 Mbit/s, pcm_alaw, open in 0.3 s")
    assert second == "  Turn it round."


def test_json_says_the_same() -> None:
    told = report_json(
        [Checkup(patient(), GOOD, advice=("Turn it round.",)), Checkup(patient(), None, "gone")]
    )
    (camera,) = told["cameras"]
    first, second = camera["streams"]
    assert (first["width"], first["fps"], first["advice"]) == (640, 10.0, ["Turn it round."])
    assert (second["is_reached"], second["error"]) == (False, "gone")


def test_command_reaches_all_cameras(clip: Path, tmp_path: Path) -> None:
    file = tmp_path / "vedette.yaml"
    file.write_text(f'cameras:\n  yard: {{url: "{looped(clip)}"}}\n  gone: {{url: "rtsp://127.0.0.1:1/a"}}\n')
    done = CliRunner().invoke(app, ["doctor", str(file), "--seconds", "1", "--json"])
    assert done.exit_code == 1
    streams = {camera["name"]: camera["streams"][0] for camera in json.loads(done.stdout)["cameras"]}
    assert streams["yard"]["codec"] == "h264"
    assert "connection refused" in streams["gone"]["error"]
    done = CliRunner().invoke(app, ["doctor", str(file), "--seconds", "1", "--camera", "yard"])
    assert done.exit_code == 0
    assert done.stdout.startswith("yard (analysed and recorded): h264 160x120")


@pytest.mark.parametrize(
    ("text", "arguments"), [("cameras: {}\n", []), ("cameras:\n  a: {url: a.mp4}\n", ["--camera", "b"])]
)
def test_nothing_to_look_at_is_a_usage_error(tmp_path: Path, text: str, arguments: list[str]) -> None:
    file = tmp_path / "vedette.yaml"
    file.write_text(text)
    assert CliRunner().invoke(app, ["doctor", str(file), *arguments]).exit_code == 2


def test_settings_refuse_what_cannot_work() -> None:
    with pytest.raises(ValueError, match="look_s"):
        ExaminationSettings(look_s=0)
