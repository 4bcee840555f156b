"""From an action as the rules have it to the target that can be sent to."""

from collections.abc import Callable, Iterable, Mapping

from pydantic import ValidationError

from pipeline.errors import DeliveryRefused
from rules.actions.broker import Brokers
from rules.actions.command import command
from rules.actions.mqtt import Mqtt, MqttSettings, mqtt
from rules.actions.notify import notify
from rules.actions.secret import Secrets
from rules.actions.sort import sort
from rules.actions.target import Target
from rules.actions.webhook import webhook

OUTWARD = frozenset({"webhook", "mqtt", "notify", "command", "sort"})
"""Kinds of action that are sent; the others are done here (`Effects`)."""


class Targets:
    """Makes targets, and keeps what they share: the connections to brokers."""

    def __init__(self, now: Callable[[], int]) -> None:
        self._now = now
        self._brokers = Brokers()

    def of(self, kind: str, settings: Mapping[str, object]) -> Target:
        """The target of an action.

        Raises:
            DeliveryRefused: The settings are not those of its kind.
        """
        try:
            return self._of(kind, settings)
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            place = ".".join([kind, *map(str, first["loc"])])
            raise DeliveryRefused(f"{place}: {first['msg']}") from None

    def announce(
        self, settings: Mapping[str, object], places: Iterable[tuple[str, str | None]], secrets: Secrets
    ) -> None:
        """Tell an `mqtt` action's broker that vedette is there, and of which cameras and labels it may hear.

        Raises:
            DeliveryFailed: A secret is missing, or the settings name no broker.
        """
        Mqtt(MqttSettings.model_validate(settings), self._brokers).announce(places, secrets)

    def close(self) -> None:
        """Leave the brokers."""
        self._brokers.close()

    def _of(self, kind: str, settings: Mapping[str, object]) -> Target:
        match kind:
            case "webhook":
                return webhook(settings)
            case "mqtt":
                return mqtt(settings, self._brokers)
            case "notify":
                return notify(settings)
            case "command":
                return command(settings)
            case "sort":
                return sort(settings, self._of, self._now)
            case _:
                raise DeliveryRefused(f"expected an action that is sent, received {kind!r}")
