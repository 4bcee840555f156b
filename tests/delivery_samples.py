"""What the tests of actions and deliveries are made of: alerts, a queue, and real servers on loopback."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from pipeline.history.migrations import statements
from rules.actions.parcel import Parcel
from rules.alert import Alert
from rules.judgement import Reason

DELIVERIES_SQL = Path(__file__).parent.parent / "pipeline" / "history" / "deliveries.sql"
NOW_US = 1_764_000_000_000_000
PATIENCE_S = 120.0
"""Far longer than anything waited for here takes, on a busy machine too."""


def alert(number: int = 0, *, utc_us: int | None = NOW_US, **other: Any) -> Alert:
    """A live alert of a person at the gate; another number, another alert."""
    values: dict[str, Any] = {
        "id": f"alert-{number:04}",
        "rule": "someone at the gate",
        "camera": "gate",
        "time_us": utc_us or 0,
        "utc_us": utc_us,
        "label": "person",
        "score": 0.93,
        "events": (f"event-{number:04}",),
        "zones": ("driveway",),
        "reasons": (Reason("person in driveway for 2 s", held=True, found="in driveway for 3.1 s"),),
        "is_live": True,
    }
    return Alert(**(values | other))


def parcel(its_alert: Alert | None = None, **other: Any) -> Parcel:
    """A first attempt at delivering an alert."""
    values: dict[str, Any] = {"id": "delivery-1", "attempt": 1, "sent_us": NOW_US}
    values["alert"] = its_alert or alert()
    return Parcel(**(values | other))


def lay_queue(path: Path) -> Path:
    """A file with the queue's tables and nothing else."""
    with closing(connected(path)) as connection:
        connection.execute("pragma journal_mode = wal")
        for statement in statements(DELIVERIES_SQL.read_text("utf-8")):
            connection.execute(statement)
    return path


def connected(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=PATIENCE_S, isolation_level=None)


def until(holds: Callable[[], bool], timeout_s: float = PATIENCE_S) -> None:
    """Wait for something that happens in another thread or process."""
    end_s = time.monotonic() + timeout_s
    while not holds():
        assert time.monotonic() < end_s, "waited in vain"
        time.sleep(0.01)


@dataclass(slots=True)
class NoEffects:
    """Notes what rules ask of the rest of the program."""

    kept: list[Alert] = field(default_factory=list)
    recorded: list[Alert] = field(default_factory=list)
    picture: str | None = None

    def keep(self, alert: Alert) -> None:
        self.kept.append(alert)

    def snapshot(self, alert: Alert, settings: object) -> str | None:  # noqa: ARG002
        return self.picture

    def record(self, alert: Alert, settings: object) -> None:  # noqa: ARG002
        self.recorded.append(alert)


@dataclass(frozen=True, slots=True)
class Request:
    """What a server received."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class Receiver:
    """A real HTTP server that answers as it is told."""

    port: int = 0
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    answer: Callable[[Request], object] = lambda _: None
    """Called before each answer: may wait."""
    received: list[Request] = field(default_factory=list)

    def url(self, path: str = "/hook") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def ids(self) -> list[str]:
        return [request.headers["Idempotency-Key"] for request in self.received]


@contextmanager
def receiver(port: int = 0, context: Any = None, address: str = "127.0.0.1") -> Iterator[Receiver]:
    """Have a server listen, at a port of its own or at a given one; with TLS if there is a context."""
    state = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            request = Request(self.path, dict(self.headers), body)
            state.received.append(request)
            state.answer(request)
            self.send_response(state.status)
            for name, value in state.headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = Server((address, port), Handler)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    state.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=[0.02], daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Server(ThreadingHTTPServer):
    """Does not complain of clients that hang up."""

    allow_reuse_address = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        pass


def free_port() -> int:
    """A port that nobody listens at."""
    with receiver() as state:
        return state.port
