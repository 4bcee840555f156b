"""Why a rule fired for an event, or why it did not."""

import copy
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rules.awake import local_time
from rules.conditions.building import object_conditions, parts_of
from rules.conditions.watching import lasted
from rules.describing import described, described_range, described_schedule, duration
from rules.engine import concerns
from rules.judgement import Firing, Reason, Sighting, Trace, View, Watched
from rules.plan import WEEKDAYS, Absence, AllOf, Condition, Count, Not, ObjectIs, Plan, Range, Rule
from rules.plan import Sequence as Steps
from rules.replay import in_order, replay
from rules.shortfall import Check, checks
from rules.trails.stays import Stays
from rules.trails.trail import Trail
from rules.trails.trails import Places, Trails
from rules.trails.wants import Wants

_MOST_COUNTED = 20
"""Counting at once goes up to here: each number is judged by itself."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What one rule made of one event."""

    rule: str
    firings: tuple[Firing, ...]
    """Those that the event took part in, delivered or withheld."""
    failed: Reason | None
    """What kept it from being delivered and came nearest to holding; None if one was delivered."""
    reasons: tuple[Reason, ...]
    """All that was looked at."""

    @property
    def is_delivered(self) -> bool:
        """True if the event caused what the rule does."""
        return any(firing.withheld is None for firing in self.firings)


@dataclass(frozen=True, slots=True, eq=False)
class _Case:
    """What there is to explain an event by."""

    plan: Plan
    view: View
    traces: Sequence[Trace]
    watched: Watched | None
    event: Trace

    def firings(self, plan: Plan) -> Iterator[Firing]:
        return replay(plan, self.view, self.traces, self.watched)


def explain(
    plan: Plan, view: View, traces: Iterable[Trace], event_id: str, watched: Watched | None = None
) -> tuple[Explanation, ...]:
    """Say for each rule why it fired for an event or which condition failed, and by how much.

    Args:
        plan: The rules, explained in their order.
        view: Whose traces they are.
        traces: Those of the camera around the event, in order of `start_us`: as many as rules look back.
        event_id: The event's track.
        watched: As for `replay`.

    Raises:
        ValueError: None of the traces is the event's.
    """
    known = tuple(traces)
    event = next((trace for trace in known if trace.track == event_id), None)
    if event is None:
        raise ValueError(f"event {event_id!r} is not among the {len(known)} traces given")
    case = _Case(plan, view, known, watched, event)
    firings = tuple(case.firings(plan))
    glances, stays = _glances(case)
    explanations = []
    for rule in plan.rules:
        mine = tuple(firing for firing in firings if firing.rule == rule.name)
        own = tuple(firing for firing in mine if event_id in firing.tracks)
        explanations.append(_fired(rule, own, mine, view) if own else _silent(case, rule, glances, stays))
    return tuple(explanations)


def _glances(case: _Case) -> tuple[tuple[Trail, ...], Stays]:
    """The event's track as it was at each sighting, and as it was given up."""
    conditions = [one for rule in case.plan.rules for one in object_conditions(rule.when)]
    places = Places.of(case.plan, case.view.camera, {*case.plan.zones, *case.plan.lines})
    trails = Trails(case.view, places, Wants.of(conditions))
    glances = []
    for told in in_order(case.traces):
        trail = trails.see(told) if isinstance(told, Sighting) else trails.lose(told)
        if trail and told.track == case.event.track:
            glances.append(copy.copy(trail))
    return tuple(glances), trails.stays


def _fired(rule: Rule, own: Sequence[Firing], mine: Sequence[Firing], view: View) -> Explanation:
    """It fired; say why the firing was withheld, if all were."""
    told = next((firing for firing in own if firing.withheld is None), own[0])
    failed = _withheld(rule, told, mine, view) if told.withheld else None
    return Explanation(rule.name, tuple(own), failed, told.reasons)


