"""A real MQTT broker on loopback, in a process of its own, and someone who listens to it."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from pwdlib.hashers.argon2 import Argon2Hasher

from tests.delivery_samples import until

USER, PASSWORD = "vedette", "hush-broker"


@dataclass(frozen=True, slots=True)
class RunningBroker:
    """Where a broker is."""

    port: int
    process: subprocess.Popen[bytes]


@dataclass(frozen=True, slots=True)
class Heard:
    """A message."""

    topic: str
    payload: bytes
    is_kept: bool

    @property
    def told(self) -> Any:
        return json.loads(self.payload)


@dataclass(slots=True)
class Listener:
    """Subscribes to everything and keeps what it hears."""

    port: int
    heard: list[Heard] = field(default_factory=list)
    client: mqtt.Client = field(init=False)
    is_subscribed: bool = False

    def topics(self) -> list[str]:
        return [message.topic for message in self.heard]

    def payloads(self, topic: str) -> list[bytes]:
        return [message.payload for message in self.heard if message.topic == topic]


@contextmanager
def running_broker(folder: Path, port: int = 0, certificate: Path | None = None) -> Iterator[RunningBroker]:
    """Have a broker run that asks for user and password; with TLS if there is a certificate with its key."""
    port = port or _free_port()
    (folder / "passwords").write_text(f"{USER}:{Argon2Hasher().hash(PASSWORD)}\n")
    listener: dict[str, object] = {"type": "tcp", "bind": f"127.0.0.1:{port}"}
    if certificate:
        listener |= {"ssl": True, "certfile": str(certificate), "keyfile": str(certificate)}
    plugin = {"amqtt.plugins.authentication.FileAuthPlugin": {"password_file": str(folder / "passwords")}}
    configuration = folder / "broker.yaml"  # JSON is YAML
    configuration.write_text(json.dumps({"listeners": {"default": listener}, "plugins": plugin}))
    command = [str(Path(sys.executable).with_name("amqtt")), "-c", str(configuration)]
    with (folder / "broker.log").open("ab") as log, subprocess.Popen(command, stderr=log) as process:
        try:
            until(lambda: _answers(port))
            yield RunningBroker(port, process)
        finally:
            process.kill()


@contextmanager
def listener(port: int) -> Iterator[Listener]:
    """Have someone listen at the broker of this port."""
    state = Listener(port)
    client = state.client = mqtt.Client(CallbackAPIVersion.VERSION2)
    client.username_pw_set(USER, PASSWORD)

    def on_connect(*_: object) -> None:
        client.subscribe("#", qos=1)

    def on_subscribe(*_: object) -> None:
        state.is_subscribed = True

    def on_message(_: object, __: object, message: mqtt.MQTTMessage) -> None:
        state.heard.append(Heard(message.topic, bytes(message.payload), message.retain))

    client.on_connect, client.on_subscribe, client.on_message = on_connect, on_subscribe, on_message
    client.connect("127.0.0.1", port)
    client.loop_start()
    until(lambda: state.is_subscribed)
    try:
        yield state
    finally:
        client.disconnect()
        client.loop_stop()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
