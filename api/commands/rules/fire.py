"""`vedette rules fire`: try what a rule does."""

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.events import Db
from api.commands.rules.app import app
from api.commands.rules.arming import RuleName, named
from pipeline.history.history import DEFAULT_DB

if TYPE_CHECKING:
    from rules.delivery.delivery import Delivery

PATIENCE_S = 20.0
"""How long an answer is waited for: twice what a target may take for one attempt, unless told otherwise."""

Rules = Annotated[Path, typer.Option("--rules", metavar="FILE", help="The rules, or a whole configuration.")]
Camera = Annotated[str | None, typer.Option(help="Camera of the test; the rule's own if not given.")]


@app.command()
def fire(name: RuleName, *, rules: Rules, db: Db = DEFAULT_DB, camera: Camera = None) -> None:
    """Do what a rule does, with an alert that is marked as a test, and say what came of it.

    It goes through the same queue as real alerts. Exit status 1 says that a target was not reached; it is
    tried again by the next command or service that sends.
    """
    # pydantic and YAML take half a second, which no other command should pay.
    from api.configuration import read_configuration  # noqa: PLC0415
    from api.judging.rule_camera import camera_of  # noqa: PLC0415
    from api.judging.trial_effects import TrialEffects  # noqa: PLC0415
    from rules.actions.targets import OUTWARD  # noqa: PLC0415
    from rules.alert import Alert  # noqa: PLC0415
    from rules.delivery.dispatcher import Dispatcher  # noqa: PLC0415

    plan = read_configuration(rules).plan
    rule = {rule.name: rule for rule in plan.rules}[named(name, rules, [rule.name for rule in plan.rules])]
    alert = Alert.test(name, camera or camera_of(rule, plan), time.time_ns() // 1000)
    effects = TrialEffects(db)
    effects.prepare()
    with Dispatcher(db, effects, os.environ) as dispatcher:
        dispatcher.dispatch(alert, rule.do)
        is_sent = any(action.kind in OUTWARD for action in rule.do)
        deliveries = dispatcher.first_tries(alert.id, PATIENCE_S) if is_sent else []
    for line in (*effects.done, *map(delivery_line, deliveries)):
        typer.echo(line)
    if any(delivery.state not in {"delivered", "late"} for delivery in deliveries):
        raise typer.Exit(1)


def delivery_line(delivery: "Delivery") -> str:
    """What came of a delivery, in a line: where to, state, attempts, and why it failed."""
    tries = f"{delivery.attempts} {'attempt' if delivery.attempts == 1 else 'attempts'}"
    return f"{delivery.target}: {delivery.state}, {tries}{f': {delivery.error}' if delivery.error else ''}"
