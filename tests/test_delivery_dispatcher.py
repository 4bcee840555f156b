"""The dispatcher: what is handed in is done inside, or gets to real servers outside."""

import json
import logging
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from pipeline.back_off import BackOff
from pipeline.errors import HistoryError
from rules.actions.targets import Targets
from rules.alert import Alert
from rules.delivery.deliveries import Deliveries
from rules.delivery.delivery import Delivery
from rules.delivery.desk import DeskSettings
from rules.delivery.dispatcher import Dispatcher, DispatchSettings, utc_now_us
from rules.delivery.office import OfficeSettings
from rules.plan import Action
from tests.delivery_samples import (
    NOW_US,
    NoEffects,
    Receiver,
    alert,
    connected,
    free_port,
    lay_queue,
    receiver,
    until,
)

ENVIRONMENT = {"KEY": "hush-key"}
MINUTE_US = 60_000_000
QUICK = DispatchSettings(office=OfficeSettings(poll_s=0.02, desk=DeskSettings(back_off=BackOff(0.05, 0.2))))


@dataclass(slots=True)
class Clock:
    """Stands still unless it is moved."""

    now_us: int = NOW_US

    def __call__(self) -> int:
        return self.now_us


@dataclass(slots=True)
class House:
    """A history, and dispatchers that deliver from it."""

    path: Path
    clock: Callable[[], int] = field(default_factory=Clock)
    effects: NoEffects = field(default_factory=NoEffects)
    environment: dict[str, str] = field(default_factory=lambda: dict(ENVIRONMENT))

    @contextmanager
    def dispatcher(self, settings: DispatchSettings = QUICK) -> Iterator[Dispatcher]:
        with Dispatcher(self.path, self.effects, self.environment, settings, self.clock) as made:
            yield made

    def deliveries(self, alert_id: str = "alert-0000") -> list[Delivery]:
        with closing(connected(self.path)) as connection:
            return Deliveries(connection).of_alert(alert_id)

    def states(self, alert_id: str = "alert-0000") -> list[str]:
        return [each.state for each in self.deliveries(alert_id)]


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(lay_queue(tmp_path / "history.db"))


@pytest.fixture
def server() -> Iterator[Receiver]:
    with receiver() as state:
        yield state


def webhook(url: str, **other: Any) -> Action:
    return Action("webhook", {"url": url, **other})


def bodies(server: Receiver) -> list[dict[str, Any]]:
    return [json.loads(request.body) for request in server.received]


def test_alert_gets_to_its_target_and_is_noted(house: House, server: Receiver) -> None:
    with house.dispatcher() as made:
        made.dispatch(alert(), [webhook(server.url())])
        until(lambda: house.states() == ["delivered"])
    (request,) = server.received
    assert request.headers["Idempotency-Key"] == house.deliveries()[0].id


def test_what_is_done_inside_is_asked_for_with_the_snapshot(house: House) -> None:
    house.effects.picture = "snapshots/it.jpg"
    with house.dispatcher() as made:
        made.dispatch(alert(), [Action("alert"), Action("record", {"before_us": 1}), Action("snapshot")])
    assert [each.snapshot for each in house.effects.kept] == ["snapshots/it.jpg"]
    assert [each.id for each in house.effects.recorded] == ["alert-0000"]
    assert house.deliveries() == []


def test_snapshot_that_was_asked_for_is_told(house: House, server: Receiver) -> None:
    house.effects.picture = "snapshots/it.jpg"
    with house.dispatcher() as made:
        made.dispatch(alert(), [webhook(server.url()), Action("snapshot")])
        until(lambda: house.states() == ["delivered"])
    assert bodies(server)[0]["snapshot"] == "snapshots/it.jpg"


def test_same_alert_is_sent_once(house: House, server: Receiver) -> None:
    for _ in range(2):
        with house.dispatcher() as made:
            for _ in range(3):
                made.dispatch(alert(), [webhook(server.url()), webhook(server.url())])
            until(lambda: house.states() == ["delivered"])
    assert len(server.received) == 1


def test_failure_is_tried_again(house: House, server: Receiver) -> None:
    house.clock = utc_now_us
    server.status = 503
    with house.dispatcher() as made:
        made.dispatch(alert(utc_us=utc_now_us()), [webhook(server.url())])
        until(lambda: len(server.received) >= 3)
        assert "503" in str(house.deliveries()[0].error)
        server.status = 200
        until(lambda: house.states() == ["delivered"])
    assert len(set(server.ids())) == 1
    attempts = [int(request.headers["X-Vedette-Attempt"]) for request in server.received]
    assert attempts == list(range(1, len(attempts) + 1))


def test_refusal_is_given_up_at_once_and_can_be_resent(house: House, server: Receiver) -> None:
    server.status = 404
    with house.dispatcher() as made:
        made.dispatch(alert(), [webhook(server.url())])
        until(lambda: house.states() == ["given up"])
        server.status = 200
        with closing(connected(house.path)) as connection:
            (given_up,) = Deliveries(connection).given_up()
            assert given_up.error == "expected 2xx, received 404 Not Found"
            Deliveries(connection).resend(given_up.id, NOW_US)
        until(lambda: house.states() == ["delivered"])
    assert len(server.received) == 2


