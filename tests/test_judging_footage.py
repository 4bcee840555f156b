"""`vedette analyze` with rules: alerts, clips and pictures from footage, each once."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import av
import pytest
import typer
from typer.testing import CliRunner, Result

from api.commands.analyze import analyze
from api.commands.events import events
from pipeline.history.history import History
from pipeline.media.opening import open_source
from rules.archive.alert_query import AlertQuery
from rules.archive.alerts import Alerts
from rules.archive.judging import Ruling
from tests.clips import write_passes
from tests.delivery_samples import receiver

app = typer.Typer()
app.command()(analyze)
app.command()(events)

PLACES = """\
zones:
  right: {camera: yard, polygon: [[0.6, 0], [1, 0], [1, 1], [0.6, 1]]}
"""
PASSES = f"""\
{PLACES}
rules:
  - name: something passes
    when: {{label: [unknown, background], zone: right}}
    do: [alert, snapshot, record: {{before: 1s, after: 500ms}}]
"""
"""The classifier knows no squares."""


def run(*arguments: str | Path, status: int = 0) -> Result:
    result = CliRunner().invoke(app, [str(each) for each in arguments], catch_exceptions=False)
    assert result.exit_code == status, result.output
    return result


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight seconds in which a square crosses the scene twice."""
    return write_passes(tmp_path_factory.mktemp("footage") / "yard_20260102_030405.mp4", 2)


@pytest.fixture
def folder(clip: Path, tmp_path: Path) -> Path:
    """A history of the clip, judged by `PASSES`."""
    judge(clip, tmp_path, PASSES)
    return tmp_path


def judge(clip: Path, folder: Path, rules: str, *more: str) -> Result:
    (folder / "rules.yaml").write_text(rules, "utf-8")
    return run("analyze", clip, "--out", folder, "--rules", folder / "rules.yaml", "--workers", "1", *more)


def rulings(folder: Path) -> list[Ruling]:
    """All alerts of the history, also the withheld, oldest first."""
    with History.open(folder / "history.db") as history:
        query = AlertQuery(with_withheld=True)
        return history.read(lambda connection: list(Alerts(connection).of(query, newest_first=False)))


def clips(folder: Path) -> list[tuple[float, float, Path]]:
    with History.open(folder / "history.db") as history:
        return [(each.start_us, each.end_us, folder / each.path) for each in history.recordings()]


def test_alerts_are_kept_with_reasons_and_said(clip: Path, tmp_path: Path) -> None:
    said = judge(clip, tmp_path, PASSES)
    kept = rulings(tmp_path)
    assert f"{len(kept)} alerts, {len(clips(tmp_path))} clips recorded" in said.stderr
    first, last = kept[0], kept[-1]
    assert 1 < first.alert.time_us / 1e6 < 4 < last.alert.time_us / 1e6 < 8
    assert [reason.held for reason in first.alert.reasons] == [True]
    assert (first.alert.camera, first.alert.zones, first.withheld) == ("yard", ("right",), None)
    assert first.alert.is_late


def test_each_clip_plays_and_covers_its_alert_with_lead_and_tail(folder: Path) -> None:
    found = clips(folder)
    for ruling in rulings(folder):
        time_us = ruling.alert.time_us
        (path,) = [path for start, end, path in found if start <= time_us - 1e6 and end >= time_us + 0.5e6]
        with av.open(str(path)) as container:
            assert sum(1 for _ in container.decode(video=0)) >= 1.5 * 25


def test_the_snapshot_is_of_the_moment(folder: Path, clip: Path) -> None:
    for ruling in rulings(folder):
        assert ruling.alert.snapshot is not None
        assert ruling.alert.id in ruling.alert.snapshot
        picture = open_source(clip).picture_at(ruling.alert.time_us)
        with av.open(str(folder / ruling.alert.snapshot)) as container:
            (frame,) = container.decode(video=0)
        assert picture is not None
        assert abs(frame.to_ndarray(format="rgb24").astype(float) - picture.rgb()).mean() < 3


