"""Which alerts a plan can give: what Home Assistant is told in advance."""

from collections.abc import Iterator, Sequence
from itertools import product

from rules.plan import Absence, Action, AllOf, AnyOf, Condition, Count, Not, ObjectIs, Plan
from rules.plan import Sequence as Steps

Place = tuple[str, str | None]
"""Camera and label; None for the label of an absence."""


def announced(plan: Plan, cameras: Sequence[str]) -> Iterator[tuple[Action, list[Place]]]:
    """Each `mqtt` action of the plan, with the cameras and labels whose alerts it may send.

    A rule for any label announces none: its sensors are made known by their first alerts.
    """
    for rule in plan.rules:
        for action in rule.do:
            if action.kind == "mqtt":
                where = [rule.camera] if rule.camera else cameras
                yield action, list(product(where, sorted(_labels(rule.when), key=str)))


def _labels(condition: Condition) -> frozenset[str | None]:
    """The labels that an alert of this condition may bear."""
    match condition:
        case ObjectIs():
            return frozenset(condition.labels or ())
        case Count(of):
            return _labels(of)
        case Steps(parts) | AnyOf(parts) | AllOf(parts):
            return frozenset().union(*map(_labels, parts))
        case Absence():
            return frozenset({None})
        case Not():
            return frozenset()
