"""Every condition, true and false."""

import pytest

from rules.judgement import Sighting, Trace
from rules.plan import Absence, AllOf, AnyOf, Condition, Count, Deed, Not, ObjectIs, Range, Sequence
from tests.rule_scenes import (
    INSIDE,
    ON_LAWN,
    OUTSIDE,
    SECOND,
    box_at,
    fired,
    seconds,
    sighting,
    stand,
    trace_of,
    walk,
)

PERSON = frozenset({"person"})
VEHICLE = frozenset({"car", "truck"})
IN_DRIVEWAY = ObjectIs(PERSON, zone="driveway")
ENTERS = walk("a", [(0, OUTSIDE), (4, INSIDE), (8, INSIDE)])
ACROSS_DOWN = walk("a", [(0, (0.5, 0.4)), (4, (0.5, 0.6))])
ACROSS_UP = walk("a", [(0, (0.5, 0.6)), (4, (0.5, 0.4))])
AROUND = walk("a", [(0, (0.5, 0.4)), (2, (0.9, 0.4)), (4, (0.9, 0.6)), (6, (0.5, 0.6))])
PARKS = walk("a", [(0, (0.1, 0.6)), (4, INSIDE), (10, INSIDE)], "car")
PASSES = walk("a", [(0, (0.1, 0.6)), (8, (0.9, 0.6))], "car")


def labelled(*spans: tuple[float, str]) -> Trace:
    """Someone in the driveway who bears each label up to its second."""
    end_s = spans[-1][0]
    seen = [step / 4 for step in range(round(end_s * 4))]
    return trace_of(
        [sighting("a", at_s, INSIDE, next(name for s, name in spans if at_s < s)) for at_s in seen]
    )


def scored(*scores: float) -> Trace:
    return trace_of([sighting("a", step / 4, INSIDE, score=score) for step, score in enumerate(scores)])


def sized(height: float) -> Trace:
    return trace_of(
        [Sighting("a", seconds(step / 4), box_at(INSIDE, height), "person", 0.9) for step in range(9)]
    )


def bag(begin_s: float, end_s: float) -> Trace:
    return stand("bag", (0.5, 0.6), begin_s, end_s, "backpack")


CARRIER = walk("carrier", [(0, (0.3, 0.6)), (4, (0.5, 0.6)), (6, (0.5, 0.6)), (10, (0.9, 0.6))])
THIEF = walk("thief", [(8, (0.9, 0.6)), (12, (0.51, 0.6)), (13, (0.51, 0.6)), (16, (0.9, 0.6))])

