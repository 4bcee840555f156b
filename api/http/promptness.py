"""Has people who ask wait for no more than their answer."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def prompt() -> Iterator[None]:
    """Hold as long as people are answered.

    What is there by now, libraries mostly, is there to stay: looking through it for what could go takes
    25 ms now and then, while all threads stand still.
    """
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
