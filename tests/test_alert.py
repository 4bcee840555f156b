"""Alerts: ids that the same firing always has, and JSON that loses nothing."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.alert import Alert
from rules.judgement import Firing, Reason, View
from tests.delivery_samples import NOW_US, alert

REASON = Reason("person at gate", held=True, found="score 0.93")
HOUR_US = 3_600_000_000


def firing(**other: object) -> Firing:
    values: dict[str, object] = {
        "rule": "r",
        "camera": "gate",
        "time_us": 1_200_000,
        "tracks": ("event-1", "event-2"),
        "label": "person",
        "score": 0.93,
        "reasons": (REASON,),
    }
    return Firing(**(values | other))  # type: ignore[arg-type]


def view(recorded_us: int | None = NOW_US) -> View:
    return View("gate", 640, 360, recorded_us)


def test_alert_of_a_file_knows_both_clocks() -> None:
    made = Alert.from_firing(firing(), view(), ("driveway",), is_live=False)
    assert (made.time_us, made.utc_us) == (1_200_000, NOW_US + 1_200_000)
    assert (made.events, made.zones, made.reasons) == (("event-1", "event-2"), ("driveway",), (REASON,))


def test_unknown_recording_time_stays_unknown() -> None:
    assert Alert.from_firing(firing(), view(None), is_live=False).utc_us is None
    assert Alert.from_firing(firing(), view(None), is_live=False).to_json()["time"] is None


def test_same_firing_has_the_same_id() -> None:
    first = Alert.from_firing(firing(), view(), is_live=False)
    again = Alert.from_firing(firing(score=0.5, tracks=("event-1",)), view(), is_live=False)
    assert first.id == again.id


@pytest.mark.parametrize(
    "other", [{"rule": "other"}, {"camera": "yard"}, {"time_us": 1_200_001}, {"tracks": ("event-2",)}]
)
def test_another_firing_has_another_id(other: dict[str, object]) -> None:
    first = Alert.from_firing(firing(), view(), is_live=False)
    assert Alert.from_firing(firing(**other), view(), is_live=False).id != first.id


def test_absences_in_two_files_are_two_alerts() -> None:
    absent = firing(tracks=(), label=None, score=None)
    ids = {Alert.from_firing(absent, view(None), is_live=False, source=source).id for source in ("a", "b")}
    assert len(ids) == 2


def test_each_test_is_an_alert_of_its_own() -> None:
    first, second = (Alert.test("r", "gate", now_us) for now_us in (NOW_US, NOW_US + 1))
    assert first.id != second.id
    assert first.is_test


def test_json_is_what_webhooks_promise() -> None:
    assert alert().to_json() == {
        "id": "alert-0000",
        "rule": "someone at the gate",
        "camera": "gate",
        "time": "2025-11-24T16:00:00.000000+00:00",
        "time_s": None,
        "label": "person",
        "score": 0.93,
        "events": ["event-0000"],
        "zones": ["driveway"],
        "reasons": [
            {"condition": "person in driveway for 2 s", "held": True, "found": "in driveway for 3.1 s"}
        ],
        "snapshot": None,
        "live": True,
        "test": False,
        "late": False,
    }


MOMENTS = st.integers(-(10**15), 4 * 10**15)


@given(utc_us=MOMENTS)
def test_json_of_a_live_alert_loses_nothing(utc_us: int) -> None:
    before = alert(utc_us=utc_us)
    assert Alert.from_json(json.loads(json.dumps(before.to_json()))) == before


@given(time_us=st.integers(0, 1000 * HOUR_US), utc_us=st.none() | MOMENTS)
def test_json_of_footage_loses_nothing(time_us: int, utc_us: int | None) -> None:
    before = alert(utc_us=utc_us, time_us=time_us, is_live=False, label=None, score=None)
    assert Alert.from_json(json.loads(json.dumps(before.to_json()))) == before
