"""`/alerts`: what rules fired, and why."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict, Field

from api.alert_text import ruling_json
from api.http.access import MAY_VIEW
from api.http.files import JPEG, answers, stored_file
from api.http.moments import Moment
from api.http.paging import PageOf, link_next
from api.http.problem import Refusal
from api.http.reasons import ReasonModel
from api.http.served import Asked
from pipeline.history.history import History
from rules.archive.alert_query import AlertQuery
from rules.archive.alerts import Alerts
from rules.archive.judging import Ruling
from rules.delivery.deliveries import Deliveries
from rules.delivery.delivery import Delivery

router = APIRouter(prefix="/alerts", tags=["alerts"], dependencies=[MAY_VIEW])

AlertId = Annotated[str, Path(min_length=1, max_length=200, examples=["5d41402abc4b2a76b9719d911017c592"])]


class AlertsWanted(PageOf):
    """Each narrows the choice."""

    camera: Annotated[str | None, Field(max_length=1000)] = None
    rule: Annotated[str | None, Field(max_length=1000)] = None
    since: Moment | None = None
    """At this time or later; none of unknown time."""
    until: Moment | None = None
    """Before this time; none of unknown time."""
    withheld: bool = False
    """Also those that nobody was told of: asleep, disarmed, cooldown, time unknown."""

    def query(self) -> AlertQuery:
        """What the history is asked.

        Raises:
            Refusal: No alert can match.
        """
        try:
            return AlertQuery(self.camera, self.rule, self.since, self.until, with_withheld=self.withheld)
        except ValueError as error:
            raise Refusal(422, f"query: {error}") from error


class AlertModel(BaseModel):
    """One firing of a rule, with the events that caused it and why."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    id: str
    rule: str
    camera: str
    time: str | None
    """ISO 8601, UTC; null if the recording's time is unknown."""
    time_s: float | None
    """Seconds in the file; null for a live camera."""
    label: str | None
    score: float | None
    events: list[str]
    """Ids of those that caused it, the first one first."""
    zones: list[str]
    reasons: list[ReasonModel]
    snapshot: str | None
    """Served at `/alerts/{id}/snapshot.jpg`."""
    live: bool
    test: bool
    """Asked for by a person; nothing happened."""
    late: bool
    withheld: str | None
    """Why nobody was told; null if somebody was."""
    source: str | None


class DeliveryModel(BaseModel):
    """An alert on its way to one target."""

    model_config = ConfigDict(from_attributes=True)

    target: str
    kind: str
    state: Literal["waiting", "sending", "delivered", "late", "given up"]
    attempts: int
    error: str | None


class AlertDetail(AlertModel):
    """One alert, with what became of it."""

    deliveries: list[DeliveryModel]


class AlertPage(BaseModel):
    """Some alerts, the newest first."""

    alerts: list[AlertModel]
    next: str | None
    """The parameter `after` of the next page; null behind the last one."""


@router.get("")
def alerts(
    asked: Asked, wanted: Annotated[AlertsWanted, Query()], request: Request, response: Response
) -> AlertPage:
    """What rules fired, the newest first."""
    query = wanted.query()
    with asked.history() as history:
        try:
            page = history.read(lambda connection: Alerts(connection).page(query, wanted.limit, wanted.after))
        except ValueError as error:
            raise Refusal(422, f"query.after: {error}") from error
    link_next(request, response, page.cursor)
    return AlertPage(alerts=list(map(alert_model, page.rulings)), next=page.cursor)


@router.get("/{alert_id}")
def alert(asked: Asked, alert_id: AlertId) -> AlertDetail:
    """One alert, with what became of it."""
    with asked.history() as history:
        ruling = _ruling(history, alert_id)
        sent = history.read(lambda connection: Deliveries(connection).of_alert(alert_id))
    return AlertDetail.model_validate(ruling_json(ruling) | {"deliveries": list(map(delivery_model, sent))})


@router.get("/{alert_id}/snapshot.jpg", responses=answers(JPEG), response_class=FileResponse)
def snapshot(asked: Asked, alert_id: AlertId) -> FileResponse:
    """The picture of its moment, or of its first event."""
    with asked.history() as history:
        ruling = _ruling(history, alert_id)
    return stored_file(asked, ruling.alert.snapshot, JPEG)


def alert_model(ruling: Ruling) -> AlertModel:
    """An alert as HTTP answers it."""
    return AlertModel.model_validate(ruling_json(ruling))


def delivery_model(delivery: Delivery) -> DeliveryModel:
    """A delivery as HTTP answers it."""
    return DeliveryModel.model_validate(delivery)


def _ruling(history: History, alert_id: str) -> Ruling:
    found = history.read(lambda connection: Alerts(connection).of_id(alert_id))
    if found is None:
        raise Refusal(404, f"alert: expected the id of one in the history, received {alert_id[:100]!r}")
    return found
