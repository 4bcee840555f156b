"""The one thread that writes a history, fed by a bounded queue."""

import logging
import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from pipeline.errors import HistoryError
from pipeline.history.analysis import Analysis, Begun, Outcome
from pipeline.history.crop import EventCrop
from pipeline.history.database import translated
from pipeline.history.ledger import Entry, Ledger
from pipeline.history.pictures import snapshot_path
from pipeline.history.recording import Recording
from pipeline.values import Event

log = logging.getLogger(__name__)

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class WriterSettings:
    """How the writer gathers events before it commits them."""

    queue_items: int = 256
    """Events that may wait, then their giver does: with 20 kB snapshots 5 MB, and seconds of a busy scene."""
    batch_items: int = 100
    """Events in one transaction at most: behind that, a commit costs little of each event's time."""
    batch_s: float = 0.5
    """How long an event waits for others: soon enough for people who look on."""

    def __post_init__(self) -> None:
        """Refuse what would stand still.

        Raises:
            ValueError: A number is below what works.
        """
        if self.queue_items < 1 or self.batch_items < 1 or self.batch_s < 0:
            raise ValueError(f"expected 1 item or more and 0 s or more, received {self}")


@dataclass(frozen=True, slots=True)
class Asked(Generic[Answer]):
    """A piece of work whose giver waits for it."""

    work: Callable[[Ledger], Answer]
    answer: Future[Answer]

    def write(self, ledger: Ledger) -> None:
        """Do the work and answer."""
        self.answer.set_result(self.work(ledger))


@dataclass(frozen=True, slots=True)
class Stop:
    """The last item."""


Last = Asked[Any] | Stop
"""What ends a batch at once."""

Item = Entry | Last


