"""A connection is kept up, and nobody waits for a reader that hangs."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

import pytest

from pipeline.back_off import BackOff
from pipeline.errors import SourceUnreachable
from pipeline.live.link import MOST_GIVEN_UP, Link, LinkSettings
from pipeline.recording.packet import TimedPacket
from pipeline.stream.address import Address
from pipeline.stream.connection import Connection
from tests.delivery_samples import until
from tests.live_samples import passer

HASTY = LinkSettings(back_off=BackOff(0.01, 0.02), healthy_s=60)


@dataclass(slots=True)
class Client:
    """Notes what it hears; `hold` keeps packets up."""

    packets: list[TimedPacket] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    opened_count: int = 0
    finished: int = 0
    hold: threading.Event | None = None
    is_broken: bool = False

    def opened(self, _connection: Connection, _is_heard: Callable[[], bool]) -> "Client":
        self.opened_count += 1
        return self

    def lost(self, reason: str) -> None:
        self.reasons.append(reason)

    def take(self, packet: TimedPacket) -> None:
        self.packets.append(packet)
        if self.is_broken:
            raise ZeroDivisionError("made by a test")
        if self.hold and not self.hold.is_set():
            assert self.hold.wait(60)

    def finish(self, _may_go_on: Callable[[], bool]) -> None:
        self.finished += 1


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return passer(tmp_path_factory.mktemp("link") / "passer.mp4", frames=4)


@contextmanager
def linked(dial: Callable[[], Connection], client: Client, settings: LinkSettings = HASTY) -> Iterator[Link]:
    link = Link("gate", dial, client, settings, Random(1))
    link.start()
    try:
        yield link
    finally:
        link.ask_to_stop()
        assert link.join(60)


def test_packets_of_the_stream_are_handed_on_and_its_end_is_told(clip: Path) -> None:
    client = Client()
    with linked(lambda: Connection(Address.of(str(clip))), client) as link:
        until(lambda: link.connections >= 2)
    assert len(client.packets) >= 4
    assert client.reasons[0] == "the stream ended"
    assert client.finished == client.opened_count


def test_what_cannot_be_opened_is_tried_again(tmp_path: Path) -> None:
    client = Client()
    with linked(lambda: Connection(Address.of(str(tmp_path / "gone.mp4"))), client) as link:
        until(lambda: len(client.reasons) >= 3)
    assert link.connections == 0
    assert all("gone.mp4" in reason and "\n" not in reason for reason in client.reasons)


def test_unforeseen_error_is_logged_and_the_next_connection_made(
    clip: Path, caplog: pytest.LogCaptureFixture
) -> None:
    client = Client(is_broken=True)
    with linked(lambda: Connection(Address.of(str(clip))), client):
        until(lambda: len(client.reasons) >= 2)
    assert client.reasons[0] == "unforeseen error: ZeroDivisionError"
    assert "Traceback" in caplog.text


def test_reader_that_hangs_is_given_up_and_what_it_says_is_not_heard(clip: Path) -> None:
    client, hold = Client(hold=threading.Event()), threading.Event()
    client.hold = hold
    with linked(lambda: Connection(Address.of(f"{clip}?loop")), client) as link:
        until(lambda: len(client.packets) == 1)
        link.check(time.monotonic() + HASTY.stall_s)
        assert not client.reasons
        link.check(time.monotonic() + HASTY.stall_s + 2)
        assert "the read does not end" in client.reasons[0]
        until(lambda: client.opened_count == 2)
        hold.set()
        until(lambda: len(client.packets) > 4)
    assert len(client.reasons) == 1


def test_opening_that_hangs_is_given_up(clip: Path) -> None:
    client, may_open = Client(), threading.Event()
    dialled = 0

    def dial() -> Connection:
        nonlocal dialled
        dialled += 1
        if dialled == 1:
            assert may_open.wait(60)
            raise SourceUnreachable("too late")
        return Connection(Address.of(f"{clip}?loop"))

    with linked(dial, client) as link:
        until(lambda: dialled == 1)
        link.check(time.monotonic() + HASTY.hang_s + 1)
        until(lambda: bool(client.packets))
        may_open.set()
    assert len(client.reasons) == 1
    assert "opening takes more than" in client.reasons[0]


def test_readers_that_hang_do_not_become_more_and_more() -> None:
    client, may_open = Client(), threading.Event()
    dialled = 0

    def dial() -> Connection:
        nonlocal dialled
        dialled += 1
        assert may_open.wait(60)
        raise SourceUnreachable("too late")

    link = Link("gate", dial, client, HASTY, Random(1))
    link.start()
    for number in range(1, MOST_GIVEN_UP + 2):
        until(lambda number=number: dialled == number)  # type: ignore[misc]
        link.check(time.monotonic() + HASTY.hang_s + 1)
    for _ in range(3):
        link.check(time.monotonic() + HASTY.hang_s + 1)
    assert dialled == MOST_GIVEN_UP + 1
    link.ask_to_stop()
    assert not link.join(0)
    may_open.set()
    until(lambda: not any(thread.name == "reader gate" for thread in threading.enumerate()))


def test_open_connection_without_use_is_made_anew(clip: Path) -> None:
    client, settings = Client(), replace(HASTY, stall_s=1.0)
    with linked(lambda: Connection(Address.of(f"{clip}?loop")), client, settings) as link:
        until(lambda: bool(client.packets))
        opened_s = link.opened_s
        assert opened_s is not None
        link.expect_use(opened_s + 0.9, None)
        link.expect_use(opened_s + 1.1, opened_s + 0.2)
        assert not client.reasons

        def is_made_anew() -> bool:
            link.expect_use(time.monotonic(), None)
            return client.opened_count == 2

        until(is_made_anew)
    assert "packets came, but no picture for " in client.reasons[0]


def test_waits_end_when_it_is_asked_to_stop(tmp_path: Path) -> None:
    client = Client()
    patient = LinkSettings(back_off=BackOff(3600, 3600))
    with linked(lambda: Connection(Address.of(str(tmp_path / "gone.mp4"))), client, patient):
        until(lambda: bool(client.reasons))
    assert len(client.reasons) == 1
