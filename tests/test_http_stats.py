"""Statistics over HTTP: the same numbers as JSON, CSV and SVG."""

import csv
from pathlib import Path
from typing import Any

import cv2
import httpx
import numpy as np
import pytest

from api.stats.sample import Sample
from pipeline.history.analysis import Outcome
from pipeline.history.history import History
from pipeline.history.query import EventQuery
from pipeline.history.writer import HistoryWriter
from pipeline.values import Box, Event, PathPoint
from tests.history_samples import NOON_US, SECOND_US, analysis, event, store
from tests.http_serving import client
from tests.rules_samples import write_rules

YARD, GATE = analysis("yard"), analysis("gate")
RULES = """\
zones:
  left: {camera: yard, polygon: [[0, 0], [0.5, 0], [0.5, 1], [0, 1]]}
lines:
  middle: {camera: yard, from: [0.5, 1], to: [0.5, 0]}
rules:
  - name: someone
    when: {label: person, crosses: middle}
    do: [alert]
"""


def walk(number: int, label: str, xs: list[int], *, start_s: int) -> Event:
    """Something that goes from x to x, one each second, half way down the picture of 640 × 480."""
    start_us = start_s * SECOND_US
    path = tuple(PathPoint(start_us + place * SECOND_US, float(x), 240.0) for place, x in enumerate(xs))
    box = Box(xs[-1] - 10.0, 200.0, 20.0, 40.0)
    return Event(
        YARD.event_id(number), "yard", YARD.path, label, 0.8, start_us, path[-1].time_us, NOON_US, box, path,
        ("left",) if min(xs) < 320 else (), {label: 0.8}, "m1",
    )  # fmt: skip


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """Two persons who cross the middle, one of them twice, and a car that does not; an hour apart."""
    path = tmp_path / "history.db"
    events = [
        walk(1, "person", [100, 200, 300, 400, 500], start_s=0),
        walk(2, "person", [500, 400, 200, 400, 500, 600], start_s=60),
        walk(3, "car", [400, 500], start_s=3600),
    ]
    still = cv2.imencode(".jpg", np.zeros((480, 640, 3), np.uint8))[1].tobytes()
    with HistoryWriter(path) as writer:
        source_id = writer.begin(YARD).source_id
        for found in events:
            writer.add(source_id, found)
        writer.finish(source_id, Outcome(7200 * SECOND_US, 1, 640, 480, still_jpeg=still))
    return path


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    return write_rules(tmp_path / "rules.yaml", RULES)


def get(db: Path, path: str, rules: Path | None = None) -> httpx.Response:
    """One answer."""
    with client(db, rules) as asking:
        return asking.get(path)


def table(answer: httpx.Response) -> list[dict[str, str]]:
    """The rows of an answer in CSV."""
    assert answer.headers["content-type"].startswith("text/csv")
    return list(csv.DictReader(answer.text.splitlines()))


def test_hours_are_counted_by_camera_and_label(db: Path) -> None:
    expected = [
        {"hour": "2026-11-23T12:00:00.000+00:00", "camera": "yard", "label": "person", "count": 2},
        {"hour": "2026-11-23T13:00:00.000+00:00", "camera": "yard", "label": "car", "count": 1},
    ]
    assert get(db, "/stats/hours").json() == {"step": "hour", "hours": expected}
    assert get(db, "/stats/hours?min_score=0.1").json() == {"step": "hour", "hours": expected}
    assert get(db, "/stats/hours?min_duration=4.5").json() == {
        "step": "hour",
        "hours": [expected[0] | {"count": 1}],
    }
    rows = table(get(db, "/stats/hours?format=csv"))
    assert rows == [{key: str(value) for key, value in row.items()} for row in expected]


