"""What people write becomes the plan that they mean."""

from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from rules.labels import LABELS_OF
from rules.language.reading import read_rules
from rules.plan import (
    Absence,
    Action,
    AllOf,
    AnyOf,
    Condition,
    Count,
    Line,
    Not,
    ObjectIs,
    Plan,
    Range,
    Rule,
    Schedule,
    Sequence,
    Zone,
)
from tests.rules_samples import DESIGN, LABELS, PLACES, rule, write_rules

PERSON = frozenset({"person"})
SECOND = 1_000_000
MINUTE = 60 * SECOND


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "rules.yaml"


def read(file: Path, content: str) -> Plan:
    return read_rules(write_rules(file, content), LABELS)


def only(plan: Plan) -> Rule:
    (rule,) = plan.rules
    return rule


def test_both_rules_of_the_design_work_as_written(file: Path) -> None:
    night = Schedule(
        ZoneInfo("Europe/Berlin"), frozenset({"mon", "tue", "wed", "thu", "fri"}), (time(22), time(6))
    )
    assert read(file, DESIGN) == Plan(
        rules=(
            Rule(
                name="someone in the driveway at night",
                when=ObjectIs(PERSON, min_score=0.6, zone="driveway", for_us=2 * SECOND),
                do=(
                    Action("alert"),
                    Action("record", {"before_us": 5 * SECOND, "after_us": 10 * SECOND}),
                    Action("webhook", {"url": "https://example.org/hook"}),
                ),
                schedule=night,
                cooldown_us=MINUTE,
            ),
            Rule(
                name="truck leaves by the kerb",
                when=ObjectIs(frozenset({"truck", "car"}), crosses="kerb", direction="left_to_right"),
                do=(Action("alert"),),
            ),
        ),
        zones={"driveway": Zone("driveway", "gate", ((0.1, 0.9), (0.4, 0.5), (0.9, 0.6), (0.9, 0.95)))},
        lines={"kerb": Line("kerb", "gate", (0.1, 0.7), (0.9, 0.7))},
    )


CONDITIONS: dict[str, tuple[str, Condition]] = {
    "anything": ("{}", ObjectIs()),
    "label": ("{label: dog}", ObjectIs(frozenset({"dog"}))),
    "labels": ("{label: [dog, cat]}", ObjectIs(frozenset({"dog", "cat"}))),
    "group": ("{label: vehicle}", ObjectIs(LABELS_OF["vehicle"])),
    "group and label": ("{label: [animal, person]}", ObjectIs(LABELS_OF["animal"] | PERSON)),
    "uncertain": ("{label: unknown}", ObjectIs(frozenset({"unknown"}))),
    "min_score": ("{min_score: 0.5}", ObjectIs(min_score=0.5)),
    "whole min_score": ("{min_score: 1}", ObjectIs(min_score=1)),
    "zone": ("{zone: porch}", ObjectIs(zone="porch")),
    "crosses": ("{crosses: kerb}", ObjectIs(crosses="kerb")),
    "direction": ("{crosses: kerb, direction: right_to_left}",
                  ObjectIs(crosses="kerb", direction="right_to_left")),
    "for": ("{for: 1m30s}", ObjectIs(for_us=90 * SECOND)),
    "speed": ("{speed: {at_least: 0.5, at_most: 2}}", ObjectIs(speed=Range(0.5, 2))),
    "least speed": ("{speed: 0.5}", ObjectIs(speed=Range(0.5))),
    "most speed": ("{speed: {at_most: 2}}", ObjectIs(speed=Range(None, 2))),
    "displacement": ("{displacement: 1}", ObjectIs(displacement=Range(1))),
    "size": ("{size: {at_most: 0.3}}", ObjectIs(size=Range(None, 0.3))),
    "appears": ("{does: appears}", ObjectIs(does="appears")),
    "leaves": ("{does: leaves, zone: porch}", ObjectIs(does="leaves", zone="porch")),
    "stops": ("{does: stops}", ObjectIs(does="stops")),
    "left_behind": ("{does: left_behind}", ObjectIs(does="left_behind")),
    "taken_away": ("{does: taken_away}", ObjectIs(does="taken_away")),
    "count": ("{label: person, count: {at_least: 3}}", Count(ObjectIs(PERSON), Range(3))),
    "least count": ("{count: 2}", Count(ObjectIs(), Range(2))),
    "exact count": ("{count: {at_least: 2, at_most: 2}}", Count(ObjectIs(), Range(2, 2))),
    "sequence": ("{sequence: [{crosses: kerb}, {zone: porch}], within: 30s}",
                 Sequence((ObjectIs(crosses="kerb"), ObjectIs(zone="porch")), 30 * SECOND)),
    "nothing": ("{nothing: {label: person}, for: 5m}", Absence(ObjectIs(PERSON), 5 * MINUTE)),
    "nothing at all": ("{nothing: {}, for: 1h}", Absence(ObjectIs(), 60 * MINUTE)),
    "any": ("{any: [{zone: porch}, {crosses: kerb}]}",
            AnyOf((ObjectIs(zone="porch"), ObjectIs(crosses="kerb")))),
    "all": ("{all: [{zone: porch}, {count: 2}]}",
            AllOf((ObjectIs(zone="porch"), Count(ObjectIs(), Range(2))))),
    "not": ("{all: [{zone: porch}, {not: {zone: driveway}}]}",
            AllOf((ObjectIs(zone="porch"), Not(ObjectIs(zone="driveway"))))),
    "deep": ("{any: [{all: [{nothing: {any: [{zone: porch}]}, for: 1s}]}]}",
             AnyOf((AllOf((Absence(AnyOf((ObjectIs(zone="porch"),)), SECOND),)),))),
}  # fmt: skip


