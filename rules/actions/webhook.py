"""An alert as a signed HTTP POST."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from pydantic import Field

from pipeline.errors import DeliveryFailed, DeliveryRefused
from rules.actions.http_post import Answer, post
from rules.actions.parcel import Parcel
from rules.actions.secret import Secrets
from rules.actions.target import Target, TargetSettings
from rules.alert import EPOCH

PASSING = frozenset({408, 425, 429})
"""Refusals that say `not now`: request timeout, too early, too many requests."""


class WebhookSettings(TargetSettings):
    """Where an alert is posted to."""

    url: str = Field(min_length=1)
    secret: str | None = Field(None, min_length=1)
    """Signs each message; `${NAME}`."""
    timeout_us: int = Field(10_000_000, gt=0)
    """From connecting to the answer's last header: twice what slow services take."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """Posts an alert to a URL."""

    settings: WebhookSettings

    def send(self, parcel: Parcel, secrets: Secrets) -> None:
        """Post the alert; done when the server answers 2xx.

        Raises:
            DeliveryFailed: No answer, or one that may be another the next time.
            DeliveryRefused: The server answered that it will not take it.
        """
        url = secrets.fill_url(self.settings.url)
        body = parcel.body()
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "vedette",
            "Idempotency-Key": parcel.id,
            "X-Vedette-Delivery": parcel.id,
            "X-Vedette-Attempt": str(parcel.attempt),
        }
        if self.settings.secret:
            headers["X-Vedette-Signature"] = signature(
                secrets.fill(self.settings.secret), parcel.sent_us // 1_000_000, body
            )
        check(post(url, headers, body, parcel.timeout_s(self.settings.timeout_us)), parcel.sent_us)


def signature(secret: str, timestamp_s: int, body: bytes) -> str:
    """Sign a message so that its receiver knows who sent it, and when.

    Args:
        secret: Known to both sides.
        timestamp_s: Seconds since 1970; signed too, so that an old message cannot be sent again as new.
        body: As sent.

    Source: https://docs.stripe.com/webhooks#verify-manually, whose form receivers know how to check.
    """
    signed = f"{timestamp_s}.".encode("ascii") + body
    return f"t={timestamp_s},v1={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}"


def check(answer: Answer, now_us: int) -> None:
    """Tell from a server's answer whether it has the message.

    Raises:
        DeliveryFailed: It may have it the next time; after `Retry-After` if the server says so.
        DeliveryRefused: It will not: 3xx, and 4xx but those in `PASSING`.
    """
    if 200 <= answer.status < 300:
        return
    message = f"expected 2xx, received {answer.status}{_phrase(answer.status)}"
    if 300 <= answer.status < 400:
        raise DeliveryRefused(f"{message}; redirects are not followed")
    if answer.status < 500 and answer.status not in PASSING:
        raise DeliveryRefused(message)
    raise DeliveryFailed(message, _wait_us(answer.retry_after, now_us))


def shown_url(url: str) -> str:
    """Scheme, host and port of a URL that may have `${NAME}` in it: what can be shown of it."""
    if url.startswith("${"):
        return url.partition("}")[0] + "}"
    try:
        parts = urlsplit(url)
    except ValueError:
        return "?"
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}" if parts.netloc else "?"


def webhook(settings: Mapping[str, object]) -> Target:
    """The target of an action: shown are scheme and host alone, since the path may be a secret."""
    checked = WebhookSettings.model_validate(settings)
    name = f"webhook {shown_url(checked.url)}"
    return Target(name, checked.url, checked.give_up_after_us, Webhook(checked).send)


def _phrase(status: int) -> str:
    """The standard's words for a status; the server's own could say anything."""
    return f" {HTTPStatus(status).phrase}" if status in set(HTTPStatus) else ""


def _wait_us(retry_after: str | None, now_us: int) -> int | None:
    """How long a server wants to be left alone: seconds, or a date; None if it does not say.

    Source: RFC 9110, section 10.2.3.
    """
    if retry_after is None:
        return None
    if retry_after.isascii() and retry_after.isdigit():
        return int(retry_after[:9]) * 1_000_000
    try:
        until = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0, round((until - EPOCH).total_seconds() * 1e6) - now_us)
