"""Doing what a rule does, to try it."""

import os
from collections.abc import Sequence
from typing import Final

from api.http.served import Served
from api.judging.rule_camera import camera_of
from api.judging.trial_effects import TrialEffects
from rules.actions.targets import OUTWARD
from rules.alert import Alert
from rules.delivery.delivery import Delivery
from rules.delivery.dispatcher import Dispatcher
from rules.plan import Action, Rule

PATIENCE_S: Final = 10.0
"""How long the first attempts are waited for: as long as a target may take for one, unless told otherwise."""


def fire_rule(asked: Served, rule: Rule, camera: str | None) -> tuple[list[str], list[Delivery]]:
    """Do what a rule does, with an alert that is marked as a test.

    Returns:
        What was done here, a line each; and what was sent, after its first attempt.

    Raises:
        HistoryError: It cannot be written.
    """
    alert = Alert.test(rule.name, camera or camera_of(rule, asked.rulebook.plan), asked.now())
    effects = TrialEffects(asked.db)
    inward = tuple(action for action in rule.do if action.kind not in OUTWARD)
    outward = tuple(action for action in rule.do if action.kind in OUTWARD)
    dispatcher = Dispatcher(asked.db, effects, os.environ)
    dispatcher.dispatch(alert, inward)  # which needs nobody who delivers
    if not outward:
        return effects.done, []
    if asked.service:
        return effects.done, _sent(asked.service.dispatcher, alert, outward)
    with dispatcher:
        return effects.done, _sent(dispatcher, alert, outward)


def _sent(dispatcher: Dispatcher, alert: Alert, actions: Sequence[Action]) -> list[Delivery]:
    dispatcher.dispatch(alert, actions)
    return dispatcher.first_tries(alert.id, PATIENCE_S)
