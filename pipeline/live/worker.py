"""A process that looks at the pictures of some cameras, seen from the service's own."""

import multiprocessing
import signal
import threading
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Final

from pipeline.deafness import deaf
from pipeline.live.parcel import Shipping
from pipeline.live.worker_process import Errand, Order, Report, work
from pipeline.media.source import Frame
from pipeline.vision.classify import Classifier

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

PATIENCE_S: Final = 60.0
"""A picture takes milliseconds, and the start of a process seconds: one that is silent for so long hangs."""


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
        self._shipping = Shipping()
        self._turn = threading.Lock()
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None
        self.run = 0
        """How often it was started: whatever it was told before is forgotten."""
        self.cameras = 0
        """How many it looks at."""

    def start(self) -> None:
        """Start it, without waiting until it is ready; nothing if it runs."""
        with self._turn:
            self._started()

    def look(self, camera: str, frame: Frame) -> Report:
        """Have a picture looked at, and wait for what comes of it.

        Raises:
            OSError: The process was lost, and with it what it knew.
        """
        with self._turn:
            parcel = self._shipping.put(frame.picture)
            return self._ask(camera, Errand(frame.index, frame.time_us, parcel))

    def ask(self, camera: str, order: Order) -> Report:
        """Have anything else done, and wait for what comes of it.

        Raises:
            OSError: The process was lost, and with it what it knew.
        """
        with self._turn:
            return self._ask(camera, order)

    def stop(self, within_s: float) -> None:
        """End the process, by force if it does not end by itself."""
        if self._turn.acquire(timeout=within_s):
            try:
                self._lose(within_s)
                self._shipping.close()
            finally:
                self._turn.release()
        elif self._process:
            self._process.kill()

    def _ask(self, camera: str, order: Order) -> Report:
        connection = self._started()
        try:
            connection.send((camera, order))
            if not connection.poll(PATIENCE_S):
                raise TimeoutError(f"worker process {self._name} said nothing for {PATIENCE_S:g} s")
            report: Report = connection.recv()
        except (EOFError, OSError) as error:
            code = self._lose(0.0)
            raise ConnectionError(f"worker process {self._name} was lost (exit code {code})") from error
        return report

    def _started(self) -> Connection:
        if self._connection is not None:
            return self._connection
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        arguments = (theirs, self._shipping.address, self._classifier)
        self._process = context.Process(target=work, args=arguments, name=self._name, daemon=True)
        with deaf(signal.SIGINT, signal.SIGTERM):
            self._process.start()
        theirs.close()  # so that the pipe ends with the process
        self.run += 1
        return self._connection

    def _lose(self, within_s: float) -> int | None:
        """Give the process up; gives how it ended."""
        connection, process = self._connection, self._process
        self._connection = self._process = None
        if connection is None or process is None:
            return None
        connection.close()
        process.join(within_s)
        process.kill()
        process.join()
        return process.exitcode
