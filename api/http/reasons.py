"""Why rules fired for an event, or why not."""

from collections.abc import Iterator
from typing import Final

from pydantic import BaseModel

from api.http.served import Served
from pipeline.history.analysis import AnalysedSource
from pipeline.history.history import History
from pipeline.values import Event
from rules.archive.armings import Armings
from rules.archive.footage import is_judgeable, view_of, watched_of
from rules.archive.tracing import trace_of
from rules.explaining import Explanation, explain
from rules.judgement import Reason, Trace

AROUND_US: Final = 3_600_000_000
"""So much around an event of a live camera is looked at: its source has no end, rules look back minutes."""


class ReasonModel(BaseModel):
    """A condition, whether it held, and what was found."""

    condition: str
    held: bool
    found: str


class RuleReasons(BaseModel):
    """What one rule made of an event."""

    rule: str
    fired: bool
    """People were told, or would have been."""
    withheld: str | None
    """It came true, but: `asleep`, `disarmed`, `cooldown`, `time unknown`."""
    reasons: list[ReasonModel]


class Reasons(BaseModel):
    """What each rule in use made of an event; none while it lasts, or if its footage was not seen in full."""

    rules: list[RuleReasons]


def reasons_of(asked: Served, history: History, event: Event) -> Reasons:
    """Judge an event with all around it."""
    source = history.source_of_event(event.id)
    plan = asked.rulebook.plan
    if source is None or event.is_lasting or not is_judgeable(source) or not plan.rules:
        return Reasons(rules=[])
    armings = history.read(lambda connection: Armings(connection).all())
    traces = list(_traces(history, source, event))
    watched = watched_of(source, armings)
    return Reasons(rules=list(map(_told, explain(plan, view_of(source), traces, event.id, watched))))


def _traces(history: History, source: AnalysedSource, event: Event) -> Iterator[Trace]:
    is_live = source.analysis.is_live
    span = (event.start_us - AROUND_US, event.end_us + AROUND_US) if is_live else None
    return map(trace_of, history.traced_events(source.id, span))


def _told(explanation: Explanation) -> RuleReasons:
    withheld = next((firing.withheld for firing in explanation.firings if firing.withheld), None)
    failed = explanation.failed
    reasons = list(explanation.reasons)
    if failed and failed not in reasons:
        reasons.append(failed)
    return RuleReasons(
        rule=explanation.rule,
        fired=explanation.is_delivered,
        withheld=None if explanation.is_delivered else withheld,
        reasons=list(map(reason_model, reasons)),
    )


def reason_model(reason: Reason) -> ReasonModel:
    """A reason as HTTP answers it."""
    return ReasonModel(condition=reason.condition, held=reason.held, found=reason.found)
