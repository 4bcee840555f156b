"""Has threads that answer people wait little for those that watch and write in the same process."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

SWITCH_S: Final = 0.000_5
"""How long a thread may keep the interpreter while others wait for it. An answer waits a dozen times: after
each question to the history, and at each step of the connection; of Python's usual 5 ms that makes 60."""


@contextmanager
def prompt() -> Iterator[None]:
    """Hold as long as people are answered.

    What is there by now, libraries mostly, is there to stay: looking through it for what could go takes
    25 ms now and then, while all threads stand still.
    """
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_S)
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        sys.setswitchinterval(before)
