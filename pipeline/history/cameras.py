"""How cameras fare, as the history keeps it."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pipeline.live.state import CameraState

COLUMNS: Final = {
    "camera": "name", "url": "shown_url", "is_connected": "is_connected", "since_utc_us": "since_us",
    "codec": "codec", "width": "width", "height": "height", "fps_read": "fps_read",
    "fps_analysed": "fps_analysed", "rate_hz": "rate_hz", "lag_s": "lag_s", "frames_read": "frames_read",
    "frames_analysed": "frames_analysed", "frames_dropped": "frames_dropped",
    "packets_recorded": "packets_recorded", "bytes_read": "bytes_read", "reconnects": "reconnects",
    "last_error": "last_error", "is_recording": "is_recording", "recording_trouble": "recording_trouble",
}  # fmt: skip
"""Column of `camera_states` → field of a state."""

FACTS: Final = ("is_connected", "is_recording")
"""Those that are true or false."""


@dataclass(frozen=True, slots=True)
class NotedState:
    """How a camera fared when its service last noted it."""

    state: CameraState
    is_watched: bool
    """False once its service stopped, or has the camera no more."""
    noted_us: int
    """UTC; long ago although it is watched: the service was killed."""


class CameraStates:
    """Reads and writes the table over a connection; transactions are the caller's."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def note(self, states: Iterable[CameraState], now_us: int) -> None:
        """Write how cameras fare that are watched."""
        columns = ", ".join((*COLUMNS, "is_watched", "noted_utc_us"))
        marks = ", ".join("?" * (len(COLUMNS) + 2))
        sql = f"insert or replace into camera_states ({columns}) values ({marks})"  # noqa: S608  # our own words
        rows = [(*(getattr(state, name) for name in COLUMNS.values()), 1, now_us) for state in states]
        self._connection.executemany(sql, rows)

    def leave(self, camera: str, now_us: int) -> None:
        """Note that a camera is no longer watched."""
        sql = """update camera_states set is_watched = 0, is_connected = 0, is_recording = 0, noted_utc_us = ?
            where camera = ?"""
        self._connection.execute(sql, (now_us, camera))

    def leave_all(self) -> None:
        """Note that no camera is watched any more, since it was last noted."""
        self._connection.execute(
            "update camera_states set is_watched = 0, is_connected = 0, is_recording = 0"
        )

    def all(self) -> list[NotedState]:
        """Every camera that was ever watched, by name."""
        columns = ", ".join((*COLUMNS, "is_watched", "noted_utc_us"))
        sql = f"select {columns} from camera_states order by camera"  # noqa: S608  # likewise
        return [_noted(row) for row in self._connection.execute(sql)]


def _noted(row: tuple[object, ...]) -> NotedState:
    *values, is_watched, noted_us = row
    fields = dict(zip(COLUMNS.values(), values, strict=True))
    fields |= {name: bool(fields[name]) for name in FACTS}
    return NotedState(CameraState(**fields), bool(is_watched), int(str(noted_us)))  # type: ignore[arg-type]  # by column
