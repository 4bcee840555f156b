"""`/stats`: what many events tell together, as JSON, CSV or SVG."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from functools import lru_cache
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from api.http.access import MAY_VIEW
from api.http.event_filters import EventFilters, Name
from api.http.problem import Refusal
from api.http.served import Asked
from api.moment import iso
from api.stats.crossings import crossings
from api.stats.dwell import dwell_in, dwell_in_sight
from api.stats.sample import Sample
from api.stats.steps import Step, fitting, in_steps
from rules.plan import Zone

router = APIRouter(prefix="/stats", tags=["stats"], dependencies=[MAY_VIEW])

Form = Literal["json", "csv", "svg"]

MEDIA_TYPES: Final = {"csv": "text/csv; charset=utf-8", "svg": "image/svg+xml"}

FORMS: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "content": {
            "text/csv": {"schema": {"type": "string"}},
            "image/svg+xml": {"schema": {"type": "string"}},
        }
    }
}


class Wanted(EventFilters):
    """Of which events, and as what."""

    format: Form = "json"


class OfCamera(Wanted):
    """Of which camera's events, and as what."""

    camera: Name
    """Only of this camera."""


class InSteps(Wanted):
    """Of which events, and as what."""

    step: Step | Literal["fitting"] = "hour"
    """How long is counted together; `fitting`: the shortest of which there are 100 at most. Days and months
    are those of `timezone`."""


class HourModel(BaseModel):
    """How many events of a label a camera had that began in one hour, or longer step."""

    hour: str | None
    """Its start, UTC; null for events of unknown time."""
    camera: str
    label: str
    count: int


class Hours(BaseModel):
    """Events per hour, or longer step, camera and label."""

    step: Step
    hours: list[HourModel]


class DwellModel(BaseModel):
    """How long the events of a label stay, in seconds."""

    label: str
    count: int
    median_s: float
    p90_s: float
    longest_s: float


class OfSample(BaseModel):
    """What a statistic is made of."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    events: int
    """So many were looked at: where paths are followed about 10,000 at most, spread over all that match."""
    matching: int
    """So many match."""
    complete: bool
    """True if all of them were looked at; if not, counts are of those that were."""


class Stays(OfSample):
    """How long things stay in sight; in a zone, if one of the configuration is asked for."""

    dwell: list[DwellModel]


class HeatMap(OfSample):
    """How many events passed by each cell of a grid over the picture."""

    camera: str
    columns: int
    rows: int
    counts: Annotated[list[list[float]], Field(examples=[[[0, 1], [2, 0]]])]
    """From the top down, each row from the left."""


class CrossingModel(BaseModel):
    """How often a label crossed a line in one direction."""

    line: str
    camera: str
    direction: Literal["left_to_right", "right_to_left"]
    label: str
    count: int


class Lines(OfSample):
    """Crossings of the configuration's lines."""

    lines: list[CrossingModel]


@router.get("/hours", response_model=Hours, responses=FORMS)
def hours(asked: Asked, wanted: Annotated[InSteps, Query()]) -> Any:
    """Events per hour, day or month, camera and label.

    Without other filters than camera, label and times it takes in the whole hours that `since` and `until`
    touch: so they are kept.
    """
    with asked.history() as history:
        hourly = history.hours(wanted.query())
    step = fitting(hourly) if wanted.step == "fitting" else wanted.step
    found = in_steps(hourly, step, wanted.timezone)
    rows = [
        HourModel(hour=_start(hour.hour_us), camera=hour.camera, label=hour.label, count=hour.count)
        for hour in found
    ]

    def draw() -> bytes:
        from api.stats.drawing import hours_svg  # noqa: PLC0415  # matplotlib takes half a second

        return hours_svg(hourly, wanted.camera or "all cameras")

    return _as(wanted.format, Hours(step=step, hours=rows), rows, draw)


