"""Which targets may be sent to at this moment."""

from collections.abc import Collection
from dataclasses import dataclass, field


@dataclass(slots=True)
class Lanes:
    """Sends to each target one after the other, and keeps those that fail from taking all the room.

    A target that failed last time is in trouble: it rests for a while, and all that are in trouble share half
    of the room. So targets that hang for as long as they may do not hold up those that work.
    """

    room: int
    """Attempts at once."""
    _busy: set[str] = field(default_factory=set)
    _failures: dict[str, int] = field(default_factory=dict)
    _rest_until_us: dict[str, int] = field(default_factory=dict)

    @property
    def has_room(self) -> bool:
        """True if another attempt may begin."""
        return len(self._busy) < self.room

    @property
    def in_flight(self) -> int:
        """Attempts that have begun and not ended."""
        return len(self._busy)

    def closed(self, now_us: int) -> Collection[str]:
        """The targets that nothing may be sent to now."""
        resting = {target for target, until_us in self._rest_until_us.items() if until_us > now_us}
        is_full = len(self._busy & self._failures.keys()) >= max(1, self.room // 2)
        return self._busy | resting | (self._failures.keys() if is_full else set())

    def next_open_us(self, now_us: int) -> int | None:
        """When the next target has rested; None if none rests."""
        return min((until_us for until_us in self._rest_until_us.values() if until_us > now_us), default=None)

    def begin(self, target: str) -> None:
        """An attempt begins."""
        self._busy.add(target)

    def drop(self, target: str) -> None:
        """An attempt was not made after all."""
        self._busy.discard(target)

    def succeed(self, target: str) -> bool:
        """An attempt ended well; True if the target was in trouble before."""
        self._busy.discard(target)
        self._rest_until_us.pop(target, None)
        return self._failures.pop(target, 0) > 0

    def fail(self, target: str) -> int:
        """An attempt failed; how many did in a row."""
        self._busy.discard(target)
        self._failures[target] = self._failures.get(target, 0) + 1
        return self._failures[target]

    def rest(self, target: str, until_us: int) -> None:
        """Leave a target alone for a while."""
        self._rest_until_us[target] = until_us
