"""The engine: the same whatever it is told between, live and past; and what is withheld."""

from collections.abc import Iterator
from datetime import time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.engine import Engine
from rules.judgement import Arming, Firing, Sighting, Trace, View, Watched
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
from rules.replay import in_order, replay
from tests.rule_scenes import (
    DRIVEWAY,
    INSIDE,
    KERB,
    LAWN,
    ON_LAWN,
    OUTSIDE,
    SECOND,
    VIEW,
    live,
    plan_of,
    seconds,
    sighting,
    stand,
    trace_of,
    walk,
)

PERSON = frozenset({"person"})
IN_DRIVEWAY = ObjectIs(PERSON, zone="driveway")
END_S = 60
EVERY_KIND: tuple[Condition, ...] = (
    IN_DRIVEWAY,
    ObjectIs(zone="driveway", for_us=2 * SECOND),
    ObjectIs(crosses="kerb", direction="left_to_right"),
    ObjectIs(min_score=0.6, speed=Range(0.1), size=Range(most=0.5)),
    ObjectIs(does="appears"),
    ObjectIs(does="leaves"),
    ObjectIs(does="stops"),
    ObjectIs(does="left_behind"),
    ObjectIs(does="taken_away"),
    Count(ObjectIs(), Range(2)),
    Count(IN_DRIVEWAY, Range(most=0)),
    Sequence((ObjectIs(zone="lawn"), IN_DRIVEWAY), 5 * SECOND),
    Absence(ObjectIs(), 4 * SECOND),
    Absence(ObjectIs(does="leaves"), 3 * SECOND),
    AnyOf((IN_DRIVEWAY, ObjectIs(crosses="kerb"))),
    AllOf((IN_DRIVEWAY, Not(ObjectIs(zone="lawn")))),
    AllOf((Absence(ObjectIs(zone="lawn"), 3 * SECOND), Count(ObjectIs(), Range(1)))),
)
PLACES = (INSIDE, OUTSIDE, ON_LAWN, (0.5, 0.48), (0.5, 0.55), (0.35, 0.5))


@st.composite
def tracks(draw: st.DrawFn) -> list[Trace]:
    """Up to five tracks that wander, change labels and meet at equal times."""
    found = []
    for track in draw(st.lists(st.sampled_from("abcde"), max_size=5, unique=True)):
        begin = draw(st.integers(0, 60))
        seen = draw(st.lists(st.tuples(st.sampled_from(PLACES), st.booleans()), min_size=1, max_size=40))
        sightings = [
            sighting(track, (begin + n) / 4, place, "person" if is_person else "car", 0.5 + n / 100)
            for n, (place, is_person) in enumerate(seen)
        ]
        found.append(trace_of(sightings, draw(st.sampled_from([0.0, 0.25, 1.2]))))
    return sorted(found, key=lambda trace: trace.start_us)


def told_often(engine: Engine, traces: list[Trace], extra_us: list[int]) -> Iterator[Firing]:
    """As `live`, with further times told between."""
    extra = sorted(extra_us)
    for told in in_order(traces):
        time_us = told.time_us if isinstance(told, Sighting) else told.noticed_us
        while extra and extra[0] <= time_us:
            yield from engine.advance(extra.pop(0))
        yield from engine.sight(told) if isinstance(told, Sighting) else engine.depart(told)


@settings(deadline=None)
@given(tracks(), st.lists(st.integers(0, END_S * SECOND), max_size=60))
def test_no_firing_depends_on_how_often_the_time_is_told(traces: list[Trace], extra_us: list[int]) -> None:
    seldom, often = Engine(plan_of(*EVERY_KIND), VIEW), Engine(plan_of(*EVERY_KIND), VIEW)
    once = [*seldom.advance(0), *live(seldom, traces), *seldom.advance(2 * END_S * SECOND)]
    many = [*often.advance(0), *told_often(often, traces, extra_us), *often.advance(2 * END_S * SECOND)]
    assert once == many
    assert [one.time_us for one in once] == sorted(one.time_us for one in once)


@settings(deadline=None)
@given(tracks(), st.randoms(use_true_random=False))
def test_the_order_of_equal_starts_does_not_matter(traces: list[Trace], random: object) -> None:
    shuffled = list(traces)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis types its generators as objects
    shuffled.sort(key=lambda trace: trace.start_us)
    plan = plan_of(*EVERY_KIND)
    assert list(replay(plan, VIEW, traces)) == list(replay(plan, VIEW, shuffled))


