"""`/zones` and `/lines`: places in the cameras' pictures, drawn and written to the configuration."""

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from api.http.access import MAY_ADMINISTER, MAY_VIEW
from api.http.places_file import is_editable, put_place
from api.http.served import Asked
from rules.language.place import MOST_CORNERS

router = APIRouter(tags=["zones"], dependencies=[MAY_VIEW])

Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Point = Annotated[list[Share], Field(min_length=2, max_length=2)]
"""x and y as shares of the picture's width and height, from its top left corner."""

PlaceName = Annotated[str, Path(min_length=1, max_length=200, examples=["driveway"])]
CameraName = Annotated[str, Field(min_length=1, max_length=1000)]


class ZoneWanted(BaseModel):
    """A polygon in a camera's picture."""

    model_config = ConfigDict(extra="forbid")

    camera: CameraName
    polygon: Annotated[list[Point], Field(min_length=3, max_length=MOST_CORNERS)]


class ZoneModel(ZoneWanted):
    """The same with its name."""

    name: str


class LineWanted(BaseModel):
    """A tripwire: who looks from its start to its end has its left on one side and its right on the other."""

    model_config = ConfigDict(extra="forbid", serialize_by_alias=True)

    camera: CameraName
    start: Point = Field(alias="from")
    end: Point = Field(alias="to")


class LineModel(LineWanted):
    """The same with its name."""

    name: str


class Places(BaseModel):
    """All zones and lines."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    zones: list[ZoneModel]
    lines: list[LineModel]
    editable: bool
    """There is a configuration that they can be written to."""


@router.get("/zones")
def zones(asked: Asked) -> Places:
    """The zones and lines in use."""
    plan = asked.rulebook.plan
    return Places(
        zones=[
            ZoneModel(name=zone.name, camera=zone.camera, polygon=[list(point) for point in zone.polygon])
            for zone in plan.zones.values()
        ],
        lines=[
            LineModel.model_validate(
                {"name": line.name, "camera": line.camera, "from": list(line.start), "to": list(line.end)}
            )
            for line in plan.lines.values()
        ],
        editable=is_editable(asked.rulebook),
    )


@router.put("/zones/{name:path}", dependencies=[MAY_ADMINISTER])
def put_zone(asked: Asked, name: PlaceName, wanted: ZoneWanted) -> ZoneModel:
    """Draw a zone, or draw it anew; comments in the file stay."""
    put_place(asked.rulebook, "zones", name, wanted.model_dump())
    return ZoneModel(name=name, **wanted.model_dump())


@router.delete("/zones/{name:path}", status_code=204, dependencies=[MAY_ADMINISTER])
def remove_zone(asked: Asked, name: PlaceName) -> None:
    """Take a zone out; not as long as a rule names it."""
    put_place(asked.rulebook, "zones", name, None)


@router.put("/lines/{name:path}", dependencies=[MAY_ADMINISTER])
def put_line(asked: Asked, name: PlaceName, wanted: LineWanted) -> LineModel:
    """Draw a line, or draw it anew; comments in the file stay."""
    place = wanted.model_dump()
    put_place(asked.rulebook, "lines", name, place)
    return LineModel.model_validate({"name": name, **place})


@router.delete("/lines/{name:path}", status_code=204, dependencies=[MAY_ADMINISTER])
def remove_line(asked: Asked, name: PlaceName) -> None:
    """Take a line out; not as long as a rule names it."""
    put_place(asked.rulebook, "lines", name, None)
