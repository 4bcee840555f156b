"""Do cameras yield the events that the analysis of the same footage as files yields?

Run as `python -m benchmarks.live.equality [FILE…] [--transport udp]`.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any, Final

import av
from rich.console import Console
from rich.table import Table

from benchmarks.bar import bar_table, bars_json
from benchmarks.live.camera_clip import FOOTAGE
from benchmarks.live.comparison import Comparison, Sighting
from benchmarks.live.feeds import LOGIN
from benchmarks.live.service import VEDETTE, Service
from benchmarks.measured_run import RunFailed, run_measured
from pipeline.analyse import AnalysisSettings
from pipeline.media.header import in_us
from pipeline.media.thinning import Thinning
from tests.delivery_samples import until
from tests.rtsp_server import Feed, rtsp_server

CLIPS: Final = ("cdnet_highway.mp4", "street_vehicle_counting.mp4", "intel_one_by_one_person.mp4")
"""A motorway, a street at a rate that is no whole number, and people one by one over two minutes."""


def compare(files: Sequence[Path], transport: str) -> list[Comparison]:
    """Analyse each file, and watch all of them as cameras at once.

    Raises:
        RunFailed: A program ended badly.
    """
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        of_files = [_analysed(file, folder / f"{file.stem}.db") for file in files]
        of_cameras = _watched(files, folder, transport)
    return [
        Comparison.of(file, _interval_s(file), told, seen, looked_at / _due(file))
        for file, told, (seen, looked_at) in zip(files, of_files, of_cameras, strict=True)
    ]


def _analysed(file: Path, db: Path) -> list[Sighting]:
    run = run_measured([str(VEDETTE), "analyze", str(file), "--db", str(db), "--all", "--json"])
    found = json.loads(run.output)["events"]
    return [Sighting(event["label"], event["start_s"], event["end_s"]) for event in found]


def _watched(files: Sequence[Path], folder: Path, transport: str) -> list[tuple[list[Sighting], int]]:
    """Have each file sent once by a camera of its own; give its events, and the frames looked at."""
    feeds = [Feed(f"camera{number}", file, is_looped=False) for number, file in enumerate(files)]
    with rtsp_server(folder, *feeds, login=LOGIN) as server:
        place = f"rtsp://${{CAM_USER}}:${{CAM_PASSWORD}}@127.0.0.1:{server.port}"
        urls = {feed.path: f"{place}/{feed.path}" for feed in feeds}
        service = Service(folder, urls, transports=dict.fromkeys(urls, transport))
        service.start()
        try:
            service.wait_until_watched()
            lengths_s = sum(_length_s(file) for file in files)
            until(
                lambda: not any(noted.state.is_connected for noted in service.states().values()),
                3 * lengths_s,
            )
            service.stop()
        finally:
            service.kill()
    states = service.states()
    return [(_told(service.db, feed.path), states[feed.path].state.frames_analysed) for feed in feeds]


def _told(db: Path, camera: str) -> list[Sighting]:
    command = [str(VEDETTE), "events", "--db", str(db), "--camera", camera, "--all", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [_live(event) for event in json.loads(done.stdout)["events"]]


def _live(event: dict[str, Any]) -> Sighting:
    start, end = (datetime.fromisoformat(event[name]).timestamp() for name in ("start", "end"))
    return Sighting(event["label"], start, end)


def _interval_s(file: Path) -> float:
    return float(median(later - earlier for earlier, later in pairwise(_times_us(file)))) / 1e6


def _due(file: Path) -> int:
    """How many frames of a file are looked at."""
    thinning = Thinning(AnalysisSettings().rate_hz)
    return sum(thinning.keeps(time_us) for time_us in _times_us(file))


def _times_us(file: Path) -> list[int]:
    """When each frame is shown, from the first one on."""
    with av.open(str(file)) as container:
        packets = list(container.demux(container.streams.video[0]))
    times_us = sorted(
        in_us(packet.pts, packet.time_base) or 0 for packet in packets if packet.pts is not None
    )
    return [time_us - times_us[0] for time_us in times_us]


def _length_s(file: Path) -> float:
    with av.open(str(file)) as container:
        return (container.duration or 0) / 1e6


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare and print; answer the exit status: 1 if a program did not last, 2 without footage."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.live.equality", description=__doc__)
    parser.add_argument("files", type=Path, nargs="*", metavar="FILE", help="clips; three real ones if none")
    parser.add_argument("--transport", choices=["tcp", "udp"], default="tcp", help="how RTSP brings packets")
    parser.add_argument("--json", action="store_true", help="print all figures as JSON")
    options = parser.parse_args(arguments)
    files = options.files or [FOOTAGE / name for name in CLIPS]
    if absent := [str(file) for file in files if not file.exists()]:
        print(f"{', '.join(absent)}: not found", file=sys.stderr)
        return 2
    try:
        comparisons = compare(files, options.transport)
    except RunFailed as error:
        print(error, file=sys.stderr)
        return 1
    bars = [comparison.bar for comparison in comparisons]
    if options.json:
        print(json.dumps({"bars": bars_json(bars)}, indent=1))
        return 0
    Console().print(_table(comparisons))
    Console().print(bar_table(bars))
    return 0


def _table(comparisons: Sequence[Comparison]) -> Table:
    table = Table(
        "clip", "events of the file", "of the camera", "alike", "largest difference", "frame interval"
    )
    for item in comparisons:
        worst = "events differ" if item.worst_s is None else f"{item.worst_s * 1e3:.1f} ms"
        counts = (str(len(item.of_file)), str(len(item.of_camera)), str(item.alike))
        shares = (f"{item.interval_s * 1e3:.1f} ms", f"{item.looked_at:.1%}")
        table.add_row(item.file.name, *counts, worst, *shares)
    return table


if __name__ == "__main__":
    sys.exit(main())
