"""`/cameras`: what is watched, and what footage there is of."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Response
from fastapi.responses import FileResponse, StreamingResponse

from api.camera_json import camera_json
from api.http.access import MAY_VIEW
from api.http.camera_model import CameraModel, Cameras, CameraStateModel
from api.http.files import JPEG, answers, stored_file
from api.http.live_view import MEDIA_TYPE
from api.http.problem import Refusal
from api.http.served import Asked, Served
from api.scan.jpeg import encode_jpeg
from pipeline.history.cameras import CameraStates, NotedState
from pipeline.history.history import History
from pipeline.history.views import View, views

router = APIRouter(tags=["cameras"], dependencies=[MAY_VIEW])

CameraName = Annotated[str, Path(min_length=1, max_length=1000, examples=["yard"])]

STILL_LONG_SIDE: Final = 1280
"""Pixels of a still's longer side: enough to draw on."""


@router.get("/cameras")
def cameras(asked: Asked) -> Cameras:
    """Every camera that is configured, was watched, or was analysed footage of."""
    return Cameras(cameras=all_cameras(asked))


@router.get("/cameras/{name:path}/still.jpg", responses=answers(JPEG), response_class=FileResponse)
def still(asked: Asked, name: CameraName) -> Response:
    """What it shows now; of footage, a picture of it."""
    picture = asked.service.fleet.latest(name) if asked.service else None
    if picture:
        jpeg = encode_jpeg(picture.rgb(max_side=STILL_LONG_SIDE))
        return Response(jpeg, media_type=JPEG, headers={"Cache-Control": "no-store"})
    with asked.history() as history:
        view = history.read(views).get(name)
    if view is None:
        raise unknown_camera(name)
    return stored_file(asked, view.still, JPEG)


@router.get("/cameras/{name:path}/live.mjpeg", responses=answers(MEDIA_TYPE), response_class=Response)
async def live(asked: Asked, name: CameraName, *, boxes: bool = True) -> StreamingResponse:
    """What it shows, until it is watched no more; with boxes around what moves."""
    if asked.service is None or asked.service.seen(name) is None:
        raise Refusal(
            404, f"camera: expected one that is watched and shows something, received {name[:100]!r}"
        )
    pictures = asked.live_view.pictures(asked.service, name, with_boxes=boxes)
    return StreamingResponse(pictures, media_type=MEDIA_TYPE, headers={"Cache-Control": "no-store"})


@router.get("/cameras/{name:path}")
def camera(asked: Asked, name: CameraName) -> CameraModel:
    """One camera."""
    found = next((camera for camera in all_cameras(asked) if camera.name == name), None)
    if found is None:
        raise unknown_camera(name)
    return found


def unknown_camera(name: str) -> Refusal:
    """The answer to who asks of a camera that there is none of."""
    return Refusal(404, f"camera: expected the name of one, received {name[:100]!r}")


def all_cameras(asked: Served) -> list[CameraModel]:
    """Every camera, by name."""
    with asked.history() as history:
        found, noted = history.read(views), _noted(asked, history)
    configuration = asked.rulebook.configuration
    configured = configuration.cameras.keys() if configuration else set()
    names = sorted({*found, *noted, *configured})
    return [_model(asked, name, found.get(name), noted.get(name)) for name in names]


def _noted(asked: Served, history: History) -> dict[str, NotedState]:
    """How cameras fare: as the service says now, else as was last noted."""
    known = history.read(lambda connection: CameraStates(connection).all())
    states = {noted.state.name: noted for noted in known}
    if asked.service:
        now_us = asked.now()
        states |= {state.name: NotedState(state, True, now_us) for state in asked.service.fleet.states()}
    return states


def _model(asked: Served, name: str, view: View | None, noted: NotedState | None) -> CameraModel:
    plan = asked.rulebook.plan
    state = noted.state if noted else None
    return CameraModel(
        name=name,
        live=bool(noted and noted.is_watched and asked.service),
        state=CameraStateModel.model_validate(camera_json(noted)) if noted else None,
        width=state.width if state and state.width else view.width if view else None,
        height=state.height if state and state.height else view.height if view else None,
        zones=[zone.name for zone in plan.zones.values() if zone.camera == name],
        lines=[line.name for line in plan.lines.values() if line.camera == name],
    )
