"""Events of tracks in sight: written when there is news, with what is known so far."""

import pytest

from api.live.lasting import LastingEvents, LastingSettings
from pipeline.values import Event
from tests.live_scenes import SCENE, at, finding, seen, track


def times(lasting: LastingEvents, until_s: float, label: str = "person") -> list[float]:
    """When an event is written of a track that is noted four times a second."""
    steps = [step / 4 for step in range(round(until_s * 4) + 1)]
    return [time_s for time_s in steps if lasting.update(seen(time_s, track(1, 100, label)))]


def test_an_event_is_written_at_its_first_sight_with_all_that_is_known() -> None:
    (event,) = LastingEvents(SCENE, "m1").update(seen(2, track(1, 100, since_s=1.5)))
    assert event == Event(
        id=SCENE.event_id(1), camera="gate", source="rtsp://10.0.0.8/stream2", label="person", score=0.9,
        start_us=at(1.5), end_us=at(2), recorded_us=0, box=event.box, path=event.path, zones=(),
        scores={"person": 0.9, "car": 0.05}, model="m1", is_live=True, is_lasting=True, trace=event.trace,
        noticed_us=at(2) + 1,
    )  # fmt: skip
    assert [(one.time_us, one.x, one.y) for one in event.path] == [(at(2), 100.0, 300.0)]
    assert [(one.time_us, one.label, one.box.foot) for one in event.trace] == [
        (at(2), "person", (100.0, 300.0))
    ]


def test_it_is_written_anew_every_two_seconds_and_less_often_when_it_is_old() -> None:
    found = times(LastingEvents(SCENE, "m1"), 100)
    assert found[:5] == [0, 2, 4, 6, 8]
    assert found[-1] - found[-2] > 4


def test_another_label_is_news_at_once() -> None:
    lasting = LastingEvents(SCENE, "m1")
    first = [lasting.update(seen(time_s, track(1, 100, None))) for time_s in (0, 0.25)]
    named = lasting.update(seen(0.5, track(1, 100, "person")))
    assert [len(events) for events in first] == [1, 0]
    assert [(event.label, len(event.path)) for event in named] == [("person", 3)]


def test_what_is_over_is_forgotten() -> None:
    lasting = LastingEvents(SCENE, "m1")
    lasting.update(seen(0, track(1, 100), track(2, 200)))
    assert list(lasting.ids) == [SCENE.event_id(1), SCENE.event_id(2)]
    lasting.update(seen(5, track(2, 200), over=[finding(track(1, 100), 0, 3)]))
    assert list(lasting.ids) == [SCENE.event_id(2)]
    assert list(lasting.sightings(SCENE.event_id(1))) == []


def test_a_track_that_is_not_noted_is_no_event_yet() -> None:
    step = seen(0, track(1, 100))
    unnoted = type(step)(step.observation, ())
    lasting = LastingEvents(SCENE, "m1")
    assert lasting.update(unnoted) == ()
    assert lasting.ids == ()


def test_what_was_seen_of_all_comes_in_order_of_time_and_track() -> None:
    lasting = LastingEvents(SCENE, "m1")
    for time_s in (0, 0.25):
        lasting.update(seen(time_s, track(1, 100), track(2, 200)))
    ids = sorted([SCENE.event_id(1), SCENE.event_id(2)])
    assert [(one.time_us, one.track) for one in lasting.known()] == [
        (at(time_s), event_id) for time_s in (0, 0.25) for event_id in ids
    ]


def test_settings_that_nobody_can_mean_are_refused() -> None:
    with pytest.raises(ValueError, match="expected 0 or more"):
        LastingSettings(every_s=-1)