@pytest.mark.parametrize(("when", "meaning"), CONDITIONS.values(), ids=CONDITIONS)
def test_condition_means_what_it_says(when: str, meaning: Condition, file: Path) -> None:
    assert only(read(file, rule(when))).when == meaning


ACTIONS: dict[str, tuple[str, Action]] = {
    "alert": ("alert", Action("alert")),
    "alert, spelt out": ("alert: {}", Action("alert")),
    "record": ("record", Action("record", {"before_us": 5 * SECOND, "after_us": 10 * SECOND})),
    "record, told": ("record: {before: 0s, after: 1m}",
                     Action("record", {"before_us": 0, "after_us": MINUTE})),
    "snapshot": ("snapshot", Action("snapshot")),
    "webhook": (
        'webhook: {url: "${HOOK}", secret: "${KEY}", timeout: 3s, give_up_after: 2h}',
        Action("webhook", {"url": "${HOOK}", "secret": "${KEY}", "timeout_us": 3 * SECOND,
                           "give_up_after_us": 120 * MINUTE}),
    ),
    "mqtt": (
        'mqtt: {broker: "mqtt://10.0.0.2:1883", topic: house, username: v, password: "${P}", discovery: no}',
        Action("mqtt", {"broker": "mqtt://10.0.0.2:1883", "topic": "house", "username": "v",
                        "password": "${P}", "discovery": False}),
    ),
    "notify": ('notify: {url: "ntfy://gate"}', Action("notify", {"url": "ntfy://gate"})),
    "command": (
        'command: {run: [/bin/echo, "{label}"], timeout: 5s}',
        Action("command", {"run": ("/bin/echo", "{label}"), "timeout_us": 5 * SECOND}),
    ),
    "sort": (
        'sort: {line: kerb, accept: [car], reject: person, within: 100ms, send: {mqtt: {broker: plc}}}',
        Action("sort", {"line": "kerb", "accept": ("car",), "reject": ("person",), "within_us": 100_000,
                        "send": Action("mqtt", {"broker": "plc"})}),
    ),
    "sort, in the usual time": (
        'sort: {line: kerb, reject: vehicle, send: {webhook: {url: "http://plc/"}}}',
        Action("sort", {"line": "kerb", "reject": ("vehicle",), "within_us": 200_000,
                        "send": Action("webhook", {"url": "http://plc/"})}),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("written", "meaning"), ACTIONS.values(), ids=ACTIONS)
def test_action_is_told_what_was_said(written: str, meaning: Action, file: Path) -> None:
    spelt = written if ":" not in written else f"{{{written}}}"
    assert only(read(file, rule(do=f"[{spelt}]"))).do == (meaning,)


SCHEDULES: dict[str, tuple[str, Schedule]] = {
    "always": ("{timezone: UTC}", Schedule(ZoneInfo("UTC"))),
    "days": ("{days: [sun], timezone: UTC}", Schedule(ZoneInfo("UTC"), frozenset({"sun"}))),
    "by day": ('{between: "08:30-17:00", timezone: America/New_York}',
               Schedule(ZoneInfo("America/New_York"), between=(time(8, 30), time(17)))),
    "until midnight": ("{between: 18:00-24:00, timezone: UTC}",
                       Schedule(ZoneInfo("UTC"), between=(time(18), time(0)))),
    "all day": ("{between: 00:00-24:00, timezone: UTC}", Schedule(ZoneInfo("UTC"))),
}  # fmt: skip


@pytest.mark.parametrize(("written", "meaning"), SCHEDULES.values(), ids=SCHEDULES)
def test_schedule_means_what_it_says(written: str, meaning: Schedule, file: Path) -> None:
    assert only(read(file, rule(more=f"{{schedule: {written}}}"))).schedule == meaning


def test_other_keys_of_a_rule(file: Path) -> None:
    found = only(read(file, rule(more="{camera: gate, cooldown: 1h, armed: false}")))
    assert (found.camera, found.cooldown_us, found.is_armed) == ("gate", 60 * MINUTE, False)


def test_anchors_are_spelt_out(file: Path) -> None:
    plan = read(file, PLACES + "rules:\n- {name: a, when: &w {zone: porch}, do: &d [alert]}\n"
                               "- {name: b, when: *w, do: *d}\n")  # fmt: skip
    assert plan.rules[0].when == plan.rules[1].when == ObjectIs(zone="porch")


def test_sections_without_anything_are_left_out(file: Path) -> None:
    assert read(file, "zones:\nrules:\n") == Plan(())


def test_byte_order_mark_and_windows_lines_are_read(file: Path) -> None:
    assert only(read(file, "\ufeff" + rule().replace("\n", "\r\n"))).name == "a rule"


def test_rules_may_stand_in_a_file_of_their_own(file: Path) -> None:
    write_rules(file.with_name("more.yaml"), "zones: {pond: {camera: gate, polygon: [[0,0],[1,0],[1,1]]}}\n"
                "rules: [{name: a, when: {any: [{zone: pond}, {zone: porch}]}, do: [alert]}]\n")  # fmt: skip
    plan = read(file, f"cameras: {{gate: {{}}, garden: {{}}}}\n{PLACES}rules: more.yaml\n")
    assert only(plan).name == "a"
    assert set(plan.zones) == {"driveway", "porch", "lawn", "pond"}
