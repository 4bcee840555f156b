"""A camera as HTTP answers it."""

from pydantic import BaseModel, ConfigDict


class CameraStateModel(BaseModel):
    """How a watched camera fares; counts are since its service began to watch it."""

    name: str
    url: str
    """Without credentials."""
    watched: bool
    connected: bool
    since: str
    codec: str | None
    width: int | None
    height: int | None
    fps_read: float
    fps_analysed: float
    rate_hz: float
    lag_s: float
    frames_read: int
    frames_analysed: int
    frames_dropped: int
    packets_recorded: int
    bytes_read: int
    reconnects: int
    last_error: str | None
    recording: bool
    recording_trouble: str | None
    noted: str


class CameraModel(BaseModel):
    """A viewpoint: one that is watched, or one that footage was analysed of."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    name: str
    live: bool
    """It is watched now by the process that answers."""
    state: CameraStateModel | None
    """How it fares, or fared when it was last watched; null if there is only footage of it."""
    width: int | None
    """Of its picture; null if it is not known."""
    height: int | None
    zones: list[str]
    lines: list[str]


class Cameras(BaseModel):
    """All cameras, by name."""

    cameras: list[CameraModel]