OBJECTS: dict[str, tuple[ObjectIs, Trace, bool]] = {
    "label": (ObjectIs(PERSON), ENTERS, True),
    "another label": (ObjectIs(VEHICLE), ENTERS, False),
    "one of several labels": (ObjectIs(VEHICLE), PARKS, True),
    "any label": (ObjectIs(), ENTERS, True),
    "unknown is not any": (ObjectIs(), labelled((4, "unknown")), False),
    "background is not any": (ObjectIs(), labelled((4, "background")), False),
    "unknown by name": (ObjectIs(frozenset({"unknown"})), labelled((4, "unknown")), True),
    "label found late": (ObjectIs(PERSON), labelled((2, "unknown"), (4, "person")), True),
    "score reached": (ObjectIs(PERSON, min_score=0.6), scored(0.4, 0.5, 0.6), True),
    "score missed": (ObjectIs(PERSON, min_score=0.6), scored(0.4, 0.5, 0.59), False),
    "in the zone": (IN_DRIVEWAY, ENTERS, True),
    "in another zone": (ObjectIs(PERSON, zone="lawn"), ENTERS, False),
    "crosses": (ObjectIs(crosses="kerb"), ACROSS_DOWN, True),
    "walks around the line": (ObjectIs(crosses="kerb"), AROUND, False),
    "walks beside the line": (ObjectIs(crosses="kerb"), walk("a", [(0, (0.1, 0.4)), (4, (0.9, 0.4))]), False),
    "down is left to right": (ObjectIs(crosses="kerb", direction="left_to_right"), ACROSS_DOWN, True),
    "down is not right to left": (ObjectIs(crosses="kerb", direction="right_to_left"), ACROSS_DOWN, False),
    "up is right to left": (ObjectIs(crosses="kerb", direction="right_to_left"), ACROSS_UP, True),
    "crosses in the zone": (ObjectIs(zone="driveway", crosses="kerb"), ACROSS_DOWN, True),
    "crosses outside the zone": (ObjectIs(zone="lawn", crosses="kerb"), ACROSS_DOWN, False),
    "stays long enough": (ObjectIs(zone="driveway", for_us=4 * SECOND), ENTERS, True),
    "stays too briefly": (ObjectIs(zone="driveway", for_us=7 * SECOND), ENTERS, False),
    "crosses after long enough": (ObjectIs(crosses="kerb", for_us=1 * SECOND), ACROSS_DOWN, True),
    "crosses too early": (ObjectIs(crosses="kerb", for_us=3 * SECOND), ACROSS_DOWN, False),
    "label flickers while it stays": (
        ObjectIs(PERSON, for_us=3 * SECOND),
        labelled((1.5, "person"), (2, "car"), (3.5, "person")),
        True,
    ),
    "label changes while it stays": (
        ObjectIs(PERSON, for_us=3 * SECOND),
        labelled((1.5, "person"), (3.5, "car"), (5, "person")),
        False,
    ),
    "fast": (ObjectIs(speed=Range(0.15)), PASSES, True),
    "not so fast": (ObjectIs(speed=Range(0.2)), PASSES, False),
    "slow": (ObjectIs(speed=Range(most=0.05)), PARKS, True),
    "never slow": (ObjectIs(speed=Range(most=0.1)), PASSES, False),
    "too young for a speed": (ObjectIs(speed=Range(0.0)), stand("a", INSIDE, 0, 0.25), False),
    "far": (ObjectIs(displacement=Range(0.8)), PASSES, True),
    "not so far": (ObjectIs(displacement=Range(1.5)), PASSES, False),
    "large": (ObjectIs(size=Range(0.3)), sized(0.35), True),
    "not large": (ObjectIs(size=Range(0.3)), sized(0.25), False),
    "small": (ObjectIs(size=Range(most=0.3)), sized(0.25), True),
    "appears": (ObjectIs(PERSON, does="appears"), ENTERS, True),
    "appears in the zone": (ObjectIs(zone="driveway", does="appears"), stand("a", INSIDE, 0, 2), True),
    "comes into the zone later": (ObjectIs(zone="driveway", does="appears"), ENTERS, False),
    "leaves": (ObjectIs(PERSON, does="leaves"), ENTERS, True),
    "leaves from the zone": (ObjectIs(zone="driveway", does="leaves"), ENTERS, True),
    "leaves from elsewhere": (ObjectIs(zone="lawn", does="leaves"), ENTERS, False),
    "leaves after long enough": (ObjectIs(zone="driveway", does="leaves", for_us=4 * SECOND), ENTERS, True),
    "leaves too early": (ObjectIs(zone="driveway", does="leaves", for_us=9 * SECOND), ENTERS, False),
    "stops": (ObjectIs(VEHICLE, does="stops"), PARKS, True),
    "passes without stopping": (ObjectIs(VEHICLE, does="stops"), PASSES, False),
    "stood from the first": (ObjectIs(does="stops"), stand("a", INSIDE, 0, 9), False),
    "stops elsewhere": (ObjectIs(VEHICLE, zone="lawn", does="stops"), PARKS, False),
}


@pytest.mark.parametrize(("condition", "trace", "expected"), OBJECTS.values(), ids=OBJECTS.keys())
def test_an_object_is_judged(condition: ObjectIs, trace: Trace, expected: bool) -> None:
    assert len(fired(condition, [trace])) == expected


COMPANY: dict[str, tuple[Deed, list[Trace], list[str]]] = {
    "left behind": ("left_behind", [CARRIER, bag(6, 20)], ["bag"]),
    "the carrier stays": ("left_behind", [stand("carrier", (0.48, 0.6), 0, 20), bag(6, 20)], []),
    "nobody brought it": ("left_behind", [bag(6, 20)], []),
    "what was brought walks on": (
        "left_behind",
        [CARRIER, walk("dog", [(6, (0.5, 0.6)), (16, (0.1, 0.6))], "dog")],
        [],
    ),
    "its carrier is lost from sight": (
        "left_behind",
        [walk("carrier", [(0, (0.3, 0.6)), (6, (0.5, 0.6))]), bag(5, 20)],
        ["bag"],
    ),
    "taken away": ("taken_away", [bag(0, 13), THIEF], ["bag"]),
    "goes by itself": ("taken_away", [bag(0, 13)], []),
    "passed by long before": ("taken_away", [bag(0, 20), THIEF], []),
    "never stood": ("taken_away", [walk("a", [(9, (0.1, 0.6)), (13, (0.5, 0.6))]), THIEF], []),
}


