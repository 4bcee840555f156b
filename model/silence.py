"""Keeps what C libraries print off standard error, where people read our own lines."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_STANDARD_ERROR = 2
_turn = Lock()


@contextmanager
def silenced() -> Iterator[None]:
    """Send standard error nowhere for a while, that of the whole process: LiteRT and libpng have no switch.

    Threads take turns, since each must find the real one to put back.
    """
    with _turn:
        try:
            kept = os.dup(_STANDARD_ERROR)
        except OSError:  # a daemon without standard error has nothing to keep clean
            yield
            return
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, _STANDARD_ERROR)
        os.close(nowhere)
        try:
            yield
        finally:
            os.dup2(kept, _STANDARD_ERROR)
            os.close(kept)
