"""What time it was, by our clock, when a camera took the picture that its stamp stands on."""

import logging
from collections import deque
from dataclasses import dataclass
from typing import Final

log = logging.getLogger(__name__)

BUCKET_US: Final = 500_000
"""Arrivals of so long a time are kept as one: the earliest of them. 60 in half a minute."""

LOG_EVERY_US: Final = 60_000_000
"""A clock that jumps all the time is told of once a minute."""


@dataclass(frozen=True, slots=True)
class ClockSettings:
    """How closely camera time is made to follow ours."""

    settle_s: float = 1.0
    """Packets are held for so long when a connection begins: servers send at once what they had in store, and
    only what comes after that tells the time."""
    window_s: float = 30.0
    """The fastest packet within this time tells how the clocks stand; others were held up on their way.
    Half a minute has a fast one even in a poor radio network, and drift within it is a millisecond or two."""
    jump_s: float = 1.0
    """More than this is no drift: the camera's clock was set anew. As in `pipeline.media.frame_clock`."""
    slack_s: float = 0.04
    """A smaller difference is left alone, so that times keep the distances of the stamps to the microsecond:
    which pictures are looked at hangs on them. Clocks take minutes to drift so far."""
    pull_s: float = 20.0
    """A difference shrinks to a third in this time: unnoticeable in the speed of anything that moves."""
    most_pull: float = 0.05
    """Never faster than this share of the time: a walker's speed is measured no better."""

    def __post_init__(self) -> None:
        """Refuse what cannot work.

        Raises:
            ValueError: A number is not above 0, or the window is shorter than the settling.
        """
        if (
            min(self.settle_s, self.jump_s, self.slack_s, self.pull_s, self.most_pull) <= 0
            or self.window_s < self.settle_s
        ):
            raise ValueError(f"expected numbers above 0 and a window longer than settle_s, received {self}")


class WallClock:
    """Maps the stamps of one stream to UTC.

    A packet arrives at, or some time after, the moment that its stamp stands for; never before. So the least
    of arrival minus stamp over a while tells how far the clocks are apart. Source: the minimum filter of NTP
    (RFC 5905, section 10), with one way instead of two: the least time on the way counts as none.

    Args:
        name: Of the stream, for the log.
        settings: How closely it follows.
    """

    def __init__(self, name: str, settings: ClockSettings | None = None) -> None:
        self._name = name
        self._settings = settings or ClockSettings()
        self._shift_us = 0
        self._apart_us = 0.0
        self._least: deque[tuple[int, int]] = deque()
        self._began_us = 0
        self._is_pulling = False
        self._last: tuple[int, int] | None = None
        self._told_us: int | None = None
        """When a jump was logged last; None before the first."""

    @property
    def shift_us(self) -> int:
        """What makes stamps go on where the camera's clock was set anew: to be added to them."""
        return self._shift_us

    def observe(self, stamp_us: int, arrival_us: int) -> None:
        """Take note of a packet that has just arrived.

        Args:
            stamp_us: On the camera's clock; in the order of arrival it may go back by less than `jump_s`.
            arrival_us: UTC.
        """
        if self._last is None:
            self._began_us, self._apart_us = arrival_us, arrival_us - stamp_us - self._shift_us
        else:
            self._mend_jump(stamp_us, arrival_us, *self._last)
        steady_us = stamp_us + self._shift_us
        self._note(arrival_us, arrival_us - steady_us)
        self._follow(arrival_us, 0 if self._last is None else arrival_us - self._last[1])
        self._last = steady_us, arrival_us

    def forget(self) -> None:
        """Begin anew with stamps of another kind."""
        self._last = None
        self._least.clear()

    def utc_us(self, steady_us: int) -> int:
        """The time that a stamp stands for, once freed of jumps: UTC microseconds since 1970."""
        return round(steady_us + self._apart_us)

    def _mend_jump(self, stamp_us: int, arrival_us: int, last_us: int, last_arrival_us: int) -> None:
        """Go on from the last time, or from the arrival, where the camera's clock was set anew."""
        limit_us = self._settings.jump_s * 1e6
        steady_us = stamp_us + self._shift_us
        step_us = steady_us - last_us
        is_early = self.utc_us(steady_us) - arrival_us > limit_us
        is_forward = is_early and step_us - (arrival_us - last_arrival_us) > limit_us
        if not (step_us < -limit_us or is_forward or self._is_stale(limit_us)):
            return
        by_us = self.utc_us(steady_us) - max(arrival_us, self.utc_us(last_us) + 1)
        self._shift_us -= by_us
        self._least.clear()
        self._began_us = arrival_us
        if self._told_us is None or arrival_us - self._told_us >= LOG_EVERY_US:
            self._told_us = arrival_us
            log.warning("%s: its clock jumped by %+.1f s; times go on by ours", self._name, by_us / 1e6)

    def _is_stale(self, limit_us: float) -> bool:
        """True if all packets of a whole window were late: the camera stood still, and its clock with it."""
        if not self._least or self._least[-1][0] - self._began_us < self._settings.window_s * 1e6:
            return False
        return min(least for _, least in self._least) - self._apart_us > limit_us

    def _note(self, arrival_us: int, apart_us: int) -> None:
        """Keep the least of each bucket within the window."""
        if self._least and arrival_us - self._least[-1][0] < BUCKET_US:
            begin_us, least_us = self._least.pop()
            self._least.append((begin_us, min(least_us, apart_us)))
        else:
            self._least.append((arrival_us, apart_us))
        while arrival_us - self._least[0][0] > self._settings.window_s * 1e6:
            self._least.popleft()

    def _follow(self, arrival_us: int, elapsed_us: int) -> None:
        """Draw near to what the fastest packets tell; at the beginning, at once."""
        error_us = min(least for _, least in self._least) - self._apart_us
        if arrival_us - self._began_us <= self._settings.settle_s * 1e6 and self._told_us is None:
            self._apart_us += error_us
            return
        slack_us = self._settings.slack_s * 1e6
        self._is_pulling = abs(error_us) > (slack_us / 10 if self._is_pulling else slack_us)
        if self._is_pulling:
            self._apart_us += self._pull_us(error_us, max(0, elapsed_us))

    def _pull_us(self, error_us: float, elapsed_us: int) -> float:
        most_us = elapsed_us * self._settings.most_pull
        wanted_us = error_us * min(1.0, elapsed_us / (self._settings.pull_s * 1e6))
        return min(most_us, max(-most_us, wanted_us))
