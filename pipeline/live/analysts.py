"""The threads that look at the pictures of all cameras."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Final

from pipeline.live.lookout import Lookout
from pipeline.live.task import Look, Task

log = logging.getLogger(__name__)

LATE_S: Final = 0.2
"""A live picture that waited longer is late: half of what a full inbox holds, at ten a second."""


class Analysts:
    """Takes the tasks of whoever has waited longest, never two of one camera at once.

    Pictures that are caught up with wait for all live ones.

    Args:
        count: Threads: as many as there are cores to share.
        elapsed: Seconds since some time, that never go back.
    """

    def __init__(self, count: int, elapsed: Callable[[], float] = time.monotonic) -> None:
        self._elapsed = elapsed
        turn = threading.Lock()
        self._posted = threading.Condition(turn)
        """Analysts wait for it: there is something to do."""
        self._changed = threading.Condition(turn)
        """All others do: something was done."""
        self._lookouts: list[Lookout] = []
        self._is_stopping = False
        self._count = count
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begin to look."""
        self.expect(self._count)

    def expect(self, orders: int) -> None:
        """Have at least so many threads: most wait for other processes."""
        for number in range(len(self._threads), orders):
            thread = threading.Thread(target=self.run, name=f"analyst-{number}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def stop(self, within_s: float) -> bool:
        """End when all tasks are done, or the time is over; True if they are."""
        until_s = self._elapsed() + within_s
        with self._changed:
            is_done = self._changed.wait_for(self._is_idle, within_s)
            self._is_stopping = True
            self._posted.notify_all()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(max(0.0, until_s - self._elapsed()))
        return is_done

    def add(self, lookout: Lookout) -> None:
        """Take on a camera."""
        with self._changed:
            self._lookouts.append(lookout)

    def remove(self, lookout: Lookout, within_s: float) -> bool:
        """Let go of a camera when its tasks are done, or the time is over; True if they are."""
        with self._changed:
            lookout.is_closed = True
            is_done = self._changed.wait_for(
                lambda: not lookout.is_busy and not lookout.inbox.has_tasks, within_s
            )
            self._lookouts.remove(lookout)
            return is_done

    def put(self, lookout: Lookout, task: Task) -> None:
        """Have a task done for a camera; of too many pictures, the oldest goes."""
        with self._changed:
            if lookout.is_closed:
                return
            dropped = lookout.inbox.dropped
            lookout.inbox.put(task)
            lookout.late += lookout.inbox.dropped - dropped
            self._posted.notify()

    def wait_for_room(self, lookout: Lookout, within_s: float) -> bool:
        """Wait until a picture more costs no other; False if the time is over before."""
        with self._changed:
            return self._changed.wait_for(lambda: lookout.inbox.has_room, within_s)

    def note_dropped(self, lookout: Lookout, count: int) -> None:
        """Take note of live pictures that were dropped before they were put down."""
        with self._changed:
            lookout.dropped += count
            lookout.late += count

    def take_late(self) -> int:
        """How many live pictures were late since the last call."""
        with self._changed:
            late = sum(each.late for each in self._lookouts)
            for each in self._lookouts:
                each.late = 0
            return late

    def run(self) -> None:
        """Do tasks until told to stop; one that fails costs its camera what it was doing."""
        while turn := self._next():
            lookout, task = turn
            began_s, used_s, elsewhere_s = self._elapsed(), time.thread_time(), 0.0
            try:
                elsewhere_s = lookout.perform(task)
            except ConnectionError as error:  # foreseen: a worker process can be killed
                log.warning("camera %s: %s; its analysis begins anew", lookout.name, error)
            except Exception:
                log.exception("camera %s: analysis failed, and begins anew", lookout.name)
            lookout.note(task, time.thread_time() - used_s + elsewhere_s)
            self._end(lookout, task, began_s)

    def _next(self) -> tuple[Lookout, Task] | None:
        """Wait for a task; None when all is over."""
        with self._posted:
            while not self._is_stopping:
                taken = Counter(lookout.place for lookout in self._lookouts if lookout.is_busy)
                if ready := [each for each in self._lookouts if _is_ready(each, taken[each.place])]:
                    lookout = min(ready, key=lambda each: each.inbox.urgency)
                    lookout.is_busy = True
                    if len(ready) > 1:
                        self._posted.notify()  # who was told of it may have found its place taken
                    return lookout, lookout.inbox.take()
                self._posted.wait()
        return None

    def _end(self, lookout: Lookout, task: Task, began_s: float) -> None:
        with self._changed:
            lookout.is_busy = False
            if isinstance(task, Look) and task.is_live:
                lookout.late += began_s - task.posted_s > LATE_S
            self._changed.notify_all()

    def _is_idle(self) -> bool:
        return not any(each.is_busy or each.inbox.has_tasks for each in self._lookouts)


def _is_ready(lookout: Lookout, taken: int) -> bool:
    """True if its next task can be done now; so many are done at its place."""
    return lookout.inbox.has_tasks and not lookout.is_busy and taken < lookout.at_once
