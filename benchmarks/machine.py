"""What the figures were measured on."""

import os
import platform
import re
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

LIBRARIES = ("av", "opencv-python-headless", "numpy", "ai-edge-litert", "vedette")


def pin(count: int) -> tuple[int, ...]:
    """Keep this process, and all that it starts from now on, to its first `count` CPUs; answer which."""
    cpus = tuple(sorted(os.sched_getaffinity(0))[:count])
    os.sched_setaffinity(0, cpus)
    return cpus


def machine() -> Mapping[str, str]:
    """Name processor, system and the libraries that do the work."""
    found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return {
        "processor": found[1] if found else platform.machine(),
        "cores": str(os.cpu_count()),
        "system": platform.platform(),
        "python": platform.python_version(),
        **{name: version(name) for name in LIBRARIES},
    }
