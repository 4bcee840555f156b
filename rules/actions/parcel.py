"""What a target is given to send."""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from rules.alert import Alert

MAX_BODY_BYTES = 65_536
"""Receivers and brokers take this much; an alert of a hundred events is a fifth of it."""


@dataclass(frozen=True, slots=True, eq=False)
class Parcel:
    """One attempt to deliver one alert to one target."""

    id: str
    """Of the delivery: the same in each attempt, so that the receiver can tell a second one."""
    alert: Alert
    attempt: int
    """From 1."""
    sent_us: int
    """UTC microseconds at which this attempt began."""
    picture: Path | None = None
    """The alert's snapshot, if it is on disk."""
    timeout_us: int | None = None
    """The attempt may take no longer, whatever the target's settings say."""
    more: Mapping[str, object] = field(default_factory=dict)
    """What the message says beside the alert."""
    cancelled: threading.Event = field(default_factory=threading.Event)
    """Set when the program stops: give up waiting and raise."""

    def timeout_s(self, usual_us: int) -> float:
        """How long the attempt may take, in seconds."""
        return min(usual_us, self.timeout_us or usual_us) / 1e6

    def body(self) -> bytes:
        """The message as JSON of at most `MAX_BODY_BYTES`; `cut` tells that it leaves something out."""
        told = {**self.alert.to_json(), "delivery": self.id, **self.more, "cut": False}
        while len(body := _encoded(told)) > MAX_BODY_BYTES and (told["events"] or told["reasons"]):
            kept = {key: told[key][: len(told[key]) // 2] for key in ("events", "reasons", "zones")}
            told |= {**kept, "cut": True}
        return body


def local_time(moment: datetime) -> str:
    """A time as people on this machine read it."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M:%S %Z}"


def _encoded(told: Mapping[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False).encode()
