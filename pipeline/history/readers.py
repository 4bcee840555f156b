"""Histories that were opened and wait for whoever reads next: opening takes longer than many a question."""

import weakref
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from pipeline.history.history import History

MOST_IDLE: Final = 4
"""More threads at once are rare; each that waits holds three open files and up to 2 MB of the history."""


class Readers:
    """Opens the history at `path` for any number of threads, and keeps what they leave for the next ones."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._idle: deque[History] = deque(maxlen=MOST_IDLE)
        weakref.finalize(self, _close, self._idle)

    @contextmanager
    def reading(self) -> Iterator[History]:
        """A history as it would be if it were opened now; for one thread, until it is done.

        Raises:
            HistoryError: There is none, or it cannot be read.
            HistoryTooNew: A newer vedette wrote it.
        """
        history = self._waiting() or History.open(self._path)
        try:
            yield history
        except BaseException:
            history.close()  # an error may have left a question open, which would hold back the writer
            raise
        self._keep(history)

    def _waiting(self) -> History | None:
        """The one that was used last, whose questions SQLite still knows; None if none can be used."""
        while True:
            try:
                history = self._idle.pop()
            except IndexError:
                return None
            if history.is_current():
                return history
            history.close()

    def _keep(self, history: History) -> None:
        if len(self._idle) < MOST_IDLE:
            self._idle.append(history)
        else:
            history.close()


def _close(histories: deque[History]) -> None:
    while histories:
        histories.pop().close()
