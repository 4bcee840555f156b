"""What rules ask of the rest of the program: work that is done here, not sent outside."""

from collections.abc import Mapping
from typing import Protocol

from rules.alert import Alert


class Effects(Protocol):
    """Whoever owns history, pictures and recordings.

    Called from the thread that dispatches, often the one that analyses: implementations hand the work on.
    """

    def keep(self, alert: Alert) -> None:
        """Store the alert in the history: the action `alert`."""

    def snapshot(self, alert: Alert, settings: Mapping[str, object]) -> str | None:
        """Have a picture taken; its path relative to the history's folder, None if there is none to take."""

    def record(self, alert: Alert, settings: Mapping[str, object]) -> None:
        """Have a clip recorded around the alert."""
