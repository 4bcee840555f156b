"""Serves a history over HTTP while it writes new events into it, as the service does, in one process.

Started by the benchmark: prints its address, then, for each line on standard input, how much it wrote and
used; ends with standard input.
"""

import json
import resource
import sys
import threading
import time
from pathlib import Path
from typing import Final

from api.configuration import Server
from api.http.app import make_app
from api.http.doorkeeper import Doorkeeper
from api.http.served import Served, prepared
from api.http.server import HttpServer
from api.tokens import FILE_NAME, TokenFile
from benchmarks.service.town import END_US, SECOND_US, Town
from pipeline.history.writer import HistoryWriter

BEAT_S: Final = 0.1


class Pen(threading.Thread):
    """Writes events at a rate, from when it is started until it is stopped."""

    def __init__(self, db: Path, per_s: float) -> None:
        super().__init__(name="pen")
        self._db = db
        self._per_s = per_s
        self._stopping = threading.Event()
        self.written = 0

    def run(self) -> None:
        """Write, as many as are due at each beat."""
        town = Town(time.time_ns() >> 10)
        began_s = time.monotonic()
        with HistoryWriter(self._db) as writer:
            ids = {camera.name: writer.watch(camera.analysis, camera.outcome) for camera in town.cameras}
            while not self._stopping.wait(BEAT_S):
                due = round((time.monotonic() - began_s) * self._per_s)
                for number in range(self.written, due):
                    camera, event = town.event(END_US + number * SECOND_US // 500)
                    writer.add(ids[camera.name], event)
                self.written = max(self.written, due)

    def stop(self) -> None:
        """Write what waits, and end."""
        self._stopping.set()
        self.join()


def main() -> None:
    """Serve until standard input ends."""
    db, per_s = prepared(Path(sys.argv[1])), float(sys.argv[2])
    doorkeeper = Doorkeeper(TokenFile(db.parent / FILE_NAME), is_local=True)
    server = HttpServer(make_app(Served(db), doorkeeper), Server(port=0))
    pen = Pen(db, per_s)
    server.start()
    pen.start()
    print(server.url, flush=True)
    try:
        for _ in sys.stdin:
            used = resource.getrusage(resource.RUSAGE_SELF)
            cpu_s = used.ru_utime + used.ru_stime
            told = {"written": pen.written, "cpu_s": cpu_s, "peak_mb": used.ru_maxrss / 1024}
            print(json.dumps(told), flush=True)
    finally:
        pen.stop()
        server.stop()


if __name__ == "__main__":
    main()
