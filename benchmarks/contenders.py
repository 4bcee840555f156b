"""Those who compete in speed: decoding alone, our full scan as a loop and as a program, DVR-Scan."""

import json
import sys
from collections.abc import Sequence
from itertools import count
from pathlib import Path

from benchmarks.contest import Contender
from benchmarks.dvr_scan import scan_command, scan_seconds
from benchmarks.measured_run import MeasuredRun

DECODE = "decode only"
SCAN = "full scan"
ANALYZE = "vedette analyze"
DVR_SCAN = "DVR-Scan"

VEDETTE = Path(sys.executable).with_name("vedette")
"""The program, as installed beside this Python."""


def contenders(scratch: Path, dvr_scan: Path | None) -> list[Contender]:
    """Line them up.

    Args:
        scratch: A folder for histories; each run of `vedette analyze` gets a new one.
        dvr_scan: The program of DVR-Scan; it does not compete if None.
    """
    ours = [
        Contender(DECODE, lambda file: _module("decode_loop", file), _loop_seconds, _loop_cpu_seconds),
        Contender(SCAN, lambda file: _module("scan_loop", file), _loop_seconds, _loop_cpu_seconds),
        analyze(scratch),
    ]
    if dvr_scan is None:
        return ours
    theirs = Contender(
        DVR_SCAN,
        lambda file: scan_command(dvr_scan, file),
        lambda run: scan_seconds(run.output),
        lambda run: run.cpu_s,
    )
    return [*ours, theirs]


def analyze(scratch: Path) -> Contender:
    """The program as a person runs it, with its start, its history and its pictures."""
    numbers = count()

    def command(file: Path) -> Sequence[str]:
        history = scratch / f"run{next(numbers)}" / "history.db"
        return [str(VEDETTE), "analyze", str(file), "--db", str(history), "--json"]

    return Contender(ANALYZE, command, lambda run: run.wall_s, lambda run: run.cpu_s)


def _module(name: str, file: Path) -> Sequence[str]:
    return [sys.executable, "-m", f"benchmarks.{name}", str(file)]


def _loop_seconds(run: MeasuredRun) -> float:
    return float(json.loads(run.output)["seconds"])


def _loop_cpu_seconds(run: MeasuredRun) -> float:
    return float(json.loads(run.output)["cpu_seconds"])
