"""YAML that is none, and anything else that a file may hold."""

import json
import os
from math import cos, radians, sin
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.language.document import MOST_BYTES, read_document
from rules.language.duration import MOST_US, microseconds, spelt
from rules.language.polygon import check_polygon
from rules.language.problem import RulesInvalid
from rules.language.reading import read_rules
from tests.rules_samples import DESIGN, LABELS, write_rules

BOMB = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join([f'*{before}'] * 10)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)

FILES: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", ": expected rules, received an empty file"),
    "comments alone": ("# nothing\n", ": expected rules, received an empty file"),
    "a list": ("- a\n", ":1:1: expected a mapping, received a list"),
    "text": ("rules\n", ":1:1: expected a mapping, received 'rules'"),
    "a tab": ("rules:\n\t- name: a\n", ":2:1: expected spaces to indent, received a tab"),
    "an open list": ("rules: [1,\n", ":2:1: expected YAML: while parsing a flow node expected the node"),
    "an open quote": ("a: 'b\n", ":2:1: expected YAML: while scanning a quoted scalar found unexpected end"),
    "two colons": ("a: b: c\n", ":1:5: expected YAML: mapping values are not allowed here"),
    "two documents": ("a: 1\n---\nb: 1\n", ":2:1: expected YAML: expected a single document in the stream"),
    "another version": ("%YAML 9.1\n---\na: 1\n", ":1:1: expected YAML: found incompatible YAML document"),
    "no such anchor": ("a: *b\n", ":1:4: expected YAML: found undefined alias 'b'"),
    "Latin 1": ("rules:\n- name: Tür\n".encode("latin-1"), ":2:10: expected UTF-8, received the byte 0xfc"),
    "UTF-16": ("rules: []\n".encode("utf-16"), ":1:1: expected UTF-8, received the byte 0xff"),
    "a null": ("a: \0", ": expected YAML, received something else: unacceptable character #x0000"),
    "an endless alias": ("a: &a [*a]\n", ":1:4: expected at most 30 values within each other, received more"),
    "aliases of aliases": (BOMB, ":1:24: expected at most 50,000 values, aliases spelt out, received more"),
    "deep": ("[" * 40 + "]" * 40, ":1:32: expected at most 30 values within each other, received more"),
    "bottomless": ("[" * 5000, ": expected at most 30 values within each other, received more"),
    "too large": ("#" * (MOST_BYTES + 1), ": expected at most 262,144 bytes, received 262,145"),
    "a very long number": ("zones: " + "1" * 5000,
                           ":1:8: zones: expected a mapping, received '111"),
    "a program": ("!!python/object/apply:os.system [ls]\n", ":1:1: expected a mapping, received a list"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "line"), FILES.values(), ids=FILES)
def test_file_that_cannot_be_read_is_told_in_one_line(
    content: str | bytes, line: str, tmp_path: Path
) -> None:
    path = write_rules(tmp_path / "rules.yaml", content)
    with pytest.raises(RulesInvalid) as caught:
        read_rules(path, LABELS)
    assert str(caught.value).splitlines()[0].startswith(f"{path}{line}")


def test_fifty_megabytes_are_not_read(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(RulesInvalid, match=r": expected at most 262,144 bytes, received 50,000,000$"):
        read_document(path)


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name, received in [(".", "something else"), ("pipe", "something else"), ("none.yaml", "nothing")]:
        with pytest.raises(RulesInvalid, match=f"expected a file, received {received}$"):
            read_document(tmp_path / name)


def test_places_are_those_of_the_file(tmp_path: Path) -> None:
    document = read_document(write_rules(tmp_path / "a.yaml", "ä: 1\nb:\n  - {c: d}\n  -  e\n"))
    assert document.content == {"ä": 1, "b": [{"c": "d"}, "e"]}
    assert document.places["b", 0, "c"] == (3, 9)
    assert document.places["b", 1] == (4, 6)
    assert document.keys["b", 0, "c"] == (3, 6)


KEYS = st.sampled_from(
    ["accept", "alert", "all", "any", "armed", "at_least", "at_most", "before", "between", "broker", "camera",
     "cameras", "command", "cooldown", "count", "crosses", "days", "direction", "do", "does", "for", "from",
     "label", "line", "lines", "min_score", "mqtt", "name", "not", "nothing", "notify", "polygon", "record",
     "reject", "rules", "run", "schedule", "secret", "send", "sequence", "size", "snapshot", "sort", "speed",
     "timeout", "timezone", "to", "url", "webhook", "when", "within", "x", "zone", "zones"]
)  # fmt: skip
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-2, 2), st.integers(), st.floats(), st.text(max_size=5),
    st.sampled_from(["person", "2s", "0s", "alert", "gate", "mon", "UTC", "22:00-06:00", "appears"]),
)  # fmt: skip
ANYTHING = st.recursive(
    VALUES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=25,
)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz") / "rules.yaml"


