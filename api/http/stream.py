"""`/events/stream`: what happens, as it happens."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Annotated, Final

from fastapi import APIRouter, Header, Request
from fastapi.responses import StreamingResponse

from api.http.access import MAY_VIEW
from api.http.event_filters import Filters
from api.http.newsroom import Newsroom, sent
from api.http.served import Asked
from pipeline.history.page import LARGEST
from pipeline.history.query import EventQuery

router = APIRouter(prefix="/events", tags=["events"], dependencies=[MAY_VIEW])

MEDIA_TYPE: Final = "text/event-stream"

UNTOUCHED: Final = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
"""Keeps proxies from holding messages back."""

ANSWERS: Final = {
    200: {
        "description": "Messages as long as the connection lasts: `ready` with the number from which on it "
        "tells, `event` with an event that came or changed, `removed` with the `id` of one that is gone.",
        "content": {
            MEDIA_TYPE: {
                "schema": {"type": "string"},
                "example": 'id: 17\nevent: removed\ndata: {"id": "0b1f6c1d5f7e4c2a"}\n\n',
            }
        },
    }
}


@router.get("/stream", response_class=StreamingResponse, responses=ANSWERS)  # type: ignore[arg-type]  # its keys vary
async def stream(
    asked: Asked,
    filters: Filters,
    request: Request,
    last_event_id: Annotated[int | None, Header(ge=0, le=LARGEST)] = None,
) -> StreamingResponse:
    """Follow the events that match, from now on or from the number of the message that was had last.

    Each change is told once; an event that changed several times meanwhile is told as it is now. A number
    that the history does not have yet is another history's: `ready` then tells from where on this one goes.
    """
    newsroom = _newsroom(request, asked)
    latest = await newsroom.latest()
    after = latest if last_event_id is None or last_event_id > latest else last_event_id
    messages = _messages(newsroom, filters.query(), after)
    return StreamingResponse(messages, media_type=MEDIA_TYPE, headers=UNTOUCHED)


async def _messages(newsroom: Newsroom, query: EventQuery, after: int) -> AsyncIterator[bytes]:
    yield sent(after, "ready", {})
    async with aclosing(newsroom.listen(query, after)) as news:
        async for some in news:
            yield some


def _newsroom(request: Request, asked: Asked) -> Newsroom:
    """The one of this application, which is set up when somebody first listens."""
    state = request.app.state
    if not hasattr(state, "newsroom"):
        state.newsroom = Newsroom(asked.db)
    newsroom = state.newsroom
    assert isinstance(newsroom, Newsroom)
    return newsroom
