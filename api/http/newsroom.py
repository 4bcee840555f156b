"""Tells many listeners what changes in a history, each from where it left off, with one reader for all."""

import asyncio
import json
import logging
from bisect import bisect_right
from collections import deque
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from sqlite3 import Connection
from typing import Final

from api.event_json import event_json
from pipeline.history.changes import Change, Changes, News
from pipeline.history.history import History
from pipeline.history.query import EventQuery
from pipeline.history.readers import Readers

log = logging.getLogger(__name__)

KEEP_ALIVE: Final = b": still here\n\n"
"""A comment, so that nothing between us and a listener takes the silence for the end."""


@dataclass(frozen=True, slots=True)
class NewsroomSettings:
    """How changes are looked for and kept."""

    look_s: float = 0.25
    """How often the history is looked at while anybody listens: a look takes a millisecond."""
    most_at_once: int = 500
    """Changes that are read at once: with their events 1 MB."""
    most_kept: int = 2_000
    """Changes kept for those who listen: some seconds of a busy history. Who is slower reads the history."""
    silence_s: float = 15.0
    """After so long without news a comment is sent: proxies wait for a minute, most of them."""


class Desk:
    """The latest changes that match one query, as they are sent."""

    def __init__(self, until: int) -> None:
        """Keep what is above a number."""
        self.since = until
        """All that is above it and matches is kept."""
        self.until = until
        """All up to it is kept or was before it."""
        self.listeners = 0
        self.changed = asyncio.Event()
        """Set, and replaced by another, when there is more."""
        self._kept: deque[tuple[int, bytes]] = deque()

    def take(self, news: News, most_kept: int) -> None:
        """Keep some more, and wake all who listen."""
        self._kept.extend((change.sequence, message(change)) for change in news.changes)
        while len(self._kept) > most_kept:
            self.since, _ = self._kept.popleft()
        self.until = news.until
        self.changed.set()
        self.changed = asyncio.Event()

    def above(self, number: int) -> bytes:
        """What is to be sent to who has all up to a number, that is at least `since`."""
        first = bisect_right(self._kept, number, key=lambda kept: kept[0])
        return b"".join(content for _, content in islice(self._kept, first, None))


class Newsroom:
    """Follows the changes of a history while anybody listens. All of it runs in one event loop.

    Args:
        db: The history.
        settings: How it is followed.
    """

    def __init__(self, db: Path, settings: NewsroomSettings | None = None) -> None:
        self._db = db
        self._readers = Readers(db)
        self._settings = settings or NewsroomSettings()
        self._desks: dict[EventQuery, Desk] = {}
        self._following: asyncio.Task[None] | None = None

    async def latest(self) -> int:
        """The number of the latest change."""
        return await asyncio.to_thread(self._latest)

    def _latest(self) -> int:
        with self._readers.reading() as history:
            return history.read(_latest)

    async def listen(self, query: EventQuery, after: int) -> AsyncGenerator[bytes]:
        """Give what changes above a number: nothing twice, nothing left out, for as long as it is asked.

        Raises:
            HistoryError: The history cannot be read.
        """
        desk = self._join(query, after)
        try:
            while True:
                if after < desk.since:
                    news = await asyncio.to_thread(self._read, query, after)
                    content, after = b"".join(map(message, news.changes)), news.until
                else:
                    content, after = desk.above(after), max(after, desk.until)
                if content:
                    yield content
                elif desk.since <= after and not await self._is_more(desk):
                    yield KEEP_ALIVE
        finally:
            self._leave(query, desk)

    async def _is_more(self, desk: Desk) -> bool:
        """Wait for more; False if there is none for long."""
        try:
            await asyncio.wait_for(desk.changed.wait(), self._settings.silence_s)
        except TimeoutError:
            return False
        return True

    def _join(self, query: EventQuery, after: int) -> Desk:
        desk = self._desks.setdefault(query, Desk(after))
        desk.listeners += 1
        if self._following is None:
            self._following = asyncio.create_task(self._run())
        return desk

    def _leave(self, query: EventQuery, desk: Desk) -> None:
        desk.listeners -= 1
        if not desk.listeners:
            del self._desks[query]
        if not self._desks and self._following:
            self._following.cancel()
            self._following = None

    async def _run(self) -> None:
        while True:
            try:
                is_more = await self._follow()
            except Exception:
                log.exception("history %s: cannot be followed", self._db)
                is_more = False
            if not is_more:
                await asyncio.sleep(self._settings.look_s)

    async def _follow(self) -> bool:
        """Bring all desks what is new; False if nothing is."""
        wanted = {query: desk.until for query, desk in self._desks.items()}
        found = await asyncio.to_thread(self._look, wanted)
        for query, news in found.items():
            desk = self._desks.get(query)
            if desk and desk.until == wanted[query]:  # not one that was set up meanwhile
                desk.take(news, self._settings.most_kept)
        return bool(found)

    def _look(self, wanted: Mapping[EventQuery, int]) -> dict[EventQuery, News]:
        with self._readers.reading() as history:
            latest = history.read(_latest)
            return {
                query: self._news(history, query, until) for query, until in wanted.items() if until < latest
            }

    def _read(self, query: EventQuery, after: int) -> News:
        with self._readers.reading() as history:
            return self._news(history, query, after)

    def _news(self, history: History, query: EventQuery, after: int) -> News:
        most = self._settings.most_at_once
        return history.read(lambda connection: Changes(connection).after(query, after, most))


def _latest(connection: Connection) -> int:
    return Changes(connection).latest()


def message(change: Change) -> bytes:
    """A change as Server-Sent Events have it.

    Source: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
    """
    if change.event is None:
        return sent(change.sequence, "removed", {"id": change.event_id})
    return sent(change.sequence, "event", event_json(change.event))


def sent(number: int, name: str, content: object) -> bytes:
    """One message: its number, from which a listener goes on later, its name and its JSON."""
    return f"id: {number}\nevent: {name}\ndata: {json.dumps(content, ensure_ascii=False)}\n\n".encode()
