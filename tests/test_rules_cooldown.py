"""Cooldown: silence after what was delivered, for each rule, camera and label."""

from hypothesis import given
from hypothesis import strategies as st

from rules.engine import Engine
from rules.judgement import Firing, View
from rules.plan import ObjectIs, Plan, Rule
from tests.rule_scenes import INSIDE, SECOND, VIEW, seconds, sighting

LABELS = st.sampled_from(["person", "car"])
GAPS = st.lists(st.tuples(st.integers(1, 20), LABELS, st.booleans()), max_size=30)
"""For each object: seconds since the one before, its label, and whether the rule is armed."""


def appear(engine: Engine, objects: list[tuple[int, str, bool]]) -> list[Firing]:
    firings: list[Firing] = []
    at_s = 0
    for number, (gap_s, label, is_armed) in enumerate(objects):
        at_s += gap_s
        engine.arm("r", is_armed)
        firings += engine.sight(sighting(f"track {number:03}", at_s, INSIDE, label))
    return firings


def engine_of(cooldown_s: float) -> Engine:
    return Engine(Plan((Rule("r", ObjectIs(), (), cooldown_us=seconds(cooldown_s)),)), VIEW)


@given(GAPS, st.integers(0, 60))
def test_between_deliveries_of_a_label_lies_the_cooldown_and_nothing_else_is_withheld(
    objects: list[tuple[int, str, bool]], cooldown_s: int
) -> None:
    delivered: dict[str | None, int] = {}
    for firing, (_, _, is_armed) in zip(appear(engine_of(cooldown_s), objects), objects, strict=True):
        silent_until_us = delivered.get(firing.label, -SECOND * 100) + seconds(cooldown_s)
        expected = "disarmed" if not is_armed else "cooldown" if firing.time_us < silent_until_us else None
        assert firing.withheld == expected
        if firing.withheld is None:
            delivered[firing.label] = firing.time_us


def test_a_withheld_firing_does_not_begin_a_cooldown() -> None:
    found = appear(
        engine_of(10), [(1, "person", False), (1, "person", True), (9, "person", True), (1, "person", True)]
    )
    assert [one.withheld for one in found] == ["disarmed", None, "cooldown", None]


def test_a_cooldown_is_of_its_label_alone() -> None:
    found = appear(engine_of(10), [(1, "person", True), (1, "car", True), (1, "person", True)])
    assert [one.withheld for one in found] == [None, None, "cooldown"]


def test_a_cooldown_is_of_its_rule_alone() -> None:
    rules = (Rule("loud", ObjectIs(), ()), Rule("quiet", ObjectIs(), (), cooldown_us=10 * SECOND))
    engine = Engine(Plan(rules), VIEW)
    found = [*engine.sight(sighting("a", 1, INSIDE)), *engine.sight(sighting("b", 2, INSIDE))]
    assert [(one.rule, one.withheld) for one in found] == [
        ("loud", None), ("quiet", None), ("loud", None), ("quiet", "cooldown"),
    ]  # fmt: skip


def test_a_cooldown_is_of_its_camera_alone() -> None:
    plan = Plan((Rule("r", ObjectIs(), (), cooldown_us=10 * SECOND),))
    cameras = [Engine(plan, View(camera, 1600, 900, 0)) for camera in ("yard", "gate")]
    assert [camera.sight(sighting("a", 1, INSIDE))[0].withheld for camera in cameras] == [None, None]
