"""Rules that are changed, armed and silenced while a camera is watched."""

from collections.abc import Iterable
from dataclasses import replace

from pipeline.analyse import Step
from pipeline.values import Observation, TracePoint
from rules.cooldown import Cooldown
from rules.judgement import Firing, Sighting
from rules.live import LiveJudge
from rules.plan import Absence, Action, Condition, ObjectIs, Plan, Rule
from tests.rule_scenes import DRIVEWAY, INSIDE, SECOND, VIEW, seconds, sighting

PERSON = ObjectIs(labels=frozenset({"person"}))
APPEARS = ObjectIs(labels=frozenset({"person"}), does="appears")
STAYS = ObjectIs(labels=frozenset({"person"}), zone=DRIVEWAY.name, for_us=3 * SECOND)


def plan(*conditions: Condition, cooldown_s: int = 0) -> Plan:
    rules = (
        Rule(f"r{number}", condition, (Action("alert"),), cooldown_us=seconds(cooldown_s))
        for number, condition in enumerate(conditions)
    )
    return Plan(tuple(rules), {DRIVEWAY.name: DRIVEWAY})


def seen(*sightings: Sighting) -> Step:
    """The step of a picture in which tracks were noted."""
    noted = {one.track: TracePoint(one.time_us, one.box, one.label, one.score) for one in sightings}
    return Step(Observation(VIEW.camera, sightings[0].time_us, 0, ()), (), noted)


def told(judge: LiveJudge, steps: Iterable[Step]) -> list[tuple[str, float, str | None]]:
    firings: list[Firing] = [firing for step in steps for firing in judge.update(step)]
    return [(one.rule, one.time_us / SECOND, one.withheld) for one in firings]


def walk(track: str, from_s: float, to_s: float) -> list[Step]:
    number = round((to_s - from_s) * 4)
    return [seen(sighting(track, from_s + step / 4, INSIDE)) for step in range(number + 1)]


def known(steps: Iterable[Step]) -> list[Sighting]:
    points = ((track, point) for step in steps for track, point in step.noted.items())
    return [Sighting(track, point.time_us, point.box, point.label, point.score) for track, point in points]


def test_who_is_in_sight_when_rules_change_has_not_just_appeared() -> None:
    before = walk("a", 0, 2)
    judge = LiveJudge(plan(APPEARS, PERSON), VIEW, seconds(2), known=known(before))
    assert told(judge, walk("a", 2.25, 5)) == []
    assert told(judge, walk("b", 5.25, 6)) == [("r0", 5.25, None), ("r1", 5.25, None)]


def test_a_stay_that_began_before_rules_changed_counts_from_its_beginning() -> None:
    judge = LiveJudge(plan(STAYS), VIEW, seconds(2), known=known(walk("a", 0, 2)))
    assert told(judge, walk("a", 2.25, 5)) == [("r0", 3.0, None)]


def test_what_new_rules_make_of_the_past_silences_nothing() -> None:
    judge = LiveJudge(plan(PERSON, cooldown_s=60), VIEW, seconds(2), known=known(walk("a", 0, 2)))
    assert told(judge, walk("b", 3, 4)) == [("r0", 3.0, None)]


def test_a_cooldown_goes_on_when_rules_change() -> None:
    first = LiveJudge(plan(PERSON, cooldown_s=60), VIEW)
    assert told(first, walk("a", 0, 1)) == [("r0", 0.0, None)]
    second = LiveJudge(plan(PERSON, STAYS, cooldown_s=60), VIEW, seconds(2), first.cooldown)
    assert told(second, walk("b", 3, 4)) == [("r0", 3.0, "cooldown")]
    third = LiveJudge(plan(PERSON, cooldown_s=60), VIEW, seconds(61), second.cooldown)
    assert told(third, walk("c", 61, 61)) == [("r0", 61.0, None)]


def test_absence_counts_from_when_the_rules_are_there() -> None:
    judge = LiveJudge(plan(Absence(PERSON, 5 * SECOND)), VIEW, seconds(100))
    assert told(judge, [seen(replace(sighting("a", 106, INSIDE), label="car"))]) == [("r0", 105.0, None)]


def test_a_rule_is_silent_while_it_is_disarmed() -> None:
    judge = LiveJudge(plan(PERSON), VIEW)
    judge.arm("r0", is_armed=False)
    assert told(judge, walk("a", 0, 0)) == [("r0", 0.0, "disarmed")]
    judge.arm("r0", is_armed=True)
    assert told(judge, walk("b", 1, 1)) == [("r0", 1.0, None)]


def test_taking_over_a_cooldown_leaves_the_other_as_it_is() -> None:
    rule = plan(PERSON, cooldown_s=60).rules[0]
    first, second = Cooldown(), Cooldown()
    first.begin(rule, "person", 0)
    second.take_over(first)
    second.begin(rule, "person", seconds(30))
    assert first.is_silent(rule, "person", seconds(59))
    assert not first.is_silent(rule, "person", seconds(61))
    assert second.is_silent(rule, "person", seconds(61))
