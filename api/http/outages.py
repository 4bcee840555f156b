"""`/outages`: when cameras were away."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.camera_json import outage_json
from api.http.access import MAY_VIEW
from api.http.moments import Moment
from api.http.paging import MOST
from api.http.served import Asked
from pipeline.history.outages import Outages

router = APIRouter(tags=["cameras"], dependencies=[MAY_VIEW])


class OutagesWanted(BaseModel):
    """Which outages are wanted."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    camera: Annotated[str | None, Field(max_length=1000)] = None
    since: Moment | None = None
    """Of which any part lies at this time or later."""
    limit: Annotated[int, Field(ge=1, le=MOST)] = 100


class OutageModel(BaseModel):
    """A stretch in which a camera was to be watched and was not."""

    camera: str
    what: Literal["analysis", "recording"]
    start: str
    end: str | None
    reason: str


class OutageList(BaseModel):
    """Outages, the latest first."""

    outages: list[OutageModel]


@router.get("/outages")
def outages(asked: Asked, wanted: Annotated[OutagesWanted, Query()]) -> OutageList:
    """When cameras were away, the latest first."""
    with asked.history() as history:
        found = history.read(
            lambda connection: Outages(connection).latest(wanted.limit, wanted.camera, wanted.since)
        )
    return OutageList(outages=[OutageModel.model_validate(outage_json(outage)) for outage in found])
