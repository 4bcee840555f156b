"""From a configuration and footage to alerts and clips, and the commands that ask about them."""

import json
from pathlib import Path

import av
import pytest
from typer.testing import CliRunner

from api.cli import app
from pipeline.history.history import History
from rules.archive.alert_query import AlertQuery
from rules.archive.alerts import Alerts

STREET = Path(__file__).parent.parent / "sample_videos" / "street_20260314_081500.mp4"
FOOTAGE = STREET.parent.parent.parent / "shared" / "data" / "footage"

CONFIGURATION = """\
cameras:
  street: {url: "rtsp://${CAM_USER}:${CAM_PASSWORD}@10.0.0.8/stream2", record: "rtsp://10.0.0.8/stream1"}
zones:
  pavement: {camera: street, polygon: [[0, 0.5], [1, 0.5], [1, 0.75], [0, 0.75]]}
lines:
  lamp: {camera: street, from: [0.5, 0], to: [0.5, 1]}
rules:
  - name: someone on the pavement at the weekend
    when: {label: person, zone: pavement, min_score: 0.6, for: 2s}
    schedule: {days: [sat, sun], between: "06:00-22:00", timezone: Europe/Berlin}
    cooldown: 60s
    do:
      - alert
      - record: {before: 5s, after: 10s}
      - webhook: {url: "https://example.org/hook"}
  - name: vehicle passes the lamp
    when: {label: [truck, car, van], crosses: lamp}
    do: [alert]
"""
"""The example of the design, for a sample video: Saturday 2026-03-14, 08:15 UTC by its name."""

ANYTHING = """\
rules:
  - name: anything
    when: {label: [person, vehicle, unknown, background]}
    do: [alert, record: {before: 1s, after: 2s}]
"""


def vedette(*arguments: str | Path) -> str:
    result = CliRunner().invoke(app, [str(each) for each in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def lasts_s(path: Path) -> float:
    """Length of what decodes of a clip."""
    with av.open(str(path)) as container:
        times = [float(frame.time) for frame in container.decode(video=0) if frame.time is not None]
    return times[-1] - times[0]


@pytest.mark.slow
def test_the_example_of_the_design_works_on_a_sample_video(tmp_path: Path) -> None:
    config, db = tmp_path / "vedette.yaml", tmp_path / "out" / "history.db"
    config.write_text(CONFIGURATION, "utf-8")
    assert "someone on the pavement" in vedette("rules", "check", config)
    vedette("analyze", STREET, "--config", config, "--out", db.parent, "--workers", "1")

    stored = json.loads(vedette("alerts", "--db", db, "--withheld", "--json"))["alerts"]
    told = [alert for alert in stored if alert["withheld"] is None]
    assert {alert["rule"] for alert in told} == {rule["name"] for rule in _rules(config)}
    assert all(alert["reasons"] and alert["time"].startswith("2026-03-14T08:15") for alert in told)

    tried = json.loads(vedette("rules", "test", config, "--db", db, "--json"))["alerts"]
    assert sorted(alert["id"] for alert in tried) == sorted(alert["id"] for alert in stored)

    walker = next(alert for alert in told if alert["label"] == "person")
    explained = vedette("rules", "explain", walker["events"][0], "--rules", config, "--db", db)
    assert f"fired at {walker['time_s']:.1f} s" in explained
    assert "vehicle passes the lamp: did not fire" in explained

    with History.open(db) as history:
        (clip,) = history.recordings()
    time_us = walker["time_s"] * 1e6
    assert clip.start_us <= time_us - 5e6
    assert clip.end_us >= min(time_us + 10e6, 44e6 - 2e5)
    assert lasts_s(db.parent / clip.path) == pytest.approx((clip.end_us - clip.start_us) / 1e6, abs=0.2)

    zones = json.loads(vedette("events", "--db", db, "--zone", "pavement", "--json"))["events"]
    assert walker["events"][0] in {event["id"] for event in zones}


def _rules(config: Path) -> list[dict[str, str]]:
    rules: list[dict[str, str]] = json.loads(vedette("rules", "check", config, "--json"))["rules"]
    return rules


@pytest.mark.skipif(not FOOTAGE.exists(), reason="../shared is absent")
@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "tfl_a13_201709042122.mp4",
        "tud_stadtmitte.mp4",
        "cdnet_pedestrians_290_690.avi",
        "ucsd_ped2_test02.mp4",
    ],
)
def test_clips_of_footage_play_and_cover_each_alert_with_lead_and_tail(name: str, tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text(ANYTHING, "utf-8")
    vedette("analyze", FOOTAGE / name, "--rules", rules, "--out", tmp_path, "--workers", "1")
    with History.open(tmp_path / "history.db") as history:
        clips = list(history.recordings())
        alerts = history.read(lambda connection: list(Alerts(connection).of(AlertQuery())))
        (source,) = history.sources()
    assert alerts
    for alert in (ruling.alert for ruling in alerts):
        start_us = max(0, alert.time_us - 1_000_000)
        end_us = min((source.duration_us or 0) - 200_000, alert.time_us + 2_000_000)
        assert any(clip.start_us <= start_us and clip.end_us >= end_us for clip in clips), alert.time_us
    for clip in clips:
        length_s = (clip.end_us - clip.start_us) / 1e6
        assert lasts_s(tmp_path / clip.path) == pytest.approx(length_s, abs=0.25)