@settings(deadline=None)
@given(
    tracks(),
    st.lists(
        st.tuples(st.integers(0, END_S * 4), st.sampled_from(["r0", "r5", "r12"]), st.booleans()), max_size=6
    ),
)
def test_replay_gives_what_fired_live(traces: list[Trace], armings: list[tuple[int, str, bool]]) -> None:
    plan, engine = plan_of(*EVERY_KIND), Engine(plan_of(*EVERY_KIND), VIEW)
    armed = [Arming(quarter * SECOND // 4, rule, is_armed) for quarter, rule, is_armed in sorted(armings)]
    firings, waiting = list(engine.advance(0)), list(armed)
    for told in in_order(traces):  # observation by observation, as a camera's loop does
        time_us = told.time_us if isinstance(told, Sighting) else told.noticed_us
        while waiting and waiting[0].time_us <= time_us:
            arming = waiting.pop(0)
            firings += engine.advance(arming.time_us)
            engine.arm(arming.rule, arming.is_armed)
        firings += engine.advance(time_us)
        firings += engine.sight(told) if isinstance(told, Sighting) else engine.depart(told)
    for arming in waiting:
        firings += engine.advance(arming.time_us)
        engine.arm(arming.rule, arming.is_armed)
    firings += engine.advance(2 * END_S * SECOND)
    assert list(replay(plan, VIEW, traces, Watched(0, 2 * END_S * SECOND, tuple(armed)))) == firings


def test_a_firing_says_what_was_found() -> None:
    plan = plan_of(ObjectIs(PERSON, 0.6, zone="driveway", for_us=2 * SECOND))
    (firing,) = replay(plan, VIEW, [stand("a", INSIDE, 1, 9)])
    assert (firing.rule, firing.camera, firing.time_us, firing.tracks) == ("r0", "yard", 3 * SECOND, ("a",))
    assert (firing.label, firing.score, firing.withheld) == ("person", 0.9, None)
    (reason,) = firing.reasons
    assert reason.condition == "person (score ≥ 0.6) in driveway for 2 s"
    assert (reason.held, reason.found) == (True, "person 0.90 in driveway for 2 s")


def test_a_firing_says_of_every_condition_what_was_found() -> None:
    condition = AllOf((IN_DRIVEWAY, Not(ObjectIs(zone="lawn")), Count(ObjectIs(PERSON), Range(1))))
    (firing,) = replay(plan_of(condition), VIEW, [stand("a", INSIDE, 1, 9)])
    assert [(reason.held, reason.found) for reason in firing.reasons] == [
        (True, "person 0.90 in driveway"),
        (True, "none yet"),
        (True, "1 at once: person 0.90"),
    ]


def rule_plan(*rules: Rule) -> Plan:
    return Plan(rules, {zone.name: zone for zone in (DRIVEWAY, LAWN)}, {KERB.name: KERB})


NIGHT = Schedule(ZoneInfo("Europe/Berlin"), between=(time(22), time(6)))


@pytest.mark.parametrize(
    ("recorded_us", "expected"),
    [(None, "time unknown"), (12 * 3600 * SECOND, "asleep"), (22 * 3600 * SECOND, None)],
    ids=["unknown", "noon", "night"],
)
def test_a_rule_with_a_schedule_fires_only_while_awake(recorded_us: int | None, expected: str | None) -> None:
    plan = rule_plan(Rule("r", IN_DRIVEWAY, (), schedule=NIGHT))
    (firing,) = replay(plan, View("yard", 1600, 900, recorded_us), [stand("a", INSIDE, 0, 2)])
    assert firing.withheld == expected


def test_a_rule_without_a_schedule_needs_no_time_of_day() -> None:
    (firing,) = replay(
        rule_plan(Rule("r", IN_DRIVEWAY, ())), View("yard", 1600, 900, None), [stand("a", INSIDE, 0, 2)]
    )
    assert firing.withheld is None


def test_a_disarmed_rule_is_judged_but_withheld_until_it_is_armed() -> None:
    engine = Engine(rule_plan(Rule("r", IN_DRIVEWAY, (), is_armed=False)), VIEW)
    (before,) = engine.sight(sighting("a", 1, INSIDE))
    engine.arm("r", is_armed=True)
    (after,) = engine.sight(sighting("b", 2, INSIDE))
    engine.arm("r", is_armed=False)
    (again,) = engine.sight(sighting("c", 3, INSIDE))
    assert [one.withheld for one in (before, after, again)] == ["disarmed", None, "disarmed"]


def test_a_rule_of_another_camera_is_not_judged() -> None:
    rules = (Rule("here", ObjectIs(), (), camera="yard"), Rule("there", ObjectIs(), (), camera="gate"))
    assert [one.rule for one in replay(rule_plan(*rules), VIEW, [stand("a", INSIDE, 0, 2)])] == ["here"]


def test_a_rule_with_a_place_of_another_camera_is_not_judged() -> None:
    rules = (Rule("r", Absence(IN_DRIVEWAY, SECOND), ()), Rule("lines", ObjectIs(crosses="kerb"), ()))
    way = walk("a", [(0, (0.5, 0.4)), (4, (0.5, 0.6))])
    assert (
        list(replay(rule_plan(*rules), View("gate", 1600, 900, 0), [way], Watched(0, END_S * SECOND))) == []
    )


def test_the_engine_refuses_what_comes_too_late() -> None:
    engine = Engine(plan_of(IN_DRIVEWAY), VIEW)
    engine.sight(sighting("b", 2, INSIDE))
    with pytest.raises(ValueError, match="camera 'yard': needs times in order"):
        engine.sight(sighting("c", 1, INSIDE))
    with pytest.raises(
        ValueError, match="tracks in order at one time; got track 'a' at 2000000 µs after 'b'"
    ):
        engine.sight(sighting("a", 2, INSIDE))
    with pytest.raises(ValueError, match="needs times in order"):
        engine.advance(seconds(1))


def test_replay_refuses_traces_out_of_order() -> None:
    with pytest.raises(ValueError, match="order of their starts, got 0 after 1000000"):
        list(replay(plan_of(IN_DRIVEWAY), VIEW, [stand("a", INSIDE, 1, 2), stand("b", INSIDE, 0, 2)]))


def test_the_departure_of_a_track_that_was_never_sighted_changes_nothing() -> None:
    engine = Engine(plan_of(ObjectIs(does="leaves")), VIEW)
    assert engine.depart(stand("a", INSIDE, 0, 2).departure) == ()
