"""A command run to its end, with the time and memory it took."""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO


class RunFailed(Exception):
    """A command that was to be measured did not succeed."""


@dataclass(frozen=True, slots=True)
class MeasuredRun:
    """What a command took, from its start to its end. Children that it waited for count too."""

    wall_s: float
    cpu_s: float
    """Of all cores, in user and system mode."""
    peak_mb: float
    """Largest resident size of the process, or of its largest child, in MB of 10⁶ bytes."""
    output: str
    """Its standard output."""
    resident_mb: tuple[tuple[float, float], ...] = ()
    """Seconds since the start and resident size then, if sampled."""


def run_measured(command: Sequence[str], sample_every_s: float | None = None) -> MeasuredRun:
    """Run a command on the CPUs of the caller.

    Keep the caller small: Linux counts the size at the fork as the child's.

    Raises:
        RunFailed: It cannot be started, or ends with another status than 0.
    """
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as complaint:
        start_s = time.monotonic()
        process = _started(command, output, complaint)
        samples = tuple(_samples(process.pid, start_s, sample_every_s)) if sample_every_s else ()
        _, status, usage = os.wait4(process.pid, 0)
        wall_s = time.monotonic() - start_s
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            raise RunFailed(f"{' '.join(command)}: exit status {process.returncode}: {_last_line(complaint)}")
        output.seek(0)
        cpu_s = usage.ru_utime + usage.ru_stime
        return MeasuredRun(wall_s, cpu_s, usage.ru_maxrss * 1024 / 1e6, output.read(), samples)


def _started(command: Sequence[str], output: IO[str], complaint: IO[str]) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(command, stdout=output, stderr=complaint, stdin=subprocess.DEVNULL)
    except OSError as error:
        raise RunFailed(f"{command[0]}: {error.strerror}") from error


def _samples(pid: int, start_s: float, every_s: float) -> Iterator[tuple[float, float]]:
    """Yield time and resident size until the process is over; it stays waitable."""
    ended = os.WEXITED | os.WNOHANG | os.WNOWAIT
    while os.waitid(os.P_PID, pid, ended) is None:
        yield time.monotonic() - start_s, _resident_mb(pid)
        time.sleep(every_s)


def _resident_mb(pid: int) -> float:
    """Resident size of a process that was not waited for, in MB; 0 once it is over."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _last_line(text: IO[str]) -> str:
    text.seek(0)
    return (text.read().splitlines() or ["nothing on standard error"])[-1]
