"""Threads share the C library's arenas, which give back what they hold no more."""

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

PINNED = """
import pathlib, resource
from pipeline.arenas import give_back
def resident_mb():
    return int(pathlib.Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6
pieces = [bytes(2000) for _ in range(30_000)]
pieces = pieces[::100]  # each keeps what lies before it
before = resident_mb()
assert give_back()
print(before - resident_mb())
"""
"""60 MB in pieces, of which every hundredth stays in use."""

pytestmark = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="needs glibc")


def test_threads_share_two_arenas() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert done.stderr.count("Arena ") == 2


def test_what_holds_nothing_is_given_back() -> None:
    done = subprocess.run([sys.executable, "-c", PINNED], capture_output=True, text=True, check=True)
    assert float(done.stdout) > 30
