"""Conditions and rules in plain words."""

from datetime import time
from zoneinfo import ZoneInfo

import pytest

from rules.describing import described, described_days, described_rule, duration
from rules.labels import LABELS_OF
from rules.plan import (
    Absence,
    Action,
    AllOf,
    AnyOf,
    Condition,
    Count,
    Not,
    ObjectIs,
    Range,
    Rule,
    Schedule,
    Sequence,
    Weekday,
)

PERSON = ObjectIs(frozenset({"person"}), min_score=0.6, zone="driveway", for_us=2_000_000)
CAR = ObjectIs(frozenset({"car"}), crosses="kerb", direction="left_to_right")


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (PERSON, "person (score ≥ 0.6) in driveway for 2 s"),
        (CAR, "car crosses kerb from left to right"),
        (ObjectIs(), "anything"),
        (ObjectIs(LABELS_OF["vehicle"] | {"dog"}), "dog or vehicle"),
        (ObjectIs(speed=Range(0.5, 2)), "anything (speed 0.5…2)"),
        (ObjectIs(displacement=Range(1), size=Range(most=0.5)), "anything (moved ≥ 1, size ≤ 0.5)"),
        (ObjectIs(does="appears"), "anything appears"),
        (ObjectIs(does="left_behind", zone="hall"), "anything left behind in hall"),
        (ObjectIs(does="taken_away", zone="hall"), "anything taken away from hall"),
        (ObjectIs(zone="yard", crosses="kerb"), "anything in yard crosses kerb"),
        (Count(ObjectIs(zone="yard"), Range(3)), "≥ 3 at once: anything in yard"),
        (Count(ObjectIs(zone="yard"), Range(3, 3)), "3 at once: anything in yard"),
        (Absence(ObjectIs(zone="yard"), 300_000_000), "for 5 min nothing in yard"),
        (Absence(CAR, 1_500_000), "for 1 s 500 ms no car crosses kerb from left to right"),
        (Absence(AnyOf((ObjectIs(), CAR)), 1),
         "for 0.001 ms no (anything or car crosses kerb from left to right)"),
        (Sequence((ObjectIs(zone="a"), CAR), 90_000_000),
         "anything in a, then car crosses kerb from left to right, within 1 min 30 s"),
        (AnyOf((ObjectIs(zone="a"), AllOf((ObjectIs(zone="b"), ObjectIs(zone="c"))))),
         "anything in a or (anything in b and anything in c)"),
        (AllOf((ObjectIs(zone="a"), Not(CAR))), "anything in a and not car crosses kerb from left to right"),
    ],
)  # fmt: skip
def test_condition_reads_as_a_person_would_say_it(condition: Condition, words: str) -> None:
    assert described(condition) == words


def test_rule_is_one_line() -> None:
    night = Schedule(ZoneInfo("Europe/Berlin"), frozenset({"mon", "tue", "wed"}), (time(22), time(6)))
    rule = Rule(
        "night", PERSON, (Action("alert"), Action("record")), "gate", night, 60_000_000, is_armed=False
    )
    assert described_rule(rule) == (
        "night: person (score ≥ 0.6) in driveway for 2 s at camera gate; mon–wed 22:00–06:00 Europe/Berlin; "
        "at most once in 1 min; disarmed; alert, record"
    )


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (["mon"], "mon"),
        (["sat", "sun"], "sat, sun"),
        (["sun", "mon", "fri", "thu", "wed"], "mon, wed–fri, sun"),
        (["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ""),
    ],
)
def test_days_in_a_row_are_a_span(days: list[Weekday], words: str) -> None:
    assert described_days(days) == words


@pytest.mark.parametrize(
    ("microseconds", "words"),
    [
        (0, "0 s"),
        (250, "0.25 ms"),
        (500_000, "500 ms"),
        (3_600_000_000, "1 h"),
        (93_784_005_000, "1 d 2 h 3 min 4 s 5 ms"),
    ],
)
def test_duration_is_said_in_its_units(microseconds: int, words: str) -> None:
    assert duration(microseconds) == words
