"""`vedette watch`: watch cameras until told to stop."""

import logging
import os
import queue
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from api.interruption import ONE_WORD_S

ConfigFile = Annotated[
    Path, typer.Argument(metavar="CONFIG", help="The configuration: cameras, rules, storage.")
]


def watch(config: ConfigFile) -> None:
    """Watch cameras live: find what moves, keep it in the history, do what rules ask for.

    The configuration is followed when its file changes; what stays the same in it is not touched, and a
    broken one is refused. SIGTERM and Ctrl-C finish clips and rows, which takes 5 seconds at most; a second
    one ends the process as it is.
    """
    from api.live.service import Service  # noqa: PLC0415  # OpenCV, SciPy and LiteRT take half a second

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", force=True)
    service = Service(config, os.environ)
    with heard() as words:
        service.start()
        try:
            while words.get() == signal.SIGHUP:
                service.reload()
        finally:
            service.stop()


@contextmanager
def heard() -> Iterator[queue.SimpleQueue[int]]:
    """Give a queue of the signals that come: SIGHUP, and the first that asks to stop.

    Another one that asks to stop ends the process as it is. The queue may be put into while it is being read
    from, which is what a signal's handler does.
    """
    words: queue.SimpleQueue[int] = queue.SimpleQueue()
    first_s: float | None = None

    def stop(number: int, _frame: FrameType | None) -> None:
        nonlocal first_s
        if first_s is None:
            first_s = time.monotonic()
            words.put(number)
        elif time.monotonic() > first_s + ONE_WORD_S:
            os._exit(128 + number)

    handlers = {signal.SIGTERM: stop, signal.SIGINT: stop, signal.SIGHUP: lambda number, _: words.put(number)}
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield words
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
