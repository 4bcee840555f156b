"""`vedette correct`: tell the history what an event really shows."""

from difflib import get_close_matches
from typing import Annotated, Final

import typer

from api.commands.events import Db
from pipeline.history.beside import write_beside
from pipeline.history.history import DEFAULT_DB, History
from pipeline.history.reviews import Reviews
from pipeline.values import BACKGROUND, GROUPS, HIDDEN_LABELS, LABEL_GROUPS, Event

LABELS: Final = (*(label for label in LABEL_GROUPS if label == "person" or label not in GROUPS), BACKGROUND)
"""What a person may call an event: every label but the names of groups, which teach a model nothing."""

EventId = Annotated[
    str, typer.Argument(metavar="EVENT_ID", help="Id of the event: its picture is named by it.")
]
NewLabel = Annotated[str | None, typer.Argument(metavar="LABEL", help=f"What it shows: {', '.join(LABELS)}.")]
IsNothing = Annotated[bool, typer.Option("--wrong", help=f"Nothing is there: the same as {BACKGROUND}.")]
IsRight = Annotated[bool, typer.Option("--reviewed", help="The label is right as it is.")]


def correct(
    event_id: EventId,
    label: NewLabel = None,
    *,
    wrong: IsNothing = False,
    reviewed: IsRight = False,
    db: Db = DEFAULT_DB,
) -> None:
    """Say what an event shows; from then on it bears that label, with score 1.

    What people said is kept when the footage is analysed again, and `vedette model train --from-history`
    learns from it. To take a correction back, give the former label.
    """
    if (label is not None) + wrong + reviewed != 1:
        raise typer.BadParameter("expected one of LABEL, --wrong and --reviewed")
    with History.open(db) as history:
        event = found_event(history, event_id)
    said = event.label if reviewed else BACKGROUND if wrong else _checked(str(label))
    if said in HIDDEN_LABELS - {BACKGROUND}:
        raise typer.BadParameter(f"event {event.id} is {said}: expected what it shows, received --reviewed")
    write_beside(db, lambda connection: Reviews(connection).note(event.id, said))
    typer.echo(f"{event.id}: {said}" + ("" if said == event.label else f", was {event.label}"))


def found_event(history: History, event_id: str) -> Event:
    """The event that a person named.

    Raises:
        typer.BadParameter: There is none of this id; the message tells the nearest.
    """
    event = history.event(event_id)
    if event is None:
        nearest = history.nearest_id(event_id)
        hint = f"the nearest is {nearest}" if nearest else "the history has no events"
        raise typer.BadParameter(f"EVENT_ID: expected the id of an event, received {event_id!r}; {hint}")
    return event


def _checked(label: str) -> str:
    if label in LABELS:
        return label
    nearest = get_close_matches(label, LABELS, n=1, cutoff=0.0)[0]
    raise typer.BadParameter(
        f"LABEL: expected one of {', '.join(LABELS)}, received {label!r}; the nearest is {nearest}"
    )
