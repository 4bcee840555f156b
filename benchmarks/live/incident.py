"""One thing that went wrong with a camera, and how the service took it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Self

from benchmarks.live.service import Service
from pipeline.live.outage import Outage
from pipeline.live.state import CameraState

PATIENCE_S: Final = 150.0
"""Far longer than a service may take to come back."""

LOOK_EVERY_S: Final = 0.25
"""Often enough for figures in seconds, and no load worth speaking of."""

GROWN: Final = 5
"""So many pictures looked at prove that it goes on."""

EARLY_US: Final = 3_000_000
"""An outage begins with the last picture before it: that came in before the fault."""


@dataclass(frozen=True, slots=True)
class Incident:
    """What was done to a camera's stream, and what came of it."""

    fault: str
    camera: str
    begun_us: int
    """UTC."""
    returned_us: int = 0
    """UTC: when the stream was well again."""
    is_noticed: bool = True
    """False for what should be borne without an outage."""
    noticed_s: float | None = None
    """From its beginning to the outage's being on record; None if there was none."""
    resumed_s: float | None = None
    """From the stream's return until pictures were looked at again; None if that was not seen."""
    outages: tuple[Outage, ...] = ()
    """Those on record for it."""

    @classmethod
    def begin(cls, fault: str, camera: str, *, is_noticed: bool = True) -> Self:
        """Note that it begins now."""
        return cls(fault, camera, now_us(), is_noticed=is_noticed)

    def await_notice(self, service: Service) -> Self:
        """Wait until an outage is on record."""
        wait_for(lambda: self._on_record(service))
        return replace(self, noticed_s=(now_us() - self.begun_us) / 1e6 if self._on_record(service) else None)

    def await_return(self, service: Service, shows: Callable[[CameraState], bool] | None = None) -> Self:
        """Wait until pictures are looked at again, the stream being well from now on.

        Args:
            service: What watches.
            shows: What must be so beside that.
        """
        returned_us, before = now_us(), state(service, self.camera).frames_analysed

        def is_back() -> bool:
            now = state(service, self.camera)
            has_grown = now.is_connected and now.frames_analysed >= before + GROWN
            return has_grown and (shows is None or shows(now))

        resumed_s = (now_us() - returned_us) / 1e6 if wait_for(is_back) else None
        return replace(
            self, returned_us=returned_us, resumed_s=resumed_s, outages=tuple(self._on_record(service))
        )

    @property
    def is_recorded(self) -> bool:
        """True if the outage is on record with its start and its end, where there had to be one."""
        return not self.is_noticed or any(outage.end_us is not None for outage in self.outages)

    def _on_record(self, service: Service) -> list[Outage]:
        found = (outage for outage in service.outages() if outage.camera == self.camera)
        since_us = self.begun_us - EARLY_US
        return [outage for outage in found if outage.what == "analysis" and outage.start_us >= since_us]


def now_us() -> int:
    """UTC microseconds since 1970."""
    return time.time_ns() // 1000


def state(service: Service, camera: str) -> CameraState:
    """How a camera fares, as the history has it."""
    return service.states()[camera].state


def wait_for(holds: Callable[[], object]) -> bool:
    """Wait for something for as long as is reasonable; answer whether it came."""
    end_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < end_s:
        if holds():
            return True
        time.sleep(LOOK_EVERY_S)
    return False
