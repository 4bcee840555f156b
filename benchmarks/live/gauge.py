"""A service with many cameras, looked at every few seconds for a while."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks.live.service import Service
from benchmarks.live.usage import Usage
from benchmarks.measured_run import RunFailed
from pipeline.live.state import CameraState

LOOK_EVERY_S: Final = 5.0


@dataclass(frozen=True, slots=True)
class Look:
    """How things stood at one moment."""

    at_s: float
    """Seconds since the gauging began."""
    usage: Usage
    states: Mapping[str, CameraState]


@dataclass(frozen=True, slots=True)
class Gauging:
    """All looks in order, from the first to the last."""

    looks: Sequence[Look]

    @property
    def seconds(self) -> float:
        """How long it went on."""
        return self.looks[-1].at_s - self.looks[0].at_s

    @property
    def cores(self) -> float:
        """How many cores the service kept busy."""
        return (self.looks[-1].usage.cpu_s - self.looks[0].usage.cpu_s) / self.seconds

    @property
    def resident_mb(self) -> float:
        """Its own memory at the end, in MB."""
        return self.looks[-1].usage.resident_mb

    def analysed_fps(self, name: str) -> float:
        """Frames of a camera looked at per second."""
        return self._grown(name, "frames_analysed") / self.seconds

    def dropped(self, name: str) -> int:
        """Frames of a camera that had to give way."""
        return self._grown(name, "frames_dropped")

    def worst_lag_s(self, name: str) -> float:
        """How old a camera's frame was at worst when it was looked at."""
        return max(look.states[name].lag_s for look in self.looks)

    def lowest_rate_hz(self, name: str) -> float:
        """To how many frames per second the analysis of a camera was held at worst."""
        return min(look.states[name].rate_hz for look in self.looks)

    def reconnects(self, name: str) -> int:
        """How often a camera was connected anew."""
        return self._grown(name, "reconnects")

    def _grown(self, name: str, count: str) -> int:
        first, last = (getattr(look.states[name], count) for look in (self.looks[0], self.looks[-1]))
        return int(last) - int(first)


def gauge(service: Service, seconds: float) -> Gauging:
    """Look at a service for so long.

    Raises:
        RunFailed: It ended.
    """
    start_s = time.monotonic()
    looks = [_look(service, 0.0)]
    while looks[-1].at_s < seconds:
        time.sleep(min(LOOK_EVERY_S, max(0.1, seconds - looks[-1].at_s)))
        if not service.is_alive:
            raise RunFailed(f"vedette watch: ended while it was measured; see {service.log}")
        looks.append(_look(service, time.monotonic() - start_s))
    return Gauging(looks)


def _look(service: Service, at_s: float) -> Look:
    states = {name: noted.state for name, noted in service.states().items()}
    return Look(at_s, service.usage(), states)
