"""MQTT, against a real broker."""

import gc
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import trustme
from pydantic import ValidationError

from pipeline.errors import DeliveryFailed
from rules.actions.announcement import announced
from rules.actions.mqtt import MqttSettings, topic_of
from rules.actions.secret import Secrets
from rules.actions.targets import Targets
from rules.delivery.dispatcher import Dispatcher
from rules.plan import Absence, Action, AllOf, AnyOf, Count, Not, ObjectIs, Plan, Range, Rule, Sequence
from tests.delivery_samples import NOW_US, NoEffects, alert, free_port, lay_queue, parcel, until
from tests.mqtt_broker import PASSWORD, USER, Listener, RunningBroker, listener, running_broker

ENVIRONMENT = {"MQTT_PASSWORD": PASSWORD}
CONFIG = "homeassistant/binary_sensor/vedette_gate_person/config"


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningBroker]:
    with running_broker(tmp_path_factory.mktemp("broker")) as running:
        yield running


@pytest.fixture
def heard(broker: RunningBroker) -> Iterator[Listener]:
    with listener(broker.port) as state:
        yield state


@contextmanager
def targets() -> Iterator[Targets]:
    made = Targets(lambda: NOW_US)
    try:
        yield made
    finally:
        made.close()


def settings(port: int, **other: object) -> dict[str, object]:
    usual = {"broker": f"127.0.0.1:{port}", "username": USER, "password": "${MQTT_PASSWORD}"}
    return {**usual, "timeout_us": 20_000_000, **other}


def test_alert_is_published_as_home_assistant_users_expect(heard: Listener) -> None:
    with targets() as made:
        made.of("mqtt", settings(heard.port)).send(parcel(), Secrets(ENVIRONMENT))
        until(lambda: heard.payloads("vedette/gate/person") != [])
    (message,) = [each for each in heard.heard if each.topic == "vedette/gate/person"]
    assert message.told == {**alert().to_json(), "delivery": "delivery-1", "cut": False}
    assert not message.is_kept
    assert heard.topics().index(CONFIG) < heard.topics().index("vedette/gate/person")


def test_discovery_tells_of_a_sensor_and_is_kept(heard: Listener) -> None:
    with targets() as made:
        made.of("mqtt", settings(heard.port)).send(parcel(), Secrets(ENVIRONMENT))
    with listener(heard.port) as later:
        until(lambda: later.payloads(CONFIG) != [])
        told = next(each.told for each in later.heard if each.topic == CONFIG)
    assert told["state_topic"] == told["json_attributes_topic"] == "vedette/gate/person"
    assert told["availability_topic"] == "vedette/available"
    assert told["unique_id"] == "vedette_gate_person"
    assert told["device"]["identifiers"] == ["vedette_gate"]
    assert told["off_delay"] > 0


def test_without_discovery_home_assistant_is_told_nothing(heard: Listener) -> None:
    with targets() as made:
        quiet = settings(heard.port, topic="quiet", discovery=False)
        made.of("mqtt", quiet).send(parcel(), Secrets(ENVIRONMENT))
        until(lambda: heard.payloads("quiet/gate/person") != [])
    assert "homeassistant/binary_sensor/quiet_gate_person/config" not in heard.topics()


def test_presence_is_told_on_the_way_in_and_out(heard: Listener) -> None:
    with targets() as made:
        made.announce(settings(heard.port, topic="house"), [("gate", "person")], Secrets(ENVIRONMENT))
        until(lambda: heard.payloads("house/available") == [b"online"])
        until(lambda: "homeassistant/binary_sensor/house_gate_person/config" in heard.topics())
    until(lambda: heard.payloads("house/available") == [b"online", b"offline"])


def test_running_dispatcher_tells_of_its_plan_and_of_its_end(heard: Listener, tmp_path: Path) -> None:
    action = Action("mqtt", settings(heard.port, topic="yard"))
    plan = Plan((Rule("r", ObjectIs(labels=frozenset({"dog"})), (action,), camera="north"),))
    history = lay_queue(tmp_path / "history.db")
    with Dispatcher(history, NoEffects(), ENVIRONMENT) as dispatcher:
        dispatcher.announce(plan, ["north", "south"])
        until(lambda: "homeassistant/binary_sensor/yard_north_dog/config" in heard.topics())
        until(lambda: heard.payloads("yard/available") == [b"online"])
    until(lambda: heard.payloads("yard/available") == [b"online", b"offline"])
    assert "homeassistant/binary_sensor/yard_south_dog/config" not in heard.topics()


PROGRAM = """
import sys, time
from rules.actions.secret import Secrets
from rules.actions.targets import Targets
_, port, username, password = sys.argv
settings = {"broker": f"127.0.0.1:{port}", "username": username, "password": "${P}", "topic": "killed"}
Targets(lambda: 0).announce(settings, [], Secrets({"P": password}))
time.sleep(60)
"""


def test_last_will_tells_of_a_kill(heard: Listener) -> None:
    command = [sys.executable, "-c", PROGRAM, str(heard.port), USER, PASSWORD]
    with subprocess.Popen(command, cwd=Path(__file__).parent.parent) as process:
        try:
            until(lambda: heard.payloads("killed/available") == [b"online"])
        finally:
            process.kill()
    until(lambda: heard.payloads("killed/available") == [b"online", b"offline"])


