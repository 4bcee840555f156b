"""The processes that look at the pictures of many cameras."""

from pipeline.live.worker import AT_ONCE, Worker
from pipeline.vision.classify import Classifier


class Workers:
    """As many processes as are worth it, each for some of the cameras.

    Python runs one thread of a process at a time. What OpenCV and LiteRT do goes on beside that, but with a
    dozen cameras most threads wait for each other. A few cameras need no process but the service's own.

    Args:
        classifier: Names what moves; each process has a copy of it.
        most: Processes: as many as there are cores.
        few: So many cameras need none.
    """

    def __init__(self, classifier: Classifier, most: int, few: int) -> None:
        self._classifier = classifier
        self._most = most
        self._few = few
        self._workers: list[Worker] = []

    def expect(self, cameras: int) -> None:
        """Start the processes, if so many cameras are worth it; they stay when there are fewer again."""
        if self._workers or self._most < 2 or cameras <= self._few:
            return
        self._workers = [Worker(f"analyst-{number}", self._classifier) for number in range(self._most)]
        for worker in self._workers:
            worker.start()

    @property
    def orders(self) -> int:
        """How many of the processes' orders may be open at once."""
        return len(self._workers) * AT_ONCE

    def choose(self) -> Worker | None:
        """The one with the fewest cameras; None if all are looked at in this process."""
        return min(self._workers, key=lambda worker: worker.cameras, default=None)

    def stop(self, within_s: float) -> None:
        """End all."""
        for worker in self._workers:
            worker.stop(within_s)
