"""One connection to an MQTT broker, kept up, that says whether vedette is there."""

import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.reasoncodes import ReasonCode

from pipeline.errors import DeliveryFailed

ONLINE, OFFLINE = b"online", b"offline"
"""What Home Assistant takes for available and not available, unless told otherwise."""

FAREWELL_S = 1.0
"""How long leaving may take: the program is to stop within seconds, and the last will says the same."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a broker is and how it is entered."""

    host: str
    port: int
    is_secure: bool
    username: str | None
    password: str | None
    availability_topic: str

    @classmethod
    def from_text(cls, broker: str, username: str | None, password: str | None, topic: str) -> "Address":
        """Read `host`, `host:port`, `mqtt://host:port` or `mqtts://host:port`.

        Raises:
            DeliveryFailed: It is none of these. The message does not repeat it.
        """
        try:
            parts = urlsplit(broker if "://" in broker else f"mqtt://{broker}")
            port = parts.port or (8883 if parts.scheme == "mqtts" else 1883)
        except ValueError:
            parts, port = urlsplit(""), 0
        if parts.scheme not in {"mqtt", "mqtts"} or not parts.hostname or parts.username:
            raise DeliveryFailed("broker: expected host, host:port, mqtt://host or mqtts://host, got another")
        return cls(parts.hostname, port, parts.scheme == "mqtts", username, password, topic)


class _ClosedIfRefused(ssl.SSLSocket):
    """Closes itself when the handshake fails; paho would leave it open."""

    def do_handshake(self, block: bool = False) -> None:  # the library's own form
        try:
            super().do_handshake(block)
        except OSError:
            self.close()
            raise


class Broker:
    """Publishes to one broker. Connects by itself, again and again; says `online`, and `offline` when gone.

    What could not be published in time is not published later: whoever asked will ask again.
    """

    def __init__(self, address: Address) -> None:
        self._address = address
        self._lock = threading.Lock()
        self._kept: dict[str, bytes] = {address.availability_topic: ONLINE}
        self._has_news = threading.Event()
        self._refusal = ""
        self._client: mqtt.Client | None = None
        self._is_over = False

    def open(self) -> None:
        """Begin to connect, without waiting for it."""
        with self._lock:
            if self._client is None and not self._is_over:
                self._client = self._connecting()

    def keep(self, topic: str, payload: bytes) -> None:
        """Have the broker keep a message for whoever comes later; told again at each connection."""
        with self._lock:
            is_news = self._kept.get(topic) != payload
            self._kept[topic] = payload
            client = self._client
        if is_news and client is not None and client.is_connected():
            client.publish(topic, payload, qos=1, retain=True)

    def publish(self, topic: str, payload: bytes, timeout_s: float) -> None:
        """Send a message and wait until the broker has it (QoS 1: at least once).

        Raises:
            DeliveryFailed: There is no connection, or the broker did not confirm in time.
        """
        client = self._entered(timeout_s)
        try:
            sent = client.publish(topic, payload, qos=1)
            sent.wait_for_publish(timeout_s)
            is_there = sent.is_published()
        except (ValueError, RuntimeError):
            is_there = False  # the connection went meanwhile
        if not is_there:
            self._leave()  # else this client sends it after all, beside the next attempt
            self.open()
            raise DeliveryFailed(f"not confirmed by the broker within {timeout_s:g} s")

    def close(self) -> None:
        """Say `offline` if there is anyone to hear it, and leave for good."""
        self._is_over = True
        with self._lock:
            client = self._client
        if client is not None and client.is_connected():
            goodbye = client.publish(self._address.availability_topic, OFFLINE, qos=1, retain=True)
            with suppress(ValueError, RuntimeError):  # gone meanwhile: the last will says it
                goodbye.wait_for_publish(FAREWELL_S)
        self._leave()

    def _entered(self, timeout_s: float) -> mqtt.Client:
        self.open()
        is_told = self._has_news.wait(timeout_s)
        with self._lock:
            client = self._client
        if self._refusal or not is_told or client is None:
            raise DeliveryFailed(self._refusal or f"no connection to the broker within {timeout_s:g} s")
        return client

    def _leave(self) -> None:
        with self._lock:
            client, self._client = self._client, None
            self._has_news.clear()
        if client is not None:
            was_in = client.is_connected()
            client.disconnect()
            if was_in:  # else its thread may wait for a connection, and ends by itself after that
                client.loop_stop()

    def _connecting(self) -> mqtt.Client:
        address = self._address
        client = mqtt.Client(CallbackAPIVersion.VERSION2)
        if address.username is not None:
            client.username_pw_set(address.username, address.password)
        if address.is_secure:
            context = ssl.create_default_context()
            context.sslsocket_class = _ClosedIfRefused
            client.tls_set_context(context)
        client.will_set(address.availability_topic, OFFLINE, qos=1, retain=True)
        client.reconnect_delay_set(min_delay=1, max_delay=30)
        client.on_connect, client.on_disconnect = self._on_connect, self._on_disconnect
        client.on_connect_fail = self._on_connect_fail
        client.connect_async(address.host, address.port)
        client.loop_start()
        return client

    def _on_connect(self, client: mqtt.Client, _: Any, __: object, code: ReasonCode, ___: object) -> None:
        if code.is_failure:
            self._refusal = f"the broker refuses: {code}"
        else:
            with self._lock:
                kept = dict(self._kept)
            for topic, payload in kept.items():
                client.publish(topic, payload, qos=1, retain=True)
            self._refusal = ""
        self._has_news.set()

    def _on_connect_fail(self, _: mqtt.Client, __: Any) -> None:
        self._refusal = "no connection to the broker"
        self._has_news.set()

    def _on_disconnect(self, client: mqtt.Client, _: Any, __: object, ___: object, ____: object) -> None:
        if client is self._client and not self._refusal:
            self._has_news.clear()


class Brokers:
    """The connections of this program: one for each address."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._brokers: dict[Address, Broker] = {}

    def at(self, address: Address) -> Broker:
        """The connection to this address; not open yet if it is new."""
        with self._lock:
            return self._brokers.setdefault(address, Broker(address))

    def close(self) -> None:
        """Leave all of them."""
        with self._lock:
            brokers, self._brokers = self._brokers, {}
        for broker in brokers.values():
            broker.close()
