"""What is wrong with a condition, an action or a schedule is told where it stands."""

from pathlib import Path

import pytest

from tests.rules_samples import rule, told

NOTHING = "expected a value, received nothing"
DURATION = "expected a duration as 500ms, 2s, 1m30s or 1h"
HTTP = "expected a URL that begins with http:// or https://, received another"
ACTIONS = "expected one of alert, record, snapshot, webhook, mqtt, notify, command, sort"
DEEDS = "expected one of appears, leaves, stops, left_behind, taken_away"
NO_SUCH_LABEL = "received 'persn' (nearest: person)"
NOT = (
    "expected `not` only within `all`, beside what can come true (for a time without: `nothing: …, for: …`), "
    "received a mapping"
)

WHENS = {
    "no mapping": ("person", "when: expected a mapping, received 'person'"),
    "no value": ("~", f"when: {NOTHING}"),
    "zone": ("{zone: drivway}",
             "when.zone: expected one of driveway, porch, lawn, received 'drivway' (nearest: driveway)"),
    "line": ("{crosses: krb}", "when.crosses: expected one of kerb, hedge, received 'krb' (nearest: kerb)"),
    "label": ("{label: persn}", ("when.label: expected one of person, bicycle, motorcycle, car, van, bus, "
              "truck, train, bird, cat, dog, horse, other_animal, background, vehicle, two-wheeler, animal, "
              f"unknown, {NO_SUCH_LABEL}")),
    "label of another model": ("{label: deer}", "received 'deer'"),
    "label in a list": ("{label: [dog, persn]}", f"{NO_SUCH_LABEL}"),
    "no labels": ("{label: []}", "when.label: expected at least 1 item, received 0"),
    "label, a number": ("{label: 5}", "when.label: expected a label or a list of them, received 5"),
    "zone, a number": ("{zone: 5}", "when.zone: expected text, received 5; put it in quotes"),
    "zone without a value": ("{zone: }", f"when.zone: {NOTHING}"),
    "zone without a sign": ('{zone: " "}', "when.zone: expected text on one line, received none or signs"),
    "min_score": ("{min_score: 60}", "when.min_score: expected at most 1, received 60"),
    "min_score below 0": ("{min_score: -1}", "when.min_score: expected at least 0, received -1"),
    "min_score, text": ('{min_score: "0.6"}', "when.min_score: expected a number, received '0.6'"),
    "min_score, true": ("{min_score: true}", "when.min_score: expected a number, received true"),
    "min_score, nan": ("{min_score: .nan}", "when.min_score: expected a number, received nan"),
    "direction": ("{crosses: kerb, direction: left}", ("when.direction: expected one of left_to_right, "
                  "right_to_left, received 'left' (nearest: left_to_right)")),
    "direction, a number": ("{crosses: kerb, direction: 5}",
        ("when.direction: expected one of left_to_right, "
                            "right_to_left, received 5")),
    "direction without a line": ("{direction: left_to_right}", ("when.direction: expected the key crosses "
                                 "beside it, received 'left_to_right' alone")),
    "for without a unit": ("{for: 10}", f"when.for: {DURATION}, received 10"),
    "for in words": ("{for: ten seconds}", f"when.for: {DURATION}, received 'ten seconds'"),
    "for a thousand years": ("{for: 365000d}", ("when.for: expected a duration of at most 36500d, "
                             "received '365000d'")),
    "speed": ("{speed: fast}", "when.speed: expected a number, or at_least and at_most, received 'fast'"),
    "speed below 0": ("{speed: -1}", "when.speed: expected at least 0, received -1"),
    "speed of nothing": ("{speed: {}}", "when.speed: expected at_least, at_most or both, received neither"),
    "speed turned round": ("{speed: {at_least: 2, at_most: 1}}",
                           "when.speed.at_most: expected at least 2, received 1"),
    "speed with another key": ("{speed: {least: 2}}", ("when.speed.least: expected one of at_least, at_most, "
                               "received 'least' (nearest: at_least)")),
    "size": ("{size: [1]}", "when.size: expected a number, or at_least and at_most, received a list"),
    "displacement": ("{displacement: true}",
                     "when.displacement: expected a number, or at_least and at_most, received true"),
    "does": ("{does: leave}", f"when.does: {DEEDS}, received 'leave' (nearest: leaves)"),
    "does and crosses": ("{crosses: kerb, does: stops}",
                         "when.does: expected crosses or does, received both"),
    "count": ("{count: 1.5}", "when.count: expected a whole number, received 1.5"),
    "key": ("{labels: person}", ("when.labels: expected one of label, min_score, zone, crosses, direction, "
            "for, speed, displacement, size, does, count, sequence, nothing, any, all, not, "
            "received 'labels' (nearest: label)")),
    "key twice": ("{zone: porch, zone: lawn}", "when.zone: expected each key once, received it again"),
    "key, a list": ("{[a]: porch}", "when: expected text as a key, received something else"),
    "sequence of one": ("{sequence: [{}], within: 1s}",
                        "when.sequence: expected at least 2 items, received 1"),
    "sequence without a time": ("{sequence: [{}, {}]}", "when: expected the key within, received sequence"),
    "sequence in no time": ("{sequence: [{}, {}], within: 0s}",
                            "when.within: expected a duration above 0, received 0"),
    "sequence beside a label": ("{sequence: [{}, {}], within: 1s, label: dog}",
                                "when.label: expected one of sequence, within, received 'label'"),
    "step": ("{sequence: [{}, {zone: x}], within: 1s}", "when.sequence[1].zone: expected one of"),
    "nothing without a time": ("{nothing: {}}", "when: expected the key for, received nothing"),
    "nothing of nothing": ("{nothing: , for: 1s}", f"when.nothing: {NOTHING}"),
    "nothing for no time": ("{nothing: {}, for: 0s}", "when.for: expected a duration above 0, received 0"),
    "any of nothing": ("{any: []}", "when.any: expected at least 1 item, received 0"),
    "any, a mapping": ("{any: {zone: porch}}", "when.any: expected a list, received a mapping"),
    "any of not": ("{any: [{not: {}}]}", f"when.any[0]: {NOT}"),
    "not": ("{not: {zone: porch}}", f"when: {NOT}"),
    "all of not": ("{all: [{not: {}}]}",
                   "when.all: expected a condition that can come true beside `not`, received `not` alone"),
    "within all": ("{all: [{not: {zone: x}}]}", "when.all[0].not.zone: expected one of"),
    "zone and line of two cameras": ("{zone: lawn, crosses: kerb}", ("when: expected zones and lines of one "
                                     "camera, received those of garden, gate")),
    "steps at two cameras": ("{sequence: [{zone: lawn}, {zone: porch}], within: 1s}",
                             "when: expected zones and lines of one camera"),
    "tagged text": ("{zone: !here porch}",
                    "when.zone: expected a value without a tag, received the tag '!here'"),
    "no whole number": ("{min_score: !!int x}",
        "when.min_score: expected a value of kind int, received another"),
}  # fmt: skip


