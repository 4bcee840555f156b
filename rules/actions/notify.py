"""An alert as a message to people: mail, Telegram, ntfy and whatever else Apprise knows."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import Field

from pipeline.errors import DeliveryFailed
from rules.actions.parcel import Parcel, local_time
from rules.actions.secret import Secrets
from rules.actions.target import Target, TargetSettings
from rules.alert import Alert, moment

TALKATIVE = ("apprise", "urllib3", "requests", "requests_oauthlib", "oauthlib")
"""Loggers that tell of URLs, and so of the tokens in them."""

NOWHERE = logging.NullHandler()
"""Without a handler of their own, warnings would go to standard error."""


class NotifySettings(TargetSettings):
    """Whom an alert is told to."""

    url: str = Field(min_length=1)
    """As Apprise defines it: `ntfy://${TOPIC}`, `tgram://${TOKEN}/${CHAT}`, `mailto://…`."""


@dataclass(frozen=True, slots=True)
class Notify:
    """Tells people of an alert through Apprise."""

    settings: NotifySettings

    def send(self, parcel: Parcel, secrets: Secrets) -> None:
        """Send title and body in plain words, and the snapshot if there is one.

        Raises:
            DeliveryFailed: Apprise does not know the URL, or its service did not take the message.
        """
        import apprise  # noqa: PLC0415 - half a second, of use to few who start the program

        _silence()
        url = secrets.fill_url(self.settings.url)
        secrets.conceal(url)
        service = apprise.Apprise(asset=apprise.AppriseAsset(app_id="vedette", async_mode=False))
        if not service.add(url):
            raise DeliveryFailed("expected a URL as Apprise defines it, received another")
        picture = str(parcel.picture) if parcel.picture else None
        result = service.notify(title=title(parcel.alert), body=text(parcel.alert), attach=picture)
        if not result:
            said = [entry.message for service in result for entry in service.logs()]
            raise DeliveryFailed(said[-1] if said else "the service did not take the message")


def title(alert: Alert) -> str:
    """What a person reads first: where, and which rule."""
    mark = "Test: " if alert.is_test else "Late: " if alert.is_late else ""
    return f"{mark}{alert.camera}: {alert.rule}"


def text(alert: Alert) -> str:
    """What happened, when, and why it is told."""
    score = "" if alert.score is None else f" ({alert.score:.0%})"
    what = f"{alert.label.capitalize()}{score} at {alert.camera}" if alert.label else f"At {alert.camera}"
    when = "at an unknown time" if alert.utc_us is None else local_time(moment(alert.utc_us))
    where = f" in {', '.join(alert.zones)}" if alert.zones else ""
    why = [f"- {reason.condition}: {reason.found}" for reason in alert.reasons if reason.held]
    return "\n".join([f"{what}{where}, {when}.", *why])


def notify(settings: Mapping[str, object]) -> Target:
    """The target of an action: shown is the service alone, since the whole URL is a secret with many."""
    checked = NotifySettings.model_validate(settings)
    service = "${…}" if checked.url.startswith("${") else checked.url.partition("://")[0]
    return Target(f"notify {service}", checked.url, checked.give_up_after_us, Notify(checked).send)


def _silence() -> None:
    """Keep what others log of URLs out of our log; what Apprise says of a failure is read from its result."""
    for name in TALKATIVE:
        logging.getLogger(name).propagate = False
        logging.getLogger(name).addHandler(NOWHERE)
