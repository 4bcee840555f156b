"""What a process takes of the machine, from outside."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

TICK_S: Final = 1 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Usage:
    """What a process has taken so far."""

    cpu_s: float
    """Of all its threads, in user and system mode."""
    resident_mb: float
    """Its own memory in use now, in MB of 10⁶ bytes, without what other processes share with it."""
    threads: int
    files: int
    """Open files and sockets."""

    @classmethod
    def of(cls, pid: int) -> Self:
        """Look at a process that runs.

        Raises:
            FileNotFoundError: There is none of this number.
        """
        folder = Path(f"/proc/{pid}")
        stat = (folder / "stat").read_text().rpartition(")")[2].split()
        memory = dict(line.split(":", 1) for line in (folder / "smaps_rollup").read_text().splitlines()[1:])
        private_kb = sum(int(memory[name].split()[0]) for name in ("Private_Clean", "Private_Dirty"))
        return cls(
            cpu_s=(int(stat[11]) + int(stat[12])) * TICK_S,
            resident_mb=private_kb * 1024 / 1e6,
            threads=int(stat[17]),
            files=sum(1 for _ in (folder / "fd").iterdir()),
        )
