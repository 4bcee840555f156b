"""One alert on its way to one target."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self

from rules.actions.target import Target
from rules.alert import Alert, digest, moment
from rules.plan import Action

State = Literal["waiting", "sending", "delivered", "late", "given up"]
"""`late`: delivered and marked as old, or not delivered because it was of no use any more."""

MAX_ERROR_SIGNS = 300


@dataclass(frozen=True, slots=True)
class Delivery:
    """A row of the queue."""

    id: str
    """The same for the same alert, kind of action and address; the receiver sees it too."""
    alert: Alert
    kind: str
    target: str
    """For people, without secrets."""
    settings: Mapping[str, object]
    """The action's as the rules have it: `${NAME}` is not filled in."""
    state: State
    attempts: int
    """Begun so far, since it was last asked for."""
    created_us: int
    """When it was asked for; UTC, as all times here."""
    next_try_us: int
    give_up_us: int
    deadline_us: int | None
    settled_us: int | None
    error: str | None
    """Why the last attempt failed, in one line."""

    @classmethod
    def new(cls, alert: Alert, action: Action, target: Target, now_us: int) -> Self:
        """A delivery that waits for its first attempt."""
        deadline_us = None
        if target.within_us is not None:
            deadline_us = (now_us if alert.utc_us is None else alert.utc_us) + target.within_us
        return cls(
            id=digest(alert.id, action.kind, target.address),
            alert=alert,
            kind=action.kind,
            target=target.name,
            settings=json.loads(json.dumps(action.settings, default=_plain)),
            state="waiting",
            attempts=0,
            created_us=now_us,
            next_try_us=now_us,
            give_up_us=now_us + target.give_up_after_us,
            deadline_us=deadline_us,
            settled_us=None,
            error=None,
        )

    def to_json(self) -> dict[str, Any]:
        """What `vedette alerts` shows of it."""
        return {
            "id": self.id,
            "alert": self.alert.id,
            "kind": self.kind,
            "target": self.target,
            "state": self.state,
            "attempts": self.attempts,
            "created": moment(self.created_us).isoformat(),
            "next_try": moment(self.next_try_us).isoformat() if self.state == "waiting" else None,
            "settled": None if self.settled_us is None else moment(self.settled_us).isoformat(),
            "error": self.error,
        }


def one_line(text: str) -> str:
    """A message as the queue keeps it: on one line, of signs that can be printed, not too long."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return line if len(line) <= MAX_ERROR_SIGNS else f"{line[: MAX_ERROR_SIGNS - 1]}…"


def _plain(value: object) -> object:
    """An action's settings hold lists as tuples and sets, and in `sort` another action."""
    if isinstance(value, Action):
        return {"kind": value.kind, "settings": value.settings}
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, frozenset | set):
        return sorted(value)
    raise TypeError(f"expected settings of texts, numbers and lists, received {type(value).__name__}")
