"""What a monitor may ask of the service, in the names of Prometheus (docs/metrics.md)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from prometheus_client import CollectorRegistry, Counter
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from pipeline.live.state import CameraState

GAUGES: Final[dict[str, tuple[str, Callable[[CameraState], float]]]] = {
    "connected": ("1 while pictures of the analysed stream come in", lambda state: state.is_connected),
    "read_fps": ("Frames a second that came in, lately", lambda state: state.fps_read),
    "analysed_fps": ("Frames a second that were looked at, lately", lambda state: state.fps_analysed),
    "rate_hz": ("Frames a second that are to be looked at", lambda state: state.rate_hz),
    "lag_seconds": ("Age of the picture that was looked at last, at that moment", lambda state: state.lag_s),
    "recording": ("1 while a clip is open", lambda state: state.is_recording),
    "recording_trouble": ("1 while nothing can be recorded", lambda state: bool(state.recording_trouble)),
}
"""Name behind `vedette_camera_` → help, and value of a camera's state."""

COUNTERS: Final[dict[str, tuple[str, Callable[[CameraState], float]]]] = {
    "frames_read": ("Frames that came in", lambda state: state.frames_read),
    "frames_analysed": ("Frames that were looked at", lambda state: state.frames_analysed),
    "frames_dropped": ("Frames that gave way to newer ones", lambda state: state.frames_dropped),
    "packets_recorded": ("Packets handed to the recorder", lambda state: state.packets_recorded),
    "received_bytes": ("Content of the packets of all connections", lambda state: state.bytes_read),
    "reconnects": ("Connections after the first", lambda state: state.reconnects),
}
"""Likewise; each only grows while its camera is watched."""


class Cameras(Collector):
    """Reads the cameras' states when it is asked."""

    def __init__(self, states: Callable[[], Sequence[CameraState]]) -> None:
        self._states = states

    def collect(self) -> Iterator[Metric]:
        """One family a figure, one sample a camera."""
        states = self._states()
        for name, (told, value) in GAUGES.items():
            gauge = GaugeMetricFamily(f"vedette_camera_{name}", told, labels=["camera"])
            for state in states:
                gauge.add_metric([state.name], float(value(state)))
            yield gauge
        for name, (told, value) in COUNTERS.items():
            counter = CounterMetricFamily(f"vedette_camera_{name}", told, labels=["camera"])
            for state in states:
                counter.add_metric([state.name], float(value(state)))
            yield counter


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the service itself."""

    name: str
    """Behind `vedette_`."""
    told: str
    value: float


class Figures(Collector):
    """Reads figures of the service itself when it is asked."""

    def __init__(self, figures: Callable[[], Iterable[Figure]]) -> None:
        self._figures = figures

    def collect(self) -> Iterator[Metric]:
        """One family a figure."""
        for figure in self._figures():
            yield GaugeMetricFamily(f"vedette_{figure.name}", figure.told, figure.value)


class Counts:
    """What has happened since the service was started; any thread may count."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.events = Counter(
            "vedette_events", "Events that are over", ["camera", "label"], registry=registry
        )
        self.alerts = Counter(
            "vedette_alerts", "Alerts that were told", ["camera", "rule"], registry=registry
        )
        self.clips = Counter("vedette_clips", "Clips that were recorded", ["camera"], registry=registry)
        self.outages = Counter("vedette_outages", "Outages that began", ["camera", "what"], registry=registry)