class HistoryWriter:
    """Writes a history from a thread of its own; any number of threads may call it between enter and exit.

    An error of the thread is raised in the caller at its next call and on exit: a `HistoryError` where the
    file or the disk is to blame. What was committed before it stays whole.
    """

    def __init__(self, path: Path, settings: WriterSettings | None = None) -> None:
        self._path = path
        self._settings = settings or WriterSettings()
        self._queue: queue.Queue[Item] = queue.Queue(self._settings.queue_items)
        self._analyses: dict[int, Analysis] = {}
        self._in_hand: Last | None = None
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="history writer", daemon=True)

    def __enter__(self) -> Self:
        """Open the history, creating it if there is none.

        Raises:
            HistoryError: It cannot be written, or another process writes it.
            HistoryTooNew: A newer vedette wrote it.
        """
        self._thread.start()
        opened: Future[None] = Future()
        self._queue.put(Asked(lambda _: None, opened))
        try:
            opened.result()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Write what waits, close the history, and raise the thread's error unless one passes already."""
        self._stop()
        if self._error and error is None:
            raise self._error

    def begin(self, analysis: Analysis) -> Begun:
        """Note that a source is being analysed; the answer says whether that is needed."""
        begun = self._ask(lambda ledger: ledger.begin(analysis))
        if not begun.is_known:
            self._analyses[begun.source_id] = analysis
        return begun

    def watch(self, analysis: Analysis, outcome: Outcome) -> int:
        """Note that a live camera is watched, with its picture's size; gives the source's id.

        A watch that another writer of this history began goes on.
        """
        source_id = self._ask(lambda ledger: ledger.watch(analysis, outcome))
        self._analyses[source_id] = analysis
        return source_id

    def store(self, entries: Sequence[Entry]) -> None:
        """Wait until events are on disk: all of them, or none. Otherwise as `add`.

        Raises:
            ValueError: An event is not of its source, or its id cannot name a file.
        """
        for entry in entries:
            self._check_origin(entry.source_id, entry.event)
            snapshot_path(entry.event.id)
        self._ask(lambda ledger: ledger.add(entries))

    def add(
        self,
        source_id: int,
        event: Event,
        snapshot_jpeg: bytes | None = None,
        crops: Sequence[EventCrop] = (),
    ) -> None:
        """Hand over an event of a source that was begun; one of the same id is replaced.

        A person's word on it stands: see `review`.

        Raises:
            ValueError: The event is not of this source, or its id cannot name a file.
        """
        self._check_origin(source_id, event)
        snapshot_path(event.id)
        self._put(Entry(source_id, event, snapshot_jpeg, crops))

    def review(self, event_id: str, label: str) -> None:
        """Note what a person says an event shows: its label from then on, with score 1.

        What the model said is kept beside it (`History.review`). To agree, give the model's label.

        Raises:
            HistoryError: There is no such event.
        """
        if not self._ask(lambda ledger: ledger.review(event_id, label)):
            raise HistoryError(f"history {self._path}: expected the id of an event, received {event_id!r}")

    def transact(self, work: Callable[[sqlite3.Connection], Answer]) -> Answer:
        """Wait until some work on the history's other tables is done, in one transaction of the thread."""
        return self._ask(lambda ledger: ledger.transact(work))

    def record(self, recording: Recording) -> None:
        """Wait until a finished clip is noted; its file is there already. Events that it shows name it."""
        self._ask(lambda ledger: ledger.record(recording))

    def protect(self, event_id: str, *, is_protected: bool = True) -> None:
        """Keep an event's clips, also those to come, whatever the retention says; or no longer.

        Raises:
            HistoryError: There is no such event.
        """
        if not self._ask(lambda ledger: ledger.protect(event_id, is_protected=is_protected)):
            raise HistoryError(f"history {self._path}: expected the id of an event, received {event_id!r}")

    def remove_recordings(self, paths: Sequence[str]) -> tuple[str, ...]:
        """Remove clips, rows and files; answers which went: those that were protected meanwhile stay."""
        return self._ask(lambda ledger: ledger.remove_recordings(paths))

    def forget_recordings(self, paths: Sequence[str]) -> None:
        """Remove the rows of clips whose files are gone."""
        self._ask(lambda ledger: ledger.forget_recordings(paths))

    def finish(self, source_id: int, outcome: Outcome) -> None:
        """Wait until all events of the source are stored, and note that it was seen to its end.

        Raises:
            ValueError: The source was not begun.
        """
        self._check_begun(source_id)
        self._ask(lambda ledger: ledger.finish(source_id, outcome))
        self._analyses.pop(source_id, None)

    def fail(self, source_id: int, error: str) -> None:
        """Wait until all events of the source are stored, and note in one line why there are no more.

        Raises:
            ValueError: The source was not begun.
        """
        self._check_begun(source_id)
        self._ask(lambda ledger: ledger.fail(source_id, error))
        self._analyses.pop(source_id, None)

    def _check_begun(self, source_id: int) -> Analysis:
        if source_id not in self._analyses:
            raise ValueError(f"expected a source that was begun and is not ended, received {source_id}")
        return self._analyses[source_id]

    def _check_origin(self, source_id: int, event: Event) -> None:
        analysis = self._check_begun(source_id)
        expected = (analysis.path, analysis.camera, analysis.recorded_us, analysis.is_live)
        received = (event.source, event.camera, event.recorded_us, event.is_live)
        if received != expected:
            raise ValueError(f"event {event.id}: expected path, camera, time {expected}, received {received}")

    def _ask(self, work: Callable[[Ledger], Answer]) -> Answer:
        """Have the thread do some work, and wait for it."""
        answer: Future[Answer] = Future()
        self._put(Asked(work, answer))
        return answer.result()

    def _put(self, item: Item) -> None:
        if self._error:
            raise self._error
        if not self._thread.is_alive():
            raise ValueError(f"history {self._path}: the writer is not open")
        self._queue.put(item)

    def _stop(self) -> None:
        self._queue.put(Stop())
        self._thread.join()

    def _run(self) -> None:
        try:
            with translated(self._path), closing(Ledger(self._path)) as ledger:
                while not isinstance(self._in_hand, Stop):
                    self._write_batch(ledger)
        except Exception as error:
            log.debug("history %s: the writer stopped", self._path, exc_info=True)
            self._error = error
            self._refuse_rest(error)

    def _write_batch(self, ledger: Ledger) -> None:
        entries, self._in_hand = self._next_batch()
        if entries:
            ledger.add(entries)
        if isinstance(self._in_hand, Asked):
            self._in_hand.write(ledger)

    def _next_batch(self) -> tuple[list[Entry], Last | None]:
        """Gather events until there are enough, time is up, or someone waits for an answer."""
        entries: list[Entry] = []
        item = self._queue.get()
        until = time.monotonic() + self._settings.batch_s
        while isinstance(item, Entry):
            entries.append(item)
            if len(entries) == self._settings.batch_items:
                return entries, None
            try:
                item = self._queue.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                return entries, None
        return entries, item

    def _refuse_rest(self, error: Exception) -> None:
        """Take what still comes, so that nobody waits for ever."""
        lost = 0
        item = self._in_hand or self._queue.get()
        while not isinstance(item, Stop):
            if isinstance(item, Asked):
                item.answer.set_exception(error)
            else:
                lost += 1
            item = self._queue.get()
        if lost:
            log.warning("history %s: %d waiting events were lost: %s", self._path, lost, error)
