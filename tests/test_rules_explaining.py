"""Why a rule fired for an event, or which condition failed, and by how much."""

from datetime import time
from zoneinfo import ZoneInfo

import pytest

from rules.explaining import Explanation, explain
from rules.judgement import Arming, Sighting, Trace, View, Watched
from rules.plan import (
    Absence,
    AllOf,
    AnyOf,
    Condition,
    Count,
    Not,
    ObjectIs,
    Plan,
    Range,
    Rule,
    Schedule,
    Sequence,
)
from tests.rule_scenes import (
    DRIVEWAY,
    INSIDE,
    KERB,
    LAWN,
    ON_LAWN,
    OUTSIDE,
    SECOND,
    VIEW,
    box_at,
    plan_of,
    seconds,
    sighting,
    stand,
    trace_of,
    walk,
)

PERSON, VEHICLE = frozenset({"person"}), frozenset({"car", "truck"})
IN_DRIVEWAY = ObjectIs(PERSON, zone="driveway")
BRIEFLY = walk("e", [(0, OUTSIDE), (2, (0.6, 0.42)), (3.4, INSIDE)])
DOWN = walk("e", [(0, (0.5, 0.4)), (4, (0.5, 0.6))])


def explained(condition: Condition, *traces: Trace) -> Explanation:
    ordered = sorted(traces, key=lambda trace: trace.start_us)
    (explanation,) = explain(plan_of(condition), VIEW, ordered, "e")
    return explanation


def faint(best: float) -> Trace:
    return trace_of([sighting("e", step / 4, INSIDE, score=best - 0.01 * step) for step in range(5)])


def tiny() -> Trace:
    return trace_of([Sighting("e", seconds(n / 4), box_at(INSIDE, 0.15), "person", 0.9) for n in range(9)])


FAILED: dict[str, tuple[ObjectIs, Trace, str]] = {
    "too briefly": (
        ObjectIs(PERSON, zone="driveway", for_us=2 * SECOND),
        BRIEFLY,
        "in driveway for 1.5 s of 2 s",
    ),
    "too faint": (ObjectIs(PERSON, 0.6), faint(0.52), "best score 0.52, needs 0.60"),
    "another label": (
        ObjectIs(VEHICLE),
        BRIEFLY,
        "car or truck in 0 of 16 sightings (seen as person)",
    ),
    "elsewhere": (
        IN_DRIVEWAY,
        stand("e", OUTSIDE, 0, 2),
        "never in driveway; nearest 0.20 frame heights from it",
    ),
    "too small": (ObjectIs(size=Range(0.2)), tiny(), "size 0.15 to 0.15, needs ≥ 0.2"),
    "too slow": (ObjectIs(speed=Range(0.2)), DOWN, "speed 0.05 to 0.05, needs ≥ 0.2"),
    "too fast": (ObjectIs(speed=Range(most=0.02)), DOWN, "speed 0.05 to 0.05, needs ≤ 0.02"),
    "not far enough": (ObjectIs(displacement=Range(0.5)), DOWN, "way 0.00 to 0.20, needs ≥ 0.5"),
    "too brief for a speed": (
        ObjectIs(speed=Range(0.2)),
        stand("e", INSIDE, 0, 0.25),
        "seen too briefly for a speed",
    ),
    "the other direction": (
        ObjectIs(crosses="kerb", direction="right_to_left"),
        DOWN,
        "only in the other direction",
    ),
    "does not stop": (ObjectIs(does="stops"), DOWN, "never"),
    "never all at once": (
        ObjectIs(zone="driveway", displacement=Range(most=0.1)),
        walk("e", [(0, OUTSIDE), (4, INSIDE)]),
        "each, but never at one time",
    ),
    "crosses while it is elsewhere": (
        ObjectIs(zone="lawn", crosses="kerb"),
        walk("e", [(0, (0.5, 0.4)), (4, (0.5, 0.6)), (8, (0.15, 0.6))]),
        "the rest did not hold when it happened",
    ),
}


@pytest.mark.parametrize(("condition", "trace", "found"), FAILED.values(), ids=FAILED.keys())
def test_the_condition_that_failed_is_named_with_by_how_much(
    condition: ObjectIs, trace: Trace, found: str
) -> None:
    explanation = explained(condition, trace)
    assert explanation.failed is not None
    assert (explanation.failed.held, explanation.failed.found) == (False, found)
    assert (explanation.firings, explanation.is_delivered) == ((), False)
    assert explanation.failed in explanation.reasons


