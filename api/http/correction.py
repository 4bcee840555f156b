"""What a person says of an event over HTTP."""

from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.commands.correct import LABELS
from api.http.problem import Refusal
from api.http.served import Served
from pipeline.errors import HistoryError
from pipeline.history.writer import HistoryWriter
from pipeline.values import BACKGROUND, HIDDEN_LABELS, Event
from rules.language.problem import not_among


class Correction(BaseModel):
    """What is to be changed; the rest stays."""

    model_config = ConfigDict(
        extra="forbid",
        use_attribute_docstrings=True,
        json_schema_extra={"examples": [{"label": "dog"}, {"reviewed": True}, {"protected": True}]},
    )

    label: str | None = Field(None, json_schema_extra={"enum": [*LABELS, None]})
    """What it shows, from now on with score 1."""
    reviewed: bool = False
    """Its label is right as it is."""
    protected: bool | None = None
    """Its clips are kept for good, or no longer."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        """Refuse what changes nothing, or two things at once."""
        if self.label is not None and self.reviewed:
            raise ValueError("expected label or reviewed, received both")
        if self.label is None and not self.reviewed and self.protected is None:
            raise ValueError("expected label, reviewed (true) or protected, received none of them")
        if self.label is not None and self.label not in LABELS:
            raise ValueError(f"label: {not_among(self.label, LABELS, 'label')}")
        return self


def corrected(asked: Served, event: Event, correction: Correction) -> None:
    """Have a correction written.

    Raises:
        Refusal: Nobody said yet what the event shows, so that it cannot be right.
        HistoryError: It cannot be written.
    """
    label = event.label if correction.reviewed else correction.label
    if label in HIDDEN_LABELS - {BACKGROUND}:
        raise Refusal(409, f"event {event.id} is {label}: expected a label, received reviewed")

    def write(writer: HistoryWriter) -> None:
        if label is not None:
            writer.review(event.id, label)
        if correction.protected is not None:
            writer.protect(event.id, is_protected=correction.protected)

    try:
        asked.write(write)
    except HistoryError as error:
        if "expected the id of an event" in str(error):
            raise Refusal(404, str(error)) from error  # it went in between
        raise