@pytest.mark.parametrize(("when", "line"), WHENS.values(), ids=WHENS)
def test_condition_that_means_nothing(when: str, line: str, tmp_path: Path) -> None:
    problems = told(tmp_path, rule(when))
    assert all(problem.startswith("rules.yaml:9:") for problem in problems)
    assert any(line in problem for problem in problems)


DOES = {
    "none": ("[]", "do: expected at least 1 item, received 0"),
    "no list": ("alert", "do: expected a list, received 'alert'"),
    "unknown": ("[alrt]", f"do[0]: {ACTIONS}, received 'alrt' (nearest: alert)"),
    "unknown, with settings": ("[{alrt: {}}]", f"do[0].alrt: {ACTIONS}, received 'alrt' (nearest: alert)"),
    "a number": ("[5]", "do[0]: expected a mapping, received 5"),
    "nothing": ("[{}]", "do[0]: expected one action an item, received none"),
    "two": ("[{alert: {}, snapshot: {}}]", "do[0]: expected one action an item, received alert, snapshot"),
    "without settings": ("[webhook]",
                         "do[0]: expected webhook with settings (`webhook: …`), received the name alone"),
    "alert with settings": ("[{alert: {loud: true}}]", "do[0].alert.loud: expected no key, received 'loud'"),
    "record, key": ("[{record: {befor: 5s}}]",
                    "do[0].record.befor: expected one of before, after, received 'befor' (nearest: before)"),
    "record, lead": ("[{record: {before: 6m}}]", "do[0].record.before: expected at most 5m, received 6m"),
    "webhook without": ("[{webhook: {secret: s}}]", "do[0].webhook: expected the key url, received secret"),
    "webhook, url": ("[{webhook: {url: example.org}}]",
                     f"do[0].webhook.url: {HTTP}"),
    "webhook, host": ('[{webhook: {url: "http:///hook"}}]',
                      "do[0].webhook.url: expected a URL with the name of a host, received one without"),
    "webhook, no URL": ('[{webhook: {url: "http://[::1/"}}]',
                        "do[0].webhook.url: expected a URL with the name of a host, received one without"),
    "webhook, variable": ('[{webhook: {url: "${HOOK"}}]',
        ("do[0].webhook.url: expected ${NAME} with letters, "
                          "digits and _, received another ${…")),
    "webhook, secret": ("[{webhook: {url: 'http://a/', secret: 12345}}]",
                        "do[0].webhook.secret: expected text, received another; put it in quotes"),
    "webhook, timeout": ("[{webhook: {url: 'http://a/', timeout: 0s}}]",
                         "do[0].webhook.timeout: expected a duration above 0, received 0"),
    "mqtt": ("[{mqtt: {topic: x}}]", "do[0].mqtt: expected the key broker, received topic"),
    "mqtt, discovery": ("[{mqtt: {broker: x, discovery: perhaps}}]",
                        "do[0].mqtt.discovery: expected true or false, received 'perhaps'"),
    "notify": ("[{notify: {url: me}}]",
               "do[0].notify.url: expected an Apprise URL as ntfy://topic, received text without ://"),
    "command": ("[{command: {run: ls -l}}]", "do[0].command.run: expected a list, received another"),
    "command of nothing": ("[{command: {run: []}}]",
                           "do[0].command.run: expected at least 1 item, received 0"),
    "sort, line": ("[{sort: {line: krb, accept: dog, send: {mqtt: {broker: x}}}}]",
                   "do[0].sort.line: expected one of kerb, hedge, received 'krb' (nearest: kerb)"),
    "sort, label": ("[{sort: {line: kerb, accept: dg, send: {mqtt: {broker: x}}}}]",
                    "received 'dg' (nearest: dog)"),
    "sort, undecided": ("[{sort: {line: kerb, send: {mqtt: {broker: x}}}}]",
                        "do[0].sort: expected labels in accept or reject, received none in both"),
    "sort, both": ("[{sort: {line: kerb, accept: dog, reject: dog, send: {mqtt: {broker: x}}}}]",
                   "do[0].sort: expected each label in accept or in reject, received 'dog' in both"),
    "sort, a label and its group":
        ("[{sort: {line: kerb, accept: dog, reject: animal, send: {mqtt: {broker: x}}}}]",
        "do[0].sort: expected each label in accept or in reject, received 'dog' in both"),
    "command, half an argument": ("[{command: {run: [ls, 'x{label}']}}]",
        "do[0].command.run: expected {label} as an argument of its own, received 'x{label}'"),
    "mqtt, topic": ("[{mqtt: {broker: x, topic: a/#}}]",
        ("do[0].mqtt.topic: expected a topic without wildcards, "
        "nor a stroke at its ends, received another")),
    "sort, sent nowhere": ("[{sort: {line: kerb, accept: dog, send: {}}}]",
                           "do[0].sort.send: expected one action an item, received none"),
}  # fmt: skip


