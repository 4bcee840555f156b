"""Events as they happen: told once each, from where a listener left off, over a real connection."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import aclosing, closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.http.newsroom import Newsroom, NewsroomSettings
from pipeline.history.ledger import Entry, Ledger
from pipeline.history.query import EventQuery
from tests.history_samples import analysis, event
from tests.http_serving import WAIT_S, client

YARD = analysis("yard")
Message = dict[str, Any]


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "history.db"


@contextmanager
def writing(db: Path) -> Iterator[Ledger]:
    """Write into the history while it is served."""
    with closing(Ledger(db)) as ledger:
        yield ledger


def add(ledger: Ledger, *numbers: int, label: str = "car") -> list[str]:
    """Write events; gives their ids."""
    source_id = ledger.begin(YARD).source_id
    ledger.add([Entry(source_id, event(YARD, number, label), None) for number in numbers])
    return [YARD.event_id(number) for number in numbers]


class Listener:
    """A program that reads Server-Sent Events."""

    def __init__(self, answer: httpx.Response) -> None:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        self._lines = answer.iter_lines()

    def next(self) -> Message:
        """The next message, comments left out."""
        message: Message = {}
        for line in self._lines:
            if not line and message:
                return message
            name, _, value = line.partition(": ")
            if name:
                message[name] = json.loads(value) if name == "data" else value
        raise AssertionError("the stream ended")


@contextmanager
def listening(asking: httpx.Client, last: str | None = None, filters: str = "") -> Iterator[Listener]:
    """Open the stream, behind a number if one is given."""
    headers = {} if last is None else {"Last-Event-ID": last}
    with asking.stream("GET", f"/events/stream?{filters}", headers=headers) as answer:
        yield Listener(answer)


def test_what_happens_is_told_as_it_happens(db: Path) -> None:
    with client(db) as asking, listening(asking) as listener, writing(db) as ledger:
        ready = listener.next()
        assert ready["event"] == "ready"
        (event_id,) = add(ledger, 1)
        told = listener.next()
        assert (told["event"], told["data"]["id"], told["data"]["label"]) == ("event", event_id, "car")
        ledger.review(event_id, "bus")
        assert listener.next()["data"]["label"] == "bus"


def test_stream_goes_on_where_it_was_left(db: Path) -> None:
    with client(db) as asking, writing(db) as ledger:
        with listening(asking) as listener:
            listener.next()
            first, second = add(ledger, 1, 2)
            seen = listener.next()
            assert seen["data"]["id"] == first
        add(ledger, 3)
        with listening(asking, seen["id"]) as listener:
            assert listener.next()["event"] == "ready"
            assert [listener.next()["data"]["id"] for _ in range(2)] == [second, YARD.event_id(3)]


def test_number_of_another_history_begins_with_what_comes_now(db: Path) -> None:
    with client(db) as asking, writing(db) as ledger:
        add(ledger, 1)
        with listening(asking, "999999") as listener:
            listener.next()
            (event_id,) = add(ledger, 2)
            assert listener.next()["data"]["id"] == event_id


def test_only_what_matches_is_told(db: Path) -> None:
    with client(db) as asking, writing(db) as ledger, listening(asking, filters="label=animal") as listener:
        listener.next()
        add(ledger, 1)
        (dog,) = add(ledger, 2, label="dog")
        assert listener.next()["data"]["id"] == dog


def test_event_that_went_is_told(db: Path) -> None:
    with client(db) as asking, writing(db) as ledger:
        (event_id,) = add(ledger, 1)
        with listening(asking) as listener:
            listener.next()
            ledger.transact(lambda connection: connection.execute("delete from events"))
            told = listener.next()
    assert (told["event"], told["data"]) == ("removed", {"id": event_id})


@pytest.mark.parametrize("last", ["-1", "soon", "9" * 30])
def test_number_that_is_none_is_refused(db: Path, last: str) -> None:
    with client(db) as asking:
        answer = asking.get("/events/stream", headers={"Last-Event-ID": last})
    assert answer.status_code == 422
    assert "last-event-id" in answer.json()["detail"].lower()


def numbers(content: bytes) -> list[int]:
    """The numbers of the messages in a piece of the stream."""
    lines = content.decode().splitlines()
    return [int(line.removeprefix("id: ")) for line in lines if line.startswith("id: ")]


async def heard(newsroom: Newsroom, after: int, count: int) -> list[int]:
    """The numbers of the next messages of a listener, as many as asked for."""
    found: list[int] = []
    async with asyncio.timeout(WAIT_S), aclosing(newsroom.listen(EventQuery(), after)) as news:
        async for content in news:
            found += numbers(content)
            if len(found) >= count:
                break
    return found


def test_listeners_that_differ_in_pace_all_hear_all(db: Path) -> None:
    settings = NewsroomSettings(look_s=0.01, most_at_once=7, most_kept=5)

    async def listen() -> list[list[int]]:
        newsroom = Newsroom(db, settings)
        quick = [asyncio.create_task(heard(newsroom, 0, 60)) for _ in range(3)]
        slow = newsroom.listen(EventQuery(), 0)
        with writing(db) as ledger:
            for number in range(0, 60, 4):
                add(ledger, *range(number, number + 4))
                await asyncio.sleep(0)
            whole = list(await asyncio.gather(*quick))
            late = await heard(newsroom, 30, 30)
            first = numbers(await anext(slow))
        await slow.aclose()
        return [*whole, late, first]

    *quick, late, first = asyncio.run(listen())
    assert quick == [list(range(1, 61))] * 3
    assert late == list(range(31, 61))
    assert first == list(range(1, len(first) + 1))


def test_silence_is_filled_with_comments(db: Path) -> None:
    async def listen() -> bytes:
        newsroom = Newsroom(db, NewsroomSettings(look_s=0.01, silence_s=0.01))
        async with asyncio.timeout(WAIT_S), aclosing(newsroom.listen(EventQuery(), 0)) as news:
            return await anext(news)

    with writing(db):
        assert asyncio.run(listen()) == b": still here\n\n"
