"""`vedette rules explain`: why rules fired for an event, or why not."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from api.commands.correct import EventId, found_event
from api.commands.events import Db
from api.commands.rules.app import app
from api.moment import iso
from pipeline.history.history import DEFAULT_DB, History
from pipeline.values import Event

if TYPE_CHECKING:
    from rules.explaining import Explanation
    from rules.plan import Plan

AROUND_US: Final = 86_400_000_000
"""A live camera is judged from a day before the event to a day behind it: its watch may be months long."""

Rules = Annotated[Path, typer.Option("--rules", metavar="FILE", help="The rules, or a whole configuration.")]


@app.command()
def explain(event_id: EventId, *, rules: Rules, db: Db = DEFAULT_DB) -> None:
    """Say for each rule whether it fired for an event, and if not, which condition failed and by how much.

    The event is judged with all others of its footage, as the rules would have judged it then. Cooldowns that
    began in other files are not looked at.
    """
    # pydantic and YAML take half a second, which no other command should pay.
    from api.configuration import read_configuration  # noqa: PLC0415

    plan = read_configuration(rules).plan
    with History.open(db) as history:
        event = found_event(history, event_id)
        if event.is_lasting:
            raise typer.BadParameter(f"event {event_id}: expected one that is over, received one that lasts")
        explanations = _explanations(history, event, plan)
    for explanation in explanations:
        for line in _lines(explanation, is_live=event.is_live):
            typer.echo(line)


def _explanations(history: History, event: Event, plan: "Plan") -> tuple["Explanation", ...]:
    from rules.archive.armings import Armings  # noqa: PLC0415  # likewise
    from rules.archive.footage import is_judgeable, view_of, watched_of  # noqa: PLC0415
    from rules.archive.tracing import trace_of  # noqa: PLC0415
    from rules.explaining import explain as explained  # noqa: PLC0415

    source = history.source_of_event(event.id)
    if source is None or not is_judgeable(source):
        raise typer.BadParameter(f"event {event.id}: its footage was not seen to its end; analyze it again")
    armings = history.read(lambda connection: Armings(connection).all())
    around_us = (event.start_us - AROUND_US, event.end_us + AROUND_US) if event.is_live else None
    traces = map(trace_of, history.traced_events(source.id, around_us))
    return explained(plan, view_of(source), traces, event.id, watched_of(source, armings))


def _lines(explanation: "Explanation", *, is_live: bool) -> Iterator[str]:
    from api.alert_text import reason_line  # noqa: PLC0415  # likewise

    yield f"{explanation.rule}: {_verdict(explanation, is_live=is_live)}"
    for reason in explanation.reasons:
        yield f"  {reason_line(reason)}"


def _verdict(explanation: "Explanation", *, is_live: bool) -> str:
    """Whether it fired, when (in the footage, or of a live camera in UTC), and what kept it from doing so."""
    failed = explanation.failed
    if explanation.is_delivered:
        times = [firing.time_us for firing in explanation.firings if firing.withheld is None]
        return f"fired at {', '.join(iso(each) if is_live else f'{each / 1e6:.1f} s' for each in times)}"
    why = f"{failed.condition}: {failed.found}" if failed else "its condition did not come true"
    return f"withheld, {why}" if explanation.firings else f"did not fire, {why}"
