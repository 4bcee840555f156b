"""Hours of a few cameras: does the service's memory stay where it is?

Run as `python -m benchmarks.live.soak [--hours H] [--cameras N]`; samples go to standard error.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import numpy as np
from rich.console import Console

from benchmarks.bar import Bar, bar_table, bars_json
from benchmarks.live.camera_clip import camera_clips
from benchmarks.live.faults import RULE
from benchmarks.live.feeds import LOGIN, feeds
from benchmarks.live.service import Service
from benchmarks.live.usage import Usage
from benchmarks.measured_run import RunFailed
from tests.rtsp_server import rtsp_server

SAMPLE_S: Final = 30.0

LOOK_S: Final = 600.0
"""Memory is given back every minute, so that the lowest of ten is what is in use."""


@dataclass(frozen=True, slots=True)
class Soak:
    """Samples after the warm-up."""

    samples: Sequence[tuple[float, Usage]]
    """Seconds since the first of them, and what was in use then."""

    @property
    def growth_mb_an_hour(self) -> float | None:
        """Slope of the line through the lowest memory of every ten minutes: of what stays in use.

        Of memory that stands for no file: 54 MB of libraries come and go with other processes that use them.

        In between, pictures and clips in the making take tens of megabytes for a moment. Minutes that do not
        make ten are left out, as a few samples may all be of such a moment. None if too few are left.
        """
        lowest: dict[int, tuple[float, float]] = {}
        looks = int(self.samples[-1][0] // LOOK_S)
        for at_s, usage in self.samples:
            look = int(at_s // LOOK_S)
            if look < looks and (look not in lowest or usage.anonymous_mb < lowest[look][1]):
                lowest[look] = (at_s / 3600, usage.anonymous_mb)
        if len(lowest) < 2:
            return None
        hours, anonymous_mb = np.array(list(lowest.values())).T
        return float(np.polyfit(hours, anonymous_mb, 1)[0])

    @property
    def bars(self) -> list[Bar]:
        """Hold it against what is asked."""
        first, last = self.samples[0][1], self.samples[-1][1]
        return [
            Bar("growth of memory, MB an hour", self.growth_mb_an_hour, "≤", 1.0),
            Bar("more open files than at first", last.files - first.files, "≤", 2),
            Bar("more threads than at first", last.threads - first.threads, "≤", 2),
        ]


def soak(folder: Path, cache: Path, cameras: int, warm_up_s: float, seconds: float) -> Soak:
    """Watch so many cameras for so long.

    Raises:
        RunFailed: The service ended.
    """
    wanted = feeds(camera_clips(cache), cameras)
    with rtsp_server(folder, *wanted, login=LOGIN) as server:
        place = f"rtsp://${{CAM_USER}}:${{CAM_PASSWORD}}@127.0.0.1:{server.port}"
        service = Service(folder, {feed.path: f"{place}/{feed.path}" for feed in wanted}, [RULE])
        service.start()
        try:
            service.wait_until_watched()
            time.sleep(warm_up_s)
            return Soak(_samples(service, seconds))
        finally:
            service.kill()


def _samples(service: Service, seconds: float) -> list[tuple[float, Usage]]:
    begun_s = time.monotonic()
    samples: list[tuple[float, Usage]] = []
    while not samples or samples[-1][0] < seconds:
        if not service.is_alive:
            raise RunFailed(f"vedette watch: ended after {samples[-1][0]:.0f} s; see {service.log}")
        samples.append((time.monotonic() - begun_s, service.usage()))
        at_s, usage = samples[-1]
        print(f"{at_s:.0f} s: {usage}", file=sys.stderr, flush=True)
        time.sleep(SAMPLE_S)
    return samples


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; answer the exit status: 1 if the service did not last."""
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "vedette-benchmarks"
    parser = argparse.ArgumentParser(prog="python -m benchmarks.live.soak", description=__doc__)
    parser.add_argument("--hours", type=float, default=2.0, help="how long, after the warm-up")
    parser.add_argument("--warm-up-minutes", type=float, default=10.0, help="not counted")
    parser.add_argument("--cameras", type=int, default=4, help="how many cameras are watched")
    parser.add_argument("--cache", type=Path, default=cache, help="folder for made clips")
    parser.add_argument("--json", action="store_true", help="print all samples as JSON")
    options = parser.parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory() as scratch:
            warm_up_s, seconds = options.warm_up_minutes * 60, options.hours * 3600
            result = soak(Path(scratch), options.cache, options.cameras, warm_up_s, seconds)
    except RunFailed as error:
        print(error, file=sys.stderr)
        return 1
    if options.json:
        samples = [{"at_s": at_s, **asdict(usage)} for at_s, usage in result.samples]
        print(json.dumps({"bars": bars_json(result.bars), "samples": samples}, indent=1))
    else:
        Console().print(bar_table(result.bars))
    return 0


if __name__ == "__main__":
    sys.exit(main())
