"""`/rules`: what is waited for, tried on what happened, armed and fired."""

from collections import Counter
from typing import Final

from fastapi import APIRouter

from api.http.access import MAY_OPERATE, MAY_VIEW, Asking
from api.http.alerts import alert_model, delivery_model
from api.http.firing import fire_rule
from api.http.problem import Refusal
from api.http.rule_model import (
    Fired,
    FiringWanted,
    ProblemModel,
    RuleArmed,
    RuleList,
    RuleModel,
    RuleNamed,
    RulesChecked,
    RulesText,
    TrialModel,
    TrialWanted,
)  # fmt: skip
from api.http.rules_text import plan_of, text_in_use
from api.http.served import Asked, Served
from api.rule_json import rule_json
from pipeline.history.history import History
from pipeline.history.query import EventQuery
from rules.archive.armings import Armings
from rules.archive.trial import Stretch, Trial, tried
from rules.language.problem import RulesInvalid
from rules.plan import Plan, Rule

router = APIRouter(prefix="/rules", tags=["rules"], dependencies=[MAY_VIEW])

MOST_ALERTS: Final = 1_000
"""Listed of a trial: who has more wants other rules."""

MOST_EVENTS: Final = 50_000
"""That a trial may judge: a minute. More is for `vedette rules test`."""


@router.get("")
def rules(asked: Asked, caller: Asking) -> RuleList:
    """The rules in use."""
    with asked.history() as history:
        armed = _armed(history)
    rulebook = asked.rulebook
    found = [_model(rule, armed.get(rule.name)) for rule in rulebook.plan.rules]
    may_read = caller is not None and caller.role != "view"
    try:
        text = text_in_use(rulebook.path) if may_read else None
    except (RulesInvalid, OSError):
        text = None  # the file is gone or broken: `trouble` says so
    return RuleList(rules=found, yaml=text, trouble=rulebook.trouble)


@router.post("/check", dependencies=[MAY_OPERATE])
def check(asked: Asked, sent: RulesText) -> RulesChecked:
    """What rules mean in plain words, or all that is wrong with them."""
    try:
        plan = plan_of(sent.yaml, asked.rulebook.configuration)
    except RulesInvalid as error:
        return RulesChecked(rules=[], problems=list(map(ProblemModel.model_validate, error.problems)))
    return RulesChecked(rules=[_model(rule) for rule in plan.rules], problems=[])


@router.post("/test", dependencies=[MAY_OPERATE])
def test(asked: Asked, wanted: TrialWanted) -> TrialModel:
    """What rules would have done, and why; nothing is kept or sent. One trial at a time."""
    plan = _wanted_plan(asked, wanted)
    if wanted.since is not None and wanted.until is not None and wanted.since >= wanted.until:
        raise Refusal(422, "body: expected since before until, received the contrary")
    if not asked.rulebook.trial.acquire(blocking=False):
        raise Refusal(429, "trial: expected one at a time, another one runs", {"Retry-After": "10"})
    try:
        with asked.history() as history:
            _check_size(history)
            trial = tried(history, plan, Stretch(wanted.since, wanted.until))
    finally:
        asked.rulebook.trial.release()
    return _trial_model(trial, plan)


@router.post("/arm", dependencies=[MAY_OPERATE])
def arm(asked: Asked, named: RuleNamed) -> RuleArmed:
    """Let a rule fire, from now on."""
    return _arming(asked, named.rule, is_armed=True)


@router.post("/disarm", dependencies=[MAY_OPERATE])
def disarm(asked: Asked, named: RuleNamed) -> RuleArmed:
    """Keep a rule from firing, until it is armed; what it would have done is still noted."""
    return _arming(asked, named.rule, is_armed=False)


@router.post("/fire", dependencies=[MAY_OPERATE])
def fire(asked: Asked, wanted: FiringWanted) -> Fired:
    """Do what a rule does, with an alert that is marked as a test; answers after the first attempts."""
    done, sent = fire_rule(asked, _named(asked, wanted.rule), wanted.camera)
    return Fired(done=done, deliveries=list(map(delivery_model, sent)))


def _arming(asked: Served, name: str, *, is_armed: bool) -> RuleArmed:
    rule, now_us = _named(asked, name), asked.now()
    asked.write(
        lambda writer: writer.transact(
            lambda connection: Armings(connection).note(rule.name, now_us, is_armed=is_armed)
        )
    )
    return RuleArmed(rule=rule.name, armed=is_armed)


def _named(asked: Served, name: str) -> Rule:
    rules = {rule.name: rule for rule in asked.rulebook.plan.rules}
    if name not in rules:
        known = ", ".join(rules)[:500] or "none is in use"
        raise Refusal(404, f"rule: expected the name of one ({known}), received {name[:100]!r}")
    return rules[name]


def _wanted_plan(asked: Served, wanted: TrialWanted) -> Plan:
    if wanted.yaml is None:
        return asked.rulebook.plan
    try:
        return plan_of(wanted.yaml, asked.rulebook.configuration)
    except RulesInvalid as error:
        first = error.problems[0]
        parts = ["body.yaml", f"line {first.line}" if first.line else "", first.where, first.message]
        raise Refusal(422, ": ".join(filter(None, parts))) from error


def _check_size(history: History) -> None:
    events = history.count(EventQuery(include_hidden=True))
    if events > MOST_EVENTS:
        raise Refusal(
            409,
            f"trial: expected a history of at most {MOST_EVENTS:,} events, received {events:,}: "
            "`vedette rules test` judges as many as there are",
        )


def _trial_model(trial: Trial, plan: Plan) -> TrialModel:
    counts = {rule.name: Counter({"told": 0}) for rule in plan.rules}
    for ruling in trial.rulings:
        counts[ruling.alert.rule][ruling.withheld or "told"] += 1
    return TrialModel(
        alerts=list(map(alert_model, trial.rulings[:MOST_ALERTS])),
        rules={name: dict(each) for name, each in counts.items()},
        left_out=max(0, len(trial.rulings) - MOST_ALERTS),
        approximate=trial.approximate,
    )


def _armed(history: History) -> dict[str, bool]:
    """What was said last of each rule."""
    armings = history.read(lambda connection: Armings(connection).all())
    return {arming.rule: arming.is_armed for arming in armings}


def _model(rule: Rule, is_armed: bool | None = None) -> RuleModel:
    return RuleModel.model_validate(rule_json(rule, is_armed=is_armed))
