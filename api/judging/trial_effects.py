"""What rules ask of this program when they are tried: nothing happened, so there is little to do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.history.beside import write_beside
from pipeline.history.writer import HistoryWriter
from rules.alert import Alert
from rules.archive.alerts import Alerts
from rules.archive.judging import Ruling


@dataclass(slots=True)
class TrialEffects:
    """Stores the test among the alerts, and says of the rest that there is nothing to show."""

    db: Path
    done: list[str] = field(default_factory=list)
    """What was done and what was not, a line each."""

    def prepare(self) -> None:
        """Make sure that there is a history to store and queue in.

        Raises:
            HistoryError: It cannot be written.
        """
        if not self.db.exists():
            with HistoryWriter(self.db):
                pass

    def keep(self, alert: Alert) -> None:
        """Store the alert, marked as a test."""
        write_beside(self.db, lambda connection: Alerts(connection).keep(Ruling(alert, None), None))
        self.done.append("alert: stored as a test")

    def snapshot(self, _alert: Alert, _settings: Mapping[str, object], /) -> str | None:
        """Take no picture: footage and cameras are not open."""
        self.done.append("snapshot: none in a test")
        return None

    def record(self, _alert: Alert, _settings: Mapping[str, object], /) -> None:
        """Record nothing, likewise."""
        self.done.append("record: no clip in a test")
