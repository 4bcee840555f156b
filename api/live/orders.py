"""What each camera is judged by."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rules.engine import concerns
from rules.judgement import Arming
from rules.plan import Plan


@dataclass(frozen=True, slots=True)
class Orders:
    """What one camera is judged by."""

    plan: Plan
    """The rules that concern it, with its zones and lines."""
    armed: Mapping[str, bool] = field(default_factory=dict)
    """Rules that were armed or disarmed from outside."""


def orders(plan: Plan, cameras: Iterable[str], armings: Iterable[Arming]) -> dict[str, Orders]:
    """Say for each camera what it is judged by.

    Args:
        plan: The rules.
        cameras: Their names.
        armings: In order of time; the last one of a rule holds.
    """
    armed = {arming.rule: arming.is_armed for arming in armings}
    return {camera: Orders(_part(plan, camera), armed) for camera in cameras}


def _part(plan: Plan, camera: str) -> Plan:
    return Plan(
        tuple(rule for rule in plan.rules if concerns(rule, plan, camera)),
        {name: zone for name, zone in plan.zones.items() if zone.camera == camera},
        {name: line for name, line in plan.lines.items() if line.camera == camera},
    )
