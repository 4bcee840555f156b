"""What an event may be called."""

from fastapi import APIRouter
from pydantic import BaseModel

from api.commands.correct import LABELS
from api.http.access import MAY_VIEW
from pipeline.values import GROUPS, HIDDEN_LABELS, LABEL_GROUPS

router = APIRouter(tags=["labels"], dependencies=[MAY_VIEW])


class Labels(BaseModel):
    """The words for what is seen."""

    labels: list[str]
    """What a person may call an event."""
    groups: dict[str, list[str]]
    """Names that can be asked for like a label, with the labels that they stand for."""
    hidden: list[str]
    """Labels that are not shown unless asked for."""


@router.get("/labels")
def labels() -> Labels:
    """What an event may be called, and the groups that can be asked for."""
    groups = {group: [label for label in LABELS if LABEL_GROUPS.get(label) == group] for group in GROUPS}
    return Labels(labels=list(LABELS), groups=groups, hidden=sorted(HIDDEN_LABELS))