def plan_or_problems(file: Path, content: str | bytes) -> None:
    write_rules(file, content)
    try:
        read_rules(file, LABELS)
    except RulesInvalid as error:
        told = error
    else:
        return
    assert len(str(told).splitlines()) == len(told.problems) > 0
    assert all(line.startswith(f"{file}:") for line in str(told).splitlines())
    assert all(problem.line > 0 or not problem.where for problem in told.problems)


@settings(deadline=None)
@given(bytes_=st.binary(max_size=100))
def test_any_bytes_are_a_plan_or_problems(bytes_: bytes, file: Path) -> None:
    plan_or_problems(file, bytes_)


@settings(deadline=None)
@given(text=st.text(st.sampled_from("ab: -[]{},#&*!|>'\"%@`\n\t?~1.<=\u2028é"), max_size=40))
def test_any_text_is_a_plan_or_problems(text: str, file: Path) -> None:
    plan_or_problems(file, text)


@settings(deadline=None)
@given(content=ANYTHING)
def test_any_values_are_a_plan_or_problems(content: object, file: Path) -> None:
    plan_or_problems(file, json.dumps(content))


@settings(deadline=None)
@given(rules=st.lists(st.fixed_dictionaries({"name": VALUES, "when": ANYTHING, "do": ANYTHING}), max_size=3))
def test_any_rules_are_a_plan_or_problems(rules: list[object], file: Path) -> None:
    plan_or_problems(file, json.dumps({"rules": rules}))


@settings(deadline=None)
@given(start=st.integers(0, len(DESIGN)), length=st.integers(0, 12), other=st.text(max_size=4))
def test_any_slip_in_a_good_file_is_a_plan_or_problems(
    start: int, length: int, other: str, file: Path
) -> None:
    changed = DESIGN[:start] + other + DESIGN[start + length :]
    plan_or_problems(file, changed.encode("utf-8", errors="replace"))


@given(st.integers(0, MOST_US))
def test_durations_are_read_as_they_are_written(duration_us: int) -> None:
    assert microseconds(spelt(duration_us)) == duration_us


@given(st.integers(0, 9), st.integers(0, 99), st.integers(0, 99), st.integers(0, 999))
def test_parts_of_a_duration_add_up(hours: int, minutes: int, seconds: int, thousandths: int) -> None:
    total = ((hours * 60 + minutes) * 60 + seconds) * 1_000_000 + thousandths * 1_000
    assert microseconds(f"{hours}h{minutes}m{seconds}s{thousandths}ms") == total
    assert microseconds(f"{seconds}.5s") == seconds * 1_000_000 + 500_000


@given(st.text(st.sampled_from("0123456789.hmsd -"), max_size=8))
def test_anything_else_is_no_duration(text: str) -> None:
    try:
        duration_us = microseconds(text)
    except ValueError:
        return
    assert 0 <= duration_us <= MOST_US
    assert text[0].isdigit()


@pytest.mark.parametrize(
    "text", ["", "10", "s", "1s1m", "1 s", "-1s", "1e3s", "1S", "1ms1s", "1.s", ".5s", "1s\n"]
)
def test_slips_are_no_durations(text: str) -> None:
    with pytest.raises(ValueError, match="expected a duration as"):
        microseconds(text)


CORNER = st.tuples(st.integers(0, 8), st.integers(0, 8))


@given(st.lists(CORNER, min_size=3, max_size=6, unique=True))
def test_polygon_is_one_whichever_corner_comes_first(corners: list[tuple[int, int]]) -> None:
    def is_one(points: list[tuple[int, int]]) -> bool:
        try:
            check_polygon(tuple((x / 8, y / 8) for x, y in points))
        except ValueError:
            return False
        return True

    turned = [is_one(corners[index:] + corners[:index]) for index in range(len(corners))]
    assert len({*turned, is_one(corners[::-1])}) == 1


@given(st.lists(st.integers(0, 359), min_size=3, max_size=12, unique=True))
def test_corners_round_a_circle_are_a_polygon(angles: list[int]) -> None:
    check_polygon(tuple((0.5 + cos(radians(a)) / 2, 0.5 + sin(radians(a)) / 2) for a in sorted(angles)))
