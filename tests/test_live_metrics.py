"""What a monitor reads of a service, and that the page about it names all of it."""

import re
from pathlib import Path

from prometheus_client import CollectorRegistry, generate_latest

from api.live.metrics import Cameras, Counts, Figure, Figures
from tests.live_rows import state

DOCS = Path(__file__).parent.parent / "docs" / "metrics.md"


def registry() -> CollectorRegistry:
    made = CollectorRegistry()
    made.register(Cameras(lambda: [state("gate"), state("garden", is_connected=False)]))
    made.register(Figures(lambda: [Figure("history_waiting", "Items that wait", 7)]))
    counts = Counts(made)
    counts.events.labels("gate", "person").inc()
    counts.alerts.labels("gate", "someone").inc()
    counts.clips.labels("gate").inc()
    counts.outages.labels("gate", "analysis").inc()
    return made


def test_each_camera_has_its_figures() -> None:
    made = registry()
    expected = {
        "connected": 1, "read_fps": 15, "analysed_fps": 10, "rate_hz": 10, "frames_read_total": 150,
        "frames_analysed_total": 100, "frames_dropped_total": 3, "received_bytes_total": 1_000_000,
        "reconnects_total": 1, "packets_recorded_total": 150, "recording": 0, "recording_trouble": 0,
    }  # fmt: skip
    found = {name: made.get_sample_value(f"vedette_camera_{name}", {"camera": "gate"}) for name in expected}
    assert found == expected
    assert made.get_sample_value("vedette_camera_connected", {"camera": "garden"}) == 0


def test_states_are_read_when_they_are_asked_for() -> None:
    states = [state("gate")]
    made = CollectorRegistry()
    made.register(Cameras(lambda: states))
    states[0] = state("gate", frames_read=200)
    assert made.get_sample_value("vedette_camera_frames_read_total", {"camera": "gate"}) == 200


def test_the_service_has_figures_of_its_own() -> None:
    assert registry().get_sample_value("vedette_history_waiting") == 7


def test_the_page_names_every_metric() -> None:
    told = set(re.findall(r"^# TYPE (vedette_\w+) ", generate_latest(registry()).decode(), re.MULTILINE))
    told = {name for name in told if not name.endswith("_created")}
    missing = told - set(re.findall(r"`(vedette_\w+)", DOCS.read_text("utf-8")))
    assert not missing
