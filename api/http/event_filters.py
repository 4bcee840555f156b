"""Which events a caller wants."""

from typing import Annotated, Literal

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from api.http.moments import Moment
from api.http.paging import PageOf
from api.http.problem import Refusal
from pipeline.history.query import EventQuery

Name = Annotated[str, Field(min_length=1, max_length=1000)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class EventFilters(BaseModel):
    """Each narrows the choice; an unknown one is refused."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    camera: Name | None = None
    """Only of this camera."""
    label: Annotated[Name | None, Field(examples=["person", "vehicle"])] = None
    """A label, or a group of labels."""
    zone: Name | None = None
    """Only what touched this zone."""
    source: Name | None = None
    """Only of this file or URL, as the event names it."""
    since: Moment | None = None
    """Of which any part lies at this time or later; none of unknown time."""
    until: Moment | None = None
    """Of which any part lies before this time; none of unknown time."""
    min_score: Share = 0.0
    hidden: bool = False
    """Also background and what is too uncertain to name."""

    def query(self) -> EventQuery:
        """What the history is asked.

        Raises:
            Refusal: No event can match.
        """
        try:
            return EventQuery(
                camera=self.camera,
                label=self.label,
                zone=self.zone,
                since_us=self.since,
                until_us=self.until,
                min_score=self.min_score,
                source=self.source,
                include_hidden=self.hidden,
            )
        except ValueError as error:
            raise Refusal(422, f"query: {error}") from error


class EventsWanted(EventFilters, PageOf):
    """Events, a page at a time."""

    order: Literal["newest", "oldest"] = "newest"
    """Which come first."""


Filters = Annotated[EventFilters, Query()]
Wanted = Annotated[EventsWanted, Query()]
