"""What runs vedette on a machine of its own: the systemd unit, the image, the compose file, the example."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import typer.core
import typer.main
from ruamel.yaml import YAML

from api.cli import app
from api.configuration import read_configuration

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
UNIT = (DEPLOY / "vedette.service").read_text()
DOCKERFILE = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
STATE = Path("/var/lib/vedette")


def instructions(name: str) -> list[str]:
    """What the Dockerfile gives to an instruction, each time."""
    return re.findall(rf"^(?:HEALTHCHECK .*? )?{name} (.+)$", DOCKERFILE, re.MULTILINE)


def arguments_of_image() -> list[list[str]]:
    commands = instructions("CMD")
    return [[word for word in json.loads(command) if word != "vedette"] for command in commands]


def arguments_of_unit() -> list[str]:
    (line,) = re.findall(r"^ExecStart=/opt/vedette/bin/vedette (.+)$", UNIT, re.MULTILINE)
    return str(line).split()


def compose() -> dict[str, Any]:
    service: dict[str, Any] = YAML(typ="safe").load(DEPLOY / "compose.yaml")["services"]["vedette"]
    return service


@pytest.mark.parametrize(
    "arguments", [*arguments_of_image(), arguments_of_unit()], ids=lambda words: words[0]
)
def test_what_is_run_is_a_command_with_these_options(arguments: list[str]) -> None:
    group = typer.main.get_command(app)
    assert isinstance(group, typer.core.TyperGroup)
    command = group.commands[arguments[0]]
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in arguments if word.startswith("--")} <= known


def test_example_keeps_its_state_where_unit_and_image_let_it() -> None:
    configuration = read_configuration(DEPLOY / "vedette.yaml")
    assert configuration.storage.folder == STATE
    assert f"StateDirectory={STATE.name}\n" in UNIT
    assert instructions("VOLUME") == [str(STATE)]
    (health,) = (words for words in arguments_of_image() if "--alive" in words)
    assert health[health.index("--db") + 1] == str(STATE / "history.db")


def test_example_names_its_secrets() -> None:
    names = set(re.findall(r"\$\{(\w+)\}", (DEPLOY / "vedette.yaml").read_text()))
    given = {line.partition("=")[0] for line in (DEPLOY / "secrets.env.example").read_text().splitlines()}
    assert names <= given


def test_nothing_runs_as_root() -> None:
    assert instructions("USER") == ["vedette"]
    assert "\nUser=vedette\n" in UNIT
    assert "NoNewPrivileges=yes" in UNIT
    assert compose()["cap_drop"] == ["ALL"]


def test_there_is_time_for_a_graceful_stop() -> None:
    (seconds,) = re.findall(r"^TimeoutStopSec=(\d+)$", UNIT, re.MULTILINE)
    assert int(seconds) > 5
    assert compose()["stop_grace_period"] == f"{seconds}s"


def test_image_is_built_from_what_the_wheel_is_built_from() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    included = project["tool"]["hatch"]["build"]["targets"]["wheel"]["include"]
    folders = {path.strip("/").partition("/")[0] for path in included}
    sent = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert folders | {"pyproject.toml", project["project"]["readme"]} <= sent
