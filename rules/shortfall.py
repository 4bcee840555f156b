"""By how much an object missed what a rule says of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rules.conditions.object_is import fulfils, trigger_of
from rules.conditions.watching import BREAK_US, lasted
from rules.describing import described, described_labels, described_range, duration
from rules.judgement import Reason
from rules.plan import ObjectIs, Range
from rules.trails.happening import Crossing
from rules.trails.stays import Stays
from rules.trails.trail import Trail
from rules.trails.wants import is_named


@dataclass(frozen=True, slots=True)
class Check:
    """One part of what a condition says, over the whole life of an object."""

    reason: Reason
    nearness: float
    """How near it came, 0…1; 1 if it held."""


@dataclass(frozen=True, slots=True)
class _Quantity:
    """A number of an object that a condition sets bounds to."""

    word: str
    wanted: Range | None
    of: Callable[[Trail], float | None]


def checks(condition: ObjectIs, glances: Sequence[Trail], stays: Stays) -> tuple[Check, ...]:
    """Check each part of a condition by itself; if all held, whether they did together, and for how long.

    Args:
        condition: What a rule says of one object.
        glances: The object at each of its sightings, the last of them as it was given up.
        stays: The zones of its camera.
    """
    alone = _alone(condition, glances, stays)
    if all(check.reason.held for check in alone):
        return (*alone, *_together(condition, glances))
    return alone


def _alone(condition: ObjectIs, glances: Sequence[Trail], stays: Stays) -> tuple[Check, ...]:
    found = [_label(condition, glances)]
    if condition.min_score:
        found.append(_score(condition, glances))
    if condition.zone:
        found.append(_zone(condition.zone, glances, stays))
    quantities = (
        _Quantity("size", condition.size, lambda trail: trail.height),
        _Quantity("speed", condition.speed, lambda trail: trail.speed),
        _Quantity("way", condition.displacement, lambda trail: trail.displacement),
    )
    found += [_quantity(quantity, glances) for quantity in quantities if quantity.wanted]
    if condition.crosses or condition.does:
        found.append(_moment(condition, glances))
    return tuple(found)


def _label(condition: ObjectIs, glances: Sequence[Trail]) -> Check:
    named = sum(is_named(replace(condition, min_score=0.0), one.label, one.score) for one in glances)
    seen = ", ".join(dict.fromkeys(one.label for one in glances))
    said = f"{described_labels(condition.labels)} in {named} of {len(glances)} sightings (seen as {seen})"
    return Check(Reason(described_labels(condition.labels), named > 0, said), float(named > 0))


def _score(condition: ObjectIs, glances: Sequence[Trail]) -> Check:
    label = replace(condition, min_score=0.0)
    scores = [one.score for one in glances if is_named(label, one.label, one.score)]
    best = max(scores, default=0.0)
    held = best >= condition.min_score
    said = f"best score {best:.2f}" + ("" if held else f", needs {condition.min_score:.2f}")
    return Check(Reason(f"score ≥ {condition.min_score:g}", held, said), min(best / condition.min_score, 1.0))


def _zone(name: str, glances: Sequence[Trail], stays: Stays) -> Check:
    inside = [one for one in glances if name in one.zones]
    if inside:
        said = f"in {name} in {len(inside)} of {len(glances)} sightings"
        return Check(Reason(f"in {name}", held=True, found=said), 1.0)
    nearest = min(stays.distance(name, one.x, one.y) for one in glances)
    said = f"never in {name}; nearest {nearest:.2f} frame heights from it"
    return Check(Reason(f"in {name}", held=False, found=said), max(0.0, 1.0 - nearest))


def _quantity(quantity: _Quantity, glances: Sequence[Trail]) -> Check:
    assert quantity.wanted
    values = [value for one in glances if (value := quantity.of(one)) is not None]
    wanted = f"{quantity.word} {described_range(quantity.wanted)}"
    if not values:
        return Check(Reason(wanted, held=False, found=f"seen too briefly for a {quantity.word}"), 0.0)
    held = any(map(quantity.wanted.holds, values))
    said = f"{quantity.word} {min(values):.2f} to {max(values):.2f}"
    said += "" if held else f", needs {described_range(quantity.wanted)}"
    nearness = 1.0 if held else max(_nearness(quantity.wanted, value) for value in values)
    return Check(Reason(wanted, held, said), nearness)


def _nearness(wanted: Range, value: float) -> float:
    """The share of a value in the bound that it misses, or the other way round."""
    if wanted.least is not None and value < wanted.least:
        return value / wanted.least
    return wanted.most / value if wanted.most is not None and value > wanted.most else 1.0


def _moment(condition: ObjectIs, glances: Sequence[Trail]) -> Check:
    """Whether it did what the rule waits for."""
    wanted = described(
        ObjectIs(crosses=condition.crosses, direction=condition.direction, does=condition.does)
    )
    wanted = wanted.removeprefix("anything ")
    if any(trigger_of(condition) <= one.happenings for one in glances):
        return Check(Reason(wanted, held=True, found=wanted), 1.0)
    other_way = condition.crosses and any(Crossing(condition.crosses) in one.happenings for one in glances)
    said = "only in the other direction" if other_way else "never"
    return Check(Reason(wanted, held=False, found=said), 0.5 if other_way else 0.0)


def _together(condition: ObjectIs, glances: Sequence[Trail]) -> tuple[Check, ...]:
    """All parts held: say whether they did at one time, and for long enough."""
    states = [one for one in glances if fulfils(condition, one)]
    if not states:
        return (Check(Reason("all of it at one time", held=False, found="each, but never at one time"), 0.0),)
    found: list[Check] = []
    lasted_us = _longest_us(states, glances)
    if condition.for_us:
        held = lasted_us >= condition.for_us
        place = f"in {condition.zone} " if condition.zone else ""
        said = f"{place}for {lasted(lasted_us)} of {duration(condition.for_us)}"
        reason = Reason(f"for {duration(condition.for_us)}", held, said)
        found.append(Check(reason, min(lasted_us / condition.for_us, 1.0)))
    if not any(trigger_of(condition) <= one.happenings for one in states):
        said = "the rest did not hold when it happened"
        found.append(Check(Reason("all of it at one time", held=False, found=said), 0.0))
    return tuple(found)


def _longest_us(states: Sequence[Trail], glances: Sequence[Trail]) -> int:
    """The longest time that had no break; one in which the object was not seen otherwise is none."""
    longest_us = since_us = 0
    before = None
    held = {id(state) for state in states}
    for one in glances:
        if id(one) not in held:
            continue
        if before is None or _is_broken(before, one, glances):
            since_us = one.time_us
        longest_us, before = max(longest_us, one.time_us - since_us), one
    return longest_us


def _is_broken(before: Trail, now: Trail, glances: Sequence[Trail]) -> bool:
    was_otherwise = any(before.time_us < one.time_us < now.time_us for one in glances)
    return was_otherwise and now.time_us - before.time_us >= BREAK_US
