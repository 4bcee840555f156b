"""A rule as scripts see it."""

from rules.describing import described, described_schedule
from rules.plan import Rule


def rule_json(rule: Rule, *, is_armed: bool | None = None) -> dict[str, object]:
    """Lay a rule out as JSON, its condition and schedule in plain words.

    Args:
        rule: As its file has it.
        is_armed: As was said from outside; None: as the file says.
    """
    return {
        "name": rule.name,
        "when": described(rule.when),
        "camera": rule.camera,
        "schedule": described_schedule(rule.schedule) if rule.schedule else None,
        "cooldown_s": rule.cooldown_us / 1e6,
        "armed": rule.is_armed if is_armed is None else is_armed,
        "do": [action.kind for action in rule.do],
    }
