"""Decoding in a thread of its own, a few pictures ahead of those who look at them."""

import queue
import threading
from collections.abc import Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")

AHEAD = 4
"""Pictures in waiting. Enough to bridge a slow moment on either side; each keeps a decoder's buffer alive."""

WAIT_S = 0.1
"""How soon the thread notices that nobody wants its pictures any more."""


class _End:
    """Stands behind the last item; carries what went wrong, if anything."""

    def __init__(self, error: BaseException | None) -> None:
        self.error = error


def read_ahead(items: Iterable[Item], ahead: int = AHEAD) -> Iterator[Item]:
    """Yield `items` in order while a thread fetches the next ones.

    PyAV, OpenCV and LiteRT release the interpreter's lock while they work, so that decoding and looking
    overlap on two cores. An error of the thread is raised here, behind the items that came before it. Leaving
    the iteration early stops and joins the thread.
    """
    waiting: queue.Queue[Item | _End] = queue.Queue(maxsize=ahead)
    is_over = threading.Event()
    reader = threading.Thread(target=_fetch, args=(items, waiting, is_over), name="read-ahead", daemon=True)
    reader.start()
    try:
        while not isinstance(item := waiting.get(), _End):
            yield item
        if item.error is not None:
            raise item.error
    finally:
        is_over.set()
        reader.join()


def _fetch(items: Iterable[Item], waiting: "queue.Queue[Item | _End]", is_over: threading.Event) -> None:
    error: BaseException | None = None
    try:
        for item in items:
            if not _hand_over(item, waiting, is_over):
                break
    except BaseException as caught:  # noqa: BLE001 -- it is raised again in the thread that iterates
        error = caught
    _hand_over(_End(error), waiting, is_over)


def _hand_over(item: Item | _End, waiting: "queue.Queue[Item | _End]", is_over: threading.Event) -> bool:
    """Put an item into the queue; False if nobody waits for it any more."""
    while not is_over.is_set():
        try:
            waiting.put(item, timeout=WAIT_S)
        except queue.Full:
            continue
        return True
    return False
