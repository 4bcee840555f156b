"""`/recordings`: clips on disk."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict, Field

from api.http.access import MAY_VIEW
from api.http.files import MP4, answers, stored_file
from api.http.moments import Moment
from api.http.paging import PageOf, link_next
from api.http.problem import Refusal
from api.http.served import Asked
from api.recording_json import recording_json
from pipeline.history.recording import Recording
from pipeline.history.recording_pages import RecordingQuery, recording_of_digest, recording_page

router = APIRouter(prefix="/recordings", tags=["recordings"], dependencies=[MAY_VIEW])

Digest = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]


class RecordingsWanted(PageOf):
    """Each narrows the choice."""

    camera: Annotated[str | None, Field(max_length=1000)] = None
    since: Moment | None = None
    """Of which any part lies at this time or later; none of unknown time."""
    until: Moment | None = None
    """Of which any part lies before this time; none of unknown time."""


class RecordingModel(BaseModel):
    """A clip on disk."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    path: str
    """In the history's folder; served at `/recordings/{sha256}/clip.mp4`."""
    camera: str
    source: str
    start: str | None
    end: str | None
    start_s: float
    end_s: float
    bytes: int
    sha256: str
    codec: str
    has_audio: bool
    protected: bool
    """It shows an event that people want kept."""
    created: str
    labels: list[str]
    """Of the events that it shows."""


class RecordingPage(BaseModel):
    """Some clips, the newest first."""

    recordings: list[RecordingModel]
    next: str | None


@router.get("")
def recordings(
    asked: Asked, wanted: Annotated[RecordingsWanted, Query()], request: Request, response: Response
) -> RecordingPage:
    """Clips, those that were done last first."""
    query = RecordingQuery(wanted.camera, wanted.since, wanted.until)
    with asked.history() as history:
        try:
            found, cursor = history.read(
                lambda connection: recording_page(connection, query, wanted.limit, wanted.after)
            )
        except ValueError as error:
            raise Refusal(422, f"query.after: {error}") from error
    link_next(request, response, cursor)
    return RecordingPage(recordings=list(map(_model, found)), next=cursor)


@router.get("/{sha256}/clip.mp4", responses=answers(MP4, ranges=True), response_class=FileResponse)
def clip(asked: Asked, sha256: Digest) -> FileResponse:
    """A clip, named by the digest of its content; ranges of it as asked for."""
    with asked.history() as history:
        found = history.read(lambda connection: recording_of_digest(connection, sha256))
    if found is None:
        raise Refusal(404, f"recording: expected the SHA-256 of one in the history, received {sha256}")
    return stored_file(asked, found.path, MP4)


def _model(recording: Recording) -> RecordingModel:
    return RecordingModel.model_validate(recording_json(recording))