@pytest.mark.parametrize(("do", "line"), DOES.values(), ids=DOES)
def test_action_that_cannot_be_done(do: str, line: str, tmp_path: Path) -> None:
    (only,) = told(tmp_path, rule(do=do))
    assert only.startswith("rules.yaml:9:")
    assert only.endswith(line)


OTHERS = {
    "days": ("schedule: {days: [], timezone: UTC}", "schedule.days: expected at least 1 item, received 0"),
    "day": ("schedule: {days: [monday], timezone: UTC}", ("schedule.days[0]: expected one of mon, tue, wed, "
            "thu, fri, sat, sun, received 'monday' (nearest: mon)")),
    "no zone": ("schedule: {days: [mon]}", "schedule: expected the key timezone, received days"),
    "time zone": ("schedule: {timezone: Europe/Berln}", ("schedule.timezone: expected a time zone as "
                  "Europe/Berlin, received 'Europe/Berln' (nearest: Europe/Berlin)")),
    "time zone, a folder": ("schedule: {timezone: Europe}", "schedule.timezone: expected a time zone"),
    "time zone, a way out": ("schedule: {timezone: ../etc}", "schedule.timezone: expected a time zone"),
    "time zone, a path": ("schedule: {timezone: /etc/passwd}", "schedule.timezone: expected a time zone"),
    "no time": ("schedule: {between: 10:00-10:00, timezone: UTC}",
        ("schedule.between: expected two different "
                "times (all day: leave it out), received '10:00-10:00'")),
    "hour": ("schedule: {between: 22:00-25:00, timezone: UTC}",
             "schedule.between: expected \"HH:MM-HH:MM\", received '22:00-25:00'"),
    "between, a list": ("schedule: {between: [1, 2], timezone: UTC}",
                        "schedule.between: expected text, received a list"),
    "cooldown": ("cooldown: often", f"cooldown: {DURATION}, received 'often'"),
    "armed": ("armed: maybe", "armed: expected true or false, received 'maybe'"),
    "key": ("cooldwn: 5s", ("cooldwn: expected one of name, camera, when, do, schedule, cooldown, armed, "
            "received 'cooldwn' (nearest: cooldown)")),
}  # fmt: skip


@pytest.mark.parametrize(("written", "line"), OTHERS.values(), ids=OTHERS)
def test_key_of_a_rule_that_means_nothing(written: str, line: str, tmp_path: Path) -> None:
    (only,) = told(tmp_path, rule(more=f"{{{written}}}"))
    assert only.startswith("rules.yaml:9:")
    assert f"rules[0].{line}" in only
