"""Which events a caller wants."""

from typing import Annotated, Literal

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from api.http.moments import Clock, Moment, TimeZone
from api.http.paging import PageOf
from api.http.problem import Refusal
from pipeline.history.query import EventQuery
from pipeline.history.time_of_day import DAY_US, TimeOfDay

Name = Annotated[str, Field(min_length=1, max_length=1000)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Seconds = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]


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
    max_score: Share = 1.0
    min_duration: Seconds | None = None
    """Of which so many seconds were seen, or more."""
    max_duration: Seconds | None = None
    """Of which so many seconds were seen, or fewer."""
    time_from: Clock | None = None
    """Began at this time of day or later; over midnight if it is later than `time_until`."""
    time_until: Clock | None = None
    """Began before this time of day."""
    timezone: TimeZone | None = None
    """Whose time of day it is; left out: the server's."""
    has_recording: bool | None = None
    """Whether a clip shows it."""
    reviewed: bool | None = None
    """Whether a person said what it shows."""
    rule: Name | None = None
    """Made this rule fire, and people were told."""
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
                max_score=self.max_score,
                min_length_us=None if self.min_duration is None else round(self.min_duration * 1e6),
                max_length_us=None if self.max_duration is None else round(self.max_duration * 1e6),
                time_of_day=self._time_of_day(),
                has_recording=self.has_recording,
                is_reviewed=self.reviewed,
                rule=self.rule,
            )
        except ValueError as error:
            raise Refusal(422, f"query: {error}") from error

    def _time_of_day(self) -> TimeOfDay | None:
        if self.time_from is None and self.time_until is None:
            return None
        from_us = 0 if self.time_from is None else self.time_from
        return TimeOfDay(from_us, DAY_US if self.time_until is None else self.time_until, self.timezone)


class EventsWanted(EventFilters, PageOf):
    """Events, a page at a time."""

    order: Literal["newest", "oldest"] = "newest"
    """Which come first."""


Filters = Annotated[EventFilters, Query()]
Wanted = Annotated[EventsWanted, Query()]
