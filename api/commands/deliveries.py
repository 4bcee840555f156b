"""`vedette deliveries`: what was sent, what waits, what was given up, and have it sent again."""

import json
import os
import sys
import time
from typing import Annotated

import typer

from api.commands.events import Db
from api.commands.rules.fire import PATIENCE_S, delivery_line
from pipeline.history.history import DEFAULT_DB, History

app = typer.Typer(
    invoke_without_command=True, help="List what rules sent: what waits, what arrived, what was given up."
)

GivenUp = Annotated[bool, typer.Option("--failed", help="Only what was given up.")]
Limit = Annotated[int, typer.Option(min=1, help="At most so many, the newest first.")]
AsJson = Annotated[bool, typer.Option("--json", help='Print {"deliveries": [...]}.')]
DeliveryId = Annotated[str, typer.Argument(metavar="ID", help="Id of a delivery that was given up.")]


@app.callback()
def deliveries(
    context: typer.Context,
    *,
    db: Db = DEFAULT_DB,
    failed: GivenUp = False,
    limit: Limit = 100,
    as_json: AsJson = False,
) -> None:
    """List what rules sent: what waits, what arrived, what was given up."""
    if context.invoked_subcommand is not None:
        return
    from rules.delivery.deliveries import Deliveries  # noqa: PLC0415  # half a second, with all of the rules

    with History.open(db) as history:
        found = history.read(
            lambda connection: (
                Deliveries(connection).given_up()[:limit] if failed else Deliveries(connection).latest(limit)
            )
        )
    if as_json:
        told = {"deliveries": [delivery.to_json() for delivery in found]}
        sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
        return
    for delivery in found:
        fields = (delivery.id, delivery.alert.camera, delivery.alert.rule, delivery.target, delivery.state)
        typer.echo("\t".join((*fields, str(delivery.attempts), delivery.error or "-")))


@app.command()
def resend(delivery_id: DeliveryId, *, db: Db = DEFAULT_DB) -> None:
    """Try once more what was given up, and say what came of it.

    If that fails, it is tried for as long as before. Exit status 1 says that the target was not reached yet.
    """
    from api.judging.trial_effects import TrialEffects  # noqa: PLC0415  # likewise
    from pipeline.history.beside import write_beside  # noqa: PLC0415
    from rules.delivery.deliveries import Deliveries  # noqa: PLC0415
    from rules.delivery.dispatcher import Dispatcher  # noqa: PLC0415

    now_us = time.time_ns() // 1000
    write_beside(db, lambda connection: Deliveries(connection).resend(delivery_id, now_us))
    with History.open(db) as history:
        alert_id = history.read(lambda connection: Deliveries(connection).of_id(delivery_id).alert.id)
    with Dispatcher(db, TrialEffects(db), os.environ) as dispatcher:
        tried = dispatcher.first_tries(alert_id, PATIENCE_S)
    delivery = next(delivery for delivery in tried if delivery.id == delivery_id)
    typer.echo(delivery_line(delivery))
    if delivery.state not in {"delivered", "late"}:
        raise typer.Exit(1)
