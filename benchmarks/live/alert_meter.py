"""Receives alerts as a webhook does, and notes how long after its frame each arrived."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(slots=True)
class AlertMeter:
    """What came in so far."""

    url: str
    delays_s: list[tuple[str, float]] = field(default_factory=list)
    """Camera, and seconds from the frame that decided the alert to its arrival here."""


@contextmanager
def alert_meter() -> Iterator[AlertMeter]:
    """Have a receiver run."""

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            arrived_s = time.time()
            alert = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            decided_s = datetime.fromisoformat(alert["time"]).timestamp()
            meter.delays_s.append((alert["camera"], arrived_s - decided_s))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as server:
        meter = AlertMeter(f"http://127.0.0.1:{server.server_port}/")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield meter
        finally:
            server.shutdown()
            thread.join()