def _withheld(rule: Rule, firing: Firing, mine: Sequence[Firing], view: View) -> Reason:
    if firing.withheld in {"asleep", "time unknown"} and rule.schedule:
        said = f"{firing.withheld}: schedule {described_schedule(rule.schedule)}"
        if view.recorded_us is not None:
            local = local_time(rule.schedule, view.recorded_us + firing.time_us)
            said += f", and it was {WEEKDAYS[local.weekday()]} {local:%H:%M:%S}"
        return Reason("awake", held=False, found=said)
    if firing.withheld == "disarmed":
        return Reason("armed", held=False, found="disarmed")
    delivered_us = max(
        one.time_us
        for one in mine
        if one.withheld is None and one.label == firing.label and one.time_us <= firing.time_us
    )
    left_us = delivered_us + rule.cooldown_us - firing.time_us
    said = f"cooldown of {duration(rule.cooldown_us)} for another {lasted(left_us)}"
    return Reason("no cooldown", held=False, found=said)


def _silent(case: _Case, rule: Rule, glances: Sequence[Trail], stays: Stays) -> Explanation:
    """It did not fire: find what came nearest."""
    if not concerns(rule, case.plan, case.view.camera):
        failed = Reason("camera", held=False, found=f"not for camera {case.view.camera}")
        return Explanation(rule.name, (), failed, (failed,))
    own = [checks(one, glances, stays) for one in _wanted(rule.when)]
    parts = () if isinstance(rule.when, ObjectIs) else _parts(case, rule.when)
    reasons = tuple(check.reason for row in (*own, parts) for check in row)
    return Explanation(rule.name, (), _nearest(own, parts), reasons)


def _nearest(own: Sequence[Sequence[Check]], parts: Sequence[Check]) -> Reason | None:
    """Choose what came nearest to holding, of what did not.

    Args:
        own: What each condition says of one object, checked on the event.
        parts: What the whole is made of: asked if the event did fulfil what one of its conditions says.
    """
    failed = sorted(([check for check in row if not check.reason.held] for row in own), key=len)
    missed = failed[0] if failed and failed[0] else [check for check in parts if not check.reason.held]
    return max(missed, key=lambda check: check.nearness).reason if missed else None


def _wanted(condition: Condition) -> Iterator[ObjectIs]:
    """What an object must fulfil for the condition to hold; not what it must not."""
    if isinstance(condition, ObjectIs):
        yield condition
    elif not isinstance(condition, Not | Absence):
        for part in parts_of(condition):
            yield from _wanted(part)


def _parts(case: _Case, whole: Condition) -> tuple[Check, ...]:
    """Say how often each part of a condition came true up to the end of the event, and so the whole."""
    if isinstance(whole, Count):
        return (_number(case, whole),)
    parts = parts_of(whole)
    probed = [part.condition if isinstance(part, Not) else part for part in parts]
    counted = []
    for part, inner, number in zip(parts, probed, _onsets(case, probed), strict=True):
        held = (number > 0) != isinstance(part, Not)
        reason = Reason(described(part), held, f"{described(inner)}: {_times(number)} up to then")
        counted.append(Check(reason, 0.5 if number else 0.25))
    said = {AllOf: "not all at one time", Steps: "not in this order and time"}
    found = said.get(type(whole), "did not come true with this event")
    return (*counted, Check(Reason(described(whole), held=False, found=found), 0.0))


def _number(case: _Case, whole: Count) -> Check:
    """Say how many there were at once up to the end of the event."""
    bounds = (whole.number.least, whole.number.most)
    most = min(math.ceil(max((bound for bound in bounds if bound is not None), default=1)) + 1, _MOST_COUNTED)
    probes = [Count(whole.of, Range(number)) for number in range(1, most + 1)]
    reached = sum(number > 0 for number in _onsets(case, probes))
    found = f"at most {reached} at once up to then, needs {described_range(whole.number)}"
    return Check(Reason(described(whole), held=False, found=found), 0.0)


def _onsets(case: _Case, conditions: Iterable[Condition]) -> list[int]:
    """How often each condition came true up to the end of the event."""
    probes = tuple(Rule(str(number), condition, ()) for number, condition in enumerate(conditions))
    times = [0] * len(probes)
    for firing in case.firings(Plan(probes, case.plan.zones, case.plan.lines)):
        times[int(firing.rule)] += firing.time_us <= case.event.departure.noticed_us
    return times


def _times(number: int) -> str:
    return {0: "never", 1: "once"}.get(number, f"{number} times")
