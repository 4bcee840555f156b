"""Which camera a rule is about, for tests of what it does."""

from collections.abc import Iterator

from rules.conditions.building import object_conditions
from rules.plan import Plan, Rule


def camera_of(rule: Rule, plan: Plan) -> str:
    """The camera of a rule, or of a place that it names; `test` if it is for any."""

    def cameras() -> Iterator[str]:
        if rule.camera:
            yield rule.camera
        for condition in object_conditions(rule.when):
            if condition.zone:
                yield plan.zones[condition.zone].camera
            if condition.crosses:
                yield plan.lines[condition.crosses].camera

    return next(cameras(), "test")
