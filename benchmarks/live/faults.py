"""The service under all that cameras do: a scripted run, the same each time, and how it was borne.

Run as `python -m benchmarks.live.faults`; it takes about ten minutes.
"""

import argparse
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

from rich.console import Console
from rich.table import Table

from benchmarks.bar import Bar, bar_table, bars_json
from benchmarks.live.feeds import LOGIN
from benchmarks.live.incident import Incident
from benchmarks.live.service import VEDETTE, Service
from benchmarks.live.troubles import PATH, TROUBLES, Clips, Stand
from benchmarks.measured_run import RunFailed
from tests.faulty_proxy import FaultyProxy, faulty_proxy
from tests.rtsp_server import Feed, RtspServer, rtsp_server

LOSS: Final = 0.02
SAMPLE_S: Final = 5.0

SETTLE_S: Final = 40.0
"""All cameras have learnt their scenes and caught up."""

RULE: Final = {
    "name": "anything",
    "when": {"label": ["person", "vehicle", "two-wheeler", "animal"]},
    "cooldown": "5s",
    "do": ["alert", {"record": {"before": "2s", "after": "3s"}}],
}


@dataclass(frozen=True, slots=True)
class FaultRun:
    """What came of it."""

    incidents: Sequence[Incident]
    memory_mb: Sequence[float]
    """The service's memory, files apart, every few seconds, from the first trouble to after the last."""
    stopped_s: float
    """How long the service took to end."""
    is_history_whole: bool
    are_clips_whole: bool

    @property
    def growth_mb(self) -> float:
        """From the second quarter of the run to the last one; medians, for single samples swing."""
        quarter = max(1, len(self.memory_mb) // 4)
        return median(self.memory_mb[-quarter:]) - median(self.memory_mb[quarter : 2 * quarter] or [0.0])

    @property
    def bars(self) -> list[Bar]:
        """Hold it against what is asked; 10 MB is what allocators and SQLite's cache may take."""
        stalls = [i.noticed_s for i in self.incidents if i.is_noticed and i.noticed_s is not None]
        back = [i.resumed_s for i in self.incidents if i.resumed_s is not None]
        unrecorded = [i for i in self.incidents if not i.is_recorded]
        silent = [i for i in self.incidents if i.resumed_s is None]
        return [
            Bar("incidents after which a camera stayed away", len(silent), "=", 0),
            Bar("outages without start and end on record", len(unrecorded), "=", 0),
            Bar("longest until an outage was noticed, seconds", max(stalls, default=None), "≤", 10),
            Bar("longest until analysis went on, seconds", max(back, default=None), "≤", 15),
            Bar("growth of memory, MB", self.growth_mb, "≤", 10),
            Bar("stop, seconds", self.stopped_s, "≤", 5),
            Bar("history and clips whole", float(self.is_history_whole and self.are_clips_whole), "=", 1),
        ]

    @property
    def table(self) -> Table:
        """The incidents, for people."""
        table = Table("camera", "trouble", "noticed", "goes on", "outages", "as the history has it")
        for incident in self.incidents:
            reason = incident.outages[0].reason if incident.outages else "–"
            times = (_seconds(incident.noticed_s), _seconds(incident.resumed_s))
            table.add_row(incident.camera, incident.fault, *times, str(len(incident.outages)), reason)
        return table


def run_faults(folder: Path, clips: Clips, names: Sequence[str]) -> FaultRun:
    """Have all that goes wrong go wrong, each with a camera of its own, all at once.

    Raises:
        RunFailed: The service ended.
    """
    with _stands(folder, clips, names) as stands:
        service = stands[0].service
        service.start()
        try:
            service.wait_until_watched()
            time.sleep(SETTLE_S)
            with ThreadPoolExecutor(len(stands)) as pool:
                running = [pool.submit(_all_of, stand) for stand in stands]
                memory_mb = list(_memory_mb(service, running))
            told = [done.result() for done in running]
            begun_s = time.monotonic()
            service.stop()
            stopped_s = time.monotonic() - begun_s
        finally:
            service.kill()
        incidents = [incident for several in told for incident in several]
        return FaultRun(incidents, memory_mb, stopped_s, *_whole(service))


@contextmanager
def _stands(folder: Path, clips: Clips, names: Sequence[str]) -> Iterator[list[Stand]]:
    """Set up a server for each camera, with a proxy before it, and a service that does not run yet."""
    with ExitStack() as stack:
        servers: dict[str, tuple[RtspServer, FaultyProxy]] = {}
        for name in names:
            place = folder / name
            place.mkdir()
            feed = Feed(PATH, clips.usual, loss=LOSS if name == "lossy" else 0.0)
            server = stack.enter_context(rtsp_server(place, feed, login=LOGIN))
            servers[name] = server, stack.enter_context(faulty_proxy(server.port))
        program = (sys.executable, "-m", "benchmarks.live.noting")
        service = Service(folder, _urls(servers), [RULE], transports={"lossy": "udp"}, command=program)
        yield [Stand(name, *servers[name], clips, service) for name in names]


def _urls(servers: Mapping[str, tuple[RtspServer, FaultyProxy]]) -> dict[str, str]:
    """Through the proxy where noise is to come from it; UDP would not go through it."""
    ports = {name: (proxy if name == "garbled" else server).port for name, (server, proxy) in servers.items()}
    place = "rtsp://${CAM_USER}:${CAM_PASSWORD}@127.0.0.1"
    return {name: f"{place}:{port}/{PATH}" for name, port in ports.items()}


def _all_of(stand: Stand) -> list[Incident]:
    incidents = []
    for incident in TROUBLES[stand.camera](stand):
        print(f"{incident.camera}: {incident.fault}: {incident.resumed_s}", file=sys.stderr, flush=True)
        if not stand.service.is_alive:
            raise RunFailed(f"vedette watch: ended at: {incident.fault}; see {stand.service.log}")
        incidents.append(incident)
    return incidents


def _memory_mb(service: Service, running: Sequence[Future[list[Incident]]]) -> Iterator[float]:
    """Look at the service's memory while troubles go on."""
    while service.is_alive and not all(done.done() for done in running):
        yield service.usage().anonymous_mb
        time.sleep(SAMPLE_S)


def _whole(service: Service) -> tuple[bool, bool]:
    """Answer whether the history is whole, and whether all clips are what they were."""
    with closing(service.reader()) as connection:
        is_whole = _says_ok(connection)
    verified = subprocess.run(
        [str(VEDETTE), "verify", "--db", str(service.db)], capture_output=True, check=False
    )
    return is_whole, verified.returncode == 0


def _says_ok(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("pragma integrity_check").fetchall() == [("ok",)])


def _seconds(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f} s"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run and print; answer the exit status: 1 if the service did not last."""
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "vedette-benchmarks"
    parser = argparse.ArgumentParser(prog="python -m benchmarks.live.faults", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*TROUBLES, []], help="cameras; all if none is named")
    parser.add_argument("--cache", type=Path, default=cache, help="folder for made clips")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="a new folder for history, clips and log")
    parser.add_argument("--json", action="store_true", help="print the bars as JSON")
    options = parser.parse_args(arguments)
    names, clips = options.names or list(TROUBLES), Clips.make(options.cache)
    try:
        with tempfile.TemporaryDirectory() as scratch:
            folder = options.keep or Path(scratch)
            folder.mkdir(parents=True, exist_ok=True)
            run = run_faults(folder, clips, names)
    except RunFailed as error:
        print(error, file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps({"bars": bars_json(run.bars)}, indent=1))
    else:
        Console().print(run.table, bar_table(run.bars))
    return 0


if __name__ == "__main__":
    sys.exit(main())
