"""Deliveries when the program is killed: nothing is lost, and nothing doubled that can be told apart."""

import itertools
import json
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.delivery_samples import NOW_US, Receiver, Request, connected, free_port, lay_queue, receiver, until

ROOT = Path(__file__).parent.parent

pytestmark = pytest.mark.slow


@dataclass(frozen=True, slots=True)
class House:
    """A history, a clock, and a port that a webhook's receiver may listen at."""

    folder: Path
    port: int

    @property
    def path(self) -> Path:
        return self.folder / "history.db"

    def set_clock(self, time_us: int) -> None:
        """Move the clock, at once for whoever reads it."""
        (self.folder / "clock.new").write_text(str(time_us))
        (self.folder / "clock.new").replace(self.folder / "clock")

    def pass_time(self, minutes: int, holds: Callable[[], bool] = lambda: True) -> None:
        """Let minutes pass as they do, only quicker, and more of them until something happened.

        Attempts come after waits of a random length: nobody knows how many minutes the next one takes.
        """
        first_us = int((self.folder / "clock").read_text())
        seconds = itertools.count(0, 5)

        def has_happened() -> bool:
            second = next(seconds)
            self.set_clock(first_us + second * 1_000_000)
            time.sleep(0.05)
            return second >= minutes * 60 and holds()

        until(has_happened)

    @contextmanager
    def delivering(self, first: int, last: int) -> Iterator[subprocess.Popen[bytes]]:
        """Run the program, and kill it at the end."""
        url = f"http://127.0.0.1:{self.port}/hook"
        arguments = [str(self.path), str(self.folder / "clock"), url, str(first), str(last)]
        with subprocess.Popen([sys.executable, "-m", "tests.delivering", *arguments], cwd=ROOT) as process:
            try:
                yield process
            finally:
                process.kill()

    def count(self, condition: str) -> int:
        with closing(connected(self.path)) as connection:
            sql = f"select count(*) from deliveries where {condition}"
            number: int = connection.execute(sql).fetchone()[0]
            return number

    def attempts(self) -> int:
        with closing(connected(self.path)) as connection:
            number: int = connection.execute("select sum(attempts) from deliveries").fetchone()[0]
            return number


@pytest.fixture
def house(tmp_path: Path) -> House:
    made = House(tmp_path, free_port())
    lay_queue(made.path)
    made.set_clock(NOW_US)
    return made


def accepted_alerts(accepted: list[Request]) -> Counter[str]:
    return Counter(json.loads(request.body)["id"] for request in accepted)


def test_target_down_for_ten_minutes_and_two_kills_lose_and_double_nothing(house: House) -> None:
    with house.delivering(0, 10):  # nobody listens
        until(lambda: house.count("1") == 10)
        house.pass_time(3, lambda: house.attempts() >= 3)
    assert house.count("state in ('waiting', 'sending')") == 10
    with receiver(house.port) as hanging:  # listens, but answers nothing good
        hanging.status = 503
        with house.delivering(10, 20):
            until(lambda: house.count("1") == 20)
            house.pass_time(3, lambda: len(hanging.received) >= 1)
            asked, ended = threading.Event(), threading.Event()

            def hang(_: Request) -> None:
                asked.set()
                ended.wait(60)

            hanging.answer = hang
            house.pass_time(4, asked.is_set)  # killed in the middle of an attempt
        assert house.count("state = 'sending'") == 1
        ended.set()
    with receiver(house.port) as up, house.delivering(20, 25):
        until(lambda: house.count("1") == 25)
        house.pass_time(20, lambda: house.count("state in ('delivered', 'late')") == 25)
        assert accepted_alerts(up.received) == Counter(f"alert-{number:04}" for number in range(25))
        assert len(set(up.ids())) == 25
        old = [json.loads(request.body) for request in up.received]
        assert all(each["late"] for each in old if each["id"] < "alert-0010")


def test_attempt_that_arrived_but_was_not_noted_comes_again_under_the_same_key(house: House) -> None:
    with receiver(house.port) as server:
        ended = threading.Event()
        server.answer = lambda _: ended.wait(60)
        with house.delivering(0, 1):
            until(lambda: len(server.received) == 1)
        ended.set()
        with house.delivering(0, 1):
            until(lambda: house.count("state = 'delivered'") == 1)
        assert len(set(server.ids())) == 1
        assert [request.headers["X-Vedette-Attempt"] for request in server.received] == ["1", "2"]


def test_killed_at_any_moment_it_delivers_everything(house: House) -> None:
    moments = random.Random(1)
    with receiver(house.port) as server:
        server.answer = lambda _: time.sleep(0.01)
        for _ in range(4):
            with house.delivering(0, 40):
                until(lambda: house.count("1") == 40)
                time.sleep(moments.uniform(0, 0.5))
        with house.delivering(0, 40):
            until(lambda: house.count("state = 'delivered'") == 40)
        assert set(accepted_alerts(server.received)) == {f"alert-{number:04}" for number in range(40)}
        assert len(set(server.ids())) == 40
        assert len(server.received) <= 44  # an attempt for each kill may have come twice


def test_second_process_leaves_delivering_to_the_first(house: House) -> None:
    with receiver(house.port) as server:
        with house.delivering(0, 5) as first:
            until(lambda: house.count("state = 'delivered'") == 5)
            with house.delivering(5, 10):
                until(lambda: house.count("state = 'delivered'") == 10)
                first.kill()
                first.wait()
                until(lambda: is_locked(house, of_other_than=first.pid))
        assert_sent_once(server)


def is_locked(house: House, of_other_than: int) -> bool:
    """True once the lock names another process."""
    owner = (house.folder / "history.db.deliveries.lock").read_text().strip()
    return owner not in {"", str(of_other_than)}


def assert_sent_once(server: Receiver) -> None:
    assert set(Counter(server.ids()).values()) == {1}
    assert len(server.received) == 10
