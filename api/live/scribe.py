"""Writes what is seen live into the history, however the disk fares."""

import logging
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from api.live.pen import Pen
from api.live.told import Told
from pipeline.errors import HistoryError, VedetteError
from pipeline.history.lasting import end_interrupted
from pipeline.history.writer import HistoryWriter

log = logging.getLogger(__name__)

OF_DISK: Final = frozenset({
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_READONLY,
})  # fmt: skip
"""Primary result codes that tell of the disk or the file, not of what was to be written.

Source: https://www.sqlite.org/rescode.html
"""

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class ScribeSettings:
    """How what is seen is gathered, and what is done about a disk in trouble."""

    gather_s: float = 0.3
    """How long an event waits for others: soon enough for who looks on."""
    most_at_once: int = 100
    """Events in one transaction at most: a second of fifty busy cameras."""
    most_waiting: int = 2_000
    """What may wait while the disk does not answer: with pictures 60 MB. The rest is lost, loudly."""
    retry_s: float = 5.0
    """How long nothing is tried after a trouble with the disk."""

    def __post_init__(self) -> None:
        """Refuse what would write nothing."""
        if min(self.most_at_once, self.most_waiting) < 1 or min(self.gather_s, self.retry_s) < 0:
            raise ValueError(f"expected 1 item or more and 0 s or more, received {self}")


Deed = Callable[[Pen], None]
"""What is to be written beside events."""


@dataclass(frozen=True, slots=True)
class Asked(Generic[Answer]):
    """Something to be written whose giver waits for it."""

    work: Callable[[HistoryWriter], Answer]
    answer: Future[Answer]

    def write(self, writer: HistoryWriter) -> None:
        """Do it and answer, also if it is refused."""
        try:
            self.answer.set_result(self.work(writer))
        except (VedetteError, ValueError) as error:
            self.answer.set_exception(error)


Item = Told | Deed | Asked[Any]


