"""A camera's place among those that share the analysts: what waits for it, and what it costs."""

from collections.abc import Callable
from typing import Final

from pipeline.live.inbox import Inbox
from pipeline.live.task import Look, Task

COST_WEIGHT: Final = 0.05
"""Of the latest picture in the usual cost: a mean over the last two seconds at ten a second."""


class Lookout:
    """Has tasks done in order, one at a time. The analysts' lock guards it.

    Args:
        name: Of the camera.
        perform: Does a task, in an analyst's thread; gives the processor time that it took elsewhere.
        inbox: Where tasks wait.
        place: Where tasks are done; several cameras may have it in common.
        at_once: So many tasks are done there at the same time.
    """

    def __init__(
        self,
        name: str,
        perform: Callable[[Task], float],
        inbox: Inbox,
        place: object | None = None,
        at_once: int = 1,
    ) -> None:
        self.name = name
        self.perform = perform
        self.inbox = inbox
        self.place = place or self
        self.at_once = at_once
        self.is_busy = False
        self.is_closed = False
        """Nothing more is taken for it."""
        self.cost_s = 0.0
        """Processor time that looking at a picture usually takes; whatever else runs does not count."""
        self.dropped = 0
        """Pictures that were not even decoded, since it was too far behind."""
        self.late = 0
        """Live pictures that waited too long, or were dropped, since the governor last asked."""

    def note(self, task: Task, took_s: float) -> None:
        """Learn how much processor time a task took."""
        if isinstance(task, Look):
            weight = COST_WEIGHT if self.cost_s else 1.0
            self.cost_s += weight * (took_s - self.cost_s)
