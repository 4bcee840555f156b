"""A watched camera as the history has it: its analysis, its events, its state."""

from dataclasses import replace
from typing import Any

from pipeline.history.analysis import Analysis, Outcome
from pipeline.live.state import CameraState
from pipeline.values import Event
from tests.history_samples import NOON_US, event

GATE = Analysis("rtsp://10.0.0.8/stream2", "gate", "a watch", "s1", "m1", "0.1.0", 0, "camera", is_live=True)
"""A camera that is watched."""

SEEN = Outcome(None, 0, 640, 360)


def live_event(number: int, start_s: float = 0.0, *, is_lasting: bool = False, of: Analysis = GATE) -> Event:
    """An event of five seconds of the watch's track `number`; it starts so long after noon."""
    found = event(of, number, start_s=NOON_US / 1e6 + start_s)
    return replace(found, is_lasting=is_lasting)


def state(name: str = "gate", **other: Any) -> CameraState:
    """A camera that is well."""
    values: dict[str, Any] = {
        "shown_url": f"rtsp://10.0.0.8/{name}", "is_connected": True, "since_us": NOON_US, "codec": "h264",
        "width": 640, "height": 360, "fps_read": 15.0, "fps_analysed": 10.0, "rate_hz": 10.0, "lag_s": 0.1,
        "frames_read": 150, "frames_analysed": 100, "frames_dropped": 3, "packets_recorded": 150,
        "bytes_read": 1_000_000, "reconnects": 1, "last_error": "connection refused",
    }  # fmt: skip
    return CameraState(name, **(values | other))
