"""What the C library's `malloc` keeps for itself: in how many arenas, and for how long."""

import ctypes
import sys
from typing import Final

M_ARENA_MAX: Final = -8
"""Number of the option in glibc's `malloc.h`."""


def share_arenas(most: int = 2) -> bool:
    """Have threads that begin from now on share so many arenas, instead of eight a core; True if they will.

    Each arena keeps what was freed in it for itself. With a thread a camera that is a lot, and it grows for
    hours. Other C libraries than glibc are left as they are.

    Source: https://man7.org/linux/man-pages/man3/mallopt.3.html
    """
    if sys.platform != "linux":
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    return mallopt is not None and bool(mallopt(M_ARENA_MAX, most))


def give_back() -> bool:
    """Give the system the pages that hold nothing any more; True if there were any.

    glibc gives back by itself only what lies behind the last piece in use, so that one small piece may keep
    what a scene took while it was learnt, for hours. Takes some milliseconds.

    Source: https://man7.org/linux/man-pages/man3/malloc_trim.3.html
    """
    if sys.platform != "linux":
        return False
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return trim is not None and bool(trim(0))