@pytest.mark.parametrize(("deed", "traces", "expected"), COMPANY.values(), ids=COMPANY.keys())
def test_what_is_left_behind_or_taken_away(deed: Deed, traces: list[Trace], expected: list[str]) -> None:
    assert [track for _, track in fired(ObjectIs(does=deed), traces)] == expected


def inside(track: str, begin_s: float, end_s: float, label: str = "person") -> Trace:
    return stand(track, INSIDE, begin_s, end_s, label)


def on_lawn(track: str, begin_s: float, end_s: float, label: str = "person") -> Trace:
    return stand(track, ON_LAWN, begin_s, end_s, label)


CAR_INSIDE = ObjectIs(VEHICLE, zone="driveway")
PERSON_ON_LAWN = ObjectIs(PERSON, zone="lawn")
TWO = Count(IN_DRIVEWAY, Range(2))

SEVERAL: dict[str, tuple[Condition, list[Trace], list[tuple[float, str]]]] = {
    "two at once": (TWO, [inside("a", 0, 9), inside("b", 3, 9)], [(3.0, "b")]),
    "two, one after the other": (TWO, [inside("a", 0, 3), inside("b", 6, 9)], []),
    "a third is no news": (TWO, [inside("a", 0, 9), inside("b", 3, 9), inside("c", 5, 9)], [(3.0, "b")]),
    "two, then two again": (
        TWO,
        [inside("a", 0, 20), inside("b", 3, 6), inside("c", 10, 20)],
        [(3.0, "b"), (10.0, "c")],
    ),
    "two that stay": (
        Count(ObjectIs(zone="driveway", for_us=4 * SECOND), Range(2)),
        [inside("a", 0, 9), inside("b", 3, 9)],
        [(7.0, "b")],
    ),
    "down to one": (
        Count(IN_DRIVEWAY, Range(1, 1)),
        [inside("a", 0, 9), inside("b", 0, 4)],
        [(0.0, "a"), (5.2, "a")],
    ),
    "down to none": (Count(IN_DRIVEWAY, Range(most=0)), [inside("a", 1, 4)], [(5.2, "")]),
    "none from the first": (Count(IN_DRIVEWAY, Range(most=0)), [], []),
    "in order": (
        Sequence((PERSON_ON_LAWN, CAR_INSIDE), 10 * SECOND),
        [on_lawn("a", 0, 2), inside("b", 5, 9, "car")],
        [(5.0, "b")],
    ),
    "in the other order": (
        Sequence((PERSON_ON_LAWN, CAR_INSIDE), 10 * SECOND),
        [inside("b", 0, 4, "car"), on_lawn("a", 5, 9)],
        [],
    ),
    "in order, too late": (
        Sequence((PERSON_ON_LAWN, CAR_INSIDE), 10 * SECOND),
        [on_lawn("a", 0, 2), inside("b", 10.5, 12, "car")],
        [],
    ),
    "in order, from the last beginning": (
        Sequence((PERSON_ON_LAWN, CAR_INSIDE), 10 * SECOND),
        [on_lawn("a", 0, 2), on_lawn("b", 6, 8), inside("c", 12, 14, "car")],
        [(12.0, "c")],
    ),
    "three steps": (
        Sequence((PERSON_ON_LAWN, CAR_INSIDE, ObjectIs(VEHICLE, does="leaves")), 20 * SECOND),
        [on_lawn("a", 0, 2), inside("b", 5, 9, "car")],
        [(10.2, "b")],
    ),
    "the same thing twice": (
        Sequence((IN_DRIVEWAY, IN_DRIVEWAY), 10 * SECOND),
        [inside("a", 0, 2), inside("b", 5, 9)],
        [(5.0, "b")],
    ),
    "the same thing once": (Sequence((IN_DRIVEWAY, IN_DRIVEWAY), 10 * SECOND), [inside("a", 0, 2)], []),
    "nothing at all": (Absence(IN_DRIVEWAY, 60 * SECOND), [], [(60.0, "")]),
    "nothing since": (Absence(IN_DRIVEWAY, 60 * SECOND), [inside("a", 10, 20)], [(80.0, "")]),
    "nothing twice": (Absence(IN_DRIVEWAY, 60 * SECOND), [inside("a", 70, 80)], [(60.0, ""), (140.0, "")]),
    "something always": (Absence(IN_DRIVEWAY, 60 * SECOND), [inside("a", 0, 290)], []),
    "something else": (Absence(IN_DRIVEWAY, 60 * SECOND), [on_lawn("a", 0, 290)], [(60.0, "")]),
    "nobody crosses": (Absence(ObjectIs(crosses="kerb"), 60 * SECOND), [ACROSS_DOWN], [(62.5, "")]),
    "one of two": (AnyOf((PERSON_ON_LAWN, CAR_INSIDE)), [inside("a", 1, 4, "car")], [(1.0, "a")]),
    "one of two, for each object": (
        AnyOf((PERSON_ON_LAWN, CAR_INSIDE)),
        [inside("a", 1, 9, "car"), on_lawn("b", 3, 6)],
        [(1.0, "a"), (3.0, "b")],
    ),
    "one of two, once for one object": (
        AnyOf((IN_DRIVEWAY, ObjectIs(PERSON))),
        [ENTERS],
        [(0.0, "a")],
    ),
    "none of two": (AnyOf((PERSON_ON_LAWN, CAR_INSIDE)), [inside("a", 1, 4)], []),
    "both": (
        AllOf((PERSON_ON_LAWN, CAR_INSIDE)),
        [inside("a", 1, 9, "car"), on_lawn("b", 3, 6)],
        [(3.0, "b")],
    ),
    "both, not at one time": (
        AllOf((PERSON_ON_LAWN, CAR_INSIDE)),
        [inside("a", 1, 3, "car"), on_lawn("b", 6, 8)],
        [],
    ),
    "one while something crosses": (
        AllOf((PERSON_ON_LAWN, ObjectIs(crosses="kerb"))),
        [on_lawn("b", 0, 9), ACROSS_DOWN],
        [(2.5, "a")],
    ),
    "one but not the other": (
        AllOf((IN_DRIVEWAY, Not(CAR_INSIDE))),
        [inside("a", 1, 4)],
        [(1.0, "a")],
    ),
    "one and the other too": (
        AllOf((IN_DRIVEWAY, Not(CAR_INSIDE))),
        [inside("b", 0, 9, "car"), inside("a", 1, 4)],
        [],
    ),
    "one once the other is gone": (
        AllOf((IN_DRIVEWAY, Not(CAR_INSIDE))),
        [inside("b", 0, 3, "car"), inside("a", 1, 9)],
        [(4.2, "a")],
    ),
}


