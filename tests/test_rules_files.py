"""Zones, lines, cameras and files that do not fit together; the order of problems; what no message shows."""

from pathlib import Path

import pytest

from tests.rules_samples import PLACES, rule, told, write_rules

CORNERS = {
    "two": ("[[0, 0], [1, 1]]", "polygon: expected at least 3 items, received 2"),
    "outside": ("[[0, 0], [1.5, 1], [1, 0]]", "polygon[1][0]: expected at most 1, received 1.5"),
    "pixels": ("[[0, 0], [640, 0], [1, -1]]", "polygon[1][0]: expected at most 1, received 640"),
    "no number": ("[[0, 0], [x, 1], [1, 0]]", "polygon[1][0]: expected a number, received 'x'"),
    "no pair": ("[[0, 0], [1], [1, 0]]", "polygon[1]: expected two numbers, received 1"),
    "three": ("[[0, 0], [1, 1, 1], [1, 0]]", "polygon[1]: expected at most 2 items, received 3"),
    "crossed": ("[[0, 0], [1, 1], [1, 0], [0, 1]]",
                "polygon: expected edges that do not cross, received edge 1 across edge 3"),
    "closed": ("[[0, 0], [1, 1], [1, 0], [0, 0]]",
               "polygon: expected each corner once, received [0, 0] again"),
    "flat": ("[[0, 0], [0.5, 0], [1, 0]]",
             "polygon: expected edges that do not cross, received edge 1 across edge 3"),
    "no list": ("all", "polygon: expected a list, received 'all'"),
}  # fmt: skip


@pytest.mark.parametrize(("corners", "line"), CORNERS.values(), ids=CORNERS)
def test_zone_that_encloses_nothing(corners: str, line: str, tmp_path: Path) -> None:
    first = told(tmp_path, f"zones:\n  yard: {{camera: gate, polygon: {corners}}}\n")[0]
    assert first.startswith("rules.yaml:2:")
    assert first.endswith(f"zones.yard.{line}")


def test_line_of_no_length(tmp_path: Path) -> None:
    assert told(tmp_path, "lines:\n  kerb: {camera: gate, from: [0, 0.5], to: [0, 0.5]}\n") == [
        (
            "rules.yaml:2:44: lines.kerb.to: expected a line that ends elsewhere than it starts, "
            "received one of no length"
        )
    ]


CAMERAS = "cameras: {gate: {}, garden: {}}\n"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (CAMERAS + "zones: {yard: {camera: gaet, polygon: [[0, 0], [1, 0], [1, 1]]}}\n",
         "2:24: zones.yard.camera: expected one of gate, garden, received 'gaet' (nearest: gate)"),
        (CAMERAS + "lines: {kerb: {camera: gaet, from: [0, 0], to: [1, 1]}}\n",
         "2:24: lines.kerb.camera: expected one of gate, garden, received 'gaet' (nearest: gate)"),
        (CAMERAS + rule(more="{camera: gaet}"),
         "10:64: rules[0].camera: expected one of gate, garden, received 'gaet' (nearest: gate)"),
        (rule("{zone: lawn}", more="{camera: gate}"),
         "9:26: rules[0].when: expected zones and lines of gate, received those of garden"),
        ("rules: [{name: a, when: {zone: x}, do: [alert]}]",
         "1:32: rules[0].when.zone: expected a zone of this file, which has none, received 'x'"),
    ],
    ids=["zone", "line", "rule", "rule and zone", "no zones"],
)  # fmt: skip
def test_camera_that_is_none(content: str, line: str, tmp_path: Path) -> None:
    assert told(tmp_path, content) == [f"rules.yaml:{line}"]


def test_all_problems_are_told_in_the_order_of_the_file(tmp_path: Path) -> None:
    content = """\
rules:
  - name: first
    wehn: {}
    do: [alrt]
  - name: first
    when: {zone: yrd, zone: yard, min_score: 2}
    do: [alert]
bogus: 1
zones:
  yard: {camera: gate, polygon: [[0, 0], [1, 1]]}
"""
    assert [line.partition(": expected")[0] for line in told(tmp_path, content)] == [
        "rules.yaml:2:5: rules[0]",
        "rules.yaml:3:5: rules[0].wehn",
        "rules.yaml:4:10: rules[0].do[0]",
        "rules.yaml:5:11: rules[1].name",
        "rules.yaml:6:18: rules[1].when.zone",
        "rules.yaml:6:23: rules[1].when.zone",
        "rules.yaml:6:46: rules[1].when.min_score",
        "rules.yaml:8:1: bogus",
        "rules.yaml:10:33: zones.yard.polygon",
    ]


SECRETS = {
    "a number": "webhook: {url: 'http://a/', secret: 4711}",
    "a URL": "webhook: {url: 'ftp://me:4711@a/'}",
    "an Apprise URL": "notify: {url: 'me:4711'}",
    "a wrong type": "mqtt: {broker: a, password: [4711]}",
    "half a variable": "mqtt: {broker: a, password: '${4711'}",
    "in two lines": 'mqtt: {broker: a, password: "47\\n11"}',
    "a program": "command: {run: curl 4711}",
    "no YAML": "mqtt: {broker: a, password: @4711}",
    "a quote": "mqtt: {broker: a, password: '4711}",
}


@pytest.mark.parametrize("do", SECRETS.values(), ids=SECRETS)
def test_no_message_shows_a_secret(do: str, tmp_path: Path) -> None:
    assert "47" not in "\n".join(told(tmp_path, rule(do=f"[{{{do}}}]")))


def test_file_of_rules_that_is_not_there(tmp_path: Path) -> None:
    assert told(tmp_path, "rules: more.yaml\nzoness: {}\n") == [
        "rules.yaml:1:8: rules: more.yaml: expected a file, received nothing",
        (
            "rules.yaml:2:1: zoness: expected one of zones, lines, rules, cameras, storage, model, server, "
            "received 'zoness' (nearest: zones)"
        ),
    ]


def test_names_and_chains_of_two_files(tmp_path: Path) -> None:
    write_rules(tmp_path / "more.yaml", f"{PLACES}rules: rules.yaml\n")
    assert told(tmp_path, f"{PLACES}rules: more.yaml\n") == [
        *(
            f"more.yaml:{line}:3: {way}: expected a name that no other file has, received {name!r} again"
            for line, way, name in [(2, "zones.driveway", "driveway"), (3, "zones.porch", "porch"),
                                    (4, "zones.lawn", "lawn"), (6, "lines.kerb", "kerb"),
                                    (7, "lines.hedge", "hedge")]
        ),
        "more.yaml:8:8: rules: expected a list, received another file again",
    ]  # fmt: skip
