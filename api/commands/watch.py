"""`vedette watch`: watch cameras until told to stop."""

import logging
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Final

import typer

if TYPE_CHECKING:
    from api.live.service import Service

ONE_WORD_S: Final = 0.5
"""Signals that come so soon after the first are the same word: terminals and wrappers say it twice."""

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
    with _told_to_stop(service) as stopping:
        service.start()
        try:
            stopping.wait()
        finally:
            service.stop()


@contextmanager
def _told_to_stop(service: "Service") -> Iterator[threading.Event]:
    """Give what is set when a signal asks to stop; a second one ends the process as it is."""
    stopping = threading.Event()
    last_word_s = 0.0

    def stop(number: int, _frame: FrameType | None) -> None:
        nonlocal last_word_s
        if not stopping.is_set():
            last_word_s = time.monotonic() + ONE_WORD_S
            stopping.set()
        elif time.monotonic() > last_word_s:
            os._exit(128 + number)

    def reload(_number: int, _frame: FrameType | None) -> None:
        service.reload()

    handlers = {signal.SIGTERM: stop, signal.SIGINT: stop, signal.SIGHUP: reload}
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield stopping
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
