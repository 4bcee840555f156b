"""Conditions and rules in plain words: for `vedette rules check`, for reasons and for messages."""

from collections.abc import Collection
from datetime import time

from pipeline.values import LABEL_GROUPS
from rules.labels import LABELS_OF
from rules.plan import (
    WEEKDAYS,
    Absence,
    AllOf,
    AnyOf,
    Condition,
    Count,
    Deed,
    Direction,
    Not,
    ObjectIs,
    Range,
    Rule,
    Schedule,
    Sequence,
    Weekday,
)

_UNITS = (("d", 86_400_000_000), ("h", 3_600_000_000), ("min", 60_000_000), ("s", 1_000_000), ("ms", 1_000))

_DEEDS: dict[Deed, tuple[str, str]] = {
    "appears": ("appears", "appears in"),
    "leaves": ("leaves", "leaves"),
    "stops": ("stops", "stops in"),
    "left_behind": ("left behind", "left behind in"),
    "taken_away": ("taken away", "taken away from"),
}
"""What an object does: alone, and before the name of a zone."""

_DIRECTIONS: dict[Direction, str] = {
    "left_to_right": "from left to right",
    "right_to_left": "from right to left",
}


def described(condition: Condition) -> str:
    """Say a condition as a person would: `person (score ≥ 0.6) in driveway for 2 s`."""
    match condition:
        case ObjectIs():
            return _object(condition)
        case Count(of, number):
            return f"{described_range(number)} at once: {described(of)}"
        case Sequence(steps, within_us):
            return f"{', then '.join(map(_part, steps))}, within {duration(within_us)}"
        case Absence(of, for_us):
            return f"for {duration(for_us)} {_none_of(of)}"
        case AnyOf(conditions) | AllOf(conditions):
            return (" or " if isinstance(condition, AnyOf) else " and ").join(map(_part, conditions))
        case Not(inner):
            return f"not {_part(inner)}"


def described_rule(rule: Rule) -> str:
    """Say a rule in one line: its name, condition, schedule and actions."""
    said = [described(rule.when) + (f" at camera {rule.camera}" if rule.camera else "")]
    if rule.schedule:
        said.append(described_schedule(rule.schedule))
    if rule.cooldown_us:
        said.append(f"at most once in {duration(rule.cooldown_us)}")
    if not rule.is_armed:
        said.append("disarmed")
    said.append(", ".join(action.kind for action in rule.do))
    return f"{rule.name}: {'; '.join(said)}"


def described_schedule(schedule: Schedule) -> str:
    """Say when a rule is awake: `mon–fri 22:00–06:00 Europe/Berlin`."""
    said = [described_days(schedule.days), schedule.timezone.key]
    if schedule.between:
        said.insert(1, "–".join(map(_clock, schedule.between)))
    return " ".join(filter(None, said))


def described_days(days: Collection[Weekday]) -> str:
    """Say days of the week, three or more in a row as a span: `mon–fri, sun`; nothing for all of them."""
    if len(days) == len(WEEKDAYS):
        return ""
    rows: list[list[Weekday]] = []
    for before, day in zip((None, *WEEKDAYS), WEEKDAYS, strict=False):
        if day in days:
            rows[-1].append(day) if before in days else rows.append([day])
    return ", ".join(f"{row[0]}–{row[-1]}" if len(row) > 2 else ", ".join(row) for row in rows)


def described_labels(labels: Collection[str] | None) -> str:
    """Say labels, whole groups by the group's name: `dog or vehicle`; `anything` for None."""
    if labels is None:
        return "anything"
    whole = {group for group, members in LABELS_OF.items() if members <= set(labels)}
    rest = {label for label in labels if LABEL_GROUPS.get(label) not in whole}
    return " or ".join(sorted(whole | rest))


def described_range(values: Range) -> str:
    """Say a range of numbers: `≥ 3`, `≤ 0.5`, `0.5…2`."""
    if values.least is None:
        return f"≤ {values.most:g}" if values.most is not None else "any"
    if values.most is None:
        return f"≥ {values.least:g}"
    return f"{values.least:g}…{values.most:g}" if values.least != values.most else f"{values.least:g}"


def duration(microseconds: int) -> str:
    """Say a length of time: `2 s`, `1 min 30 s`, `0.25 ms`."""
    said = []
    for unit, length in _UNITS[:-1]:
        number, microseconds = divmod(microseconds, length)
        if number:
            said.append(f"{number} {unit}")
    if microseconds or not said:
        said.append(f"{microseconds / 1_000:g} ms" if microseconds else "0 s")
    return " ".join(said)


def _clock(local: time) -> str:
    return local.isoformat("seconds" if local.second else "minutes")


def _object(wanted: ObjectIs) -> str:
    said = [described_labels(wanted.labels) + _bounds(wanted)]
    if wanted.does:
        alone, before_zone = _DEEDS[wanted.does]
        said.append(f"{before_zone} {wanted.zone}" if wanted.zone else alone)
    elif wanted.zone:
        said.append(f"in {wanted.zone}")
    if wanted.for_us:
        said.append(f"for {duration(wanted.for_us)}")
    if wanted.crosses:
        said.append(f"crosses {wanted.crosses}")
    if wanted.direction:
        said.append(_DIRECTIONS[wanted.direction])
    return " ".join(said)


def _bounds(wanted: ObjectIs) -> str:
    score = Range(wanted.min_score) if wanted.min_score else None
    named = (("score", score), ("speed", wanted.speed), ("moved", wanted.displacement), ("size", wanted.size))
    said = [f"{name} {described_range(values)}" for name, values in named if values]
    return f" ({', '.join(said)})" if said else ""


def _none_of(of: Condition) -> str:
    if isinstance(of, ObjectIs) and of.labels is None:
        return "nothing" + _object(of).removeprefix("anything")
    return f"no {_part(of)}"


def _part(condition: Condition) -> str:
    said = described(condition)
    return said if isinstance(condition, ObjectIs | Not) else f"({said})"
