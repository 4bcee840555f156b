"""The time of each frame, from the timestamps that the container gives."""

from collections import deque

BACKWARD_JUMP_US = 1_000_000
"""Going back by more than this is a clock that was set anew; by less, a muxer's slip."""

FORWARD_JUMP_US = 10_000_000
"""In formats whose clock may jump, a longer hole is such a jump. Source: ffmpeg's `-dts_delta_threshold`."""

SILENT_HOLE_STEPS = 3.5
"""In a steady stream so long a hole is a loss, though nothing said so. Cameras leave out a frame or two."""

STEADY_US = 2_000
"""Steps that differ by less are even: containers round to a millisecond."""

STEPS_KEPT = 31
"""The usual interval is the median of so many: headers of AVI and of variable rates tell another one."""


class FrameClock:
    """Turns timestamps into strictly increasing microseconds since the file's start.

    Args:
        interval_us: Usual time between frames, as far as the header knows.
        start_us: Start on the container's own clock; None if it has none: then the first frame is at 0.
        may_jump: The format's clock may be set anew on the way (MPEG-TS and its like).
    """

    def __init__(self, interval_us: int, start_us: int | None, *, may_jump: bool) -> None:
        self._steps_us: deque[int] = deque([interval_us], maxlen=STEPS_KEPT)
        self._start_us = start_us
        self._may_jump = may_jump
        self._last_us: int | None = None
        self._pts = _Order()
        self._dts = _Order()

    @property
    def interval_us(self) -> int:
        """Usual time between frames of late."""
        return sorted(self._steps_us)[len(self._steps_us) // 2]

    def time_us(self, pts_us: int | None, dts_us: int | None, *, follows_damage: bool = False) -> int:
        """Time of the next frame in the order of showing, if it is shown: then tell `advance`.

        Args:
            pts_us: Its presentation time on the container's clock.
            dts_us: The decoding time of the packet that completed it.
            follows_damage: Frames before it are missing, so a hole in time proves no jump of the clock.
        """
        stamp_us = self._trusted(pts_us, dts_us)
        if self._last_us is None:
            return self._first(stamp_us)
        return self._last_us + self._step(self._last_us, stamp_us, follows_damage=follows_damage)

    def has_hole(self, time_us: int) -> bool:
        """True if frames must be missing between the last one and `time_us`: the steps were alike so far."""
        if self._last_us is None or time_us - self._last_us < SILENT_HOLE_STEPS * self.interval_us:
            return False
        steps = sorted(self._steps_us)[2:-2]  # an earlier hole makes a stream no less steady
        return len(self._steps_us) == STEPS_KEPT and steps[-1] - steps[0] < STEADY_US

    def advance(self, time_us: int) -> None:
        """Set the clock to the time of a frame that is shown, or dropped although it has no timestamp."""
        if self._last_us is not None:
            self._steps_us.append(time_us - self._last_us)
        self._last_us = time_us

    def _trusted(self, pts_us: int | None, dts_us: int | None) -> int | None:
        """The timestamp that has been in order more often: AVI with B-frames has a pts that goes back.

        Source: libavcodec/decode.c, guess_correct_pts.
        """
        self._dts.follow(pts_us if dts_us is None else dts_us, counts=dts_us is not None)
        self._pts.follow(dts_us if pts_us is None else pts_us, counts=pts_us is not None)
        if pts_us is None:
            return dts_us
        return pts_us if dts_us is None or self._pts.faults <= self._dts.faults else dts_us

    def _first(self, stamp_us: int | None) -> int:
        if stamp_us is None:
            return 0
        if self._start_us is None or stamp_us < self._start_us:
            self._start_us = stamp_us
        return stamp_us - self._start_us

    def _step(self, last_us: int, stamp_us: int | None, *, follows_damage: bool) -> int:
        """Time from the last frame to the one stamped `stamp_us`: always positive."""
        usual_us = self.interval_us
        if stamp_us is None:
            return usual_us
        if self._start_us is None:
            self._start_us = stamp_us - last_us - usual_us
        step_us = stamp_us - self._start_us - last_us
        is_forward_jump = self._may_jump and not follows_damage and step_us > FORWARD_JUMP_US
        if step_us < -BACKWARD_JUMP_US or is_forward_jump:
            self._start_us = stamp_us - last_us - usual_us
            return usual_us
        return step_us if step_us > 0 else max(1, usual_us // 2)


class _Order:
    """Counts how often a row of timestamps failed to increase."""

    def __init__(self) -> None:
        self.faults = 0
        self._last: int | None = None

    def follow(self, stamp: int | None, *, counts: bool) -> None:
        if stamp is None:
            return
        self.faults += counts and self._last is not None and stamp <= self._last
        self._last = stamp
