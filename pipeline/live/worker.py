"""A process that looks at the pictures of some cameras, seen from the service's own."""

import contextlib
import multiprocessing
import os
import signal
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Final

from pipeline.deafness import deaf
from pipeline.live.parcel import Shipping
from pipeline.live.worker_process import Errand, Order, Report, work
from pipeline.media.source import Frame
from pipeline.vision.classify import Classifier

PATIENCE_S: Final = 60
"""A picture takes milliseconds, and the start of a process seconds: one that is silent for so long hangs."""

AT_ONCE: Final = 2
"""Orders that a process has: one that it carries out, and the next, so that it need not wait for us."""


@dataclass(frozen=True, slots=True, eq=False)
class Child:
    """A process that runs, and our end of the pipe to it."""

    process: BaseProcess
    connection: Connection
    run: int


class Worker:
    """One process. It is started anew when it is needed again after it was lost. Any thread may call it.

    It is spawned, not forked: OpenCV, FFmpeg and LiteRT hold locks and threads that no fork survives. Signals
    that a terminal or an init system sends to all are not for it: it ends when its service does.

    Args:
        name: For the log.
        classifier: Names what moves; the process has a copy of it.
    """

    def __init__(self, name: str, classifier: Classifier) -> None:
        self._name = name
        self._classifier = classifier
        self._shippings = [Shipping() for _ in range(AT_ONCE)]
        self._shipped = 0
        self._asking = threading.Lock()
        self._answering = threading.Lock()
        """Whoever has asked takes it before the next may ask: answers are heard in the order of the orders,
        and no more than `AT_ONCE` are open."""
        self._child: Child | None = None
        self._runs = 0
        self.cameras = 0
        """How many it looks at."""

    @property
    def run(self) -> int:
        """Number of the process, from 1; 0 if none runs."""
        child = self._child
        return child.run if child else 0

    def start(self) -> int:
        """Start the process, without waiting until it is ready; nothing if it runs.

        Returns:
            Its number: another process has another one, and knows nothing.
        """
        with self._asking:
            if self._child is None:
                self._child = self._started()
            return self._child.run

    def look(self, run: int, camera: str, frame: Frame) -> Report:
        """Have a picture looked at, and wait for what comes of it.

        Raises:
            OSError: The process of this number was lost, and with it what it knew.
        """
        return self._ask(run, camera, lambda: self._errand(frame))

    def ask(self, run: int, camera: str, order: Order) -> Report:
        """Have anything else done, and wait for what comes of it.

        Raises:
            OSError: The process of this number was lost, and with it what it knew.
        """
        return self._ask(run, camera, lambda: order)

    def stop(self, within_s: float) -> None:
        """End the process, by force if it does not end by itself."""
        child = self._child
        is_quiet = self._answering.acquire(timeout=within_s)
        if is_quiet:
            if child:
                child.connection.close()
                child.process.join(within_s)
            for shipping in self._shippings:
                shipping.close()
            self._answering.release()
        if child:
            self._lose(child)

    def _ask(self, run: int, camera: str, order: Callable[[], Order]) -> Report:
        with self._asking:
            child = self._child
            if child is None or child.run != run:
                raise ConnectionError(f"worker process {self._name} was lost")
            message = (camera, order())
            with contextlib.suppress(OSError):  # then there is no answer either
                child.connection.send(message)
            self._answering.acquire()
        try:
            return self._answer(child)
        finally:
            self._answering.release()

    def _errand(self, frame: Frame) -> Errand:
        """Put a picture where the last one is not, which may be looked at just now."""
        self._shipped = (self._shipped + 1) % AT_ONCE
        parcel = self._shippings[self._shipped].put(frame.picture)
        return Errand(frame.index, frame.time_us, self._shipped, parcel)

    def _answer(self, child: Child) -> Report:
        try:
            report: Report = child.connection.recv()
        except (EOFError, OSError) as error:
            code = self._lose(child)
            raise ConnectionError(f"worker process {self._name} was lost (exit code {code})") from error
        return report

    def _started(self) -> Child:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        _limit_patience(ours)
        addresses = [shipping.address for shipping in self._shippings]
        arguments = (theirs, addresses, self._classifier)
        process = context.Process(target=work, args=arguments, name=self._name, daemon=True)
        with deaf(signal.SIGINT, signal.SIGTERM):
            process.start()
        theirs.close()  # so that the pipe ends with the process
        self._runs += 1
        return Child(process, ours, self._runs)

    def _lose(self, child: Child) -> int | None:
        """Give a process up; gives how it ended. Its pipe is closed by whoever lets go of it last."""
        if self._child is child:
            self._child = None
        child.process.kill()
        child.process.join()
        return child.process.exitcode


def _limit_patience(connection: Connection) -> None:
    """Have the system end a wait that takes too long: to poll first takes as long as to hear the answer."""
    with socket.socket(fileno=os.dup(connection.fileno())) as end:
        end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", PATIENCE_S, 0))
