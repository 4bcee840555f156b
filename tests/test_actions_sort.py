"""Sorting: decisions, and whether they came in time."""

import json
import time
from collections.abc import Iterator

import pytest
from pydantic import ValidationError

from pipeline.errors import DeliveryFailed, DeliveryTooLate
from rules.actions.secret import Secrets
from rules.actions.sort import SortSettings
from rules.actions.target import Target
from rules.actions.targets import Targets
from rules.alert import Alert
from rules.plan import Action
from tests.delivery_samples import NOW_US, Receiver, alert, free_port, parcel, receiver


@pytest.fixture
def server() -> Iterator[Receiver]:
    with receiver() as state:
        yield state


class Clock:
    """Tells the times it was given one after the other, then the last for ever."""

    def __init__(self, *after_crossing_ms: float) -> None:
        self._times = [NOW_US + round(each * 1000) for each in after_crossing_ms]

    def __call__(self) -> int:
        return self._times.pop(0) if len(self._times) > 1 else self._times[0]


def sorting(url: str, clock: Clock, **other: object) -> Target:
    send = Action("webhook", {"url": url})
    settings = {"line": "belt", "accept": ["car"], "within_us": 200_000, "send": send, **other}
    return Targets(clock).of("sort", settings)


def deliver(target: Target, its_alert: Alert) -> None:
    target.send(parcel(its_alert), Secrets({}))


def told(server: Receiver) -> list[dict[str, object]]:
    return [json.loads(request.body) for request in server.received]


@pytest.mark.parametrize(
    ("lists", "label", "verdict"),
    [
        ({"accept": ["car"]}, "car", "accept"),
        ({"accept": ["car"]}, "person", "reject"),
        ({"accept": ["car"]}, "unknown", "reject"),
        ({"accept": ["car"]}, None, "reject"),
        ({"reject": ["person"]}, "person", "reject"),
        ({"reject": ["person"]}, "unknown", "accept"),
        ({"accept": ["car"], "reject": ["person"]}, "dog", "reject"),
        ({"accept": ["vehicle"]}, "truck", "accept"),
        ({"reject": ["animal"]}, "deer", "reject"),
    ],
)
def test_decision_goes_by_label(lists: dict[str, list[str]], label: str | None, verdict: str) -> None:
    send = Action("webhook", {"url": "http://plc"})
    settings = SortSettings.model_validate({"line": "belt", "within_us": 1, "send": send, **lists})
    assert settings.verdict(label) == verdict


@pytest.mark.parametrize(
    ("other", "message"),
    [
        ({"accept": []}, "received none in both"),
        ({"accept": ["car"], "reject": ["vehicle"]}, "received 'car' in both"),
        ({"accept": ["car"], "send": Action("notify", {})}, "received 'notify'"),
        ({"accept": ["car"], "within_us": 0}, "greater than 0"),
    ],
)
def test_settings_that_decide_nothing_are_refused(other: dict[str, object], message: str) -> None:
    settings = {"line": "belt", "within_us": 1, "send": Action("command", {}), **other}
    with pytest.raises(ValidationError, match=message):
        SortSettings.model_validate(settings)


def test_decision_in_time_is_delivered(server: Receiver) -> None:
    deliver(sorting(server.url(), Clock(50, 120)), alert(label="car"))
    (message,) = told(server)
    assert (message["decision"], message["line"]) == ("accept", "belt")
    assert (message["deadline"], message["late"]) == ("2025-11-24T16:00:00.200000+00:00", False)
    assert message["late_by_ms"] is None


def test_decision_too_late_is_not_sent_but_told(server: Receiver) -> None:
    with pytest.raises(DeliveryTooLate, match=r"^not sent: 43\.0 ms after the deadline$"):
        deliver(sorting(server.url(), Clock(243)), alert(label="car"))
    (message,) = told(server)
    assert (message["decision"], message["late"], message["late_by_ms"]) == (None, True, 43.0)


def test_lateness_that_cannot_be_told_is_not_tried_again() -> None:
    with pytest.raises(DeliveryTooLate, match="the target could not be told: no connection"):
        deliver(sorting(f"http://127.0.0.1:{free_port()}/", Clock(243)), alert(label="car"))


def test_decision_taken_too_late_is_no_success(server: Receiver) -> None:
    with pytest.raises(DeliveryTooLate, match=r"^sent in time, but taken 10\.0 ms after the deadline$"):
        deliver(sorting(server.url(), Clock(50, 210)), alert(label="car"))


def test_failure_before_the_deadline_can_be_tried_again() -> None:
    with pytest.raises(DeliveryFailed):
        deliver(sorting(f"http://127.0.0.1:{free_port()}/", Clock(50)), alert(label="car"))


def test_no_attempt_outlasts_the_deadline(server: Receiver) -> None:
    server.answer = lambda _: time.sleep(1)
    with pytest.raises(DeliveryFailed, match=r"^no answer within 0\.15 s$"):
        deliver(sorting(server.url(), Clock(50)), alert(label="car"))


def test_decisions_do_not_wait_behind_other_messages(server: Receiver) -> None:
    assert sorting(server.url(), Clock(0)).name == f"sort by webhook http://127.0.0.1:{server.port}"
    assert sorting(server.url(), Clock(0)).within_us == 200_000
