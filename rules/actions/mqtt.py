"""An alert as an MQTT message, in topics as Home Assistant users expect them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pydantic import Field, field_validator

from rules.actions.broker import Address, Broker, Brokers
from rules.actions.discovery import discovery
from rules.actions.parcel import Parcel
from rules.actions.secret import Secrets
from rules.actions.target import Target, TargetSettings
from rules.actions.webhook import shown_url

_FORBIDDEN = re.compile(r"[/+#\x00-\x1f\x7f]")
"""What has a meaning in a topic, or must not be in one. Source: MQTT 3.1.1, section 4.7."""

NO_LABEL = "alert"
"""Stands for the label where an absence fired."""


class MqttSettings(TargetSettings):
    """Where an alert is published."""

    broker: str = Field(min_length=1)
    """`host`, `host:port`, `mqtt://…`, or `mqtts://…` for TLS."""
    topic: str = Field("vedette", min_length=1)
    """First part of the topics: `vedette/gate/person`, `vedette/available`."""
    username: str | None = None
    password: str | None = None
    """`${NAME}`."""
    discovery: bool = True
    """Tell Home Assistant of a binary sensor for each camera and label: nobody has to write YAML there."""
    timeout_us: int = Field(10_000_000, gt=0)
    """For connecting, and for the broker's confirmation: on a house's network each takes milliseconds."""

    @field_validator("topic")
    @classmethod
    def _publishable(cls, topic: str) -> str:
        if re.search(r"[+#\x00-\x1f\x7f]|^/|^\$(?!\{)|/$", topic):
            raise ValueError("expected a topic without wildcards, nor a stroke at its ends, received another")
        return topic


@dataclass(frozen=True, slots=True)
class Mqtt:
    """Publishes an alert."""

    settings: MqttSettings
    brokers: Brokers

    def send(self, parcel: Parcel, secrets: Secrets) -> None:
        """Publish the alert as JSON; done when the broker confirms it.

        Raises:
            DeliveryFailed: There is no connection, or no confirmation.
        """
        broker, root = self._broker(secrets)
        camera, label = parcel.alert.camera, parcel.alert.label or NO_LABEL
        self._tell(broker, root, camera, label)
        timeout_s = parcel.timeout_s(self.settings.timeout_us)
        broker.publish(topic_of(root, camera, label), parcel.body(), timeout_s)

    def announce(self, places: Iterable[tuple[str, str | None]], secrets: Secrets) -> None:
        """Connect, say `online` and tell of the sensors to come: cameras and labels.

        Home Assistant subscribes to a sensor only once it was told of it, and would miss the first alert.

        Raises:
            DeliveryFailed: The settings name no broker.
        """
        broker, root = self._broker(secrets)
        for camera, label in places:
            self._tell(broker, root, camera, label or NO_LABEL)
        broker.open()

    def _tell(self, broker: Broker, root: str, camera: str, label: str) -> None:
        if self.settings.discovery:
            broker.keep(*discovery(root, topic_of(root, camera, label), camera, label))

    def _broker(self, secrets: Secrets) -> tuple[Broker, str]:
        settings = self.settings
        username, password = (
            None if text is None else secrets.fill(text) for text in (settings.username, settings.password)
        )
        root = secrets.fill(settings.topic)
        address = Address.from_text(secrets.fill(settings.broker), username, password, f"{root}/available")
        return self.brokers.at(address), root


def topic_of(root: str, camera: str, label: str) -> str:
    """The topic for a camera and label, whose names cannot add levels or wildcards to it."""
    return "/".join([root, *(_FORBIDDEN.sub("_", name) for name in (camera, label))])


def mqtt(settings: Mapping[str, object], brokers: Brokers) -> Target:
    """The target of an action: shown is the broker's host."""
    checked = MqttSettings.model_validate(settings)
    broker = checked.broker if "://" in checked.broker else f"mqtt://{checked.broker}"
    name = f"mqtt {shown_url(broker).removeprefix('mqtt://')}"
    address = f"{checked.broker} {checked.topic}"
    return Target(name, address, checked.give_up_after_us, Mqtt(checked, brokers).send)
