"""Taking what is said of sources into the history."""

from dataclasses import dataclass
from pathlib import Path

from api.scan.legible import legible
from api.scan.message import Failed, Finished, Found, Known, Message
from pipeline.history.analysis import Analysis
from pipeline.history.writer import HistoryWriter


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a source in this run."""

    path: str
    source_id: int | None = None
    """Where the history has it; None if it could not even be opened."""
    was_known: bool = False
    error: str | None = None
    """Why it failed, in one line; None if it did not."""


class Intake:
    """Writes what is said of sources, and keeps account of what became of each."""

    def __init__(self, writer: HistoryWriter) -> None:
        self._writer = writer
        self._source_ids: dict[Path, int] = {}
        self._results: dict[Path, Result] = {}

    def begin(self, path: Path, analysis: Analysis) -> bool:
        """Note that an analysis begins; False if the history has it, or is being given it by another copy."""
        begun = self._writer.begin(analysis)
        self._source_ids[path] = begun.source_id
        return not begun.is_known

    def take(self, path: Path, message: Message) -> None:
        """Write what was said of a source.

        Raises:
            HistoryError: It cannot be written.
        """
        source_id = self._source_ids.get(path)
        if isinstance(message, Failed):
            reason = legible(message.reason)
            if source_id is not None:
                self._writer.fail(source_id, reason)
            self._results[path] = Result(legible(str(path)), source_id, error=reason)
        elif isinstance(message, Known):
            self._results[path] = Result(legible(str(path)), source_id, was_known=True)
        elif source_id is not None and isinstance(message, Found):
            self._writer.add(source_id, message.event, message.snapshot_jpeg, message.crops)
        elif source_id is not None and isinstance(message, Finished):
            self._writer.finish(source_id, message.outcome)
            self._results[path] = Result(legible(str(path)), source_id)

    def result(self, path: Path) -> Result:
        """What became of a source that is done with."""
        return self._results[path]
