"""Where the tasks of one camera wait."""

from collections import deque

from pipeline.live.task import Look, Task


class Inbox:
    """Holds tasks in order; when there are too many pictures, the oldest goes. One thread at a time.

    Args:
        places: Pictures that may wait. Each keeps a decoder's buffer alive.
    """

    def __init__(self, places: int) -> None:
        self._places = places
        self._tasks: deque[Task] = deque()
        self._looks = 0
        self.dropped = 0
        """Pictures that had to give way."""

    @property
    def has_room(self) -> bool:
        """True if the next picture costs no other."""
        return self._looks < self._places

    @property
    def has_tasks(self) -> bool:
        """True if anything is to be done."""
        return bool(self._tasks)

    @property
    def urgency(self) -> tuple[bool, float]:
        """Order among inboxes with tasks, the least first: live before late, then who waits longest."""
        look = next((task for task in self._tasks if isinstance(task, Look)), None)
        return (not look.is_live, look.posted_s) if look else (False, 0.0)

    def put(self, task: Task) -> None:
        """Add a task behind the others."""
        if isinstance(task, Look):
            if not self.has_room:
                self._drop_oldest()
            self._looks += 1
        self._tasks.append(task)

    def take(self) -> Task:
        """Take the oldest task out.

        Raises:
            IndexError: There is none.
        """
        task = self._tasks.popleft()
        self._looks -= isinstance(task, Look)
        return task

    def _drop_oldest(self) -> None:
        oldest = next(task for task in self._tasks if isinstance(task, Look))
        self._tasks.remove(oldest)
        self._looks -= 1
        self.dropped += 1
