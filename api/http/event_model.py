"""An event as HTTP answers it: the object that `vedette events --json` prints, and more of a single one."""

from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field

EXAMPLE: Final[dict[str, Any]] = {
    "id": "0b1f6c1d5f7e4c2a9d3e8f7a6b5c4d3e", "camera": "yard", "source": "footage/yard.mp4",
    "label": "person", "score": 0.93, "start": "2026-11-23T00:00:01.200+00:00",
    "end": "2026-11-23T00:00:09.800+00:00",
    "start_s": 1.2, "end_s": 9.8, "box": [412, 230, 38, 96], "path": [[1.2, 431, 326], [1.7, 440, 324]],
    "zones": ["gate"], "scores": {"person": 0.93, "car": 0.02}, "model": "5d0c2f",
    "snapshot": "snapshots/0b/0b1f6c1d5f7e4c2a9d3e8f7a6b5c4d3e.jpg", "recording": None,
}  # fmt: skip

PathPoint = tuple[float, int, int]
"""Seconds on the source's clock, x and y."""


class EventModel(BaseModel):
    """The history's record of one object's stay."""

    model_config = ConfigDict(use_attribute_docstrings=True, json_schema_extra={"examples": [EXAMPLE]})

    id: str
    camera: str
    source: str
    """File or URL, without credentials."""
    label: str
    score: float
    """0…1: of all things given this score, about this share bears the label."""
    start: str | None
    """ISO 8601, UTC; null if the recording's time is unknown."""
    end: str | None
    """Likewise; null also while the event lasts."""
    start_s: float | None
    """Seconds in the file; null for a live camera."""
    end_s: float | None
    box: Annotated[list[int], Field(min_length=4, max_length=4)]
    """x, y, width and height in the snapshot's frame, in source pixels."""
    path: list[PathPoint]
    """Where it stood: seconds, x, y."""
    zones: list[str]
    scores: dict[str, float]
    """Of every label, the best first."""
    model: str
    """Hash of the model that gave the scores."""
    snapshot: str | None
    """Served at `/events/{id}/snapshot.jpg`."""
    recording: str | None
    """Served at `/events/{id}/clip.mp4`."""


class ReviewModel(BaseModel):
    """What a person said of an event, beside what the model says."""

    label: str
    model_label: str
    model_score: float


class EventDetail(EventModel):
    """One event with what is known around it."""

    lasting: bool
    """It is in sight now."""
    group: str | None
    width: int | None
    """Of the picture that box and path are in; null if it is not known yet."""
    height: int | None
    review: ReviewModel | None
    protected: bool
    """Its clips never go by themselves."""
    crops: int
    """How many pictures of `/events/{id}/crops/{number}.jpg` there are."""


class EventPage(BaseModel):
    """Some events, and how to go on behind them."""

    events: list[EventModel]
    next: str | None
    """The parameter `after` of the next page; null behind the last one."""


class EventPath(BaseModel):
    """Where something stood."""

    width: int | None
    """Of the picture; null if it is not known yet."""
    height: int | None
    box: list[int]
    """x, y, width and height, in source pixels."""
    path: list[PathPoint]
    """Seconds on the source's clock, x, y."""
