"""What was seen of a file and what damage hid, kept while it is read."""

from pipeline.media.source import ReadReport

HEAL_US = 10_000_000
"""After damage we wait this long for a key frame. Longer groups of pictures are rare, and the smear of a lost
reference has mostly been overwritten by then; without an end, a stream with one key frame would be lost."""

GAP_SHARE = 0.5
"""A hole after damage counts as unseen from this share of the usual interval on: less is jitter."""

WARY_FRAMES = 16
"""So many frames after damage, further ones may be missing that rest on what was lost, or were stored with
it: a decoder puts no more of them in order."""


class ReadLog:
    """Decides which frames may be believed, and keeps account of time that was not seen."""

    def __init__(self) -> None:
        self._frames = 0
        self._end_us = 0
        self._lasts_us = 0
        self._reach_us = 0
        self._waiting_since_us: int | None = None
        self._wary_frames = 0
        self._unseen: list[tuple[int, int]] = []
        self._error: str | None = None
        self.is_damaged = False
        """True from damage to the next frame that may be believed."""

    @property
    def report(self) -> ReadReport:
        """The account so far."""
        return ReadReport(self._frames, self._end_us, tuple(self._unseen), self._error)

    def note_damage(self, reason: str) -> None:
        """Take note that something between the last frame and the next could not be read."""
        self.is_damaged = True
        self._error = self._error or f"damaged at {self._reach_us / 1e6:.1f} s: {reason}"

    def note_hole(self) -> None:
        """Take note that frames are missing before the next one, without a sign of what became of them."""
        self._error = self._error or f"frames are missing at {self._end_us / 1e6:.1f} s"
        self._wary_frames = WARY_FRAMES

    def accept(self, time_us: int, lasts_us: int, *, is_key: bool, precedes_damage: bool = False) -> bool:
        """Enter a decoded frame; False if it may rest on damaged ones and is to be dropped.

        Args:
            time_us: Its time on the file's clock.
            lasts_us: How long it is shown.
            is_key: It rests on no other frame.
            precedes_damage: It was decoded before the damage that we know of.
        """
        self._lasts_us = lasts_us
        self._reach_us = max(self._reach_us, time_us + lasts_us)
        if self.is_damaged:
            if not (is_key or precedes_damage or self._has_healed(time_us)):
                return False
            self._wary_frames = WARY_FRAMES
            self.is_damaged = precedes_damage
            self._waiting_since_us = None
        if self._wary_frames:
            self._hide(self._end_us, time_us)
            self._wary_frames -= 1
        self._frames += 1
        self._end_us = time_us + lasts_us
        return True

    def finish(self, promised_us: int | None) -> None:
        """Close the account at the end of the file.

        Args:
            promised_us: Where the last frame should end by the file's own index; None if it has none.
        """
        if promised_us is not None and promised_us - self._reach_us > GAP_SHARE * self._lasts_us:
            self._error = self._error or (
                f"cut off: ends at {self._reach_us / 1e6:.1f} s of {promised_us / 1e6:.1f} s"
            )
            self._hide(self._end_us, promised_us)
        elif self.is_damaged:
            self._hide(self._end_us, self._reach_us)

    def _has_healed(self, time_us: int) -> bool:
        if self._waiting_since_us is None:
            self._waiting_since_us = time_us
        return time_us - self._waiting_since_us >= HEAL_US

    def _hide(self, from_us: int, to_us: int) -> None:
        if to_us - from_us > GAP_SHARE * self._lasts_us:
            self._unseen.append((from_us, to_us))
