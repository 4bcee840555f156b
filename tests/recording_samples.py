"""Clips as the tests of the history and of the retention know them."""

from pipeline.history.analysis import Analysis
from pipeline.history.recording import Recording
from tests.history_samples import NOON_US, SECOND_US


def recording(
    of: Analysis,
    name: str = "a",
    *,
    start_s: float = 0.0,
    end_s: float = 10.0,
    size: int = 1000,
    created_us: int = NOON_US,
) -> Recording:
    """A clip of an analysed file; no file is made."""
    return Recording(
        f"recordings/{of.camera}/{name}.mp4", of.camera, of.path, of.fingerprint,
        round(start_s * SECOND_US), round(end_s * SECOND_US), of.recorded_us, size, "0" * 64, "h264",
        has_audio=False, created_us=created_us,
    )  # fmt: skip