def test_unreachable_target_is_given_up_after_the_stated_time(house: House) -> None:
    clock = house.clock = Clock()
    with house.dispatcher() as made:
        made.dispatch(alert(), [webhook(f"http://127.0.0.1:{free_port()}/", give_up_after_us=10 * MINUTE_US)])
        until(lambda: any(each.error for each in house.deliveries()))
        assert house.states() == ["waiting"]
        clock.now_us += 11 * MINUTE_US
        until(lambda: house.states() == ["given up"])
    assert house.deliveries()[0].error == "no connection: Connection refused"


@pytest.mark.parametrize(("age_s", "is_late"), [(299, False), (301, True)])
def test_old_alert_is_marked_late(house: House, server: Receiver, age_s: int, is_late: bool) -> None:
    with house.dispatcher() as made:
        made.dispatch(alert(utc_us=NOW_US - age_s * 1_000_000), [webhook(server.url())])
        until(lambda: house.states() == ["late" if is_late else "delivered"])
    assert bodies(server)[0]["late"] is is_late


def test_test_is_never_late(house: House, server: Receiver) -> None:
    test = Alert.test("r", "gate", NOW_US - 10 * MINUTE_US)
    with house.dispatcher() as made:
        made.dispatch(test, [webhook(server.url())])
        assert [each.state for each in made.first_tries(test.id, 60)] == ["delivered"]
    assert (bodies(server)[0]["test"], bodies(server)[0]["late"]) == (True, False)


def test_first_tries_tell_of_failures_too(house: House, server: Receiver) -> None:
    server.status = 500
    test = Alert.test("r", "gate", NOW_US)
    with house.dispatcher() as made:
        made.dispatch(test, [webhook(server.url())])
        (first,) = made.first_tries(test.id, 60)
    assert (first.state, first.error) == ("waiting", "expected 2xx, received 500 Internal Server Error")


FOOTAGE = {"is_live": False, "time_us": 1_000_000}


def test_footage_is_not_sent_outside(house: House, server: Receiver) -> None:
    with house.dispatcher() as made:
        made.dispatch(alert(**FOOTAGE), [Action("alert"), webhook(server.url())])
    assert (house.deliveries(), len(house.effects.kept)) == ([], 1)


def test_footage_is_sent_marked_late_if_asked(house: House, server: Receiver) -> None:
    asked = DispatchSettings(sends_footage=True, office=QUICK.office)
    with house.dispatcher(asked) as made:
        made.dispatch(alert(**FOOTAGE), [webhook(server.url())])
        until(lambda: house.states() == ["late"])
    assert bodies(server)[0]["late"] is True


def test_slow_targets_do_not_hold_up_others(house: House) -> None:
    ended = threading.Event()
    with receiver() as quick, listening_everywhere(ended) as port:
        slow = [f"http://127.0.0.{number}:{port}/slow" for number in range(2, 7)]
        with house.dispatcher() as made:
            for number in range(30):
                made.dispatch(alert(number), [webhook(url) for url in slow])
            made.dispatch(alert(99), [webhook(quick.url())])
            until(lambda: house.states("alert-0099") == ["delivered"], timeout_s=60)
            assert house.states("alert-0000").count("delivered") == 0
            ended.set()


@contextmanager
def listening_everywhere(ended: threading.Event) -> Iterator[int]:
    """A server at all loopback addresses that answers when told."""
    with receiver(address="0.0.0.0") as state:
        state.answer = lambda _: ended.wait(60)
        yield state.port
        ended.set()


def test_handing_in_waits_for_nothing(house: House) -> None:
    nowhere = webhook(f"http://127.0.0.1:{free_port()}/")
    with closing(connected(house.path)) as other, house.dispatcher() as made:
        other.execute("begin immediate")
        began_s = time.monotonic()
        for number in range(500):
            made.dispatch(alert(number), [nowhere])
        assert time.monotonic() - began_s < 1
        other.execute("rollback")
        until(lambda: count(house.path) == 500)


def count(path: Path) -> int:
    with closing(connected(path)) as connection:
        number: int = connection.execute("select count(*) from deliveries").fetchone()[0]
        return number


def test_stopping_takes_back_what_hangs(house: House, server: Receiver) -> None:
    ended = threading.Event()
    server.answer = lambda _: ended.wait(60)
    with house.dispatcher() as made:
        made.dispatch(alert(), [webhook(server.url(), timeout_us=60_000_000)])
        until(lambda: len(server.received) == 1)
        began_s = time.monotonic()
    assert time.monotonic() - began_s < 6
    assert house.states() == ["waiting"]
    ended.set()
    server.answer = lambda _: None
    with house.dispatcher():
        until(lambda: house.states() == ["delivered"])
    assert len(set(server.ids())) == 1


