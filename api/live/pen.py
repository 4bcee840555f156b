"""The history while it is open for writing."""

from collections.abc import Callable, Sequence
from pathlib import Path
from sqlite3 import Connection

from api.live.told import Told
from api.live.watched_source import WatchedSource
from pipeline.history.ledger import Entry
from pipeline.history.writer import HistoryWriter
from pipeline.recording.clip import Clip


class Pen:
    """Writes sources and their events; knows the ids of those that are watched."""

    def __init__(self, writer: HistoryWriter, folder: Path) -> None:
        self.writer = writer
        self._folder = folder
        self._source_ids: dict[tuple[str, str], int] = {}

    def source_id(self, source: WatchedSource) -> int:
        """Id of a source, which is begun if it is new to the history."""
        if _key(source) not in self._source_ids:
            self.note(source)
        return self._source_ids[_key(source)]

    def note(self, source: WatchedSource) -> None:
        """Begin a source, or note its picture."""
        self._source_ids[_key(source)] = self.writer.watch(source.analysis, source.outcome)

    def finish(self, source: WatchedSource) -> None:
        """Note that a source is no longer watched."""
        self.writer.finish(self.source_id(source), source.outcome)
        del self._source_ids[_key(source)]

    def record(self, clip: Clip, now_us: int) -> None:
        """Note a finished clip."""
        self.writer.record(clip.recording(self._folder, now_us))

    def transact(self, work: Callable[[Connection], object]) -> None:
        """Do some work on the history's other tables in one transaction."""
        self.writer.transact(work)

    def store(self, told: Sequence[Told]) -> None:
        """Write events in one transaction."""
        self.writer.store(
            [Entry(self.source_id(one.source), one.event, one.snapshot_jpeg, one.crops) for one in told]
        )


def _key(source: WatchedSource) -> tuple[str, str]:
    """What tells sources apart, as in the history."""
    return source.analysis.camera, source.analysis.fingerprint
