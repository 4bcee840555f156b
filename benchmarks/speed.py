"""How fast vedette is, beside decoding alone and beside DVR-Scan, all on the same clips in one run.

Run as `python -m benchmarks.speed [FILE…]`; `--hour FILE` measures memory over an hour made of that clip.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console

from benchmarks.bar import Bar, bar_table, bars_json
from benchmarks.contenders import analyze, contenders
from benchmarks.contest import compete
from benchmarks.dvr_scan import install
from benchmarks.hour import HourReport, run_hour
from benchmarks.machine import machine, pin
from benchmarks.measured_run import RunFailed, run_measured
from benchmarks.speed_report import SpeedReport

FOOTAGE = Path(__file__).parents[2] / "shared" / "data" / "footage"
"""Where real footage lies beside a checkout; it is not part of the repository."""

REAL_1080P = ("nest_bicycle.mp4", "nest_walkers.mp4", "nest_atv.mp4", "night_driveway_person.mp4")
START_ROUNDS = 7


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; answer the exit status: 1 if a program did not succeed."""
    options = _options(arguments)
    options.cache.mkdir(parents=True, exist_ok=True)
    pinned = {**machine(), "pinned to CPUs": ", ".join(map(str, pin(options.cpus)))}
    try:
        with tempfile.TemporaryDirectory() as scratch:
            if options.hour:
                hour = run_hour(analyze(Path(scratch)), _hour_of(options.hour, options.cache))
                _print(hour, hour.bars, pinned, as_json=options.json)
            else:
                speed = _contest(options, Path(scratch))
                _print(speed, speed.bars, pinned, as_json=options.json)
    except RunFailed as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "vedette-benchmarks"
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument(
        "files", type=Path, nargs="*", metavar="FILE", help="clips; 1080p ones if none is named"
    )
    parser.add_argument(
        "--rounds", type=_positive, default=3, help="how often each contender runs on each clip"
    )
    parser.add_argument("--cpus", type=_positive, default=1, help="CPUs that all contenders are kept to")
    parser.add_argument(
        "--no-dvr-scan", action="store_true", help="leave out DVR-Scan, which is installed at need"
    )
    parser.add_argument(
        "--hour", type=Path, metavar="FILE", help="memory over this clip, repeated to an hour"
    )
    parser.add_argument("--cache", type=Path, default=cache, help="folder for made clips and DVR-Scan")
    parser.add_argument("--json", action="store_true", help="print all figures as JSON")
    return parser.parse_args(arguments)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"expected 1 or more, received {text}")
    return number


def _contest(options: argparse.Namespace, scratch: Path) -> SpeedReport:
    files = options.files or _default_files(options.cache)
    dvr_scan = None if options.no_dvr_scan else install(options.cache)
    results = compete(contenders(scratch, dvr_scan), files, options.rounds, _announce)
    (start,) = compete([analyze(scratch)], [_made("moment", options.cache)], START_ROUNDS, _announce)
    return SpeedReport(results, start)


def _default_files(cache: Path) -> list[Path]:
    """The real clips of 1080p that are there, and one made of the sample videos."""
    real = [FOOTAGE / name for name in REAL_1080P]
    return [*(file for file in real if file.exists()), _made("camera", cache)]


def _hour_of(clip: Path, cache: Path) -> Path:
    return _made("hour", cache, clip)


def _made(kind: str, cache: Path, *clip: Path) -> Path:
    """A clip that `benchmarks.clips` makes, unless it is there already."""
    out = cache / "-".join([kind, *(file.stem for file in clip)])
    out = out.with_name(f"{out.name}.mp4")
    if not out.exists():
        _announce(f"making {out}")
        run_measured([sys.executable, "-m", "benchmarks.clips", kind, str(out), *map(str, clip)])
    return out


def _announce(step: str) -> None:
    """Say on standard error what is being done: a run takes minutes."""
    print(step, file=sys.stderr, flush=True)


def _print(
    report: SpeedReport | HourReport, bars: Sequence[Bar], pinned: Mapping[str, str], *, as_json: bool
) -> None:
    if as_json:
        print(json.dumps({"machine": pinned, "bars": bars_json(bars), **report.as_json()}, indent=1))
        return
    console = Console()
    for name, value in pinned.items():
        console.print(f"{name}: {value}", highlight=False)
    if isinstance(report, SpeedReport):
        console.print(report.table)
    console.print(bar_table(bars))


if __name__ == "__main__":
    sys.exit(main())
