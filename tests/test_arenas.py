"""Threads share the C library's arenas."""

import platform
import subprocess
import sys

import pytest

PROGRAM = """
import ctypes, re, threading
from pipeline.arenas import share_arenas
before = threading.active_count()
assert share_arenas(2)
begun = threading.Barrier(12)
def allocate():
    begun.wait()  # all at once, so that each would take an arena of its own
    kept = [bytes(2000) for _ in range(2000)]
    begun.wait()
    del kept
threads = [threading.Thread(target=allocate) for _ in range(12)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
ctypes.CDLL(None).malloc_stats()
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="needs glibc")
def test_threads_share_two_arenas() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert done.stderr.count("Arena ") == 2
