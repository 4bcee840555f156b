"""How many arenas the C library's `malloc` spreads memory over."""

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