def test_a_rule_that_fired_says_why() -> None:
    explanation = explained(IN_DRIVEWAY, BRIEFLY)
    assert (explanation.failed, explanation.is_delivered) == (None, True)
    assert [reason.found for reason in explanation.reasons] == ["person 0.90 in driveway"]


def test_what_was_there_is_not_what_failed() -> None:
    explanation = explained(ObjectIs(PERSON, 0.95, zone="driveway", for_us=60 * SECOND), BRIEFLY)
    assert [(reason.condition, reason.held) for reason in explanation.reasons] == [
        ("person", True),
        ("score ≥ 0.95", False),
        ("in driveway", True),
    ]


PARTS: dict[str, tuple[Condition, tuple[Trace, ...], str]] = {
    "nothing else was there": (
        AllOf((IN_DRIVEWAY, ObjectIs(VEHICLE, zone="lawn"))),
        (BRIEFLY,),
        "car or truck in lawn: never up to then",
    ),
    "what must not be was there": (
        AllOf((IN_DRIVEWAY, Not(ObjectIs(VEHICLE)))),
        (BRIEFLY, stand("car", ON_LAWN, 0, 9, "car")),
        "car or truck: once up to then",
    ),
    "the nearer of two": (
        AnyOf((ObjectIs(VEHICLE, zone="lawn"), ObjectIs(PERSON, zone="driveway", for_us=2 * SECOND))),
        (BRIEFLY,),
        "in driveway for 1.5 s of 2 s",
    ),
    "alone": (Count(IN_DRIVEWAY, Range(2)), (BRIEFLY,), "at most 1 at once up to then, needs ≥ 2"),
    "too late": (
        Sequence((ObjectIs(PERSON, zone="lawn"), IN_DRIVEWAY), SECOND),
        (BRIEFLY, stand("a", ON_LAWN, 0, 0.5)),
        "not in this order and time",
    ),
    "the event is no absence": (
        Absence(IN_DRIVEWAY, 60 * SECOND),
        (BRIEFLY,),
        "did not come true with this event",
    ),
}


@pytest.mark.parametrize(("condition", "traces", "found"), PARTS.values(), ids=PARTS.keys())
def test_the_part_that_failed_is_named(condition: Condition, traces: tuple[Trace, ...], found: str) -> None:
    explanation = explained(condition, *traces)
    assert explanation.failed is not None
    assert explanation.failed.found == found


def rule_explained(rule: Rule, view: View = VIEW, watched: Watched | None = None) -> str:
    plan = Plan((rule,), {zone.name: zone for zone in (DRIVEWAY, LAWN)}, {KERB.name: KERB})
    traces = [stand("a", INSIDE, 0, 2), stand("e", INSIDE, 12.5, 14)]
    (explanation,) = explain(plan, view, traces, "e", watched)
    assert explanation.failed is not None
    return explanation.failed.found


def test_a_rule_that_slept_says_until_when() -> None:
    schedule = Schedule(ZoneInfo("Europe/Berlin"), frozenset({"mon", "tue", "wed"}), (time(22), time(6)))
    view = View("yard", 1600, 900, 13 * 3600 * SECOND)
    assert rule_explained(Rule("r", IN_DRIVEWAY, (), schedule=schedule), view) == (
        "asleep: schedule mon–wed 22:00–06:00 Europe/Berlin, and it was thu 14:00:12"
    )
    assert rule_explained(Rule("r", IN_DRIVEWAY, (), schedule=schedule), View("yard", 1600, 900, None)) == (
        "time unknown: schedule mon–wed 22:00–06:00 Europe/Berlin"
    )


def test_a_rule_that_cools_down_says_for_how_long() -> None:
    rule = Rule("r", IN_DRIVEWAY, (), cooldown_us=60 * SECOND)
    assert rule_explained(rule) == "cooldown of 1 min for another 47.5 s"


def test_a_disarmed_rule_says_so() -> None:
    watched = Watched(0, 60 * SECOND, (Arming(5 * SECOND, "r", is_armed=False),))
    assert rule_explained(Rule("r", IN_DRIVEWAY, ()), watched=watched) == "disarmed"


def test_a_rule_of_another_camera_says_so() -> None:
    assert rule_explained(Rule("r", IN_DRIVEWAY, (), camera="gate")) == "not for camera yard"


def test_an_event_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="'x' is not among the 1 traces"):
        explain(plan_of(IN_DRIVEWAY), VIEW, [BRIEFLY], "x")
