"""The model's file, for pages and programs that classify by themselves."""

from pathlib import Path
from typing import Final

from fastapi import APIRouter
from fastapi.responses import FileResponse

from api.http.access import MAY_VIEW
from api.http.files import answers
from api.http.problem import Refusal
from api.http.served import Asked
from api.model_file import model_in_use

router = APIRouter(tags=["classify"], dependencies=[MAY_VIEW])

TFLITE: Final = "application/octet-stream"


@router.get("/classify/model.tflite", responses=answers(TFLITE), response_class=FileResponse)
def model(asked: Asked) -> FileResponse:
    """The network in LiteRT's form, with what must be known to use it in a zip behind it."""
    configuration = asked.rulebook.configuration
    path = (configuration.model if configuration else None) or _in_use()
    if not path.is_file():
        raise Refusal(404, f"model {path.name}: expected a file, it is gone")
    return FileResponse(path, media_type=TFLITE, headers={"Cache-Control": "private, no-cache"})


def _in_use() -> Path:
    try:
        return model_in_use()
    except ValueError as error:
        raise Refusal(404, f"model: {error}") from error