def test_hours_are_put_together_to_days_and_months_on_request(db: Path) -> None:
    day = [
        {"hour": "2026-11-22T23:00:00.000+00:00", "camera": "yard", "label": "car", "count": 1},
        {"hour": "2026-11-22T23:00:00.000+00:00", "camera": "yard", "label": "person", "count": 2},
    ]
    assert get(db, "/stats/hours?step=day&timezone=Europe/Berlin").json() == {"step": "day", "hours": day}
    months = get(db, "/stats/hours?step=month&timezone=UTC").json()["hours"]
    assert [(month["hour"][:10], month["count"]) for month in months] == [
        ("2026-11-01", 1),
        ("2026-11-01", 2),
    ]
    assert get(db, "/stats/hours?step=fitting").json()["step"] == "hour"


def test_stay_in_sight_is_told_by_label(db: Path) -> None:
    told = get(db, "/stats/dwell").json()
    assert (told["events"], told["matching"], told["complete"]) == (3, 3, True)
    assert told["dwell"] == [
        {"label": "person", "count": 2, "median_s": 4.5, "p90_s": 4.9, "longest_s": 5.0},
        {"label": "car", "count": 1, "median_s": 1.0, "p90_s": 1.0, "longest_s": 1.0},
    ]


def test_of_too_many_events_some_are_looked_at_and_that_is_told(db: Path) -> None:
    store(db, GATE, [event(GATE, number) for number in range(250)])
    with History.open(db) as history:
        whole, some = (Sample.of(history, EventQuery(camera="gate"), most) for most in (250, 249))
    assert (whole.is_complete, whole.remark) == (True, "")
    assert 100 <= len(some.events) < 250
    assert {found.id for found in some.events} < {found.id for found in whole.events}
    assert some.events[0].start_us < 100 * SECOND_US < 150 * SECOND_US < some.events[-1].start_us
    assert some.remark == f" ({len(some.events)} of 250 events)"


def test_stay_in_a_zone_is_only_the_part_within(db: Path, rules: Path) -> None:
    told = get(db, "/stats/dwell?zone=left", rules).json()
    assert told["dwell"] == [{"label": "person", "count": 2, "median_s": 2.0, "p90_s": 2.8, "longest_s": 3.0}]


def test_lines_are_counted_in_both_directions(db: Path, rules: Path) -> None:
    told: dict[str, Any] = get(db, "/stats/lines", rules).json()
    counts = {(row["direction"], row["label"]): row["count"] for row in told["lines"]}
    assert counts == {("left_to_right", "person"): 2, ("right_to_left", "person"): 1}
    assert {(row["line"], row["camera"]) for row in told["lines"]} == {("middle", "yard")}
    assert get(db, "/stats/lines").json()["lines"] == []


def test_heat_map_is_warm_where_paths_went(db: Path) -> None:
    told = get(db, "/stats/heat-map?camera=yard").json()
    counts = np.array(told["counts"])
    assert counts.shape == (told["rows"], told["columns"])
    assert counts[counts.shape[0] // 2].max() > 1
    assert counts[0].max() == 0
    rows = list(csv.reader(get(db, "/stats/heat-map?camera=yard&format=csv").text.splitlines()))
    assert np.array(rows, float).shape == counts.shape


def test_camera_without_a_picture_has_no_heat_map(db: Path) -> None:
    answer = get(db, "/stats/heat-map?camera=nowhere")
    assert answer.status_code == 404
    assert "nowhere" in answer.json()["detail"]
    assert get(db, "/stats/heat-map").status_code == 422


@pytest.mark.parametrize("name", ["hours", "dwell", "lines", "heat-map"])
def test_each_is_drawn(db: Path, rules: Path, name: str) -> None:
    answer = get(db, f"/stats/{name}?camera=yard&format=svg", rules)
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert answer.text.rstrip().endswith("</svg>")


@pytest.mark.parametrize("name", ["hours", "dwell", "lines"])
@pytest.mark.parametrize("form", ["json", "csv", "svg"])
def test_no_events_are_no_trouble(db: Path, name: str, form: str) -> None:
    assert get(db, f"/stats/{name}?camera=nowhere&format={form}").status_code == 200
