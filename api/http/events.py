"""`/events`: what happened."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel

from api.event_json import event_json
from api.http.access import MAY_OPERATE, MAY_VIEW
from api.http.correction import Correction, corrected
from api.http.event_filters import Filters, Wanted
from api.http.event_model import EventDetail, EventModel, EventPage, EventPath, ReviewModel
from api.http.event_page import page_json
from api.http.files import JPEG, MP4, answers, stored_file
from api.http.paging import link_next
from api.http.problem import Refusal
from api.http.reasons import Reasons, reasons_of
from api.http.served import Asked
from pipeline.history.history import History
from pipeline.history.surroundings import surroundings_of
from pipeline.values import LABEL_GROUPS, Event

router = APIRouter(prefix="/events", tags=["events"], dependencies=[MAY_VIEW])

EventId = Annotated[str, Path(min_length=1, max_length=200, examples=["0b1f6c1d5f7e4c2a9d3e8f7a6b5c4d3e"])]


class Count(BaseModel):
    """How many events match."""

    count: int


@router.get("", response_model=EventPage)
def events(asked: Asked, wanted: Wanted, request: Request) -> Response:
    """What happened, a page at a time; events of unknown time are the newest."""
    is_newest_first = wanted.order == "newest"
    with asked.history() as history:
        try:
            page = history.page(
                wanted.query(), wanted.limit, after=wanted.after, newest_first=is_newest_first
            )
        except (ValueError, RecursionError) as error:
            raise Refusal(422, f"query.after: {error}") from error
    answer = Response(page_json(page), media_type="application/json")
    link_next(request, answer, page.cursor)
    return answer


@router.get("/count")
def count(asked: Asked, filters: Filters) -> Count:
    """How many events match."""
    with asked.history() as history:
        return Count(count=history.count(filters.query()))


@router.get("/{event_id}")
def event(asked: Asked, event_id: EventId) -> EventDetail:
    """One event, hidden or not."""
    with asked.history() as history:
        return detail_of(history, event_of(history, event_id))


@router.patch("/{event_id}", dependencies=[MAY_OPERATE])
def correct(asked: Asked, event_id: EventId, correction: Correction) -> EventDetail:
    """Say what an event shows, that its label is right, or that its clips are to be kept."""
    with asked.history() as history:
        corrected(asked, event_of(history, event_id), correction)
        return detail_of(history, event_of(history, event_id))


@router.get("/{event_id}/snapshot.jpg", responses=answers(JPEG), response_class=FileResponse)
def snapshot(asked: Asked, event_id: EventId) -> FileResponse:
    """The object at its best, with its surroundings."""
    with asked.history() as history:
        found = event_of(history, event_id)
    return stored_file(asked, found.snapshot, JPEG)


@router.get("/{event_id}/crops/{number}.jpg", responses=answers(JPEG), response_class=FileResponse)
def crop(asked: Asked, event_id: EventId, number: Annotated[int, Path(ge=0, le=1000)]) -> FileResponse:
    """The object as the classifier saw it; crops are numbered from 0."""
    with asked.history() as history:
        found = event_of(history, event_id)
        crops = history.read(lambda connection: surroundings_of(connection, found.id)).crops
    if number >= len(crops):
        raise Refusal(404, f"crop: expected a number below {len(crops)}, received {number}")
    return stored_file(asked, crops[number], JPEG)


@router.get("/{event_id}/clip.mp4", responses=answers(MP4, ranges=True), response_class=FileResponse)
def clip(asked: Asked, event_id: EventId) -> FileResponse:
    """The recording that shows it, if there is one; ranges of it as asked for."""
    with asked.history() as history:
        found = event_of(history, event_id)
    return stored_file(asked, found.recording, MP4)


@router.get("/{event_id}/path")
def path(asked: Asked, event_id: EventId) -> EventPath:
    """Where it stood, and how large the picture is that this is in."""
    with asked.history() as history:
        found = EventModel.model_validate(event_json(event_of(history, event_id)))
        around = history.read(lambda connection: surroundings_of(connection, found.id))
    return EventPath(width=around.width, height=around.height, box=found.box, path=found.path)


@router.get("/{event_id}/reasons")
def reasons(asked: Asked, event_id: EventId) -> Reasons:
    """Why rules fired for it, or which condition failed, by the rules in use."""
    with asked.history() as history:
        return reasons_of(asked, history, event_of(history, event_id))


def event_of(history: History, event_id: str) -> Event:
    """The event that a caller names.

    Raises:
        Refusal: There is none.
    """
    found = history.event(event_id)
    if found is None:
        raise Refusal(404, f"event: expected the id of one in the history, received {event_id[:100]!r}")
    return found


def detail_of(history: History, found: Event) -> EventDetail:
    """The event with what is known around it."""
    around = history.read(lambda connection: surroundings_of(connection, found.id))
    review = history.review(found.id)
    more = {
        "lasting": found.is_lasting,
        "group": LABEL_GROUPS.get(found.label),
        "width": around.width,
        "height": around.height,
        "review": review and ReviewModel.model_validate(review, from_attributes=True),
        "protected": around.is_protected,
        "crops": len(around.crops),
    }
    return EventDetail.model_validate(event_json(found) | more)
