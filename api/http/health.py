"""`/health` and `/metrics`: whether results come, for machines that look after this one."""

from typing import Final, Literal

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel

from api.http.access import MAY_VIEW, Asking
from api.http.problem import Refusal
from api.http.served import Asked, Served
from pipeline.errors import HistoryError
from pipeline.live.state import CameraState

router = APIRouter(tags=["health"])

GRACE_US: Final = 60_000_000
"""A camera may be away for a minute, which a restart of its own takes; then results are missing."""

MOST_LAG_S: Final = 30.0
"""What is looked at so late is no news: analysis stands still, though its threads may run."""


class Health(BaseModel):
    """Whether results come."""

    status: Literal["ok", "failing"]
    troubles: list[str]
    """One line each; only for who may view."""


@router.get("/health", responses={503: {"model": Health, "description": "Results are missing."}})
def health(asked: Asked, caller: Asking, response: Response) -> Health:
    """Fails when results stop: a camera away or not looked at, a history that cannot be read or written."""
    troubles = list(_troubles(asked))
    if troubles:
        response.status_code = 503
    return Health(status="failing" if troubles else "ok", troubles=troubles if caller else [])


@router.get("/metrics", dependencies=[MAY_VIEW], response_class=Response,
            responses={200: {"content": {CONTENT_TYPE_LATEST: {"schema": {"type": "string"}}}}})  # fmt: skip
def metrics(asked: Asked) -> Response:
    """Figures of the service in the text format of Prometheus."""
    if asked.service is None:
        raise Refusal(404, "metrics: expected a service that watches cameras, none runs")
    return Response(generate_latest(asked.service.registry), media_type=CONTENT_TYPE_LATEST)


def _troubles(asked: Served) -> list[str]:
    found = _history_troubles(asked)
    if asked.service is None:
        return found
    now_us = asked.now()
    for state in asked.service.fleet.states():
        trouble = camera_trouble(state, now_us)
        if trouble:
            found.append(f"camera {state.name}: {trouble}")
    return found


def _history_troubles(asked: Served) -> list[str]:
    found = [asked.service.scribe.trouble] if asked.service and asked.service.scribe.trouble else []
    try:
        with asked.history() as history:
            history.cameras()
    except HistoryError as error:
        found.append(str(error))
    return found


def camera_trouble(state: CameraState, now_us: int) -> str | None:
    """Why no results come of a camera, in one line; None if they do, or may still."""
    if now_us - state.since_us < GRACE_US:
        return None
    if not state.is_connected:
        return state.last_error or "not connected"
    if state.fps_analysed <= 0:
        return f"pictures come in, none was looked at lately ({state.frames_analysed} before)"
    return f"looked at {state.lag_s:.0f} s late" if state.lag_s > MOST_LAG_S else None
