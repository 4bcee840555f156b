"""DVR-Scan, which many use for the same job, in an environment of its own: it brings another OpenCV."""

import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.measured_run import RunFailed

VERSION = "1.8.2.1"
"""The newest of November 2026. Pinned, for figures of different days are to be compared."""


def install(cache: Path) -> Path:
    """Install DVR-Scan below `cache` unless it is there already; answer its program.

    Raises:
        RunFailed: It cannot be installed, or does not start (it needs the system's libGL).
    """
    folder = cache / f"dvr-scan-{VERSION}"
    program = folder / "bin" / "dvr-scan"
    if not program.exists():
        shutil.rmtree(folder, ignore_errors=True)
        _run([sys.executable, "-m", "venv", str(folder)])
        _run([str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", f"dvr-scan=={VERSION}"])
    _run([str(program), "--version"])
    return program


def scan_command(program: Path, file: Path) -> Sequence[str]:
    """Its default scan: motion only, nothing written, no settings of the user's."""
    return [str(program), "--scan-only", "--ignore-user-config", "--input", str(file)]


def scan_seconds(output: str) -> float:
    """How long the scan itself took, without the program's start, as DVR-Scan says.

    Raises:
        RunFailed: It does not say.
    """
    said = re.search(r"Processed \d+ frames read in ([\d.]+) secs", output)
    if said is None:
        raise RunFailed(f"dvr-scan: expected 'Processed N frames read in S secs', received {output[-200:]!r}")
    return float(said[1])


def _run(command: Sequence[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        last = (done.stderr.splitlines() or ["nothing on standard error"])[-1]
        raise RunFailed(f"{' '.join(command)}: exit status {done.returncode}: {last}")
