"""What rules make of one camera's steps, while their orders change."""

from collections.abc import Iterable

from api.live.guard import Guard, Verdict
from api.live.orders import Orders, orders
from rules.cooldown import Cooldown
from rules.judgement import Arming
from rules.plan import Action, Line, ObjectIs, Plan, Rule, Zone
from tests.live_scenes import SCENE, at, finding, seen, track

LEFT = Zone("left", "gate", ((0, 0), (0.5, 0), (0.5, 1), (0, 1)))
PERSON = ObjectIs(labels=frozenset({"person"}))
ANYONE = Rule("anyone", PERSON, (Action("alert"),))
IN_LEFT = Rule("in left", ObjectIs(labels=frozenset({"person"}), zone="left"), (Action("alert"),))
LEAVES = Rule("leaves", ObjectIs(labels=frozenset({"person"}), does="leaves"), (Action("alert"),))


def plan(*rules: Rule) -> Plan:
    return Plan(rules, {"left": LEFT})


def fired(verdict: Verdict) -> list[tuple[str, str | None]]:
    return [(rule.name, ruling.withheld) for ruling, rule in verdict.fired]


def guard(its_orders: Orders, cooldown: Cooldown | None = None) -> Guard:
    return Guard(SCENE, "m1", its_orders, cooldown or Cooldown())


def test_events_know_the_zones_that_they_came_to() -> None:
    its = Orders(plan(ANYONE))
    told = guard(its)
    (inside,) = told.update(seen(0, track(1, 100)), its).lasting
    assert inside.zones == ("left",)
    (over,) = told.update(seen(5.2, over=[finding(track(1, 100), 0, 4)]), its).over
    assert (over.zones, over.is_live, over.is_lasting) == (("left",), True, False)
    (outside,) = told.update(seen(7, track(2, 600, since_s=7)), its).lasting
    assert outside.zones == ()


def test_an_alert_is_a_live_one_and_names_event_and_zone() -> None:
    its = Orders(plan(ANYONE))
    ((ruling, rule),) = guard(its).update(seen(0, track(1, 100)), its).fired
    alert = ruling.alert
    assert (rule, ruling.withheld, ruling.source) == (ANYONE, None, SCENE.source)
    assert (alert.is_live, alert.is_late, alert.time_us, alert.utc_us) == (True, False, at(0), at(0))
    assert (alert.events, alert.zones, alert.label) == ((SCENE.event_id(1),), ("left",), "person")


def test_an_alert_of_who_has_left_knows_his_zones_too() -> None:
    its = Orders(plan(LEAVES))
    told = guard(its)
    told.update(seen(0, track(1, 100)), its)
    verdict = told.update(seen(5.2, over=[finding(track(1, 100), 0, 4)]), its)
    ((ruling, _),) = verdict.fired
    assert ruling.alert.zones == ("left",)
    assert verdict.illustrated == (ruling.alert.id,)


def test_alerts_are_shown_by_their_event_when_it_is_over() -> None:
    its = Orders(plan(ANYONE))
    told = guard(its)
    first = told.update(seen(0, track(1, 100)), its)
    last = told.update(seen(5.2, over=[finding(track(1, 100), 0, 4)]), its)
    assert last.illustrated == tuple(ruling.alert.id for ruling, _ in first.fired)
    assert told.lasting == ()


def test_other_rules_are_in_force_from_the_next_step_on() -> None:
    first, second = Orders(plan(ANYONE)), Orders(plan(ANYONE, IN_LEFT))
    told = guard(first)
    assert fired(told.update(seen(0, track(1, 600)), first)) == [("anyone", None)]
    assert fired(told.update(seen(1, track(1, 600)), second)) == [], "who stands there is no news"
    assert fired(told.update(seen(2, track(1, 100)), second)) == [("in left", None)]


def test_the_same_rules_read_again_change_nothing() -> None:
    told = guard(Orders(plan(ANYONE)))
    told.update(seen(0, track(1, 600)), Orders(plan(ANYONE)))
    judge = told._judge
    told.update(seen(1, track(1, 600)), Orders(plan(ANYONE)))
    assert told._judge is judge


def test_rules_are_disarmed_and_armed_while_they_are_in_force() -> None:
    armed, disarmed = Orders(plan(ANYONE)), Orders(plan(ANYONE), {"anyone": False})
    told = guard(armed)
    assert fired(told.update(seen(0, track(1, 600)), disarmed)) == [("anyone", "disarmed")]
    assert fired(told.update(seen(1, track(2, 300)), Orders(plan(ANYONE), {"anyone": True}))) == [
        ("anyone", None)
    ]


def test_a_new_scene_goes_on_with_the_cooldown_of_the_one_before() -> None:
    rule = Rule("anyone", PERSON, (Action("alert"),), cooldown_us=60_000_000)
    its = Orders(plan(rule))
    before = guard(its)
    assert fired(before.update(seen(0, track(1, 600)), its)) == [("anyone", None)]
    assert fired(guard(its, before.cooldown).update(seen(30, track(1, 600)), its)) == [("anyone", "cooldown")]


def test_the_last_step_of_a_scene_ends_what_lasts() -> None:
    its = Orders(plan(ANYONE))
    told = guard(its)
    told.update(seen(0, track(1, 600)), its)
    last = type(seen(0))(None, (finding(track(1, 600), 0, 0),))
    assert [event.id for event in told.update(last, its).over] == [SCENE.event_id(1)]
    assert told.lasting == ()


def names(found: Iterable[Rule]) -> list[str]:
    return [rule.name for rule in found]


def test_each_camera_is_judged_by_what_concerns_it() -> None:
    everywhere = Rule("everywhere", PERSON, ())
    elsewhere = Rule("elsewhere", PERSON, (), camera="garden")
    whole = Plan(
        (IN_LEFT, everywhere, elsewhere), {"left": LEFT}, {"kerb": Line("kerb", "garden", (0, 0), (1, 1))}
    )
    armings = [Arming(1, "everywhere", is_armed=False), Arming(2, "everywhere", is_armed=True)]
    found = orders(whole, ["gate", "garden"], armings)
    assert names(found["gate"].plan.rules) == ["in left", "everywhere"]
    assert names(found["garden"].plan.rules) == ["everywhere", "elsewhere"]
    assert (list(found["gate"].plan.zones), list(found["gate"].plan.lines)) == (["left"], [])
    assert (list(found["garden"].plan.zones), list(found["garden"].plan.lines)) == ([], ["kerb"])
    assert found["gate"].armed == {"everywhere": True}
