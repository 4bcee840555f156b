"""The way something takes through a scene: where it is, how it faces and how far it has come, at any time."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sample_videos.shapes.mesh import Floats

_RATE_HZ = 50
_EASE_S = 0.5
"""Corners are cut and starts and stops eased over this time."""


@dataclass(frozen=True, slots=True)
class Step:
    """Where something is at one time."""

    x: float
    y: float
    heading: float
    """Radians, 0 along x, counter-clockwise from above."""
    travelled_m: float
    speed: float
    """Metres a second."""


@dataclass(frozen=True)
class Way:
    """Waypoints (seconds, x, y) in the order of their times; the same place twice is a stop."""

    points: tuple[tuple[float, float, float], ...]
    is_backwards: bool = False
    """True for a car that reverses."""
    travelled_m: float = 0.0
    """Metres it has come before the first waypoint."""

    @property
    def start_s(self) -> float:
        """Time of the first waypoint."""
        return self.points[0][0]

    @property
    def end_s(self) -> float:
        """Time of the last waypoint."""
        return self.points[-1][0]

    def at(self, time_s: float) -> Step:
        """Where it is at a time; before the first and after the last waypoint it stays there."""
        times, track = self._track
        x, y, heading, travelled, speed = (float(np.interp(time_s, times, column)) for column in track)
        return Step(x, y, heading, travelled, speed)

    @cached_property
    def _track(self) -> tuple[Floats, Floats]:
        """Times `(K,)` and rows x, y, heading, travelled, speed `(5, K)`, eased."""
        count = int((self.end_s - self.start_s + 2 * _EASE_S) * _RATE_HZ)
        times = self.start_s - _EASE_S + np.arange(count) / _RATE_HZ
        stops = np.array(self.points)
        window = np.hanning(int(_EASE_S * _RATE_HZ) * 2 + 1)
        window /= window.sum()
        x, y = (_eased(np.interp(times, stops[:, 0], stops[:, axis]), window) for axis in (1, 2))
        dx, dy = np.gradient(x), np.gradient(y)
        step = np.hypot(dx, dy)
        travelled = self.travelled_m + np.cumsum(step) * (-1 if self.is_backwards else 1)
        heading = _headings(dx, dy, step) + (np.pi if self.is_backwards else 0)
        return times.astype(np.float32), np.stack([x, y, heading, travelled, step * _RATE_HZ]).astype(
            np.float32
        )


def _eased(values: Floats, window: Floats) -> Floats:
    """Smoothed, with the ends kept."""
    half = len(window) // 2
    return np.convolve(np.pad(values, half, mode="edge"), window, mode="valid")


def _headings(dx: Floats, dy: Floats, step: Floats) -> Floats:
    """Direction of each step; while it stands, that of the last one before."""
    moving = step > 0.002
    if not moving.any():
        return np.zeros(len(step), np.float32)
    latest = np.maximum.accumulate(np.where(moving, np.arange(len(step)), -1))
    latest = np.where(latest < 0, np.argmax(moving), latest)
    return np.unwrap(np.arctan2(dy, dx))[latest]
