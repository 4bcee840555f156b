"""How far behind a camera is looked at."""

from typing import Final

BEHIND_S: Final = 1.0
"""Less is a hitch."""

GAIN_S: Final = 0.1
"""Whoever catches up gains as much from call to call, which is a second: two minutes for a lesson's 12 s."""


class Lag:
    """Tells whether a camera that is behind catches up."""

    def __init__(self) -> None:
        self.seconds = 0.0
        """From when the picture that was looked at last was taken to when that was done."""
        self._before_s = 0.0

    def take_loss(self) -> bool:
        """True if it is behind, and has hardly gained since the last call."""
        before_s, self._before_s = self._before_s, self.seconds
        return min(self.seconds, before_s) > BEHIND_S and self.seconds > before_s - GAIN_S
