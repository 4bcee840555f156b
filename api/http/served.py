"""What HTTP serves from: a history, and perhaps cameras that are watched in the same process."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Annotated, TypeVar

from fastapi import Depends, Request

from api.http.live_view import LiveView
from api.http.problem import Refusal
from api.http.rulebook import Rulebook
from api.live.service import Service
from pipeline.errors import HistoryError
from pipeline.history.history import History
from pipeline.history.readers import Readers
from pipeline.history.writer import HistoryWriter
from rules.delivery.dispatcher import utc_now_us

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Served:
    """All that routes need; they keep nothing themselves."""

    db: Path
    """The history."""
    service: Service | None = None
    """Watches cameras and writes the history; None: nobody does in this process."""
    rulebook: Rulebook = field(default_factory=lambda: Rulebook(None))
    """Rules, zones and lines, and where they are written."""
    live_view: LiveView = field(default_factory=LiveView)
    """Streams pictures to who looks on."""
    now: Callable[[], int] = utc_now_us
    """UTC microseconds."""
    _turn: Lock = field(default_factory=Lock, repr=False)
    _readers: Readers = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Make ready to read the history."""
        object.__setattr__(self, "_readers", Readers(self.db))

    def history(self) -> AbstractContextManager[History]:
        """The history, for the thread that asks.

        Raises:
            HistoryError: It cannot be read.
        """
        return self._readers.reading()

    def write(self, work: Callable[[HistoryWriter], Answer]) -> Answer:
        """Have something written by the one writer of the history, and wait for it.

        Raises:
            Refusal: Another process writes it.
            HistoryError: It cannot be written.
        """
        if self.service:
            return self.service.scribe.ask(work)
        with self._turn:
            return self._write_beside(work)

    def _write_beside(self, work: Callable[[HistoryWriter], Answer]) -> Answer:
        """Be the writer for a moment, so that `vedette analyze` can be it the rest of the time."""
        try:
            with HistoryWriter(self.db) as writer:
                return work(writer)
        except HistoryError as error:
            if isinstance(error.__cause__, BlockingIOError):
                raise Refusal(409, str(error)) from error
            raise


async def _served(request: Request) -> Served:
    served = request.app.state.served
    assert isinstance(served, Served)
    return served


Asked = Annotated[Served, Depends(_served)]
"""What a route is to answer from."""


def prepared(db: Path) -> Path:
    """The path of a history that is there, brought up to date: an empty one is made where there is none.

    Raises:
        HistoryError: It cannot be made or read.
    """
    if not db.exists():
        try:
            db.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise HistoryError(f"history {db}: {error.strerror} ({error.filename})") from error
        with HistoryWriter(db):
            pass
    with History.open(db):
        return db
