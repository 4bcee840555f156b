"""Many streams at once: does any fall behind, what do they take, how soon is one told; beside `motion`.

Run as `python -m benchmarks.live.streams [--cameras N] [--minutes M]`.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from rich.console import Console

from benchmarks.bar import bar_table, bars_json
from benchmarks.live.alert_meter import AlertMeter, alert_meter
from benchmarks.live.camera_clip import CameraClip, camera_clips
from benchmarks.live.feeds import LOGIN, feeds
from benchmarks.live.gauge import Gauging, gauge
from benchmarks.live.motion import MOTION, cpu_seconds, running_motion
from benchmarks.live.service import Service
from benchmarks.live.streams_report import StreamsReport
from benchmarks.live.usage import Usage
from benchmarks.machine import machine
from benchmarks.measured_run import RunFailed
from tests.rtsp_server import RtspServer, rtsp_server

WARM_UP_S: Final = 60.0
"""A scene is learnt within 12 s, what was kept meanwhile is caught up with; caches fill."""

ALONE_S: Final = 30.0
"""How long one camera is watched alone, for the memory that the program takes for itself."""

MOTION_S: Final = 60.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; answer the exit status: 1 if the service did not last."""
    options = _options(arguments)
    try:
        report = measure(options.cameras, options.minutes * 60, options.cache, with_motion=options.motion)
    except RunFailed as error:
        print(error, file=sys.stderr)
        return 1
    facts = {**machine(), "load of the machine": ", ".join(f"{load:.1f}" for load in os.getloadavg())}
    if options.json:
        print(json.dumps({"machine": facts, "bars": bars_json(report.bars), **report.as_json()}, indent=1))
        return 0
    console = Console()
    for name, value in facts.items():
        console.print(f"{name}: {value}", highlight=False)
    console.print(report.table)
    console.print(bar_table(report.bars))
    return 0


def measure(cameras: int, seconds: float, cache: Path, *, with_motion: bool) -> StreamsReport:
    """Watch so many cameras for so long.

    Raises:
        RunFailed: The service ended meanwhile.
    """
    clip = CameraClip()
    wanted = feeds(camera_clips(cache, clip), cameras)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        with rtsp_server(folder, *wanted, login=LOGIN) as server, alert_meter() as meter:
            alone = _gauged(folder / "alone", server, meter, 1, ALONE_S)
            meter.delays_s.clear()
            with _watched(folder / "all", server, meter, cameras) as service:
                time.sleep(WARM_UP_S)
                meter.delays_s.clear()
                begun = Usage.of(server.pid)
                together = gauge(service, seconds)
                served_s = Usage.of(server.pid).cpu_s - begun.cpu_s
            delays = tuple(delay_s for _, delay_s in meter.delays_s)
            theirs = _motion_cores(folder / "motion", server, clip) if with_motion else None
    return StreamsReport(together, alone, delays, served_s / together.seconds, theirs)


@contextmanager
def _watched(folder: Path, server: RtspServer, meter: AlertMeter, cameras: int) -> Iterator[Service]:
    """Have the service watch the first of the feeds, with a rule that tells of all that has a name."""
    folder.mkdir()
    rule = {"name": "anything", "when": {"label": ["person", "vehicle", "two-wheeler", "animal"]}}
    told = {**rule, "cooldown": "1s", "do": [{"webhook": {"url": meter.url}}]}
    service = Service(folder, {feed.path: _url(server, feed.path) for feed in server.feeds[:cameras]}, [told])
    service.start()
    try:
        service.wait_until_watched()
        yield service
        service.stop()
    finally:
        service.kill()


def _gauged(folder: Path, server: RtspServer, meter: AlertMeter, cameras: int, seconds: float) -> Gauging:
    with _watched(folder, server, meter, cameras) as service:
        time.sleep(ALONE_S)
        return gauge(service, seconds)


def _url(server: RtspServer, path: str) -> str:
    return f"rtsp://${{CAM_USER}}:${{CAM_PASSWORD}}@127.0.0.1:{server.port}/{path}"


def _motion_cores(folder: Path, server: RtspServer, clip: CameraClip) -> float | None:
    """How many cores `motion` keeps busy with the same streams; None if it is not installed."""
    if not MOTION.exists():
        return None
    urls = {feed.path: f"rtsp://127.0.0.1:{server.port}/{feed.path}" for feed in server.feeds}
    with running_motion(folder, urls, LOGIN, clip.size_wh, clip.fps) as pid:
        return cpu_seconds(pid, WARM_UP_S / 2, MOTION_S) / MOTION_S


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "vedette-benchmarks"
    parser = argparse.ArgumentParser(prog="python -m benchmarks.live.streams", description=__doc__)
    parser.add_argument("--cameras", type=int, default=32, help="how many cameras are watched")
    parser.add_argument("--minutes", type=float, default=10.0, help="how long, after a minute to settle")
    parser.add_argument("--motion", action=argparse.BooleanOptionalAction, default=True, help="also motion")
    parser.add_argument("--cache", type=Path, default=cache, help="folder for made clips")
    parser.add_argument("--json", action="store_true", help="print all figures as JSON")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