def test_stopping_ends_programs(house: House, tmp_path: Path) -> None:
    program = f"import time; open({str(tmp_path / 'began')!r}, 'w'); time.sleep(60)"
    with house.dispatcher() as made:
        made.dispatch(alert(), [Action("command", {"run": [sys.executable, "-c", program]})])
        until((tmp_path / "began").exists)
        began_s = time.monotonic()
    assert time.monotonic() - began_s < 6
    assert house.states() == ["waiting"]


def test_stopping_lets_attempts_end(house: House, server: Receiver) -> None:
    server.answer = lambda _: time.sleep(1)
    with house.dispatcher() as made:
        made.dispatch(alert(), [webhook(server.url())])
        until(lambda: len(server.received) == 1)
    assert house.states() == ["delivered"]


def test_what_is_handed_in_last_is_on_disk_after_stopping(house: House) -> None:
    with house.dispatcher() as made:
        for number in range(50):
            made.dispatch(alert(number), [webhook("http://127.0.0.1:9/")])
    assert count(house.path) == 50


def test_resend_by_another_process_is_noticed(house: House, server: Receiver) -> None:
    with house.dispatcher(), closing(connected(house.path)) as other:
        action = webhook(server.url())
        target = Targets(house.clock).of(action.kind, action.settings)
        Deliveries(other).add(Delivery.new(alert(), action, target, NOW_US))
        until(lambda: house.states() == ["delivered"])


def test_broken_file_does_not_end_it(
    house: House, server: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    with house.dispatcher() as made:
        with closing(connected(house.path)) as other:
            other.execute("alter table deliveries rename to away")
            made.dispatch(alert(), [webhook(server.url())])
            until(lambda: "interrupted" in caplog.text)
            other.execute("alter table away rename to deliveries")
        until(lambda: house.states() == ["delivered"])
    assert len(server.received) == 1


def test_history_without_a_queue_is_refused(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "empty.db").close()
    (tmp_path / "empty.db").touch()
    with pytest.raises(HistoryError, match="no such table: deliveries"):
        Dispatcher(tmp_path / "empty.db", NoEffects(), {}).__enter__()


def test_action_that_makes_no_sense_is_told_and_does_not_stop_others(
    house: House, server: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    with house.dispatcher() as made:
        made.dispatch(alert(), [Action("webhook", {"uri": "hush"}), webhook(server.url())])
        until(lambda: house.states() == ["delivered"])
    assert "rule someone at the gate: webhook.url: Field required" in caplog.text
    assert "hush" not in caplog.text


def test_decision_is_sent_in_time_and_noted(house: House, server: Receiver) -> None:
    house.clock = utc_now_us
    settings = {"line": "belt", "accept": ["car"], "within_us": 60_000_000, "send": webhook(server.url())}
    with house.dispatcher() as made:
        made.dispatch(alert(utc_us=utc_now_us(), label="truck"), [Action("sort", settings)])
        until(lambda: house.states() == ["delivered"])
    assert bodies(server)[0]["decision"] == "reject"


def test_decision_that_missed_its_time_is_late(house: House, server: Receiver) -> None:
    settings = {"line": "belt", "accept": ["car"], "within_us": 200_000, "send": webhook(server.url())}
    with house.dispatcher() as made:
        made.dispatch(alert(utc_us=NOW_US - 300_000, label="car"), [Action("sort", settings)])
        until(lambda: house.states() == ["late"])
    assert house.deliveries()[0].error == "not sent: 100.0 ms after the deadline"
    assert bodies(server)[0]["decision"] is None


def test_secret_is_nowhere_but_at_its_target(
    house: House, server: Receiver, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    house.environment = {"KEY": "hush-key-123456"}
    actions = [
        webhook(server.url("/${KEY}"), secret="${KEY}"),
        webhook(f"http://me:${{KEY}}@127.0.0.1:{free_port()}/${{KEY}}"),
        Action("mqtt", {"broker": f"127.0.0.1:{free_port()}", "password": "${KEY}", "username": "${KEY}"}),
        Action("command", {"run": [sys.executable, "-c", "import sys; sys.exit(sys.argv[1])", "${KEY}"]}),
        Action("command", {"run": ["/nowhere/${KEY}"]}),
    ]
    with caplog.at_level(logging.DEBUG), house.dispatcher() as made:
        made.dispatch(alert(), actions)
        until(lambda: [each.error is None for each in house.deliveries()].count(False) == 4)
        until(lambda: "sending" not in house.states())
    assert server.received[0].path == "/hush-key-123456"
    told = {each.target: each.error for each in house.deliveries()}
    assert told[f"command {Path(sys.executable).name}"] == "expected exit code 0, received 1: ${KEY}"
    for path in tmp_path.rglob("*"):
        assert b"hush-key" not in path.read_bytes()
    assert "hush-key" not in caplog.text


def test_missing_secret_is_one_line_and_waits(house: House, server: Receiver) -> None:
    house.environment = {}
    with house.dispatcher() as made:
        made.dispatch(alert(), [webhook(server.url("/${KEY}"))])
        until(lambda: any(each.error for each in house.deliveries()))
    (waiting,) = house.deliveries()
    expected = "environment: expected a value for KEY, as the rules need, received none"
    assert (waiting.state, waiting.error, server.received) == ("waiting", expected, [])