@pytest.mark.parametrize(("condition", "traces", "expected"), SEVERAL.values(), ids=SEVERAL.keys())
def test_several_objects_are_judged(
    condition: Condition, traces: list[Trace], expected: list[tuple[float, str]]
) -> None:
    assert fired(condition, traces) == expected


def test_a_condition_comes_true_once_while_it_stays_true() -> None:
    assert fired(IN_DRIVEWAY, [stand("a", INSIDE, 0, 60)]) == [(0.0, "a")]


def test_a_condition_comes_true_for_each_object() -> None:
    assert fired(IN_DRIVEWAY, [inside("a", 0, 9), inside("b", 2, 9)]) == [(0.0, "a"), (2.0, "b")]


@pytest.mark.parametrize(("away_s", "times"), [(1.0, 1), (2.0, 2)], ids=["a short break", "a long break"])
def test_a_condition_comes_true_again_after_a_break(away_s: float, times: int) -> None:
    seen = [step / 4 for step in range(40)]
    places = [OUTSIDE if 4 <= at_s < 4 + away_s else INSIDE for at_s in seen]
    trace = trace_of([sighting("a", at_s, place) for at_s, place in zip(seen, places, strict=True)])
    assert len(fired(IN_DRIVEWAY, [trace])) == times


def test_a_dwell_fires_at_the_sighting_that_proves_it() -> None:
    dwell = ObjectIs(PERSON, zone="driveway", for_us=seconds(2.1))
    assert fired(dwell, [stand("a", INSIDE, 1, 9)]) == [(3.25, "a")]


def test_a_dwell_is_not_proven_by_one_who_has_gone() -> None:
    dwell = ObjectIs(PERSON, zone="driveway", for_us=2 * SECOND)
    assert fired(dwell, [stand("a", INSIDE, 0, 1.75)]) == []


def test_a_slow_camera_does_not_break_a_dwell() -> None:
    dwell = ObjectIs(PERSON, zone="driveway", for_us=10 * SECOND)
    trace = walk("a", [(0, INSIDE), (20, INSIDE)], hz=0.2)
    assert fired(dwell, [trace]) == [(10.0, "a")]


def test_zones_at_the_edge_of_the_picture_hold_who_is_cut_off_by_it() -> None:
    assert fired(ObjectIs(zone="lawn"), [stand("a", (0.1, 1.05), 0, 2)]) == [(0.0, "a")]
    assert fired(ObjectIs(zone="lawn"), [stand("a", (-0.02, 0.7), 0, 2)]) == [(0.0, "a")]
