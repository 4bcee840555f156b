"""A file of rules that changes while a service runs."""

import logging
import os
import threading
from pathlib import Path

import pytest

from rules.language.problem import RulesInvalid
from rules.language.reading import read_rules
from rules.language.watching import SETTLED_S, WatchedFile
from rules.plan import Plan
from tests.rules_samples import LABELS, rule, write_rules

BROKEN = rule("{zone: nowhere}")


def watched(path: Path) -> WatchedFile[Plan]:
    return WatchedFile(path, lambda path: read_rules(path, LABELS))


def names(file: WatchedFile[Plan]) -> list[str]:
    return [rule.name for rule in file.content.rules]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write_rules(tmp_path / "rules.yaml", rule())


@pytest.fixture
def file(path: Path) -> WatchedFile[Plan]:
    return watched(path)


def test_changed_file_is_taken(file: WatchedFile[Plan], path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    write_rules(path, rule().replace("a rule", "another"))
    assert file.reload() is None
    assert names(file) == ["another"]
    assert caplog.messages == [f"{path}: taken"]


def test_broken_file_is_refused_and_said_once(
    file: WatchedFile[Plan], path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write_rules(path, BROKEN)
    for _ in range(3):
        trouble = file.reload()
        assert trouble is not None
        assert trouble.startswith(f"{path}:9:33: rules[0].when.zone: expected one of")
        os.utime(path)
    assert names(file) == ["a rule"]
    (record,) = caplog.records
    assert record.levelname == "ERROR"
    assert record.message == f"{path}: refused, what it said before stays: {trouble}"


def test_mended_file_is_taken(file: WatchedFile[Plan], path: Path) -> None:
    write_rules(path, BROKEN)
    assert file.reload() is not None
    write_rules(path, rule().replace("a rule", "mended"))
    assert file.reload() is None
    assert names(file) == ["mended"]


def test_file_is_not_taken_while_it_is_being_written(
    file: WatchedFile[Plan], path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    whole = rule().replace("a rule", "another")
    path.write_text("")
    writer = threading.Timer(SETTLED_S / 2, lambda: write_rules(path, whole))
    writer.start()
    assert file.reload() is None
    writer.join()
    assert names(file) == ["another"]
    assert caplog.records == []


def test_same_rules_written_again_change_nothing(file: WatchedFile[Plan], path: Path) -> None:
    plan = file.content
    write_rules(path, rule())
    os.utime(path, ns=(1, 1))
    assert file.reload() is None
    assert file.content is plan


def test_rules_that_vanish_stay_in_force(file: WatchedFile[Plan], path: Path) -> None:
    path.unlink()
    assert file.reload() == f"{path}: expected a file, received nothing"
    assert names(file) == ["a rule"]
    write_rules(path, rule())
    assert file.reload() is None


def test_file_that_is_replaced_is_taken(file: WatchedFile[Plan], path: Path) -> None:
    """Editors write another file and rename it; its size and date may be the same."""
    stamp = path.stat()
    other = write_rules(path.with_name("new"), rule().replace("a rule", "b rule"))
    os.utime(other, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    other.replace(path)
    assert file.reload() is None
    assert names(file) == ["b rule"]


def test_file_of_rules_that_a_configuration_names_is_watched(tmp_path: Path) -> None:
    rules = write_rules(tmp_path / "rules.yaml", rule())
    file = watched(write_rules(tmp_path / "vedette.yaml", "server: {port: 80}\nrules: rules.yaml\n"))
    write_rules(rules, BROKEN)
    assert file.reload() is not None
    write_rules(rules, rule().replace("a rule", "changed"))
    assert file.reload() is None
    assert names(file) == ["changed"]


def test_broken_from_the_start_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RulesInvalid):
        watched(write_rules(tmp_path / "rules.yaml", BROKEN))