def test_wrong_password_is_told(broker: RunningBroker) -> None:
    with targets() as made, pytest.raises(DeliveryFailed, match=r"^the broker refuses: Not authorized$"):
        made.of("mqtt", settings(broker.port)).send(parcel(), Secrets({"MQTT_PASSWORD": "wrong"}))


def test_broker_that_is_not_there_is_told_at_once() -> None:
    with targets() as made, pytest.raises(DeliveryFailed, match=r"^no connection to the broker$"):
        made.of("mqtt", settings(free_port())).send(parcel(), Secrets(ENVIRONMENT))


def test_broker_that_comes_back_is_found_again(tmp_path: Path) -> None:
    with targets() as made:
        with running_broker(tmp_path) as first:
            target = made.of("mqtt", settings(first.port))
            target.send(parcel(), Secrets(ENVIRONMENT))
        with pytest.raises(DeliveryFailed):
            target.send(parcel(timeout_us=500_000), Secrets(ENVIRONMENT))
        with running_broker(tmp_path, first.port), listener(first.port) as heard:
            until(lambda: was_sent(target.send))
            until(lambda: heard.payloads("vedette/gate/person") != [])
            until(lambda: heard.payloads("vedette/available") != [])
            assert len(heard.payloads("vedette/gate/person")) == 1


def was_sent(send: object) -> bool:
    try:
        send(parcel(), Secrets(ENVIRONMENT))  # type: ignore[operator]
    except DeliveryFailed:
        return False
    return True


def test_what_was_not_confirmed_is_not_sent_later(tmp_path: Path) -> None:
    with targets() as made, running_broker(tmp_path) as running, listener(running.port) as heard:
        target = made.of("mqtt", settings(running.port))
        target.send(parcel(), Secrets(ENVIRONMENT))
        running.process.send_signal(signal.SIGSTOP)
        threading.Timer(2.0, running.process.send_signal, [signal.SIGCONT]).start()
        with pytest.raises(DeliveryFailed, match=r"^not confirmed by the broker within 0\.5 s$"):
            target.send(parcel(id="unconfirmed", timeout_us=500_000), Secrets(ENVIRONMENT))
        until(lambda: was_sent(target.send))
        until(lambda: len(heard.payloads("vedette/gate/person")) >= 2)
        sent = [each.told["delivery"] for each in heard.heard if each.topic == "vedette/gate/person"]
        assert sent.count("unconfirmed") <= 1


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_tls_verifies_the_broker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority, certificate = trustme.CA(), tmp_path / "broker.pem"
    authority.issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(str(certificate))
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    with running_broker(tmp_path, certificate=certificate) as running:
        secure = settings(running.port, broker=f"mqtts://localhost:{running.port}")
        with targets() as made, pytest.raises(DeliveryFailed, match=r"^no connection to the broker"):
            made.of("mqtt", secure).send(parcel(timeout_us=3_000_000), Secrets(ENVIRONMENT))
        gc.collect()  # a socket left open would warn here
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        with targets() as made:
            made.of("mqtt", secure).send(parcel(), Secrets(ENVIRONMENT))


@pytest.mark.parametrize(
    ("camera", "label", "topic"),
    [
        ("gate", "person", "vedette/gate/person"),
        ("yard/north", "a+b", "vedette/yard_north/a_b"),
        ("#", "$x", "vedette/_/$x"),
        ("a\nb", "\x00", "vedette/a_b/_"),
    ],
)
def test_names_add_no_levels_or_wildcards(camera: str, label: str, topic: str) -> None:
    assert topic_of("vedette", camera, label) == topic


@pytest.mark.parametrize("topic", ["a/#", "+/a", "/a", "a/", "$SYS", "a\nb", ""])
def test_topics_that_cannot_be_published_to_are_refused(topic: str) -> None:
    with pytest.raises(ValidationError):
        MqttSettings.model_validate({"broker": "h", "topic": topic})


@pytest.mark.parametrize("broker", ["http://h", "mqtts:///", "h:port", "mqtt://me:hush@h", "h:70000"])
def test_other_brokers_are_told_without_being_repeated(broker: str) -> None:
    with targets() as made, pytest.raises(DeliveryFailed, match=r"^broker: expected host") as raised:
        made.of("mqtt", {"broker": broker}).send(parcel(), Secrets({}))
    assert broker not in str(raised.value)


def test_plan_tells_in_advance_which_sensors_there_will_be() -> None:
    person, car = ObjectIs(labels=frozenset({"person"})), ObjectIs(labels=frozenset({"car"}))
    action = Action("mqtt", {"broker": "h"})
    plan = Plan(
        (
            Rule("a", AllOf((person, Not(car))), (Action("alert"), action), camera="gate"),
            Rule("b", Sequence((Count(car, Range(2)), person), 1), (action,)),
            Rule("c", AnyOf((Absence(person, 1), ObjectIs())), (action,)),
            Rule("d", person, (Action("alert"),)),
        )
    )
    both = [("gate", "car"), ("gate", "person"), ("yard", "car"), ("yard", "person")]
    assert [places for _, places in announced(plan, ["gate", "yard"])] == [
        [("gate", "person")],
        both,
        [("gate", None), ("yard", None)],
    ]