def test_analysing_again_adds_nothing(folder: Path, clip: Path) -> None:
    before, files = rulings(folder), clips(folder)
    said = judge(clip, folder, PASSES)
    assert f"{len(before)} alerts\n" in said.stderr
    assert (rulings(folder), clips(folder)) == (before, files)


def test_other_rules_judge_known_footage_anew_and_say_what_changed(folder: Path, clip: Path) -> None:
    before, files = rulings(folder), clips(folder)
    said = judge(clip, folder, PASSES.replace("zone: right}", "zone: right}\n    cooldown: 60s"))
    after = [ruling for ruling in rulings(folder) if ruling.withheld is None]
    gone = len(before) - len(after)
    assert gone > 0
    assert f"{len(after)} alert{'s' * (len(after) > 1)} (0 new, {gone} no longer)" in said.stderr
    assert {ruling.withheld for ruling in rulings(folder)} == {None, "cooldown"}
    assert clips(folder) == files


def test_footage_whose_time_is_unknown_is_withheld_by_a_schedule(clip: Path, tmp_path: Path) -> None:
    unknown = tmp_path / "yard.mp4"
    unknown.write_bytes(clip.read_bytes())
    rules = PASSES.replace("do:", 'schedule: {between: "00:00-24:00", timezone: UTC}\n    do:')
    judge(unknown, tmp_path, rules)
    assert {ruling.withheld for ruling in rulings(tmp_path)} == {"time unknown"}
    assert clips(tmp_path) == []


def test_events_know_their_zones_and_json_keeps_its_keys(clip: Path, tmp_path: Path) -> None:
    told = json.loads(judge(clip, tmp_path, PASSES, "--json", "--all").stdout)
    assert list(told) == ["events", "sources"]
    zones = [event["zones"] for event in told["events"]]
    assert ["right"] in zones
    asked = run("events", "--db", tmp_path / "history.db", "--zone", "right", "--all", "--json")
    assert len(json.loads(asked.stdout)["events"]) == zones.count(["right"])


def hook(port: int) -> str:
    return PASSES.replace("do: [", f"do: [webhook: {{url: 'http://127.0.0.1:{port}/hook'}}, ")


def test_nothing_leaves_here_unless_asked(clip: Path, tmp_path: Path) -> None:
    with receiver() as server:
        judge(clip, tmp_path, hook(server.port))
        assert server.received == []
    with closing(sqlite3.connect(tmp_path / "history.db")) as connection:
        assert connection.execute("select count(*) from deliveries").fetchone() == (0,)


def test_with_deliver_each_alert_is_sent_once_and_marked_late(clip: Path, tmp_path: Path) -> None:
    with receiver() as server:
        said = judge(clip, tmp_path, hook(server.port), "--deliver")
        judge(clip, tmp_path, hook(server.port), "--deliver")
        bodies: list[dict[str, Any]] = [json.loads(request.body) for request in server.received]
    assert f"{len(rulings(tmp_path))} sent, 0 to be tried again" in said.stderr
    assert sorted(body["id"] for body in bodies) == sorted(each.alert.id for each in rulings(tmp_path))
    assert {body["late"] for body in bodies} == {True}


def test_a_camera_that_no_rule_is_for_is_named(clip: Path, tmp_path: Path) -> None:
    said = judge(clip, tmp_path, PASSES.replace("camera: yard", "camera: gate"))
    assert "no rule is for camera yard" in said.stderr


def test_a_configuration_tells_where_the_history_is(clip: Path, tmp_path: Path) -> None:
    config = tmp_path / "vedette.yaml"
    config.write_text(f"cameras:\n  yard: {{url: rtsp://10.0.0.8/a}}\nstorage: {{folder: kept}}\n{PASSES}")
    run("analyze", clip, "--config", config, "--workers", "1")
    assert rulings(tmp_path / "kept")


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["--deliver"], id="deliver without rules"),
        pytest.param(["--rules", "a", "--config", "b"], id="rules twice"),
    ],
)
def test_what_does_not_go_together_is_refused(clip: Path, arguments: list[str]) -> None:
    run("analyze", clip, *arguments, status=2)
