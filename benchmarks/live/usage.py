"""What a process and those that it started take of the machine, from outside."""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

TICK_S: Final = 1 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Usage:
    """What processes have taken so far."""

    cpu_s: float
    """Of all their threads, in user and system mode."""
    resident_mb: float
    """Memory in use now, in MB of 10⁶ bytes, that is each one's own: a library counts as long as no other
    process on the machine has it open."""
    anonymous_mb: float
    """Memory that stands for no file: what a process asked for, whatever others on the machine have open."""
    threads: int
    files: int
    """Open files and sockets."""

    @classmethod
    def of(cls, pid: int) -> Self:
        """Look at a process that runs, with the processes that it started and that still run.

        Raises:
            FileNotFoundError: There is none of this number.
        """
        found = cls._alone(pid)
        for child in _children(pid):
            try:
                found += cls.of(child)
            except (FileNotFoundError, ProcessLookupError):
                continue  # it has just ended
        return found

    def __add__(self, other: "Usage") -> Self:
        """What both take."""
        return type(self)(
            self.cpu_s + other.cpu_s,
            self.resident_mb + other.resident_mb, self.anonymous_mb + other.anonymous_mb,
            self.threads + other.threads, self.files + other.files,
        )  # fmt: skip

    @classmethod
    def _alone(cls, pid: int) -> Self:
        folder = Path(f"/proc/{pid}")
        stat = (folder / "stat").read_text().rpartition(")")[2].split()
        memory = dict(line.split(":", 1) for line in (folder / "smaps_rollup").read_text().splitlines()[1:])
        sizes_mb = {name: int(told.split()[0]) * 1024 / 1e6 for name, told in memory.items()}
        return cls(
            cpu_s=(int(stat[11]) + int(stat[12])) * TICK_S,
            resident_mb=sizes_mb["Private_Clean"] + sizes_mb["Private_Dirty"],
            anonymous_mb=sizes_mb["Pss_Anon"] + sizes_mb["Pss_Shmem"],
            threads=int(stat[17]),
            files=sum(1 for _ in (folder / "fd").iterdir()),
        )


def _children(pid: int) -> list[int]:
    """The processes that a process started; each of its threads has its own."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):  # a thread that has just ended
            found += map(int, (task / "children").read_text().split())
    return found