@router.get("/dwell", response_model=Stays, responses=FORMS)
def dwell(asked: Asked, wanted: Annotated[Wanted, Query()]) -> Any:
    """How long things stay."""
    zone = asked.rulebook.plan.zones.get(wanted.zone or "")
    with asked.history() as history:
        sample = Sample.of(history, wanted.query()) if zone else None
        lengths = () if zone else history.lengths(wanted.query())
    found = dwell_in(zone, sample) if zone and sample else dwell_in_sight(lengths)
    rows = [DwellModel(**asdict(stay)) for stay in found]
    covered = _of(sample) if sample else _all_of(sum(length.count for length in lengths))

    def draw() -> bytes:
        from api.stats.drawing import dwell_svg  # noqa: PLC0415  # likewise

        return dwell_svg(found, _subject(zone, wanted.camera) + (sample.remark if sample else ""))

    return _as(wanted.format, Stays(dwell=rows, **covered), rows, draw)


@router.get("/lines", response_model=Lines, responses=FORMS)
def lines(asked: Asked, wanted: Annotated[Wanted, Query()]) -> Any:
    """How often the lines of the configuration were crossed."""
    lines = list(asked.rulebook.plan.lines.values())
    with asked.history() as history:
        sample = Sample.of(history, wanted.query()) if lines else Sample.of_nothing()
    found = crossings(lines, sample)
    rows = [CrossingModel(**asdict(one)) for one in found]

    def draw() -> bytes:
        from api.stats.drawing import crossings_svg  # noqa: PLC0415  # likewise

        return crossings_svg(found, sample, wanted.camera or "all cameras")

    return _as(wanted.format, Lines(lines=rows, **_of(sample)), rows, draw)


@router.get("/heat-map", response_model=HeatMap, responses=FORMS)
def heat_map(asked: Asked, wanted: Annotated[OfCamera, Query()]) -> Any:
    """Where in a camera's picture things go; 404 if there is no picture of it."""
    from api.plots.heat_map import path_density  # noqa: PLC0415  # likewise
    from api.plots.scene import scene_of  # noqa: PLC0415  # likewise
    from api.stats.drawing import heat_map_svg  # noqa: PLC0415  # likewise

    with asked.history() as history:
        sample = Sample.of(history, wanted.query())
        scene = scene_of(wanted.camera, history.sources(), history.folder)
    if scene is None:
        raise Refusal(404, f"camera {wanted.camera}: expected one of which there is a picture, there is none")
    height, width = scene.still.shape[:2]
    grid = path_density(height / width, scene.paths(sample.events)).round(2).tolist()
    told = HeatMap(camera=wanted.camera, columns=len(grid[0]), rows=len(grid), counts=grid, **_of(sample))
    if wanted.format == "csv":
        return Response(_csv(grid), media_type=MEDIA_TYPES["csv"])
    return _as(wanted.format, told, (), lambda: heat_map_svg(scene, sample, wanted.camera))


@lru_cache(maxsize=10_000)
def _start(hour_us: int | None) -> str | None:
    """The same hour comes once for each camera and label."""
    return None if hour_us is None else iso(hour_us)


def _subject(zone: Zone | None, camera: str | None) -> str:
    return zone.name if zone else camera or "all cameras"


def _of(sample: Sample) -> dict[str, Any]:
    return {"events": len(sample.events), "matching": sample.matching, "complete": sample.is_complete}


def _all_of(count: int) -> dict[str, Any]:
    return {"events": count, "matching": count, "complete": True}


def _as(form: Form, told: BaseModel, rows: Sequence[BaseModel], draw: Callable[[], bytes]) -> Any:
    """Answer in the form that was asked for."""
    if form == "json":
        return Response(told.model_dump_json(), media_type="application/json")
    if form == "svg":
        return Response(draw(), media_type=MEDIA_TYPES["svg"])
    heading = [list(type(rows[0]).model_fields)] if rows else []
    return Response(
        _csv([*heading, *(row.model_dump().values() for row in rows)]), media_type=MEDIA_TYPES["csv"]
    )


def _csv(rows: Iterable[Iterable[object]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