class Scribe:
    """Writes a history in a thread of its own. Nobody who hands something in waits for the disk.

    Items are written in the order in which they came. When the disk is full or away, they wait, and the
    history is opened anew every few seconds; what cannot be written for another reason is dropped with a log.
    """

    def __init__(self, path: Path, settings: ScribeSettings | None = None) -> None:
        self._path = path
        self._settings = settings or ScribeSettings()
        self._items: deque[Item] = deque()
        self._in_hand: list[Item] = []
        self._alone = 0
        """How many of the next events are to be written each by itself: together they could not be."""
        self._changed = threading.Condition()
        self._is_stopping = self._is_over = False
        self._opened: Future[None] = Future()
        self.lost = 0
        """Items that were not taken in since the last trouble with the disk, since too many waited."""
        self.trouble: str | None = None
        """Why nothing can be written, in one line; None if all is well."""
        self._thread = threading.Thread(target=self._run, name="scribe", daemon=True)

    @property
    def waiting(self) -> int:
        """Items that are not written yet."""
        return len(self._items) + len(self._in_hand)

    def start(self) -> None:
        """Open the history and end what a killed service left lasting in it.

        Raises:
            HistoryError: It cannot be written, or another process writes it.
            HistoryTooNew: A newer vedette wrote it.
        """
        self._thread.start()
        self._opened.result()

    def hand_in(self, item: Told | Deed) -> None:
        """Leave something to be written, without waiting for it."""
        with self._changed:
            if len(self._items) < self._settings.most_waiting:
                self._items.append(item)
                self._changed.notify()
                return
            self.lost += 1
        if self.lost == 1:
            log.error("history %s: %d items wait, further ones are lost", self._path, self.waiting)

    def ask(self, work: Callable[[HistoryWriter], Answer]) -> Answer:
        """Have something written, and wait for it.

        Raises:
            HistoryError: It cannot be written.
        """
        answer: Future[Answer] = Future()
        with self._changed:
            if self.trouble or self._is_stopping:
                raise HistoryError(f"history {self._path}: {self.trouble or 'its service stops'}")
            self._items.append(Asked(work, answer))
            self._changed.notify()
        return answer.result()

    def stop(self, within_s: float) -> None:
        """Write what waits, and close the history."""
        with self._changed:
            self._is_stopping = True
            self._changed.notify()
        self._thread.join(within_s)
        if self._thread.is_alive():
            log.error(
                "history %s: not closed within %.0f s, %d items wait", self._path, within_s, self.waiting
            )

    def _run(self) -> None:
        while not self._is_over:
            try:
                self._run_once()
            except HistoryError as error:
                self._bear(error)
            except Exception as error:
                log.exception("history %s: not written", self._path)
                if self._in_hand:
                    self._drop(error)
                else:
                    self._pause()
        if self.waiting:
            log.error("history %s: %d items were lost", self._path, self.waiting)

    def _run_once(self) -> None:
        """Write all that comes, until there will be no more."""
        with HistoryWriter(self._path) as writer:
            if not self._opened.done():
                self._begin(writer)
            pen = Pen(writer, self._path.parent)
            while self._in_hand or self._take():
                self._write(pen)
                self._in_hand.clear()
                self._recover()
        self._is_over = True

    def _begin(self, writer: HistoryWriter) -> None:
        if ended := writer.transact(end_interrupted):
            log.warning("history %s: ended %d events of a service that was killed", self._path, ended)
        self._opened.set_result(None)

    def _write(self, pen: Pen) -> None:
        told = [item for item in self._in_hand if isinstance(item, Told)]
        if told:
            pen.store(told)
        for item in self._in_hand:
            if isinstance(item, Asked):
                item.write(pen.writer)
            elif not isinstance(item, Told):
                item(pen)

    def _take(self) -> bool:
        """Take up some events, or one other item; False if there is nothing and no more will come."""
        with self._changed:
            self._changed.wait_for(lambda: self._items or self._is_stopping)
            until_s = time.monotonic() + self._settings.gather_s
            while self._gathers and self._changed.wait(max(0.0, until_s - time.monotonic())):
                pass
            while self._items and self._fits(self._items[0]):
                self._in_hand.append(self._items.popleft())
            self._alone = max(0, self._alone - 1)
        return bool(self._in_hand)

    @property
    def _gathers(self) -> bool:
        """True while it is worth waiting for further events."""
        if self._is_stopping or len(self._items) >= self._settings.most_at_once:
            return False
        return all(isinstance(item, Told) for item in self._items)

    def _fits(self, item: Item) -> bool:
        """True if an item may be taken up with those in hand: events together, all else alone."""
        if not self._in_hand:
            return True
        if self._alone:
            return False
        is_room = len(self._in_hand) < self._settings.most_at_once
        return is_room and isinstance(item, Told) and isinstance(self._in_hand[-1], Told)

    def _bear(self, error: HistoryError) -> None:
        """Wait until trying again may help; not if it will not, nor for the start of the service."""
        if not self._opened.done():
            self._opened.set_exception(error)
            self._is_over = True
        elif _may_pass(error) or not self._in_hand:
            self._note_trouble(error)
            self._pause()
        else:
            log.error("history %s: not written: %s", self._path, error, exc_info=error)
            self._drop(error)

    def _note_trouble(self, error: HistoryError) -> None:
        """Say what is wrong, once; nobody waits for an answer meanwhile."""
        if self.trouble is None:
            log.error("history %s: cannot be written, what is seen waits: %s", self._path, error)
        with self._changed:
            self.trouble = str(error)
            asked = [item for item in (*self._in_hand, *self._items) if isinstance(item, Asked)]
            self._in_hand = [item for item in self._in_hand if not isinstance(item, Asked)]
            self._items = deque(item for item in self._items if not isinstance(item, Asked))
        for item in asked:
            if not item.answer.done():
                item.answer.set_exception(error)

    def _pause(self) -> None:
        """Wait before the next attempt; one that fails behind the stop is the last."""
        with self._changed:
            self._is_over = self._is_stopping
            self._changed.wait_for(lambda: self._is_stopping, self._settings.retry_s)

    def _recover(self) -> None:
        if self.trouble:
            log.warning("history %s: written again; %d items were lost", self._path, self.lost)
            self.trouble, self.lost = None, 0

    def _drop(self, error: Exception) -> None:
        """Give up what is in hand; of several events only those that cannot be written alone either."""
        with self._changed:
            if len(self._in_hand) > 1:
                self._items.extendleft(reversed(self._in_hand))
                self._alone = len(self._in_hand)
        for item in self._in_hand:
            if isinstance(item, Asked) and not item.answer.done():
                item.answer.set_exception(error)
        self._in_hand.clear()


def _may_pass(error: HistoryError) -> bool:
    """True if trying again may help: the disk is full, slow or away, not the item wrong."""
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorcode", 0) & 0xFF in OF_DISK
    return isinstance(cause, OSError)
