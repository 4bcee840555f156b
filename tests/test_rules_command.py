"""`vedette rules check` and `schema`."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from api.configuration import configuration_schema
from rules.language.document import read_document
from tests.rules_samples import DESIGN, PLACES, rule, write_rules
from tests.test_rules_language import ACTIONS, CONDITIONS, SCHEDULES

ROOT = Path(__file__).parent.parent
SCHEMA = ROOT / "docs" / "vedette.schema.json"


def vedette(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).with_name("vedette"), "rules", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_check_says_what_it_understood(tmp_path: Path) -> None:
    done = vedette("check", write_rules(tmp_path / "vedette.yaml", DESIGN))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        (
            "someone in the driveway at night: person (score ≥ 0.6) in driveway for 2 s; "
            "mon–fri 22:00–06:00 Europe/Berlin; at most once in 1 min; alert, record, webhook"
        ),
        "truck leaves by the kerb: car or truck crosses kerb from left to right; alert",
    ]


def test_check_tells_all_problems_and_fails(tmp_path: Path) -> None:
    path = write_rules(tmp_path / "rules.yaml", rule("{zone: porhc, label: persn}"))
    done = vedette("check", path)
    assert (done.returncode, done.stdout) == (2, "")
    assert [line.partition(": rules[0]")[0] for line in done.stderr.splitlines()] == [
        f"{path}:9:33", f"{path}:9:47"
    ]  # fmt: skip


def test_check_for_machines(tmp_path: Path) -> None:
    good = vedette("check", "--json", write_rules(tmp_path / "good.yaml", rule()))
    assert json.loads(good.stdout) == {
        "rules": [{"name": "a rule", "when": "person", "camera": None, "schedule": None, "cooldown_s": 0.0,
                   "armed": True, "do": ["alert"]}],
        "problems": [],
    }  # fmt: skip
    bad = vedette("check", "--json", write_rules(tmp_path / "bad.yaml", rule("{zone: x}")))
    (problem,) = json.loads(bad.stdout)["problems"]
    assert (problem["line"], problem["column"], problem["where"]) == (9, 33, "rules[0].when.zone")
    assert (bad.returncode, bad.stderr) == (2, "")


def test_check_of_no_rules_says_so(tmp_path: Path) -> None:
    path = write_rules(tmp_path / "rules.yaml", PLACES)
    assert vedette("check", path).stdout == f"{path}: no rules\n"


def test_check_of_nothing_is_one_line(tmp_path: Path) -> None:
    done = vedette("check", tmp_path / "none.yaml")
    assert (done.returncode, done.stderr) == (2, f"{tmp_path}/none.yaml: expected a file, received nothing\n")


def test_shipped_schema_is_current() -> None:
    assert json.loads(SCHEMA.read_text()) == configuration_schema()
    assert vedette("schema").stdout == SCHEMA.read_text()


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schema = configuration_schema()
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def values(folder: Path, content: str) -> Any:
    return read_document(write_rules(folder / "rules.yaml", content)).content


GOOD = {
    "design": DESIGN,
    **{f"when {name}": rule(when) for name, (when, _) in CONDITIONS.items()},
    **{
        f"do {name}": rule(do=f"[{do if ':' not in do else f'{{{do}}}'}]")
        for name, (do, _) in ACTIONS.items()
    },
    **{f"schedule {name}": rule(more=f"{{schedule: {written}}}") for name, (written, _) in SCHEDULES.items()},
    "a file of rules": "rules: more.yaml",
    "storage": "storage: {keep: 30d, max_bytes: 100GB, labels: {person: {keep: 90d}}}",
}


@pytest.mark.parametrize("content", GOOD.values(), ids=GOOD)
def test_schema_accepts_what_the_reader_accepts(
    content: str, tmp_path: Path, validator: Draft202012Validator
) -> None:
    assert (
        list(validator.iter_errors(values(tmp_path, content.replace("discovery: no", "discovery: false"))))
        == []
    )


BAD = {
    "key": "rulez: []",
    "key of a rule": rule(more="{wehn: {}}"),
    "key of a condition": rule("{labels: person}"),
    "no name": "rules: [{when: {}, do: [alert]}]",
    "no action": rule(do="[]"),
    "two actions": rule(do="[{alert: {}, snapshot: {}}]"),
    "unknown action": rule(do="[alrt]"),
    "no settings": rule(do="[webhook]"),
    "no URL": rule(do="[{webhook: {}}]"),
    "for": rule("{for: 10}"),
    "for in words": rule("{for: ten seconds}"),
    "min_score": rule("{min_score: 60}"),
    "does": rule("{does: leave}"),
    "direction": rule("{crosses: kerb, direction: left}"),
    "not": rule("{not: {}}"),
    "one step": rule("{sequence: [{}], within: 1s}"),
    "no time": rule("{nothing: {}}"),
    "day": rule(more="{schedule: {days: [monday], timezone: UTC}}"),
    "between": rule(more="{schedule: {between: 22-6, timezone: UTC}}"),
    "no time zone": rule(more="{schedule: {days: [mon]}}"),
    "two corners": "zones: {z: {camera: a, polygon: [[0, 0], [1, 1]]}}",
    "pixels": "zones: {z: {camera: a, polygon: [[0, 0], [640, 0], [1, 1]]}}",
    "half a line": "lines: {l: {camera: a, from: [0, 0]}}",
    "camera": "cameras: {gate: {}}",
    "port": "server: {port: 0}",
    "size": "storage: {max_bytes: 100}",
}


@pytest.mark.parametrize("content", BAD.values(), ids=BAD)
def test_schema_refuses_what_the_reader_refuses(
    content: str, tmp_path: Path, validator: Draft202012Validator
) -> None:
    assert not validator.is_valid(values(tmp_path, content))


def test_schema_explains_each_key() -> None:
    sections = configuration_schema()
    for section in [sections, *sections["$defs"].values()]:
        keys = section.get("properties", {})
        assert [key for key, value in keys.items() if not value.get("description")] == []
