"""Commands: real programs, without a shell."""

import json
import sys
import threading
import time
from pathlib import Path

import pytest
from pydantic import ValidationError

from pipeline.errors import DeliveryFailed, DeliveryTooLate, SecretMissing
from rules.actions.command import command
from rules.actions.parcel import Parcel
from rules.actions.secret import Secrets
from tests.delivery_samples import alert, parcel, until

ENVIRONMENT = {"TOKEN": "hush-token"}
WRITE = "import json, sys; json.dump(sys.argv[2:], open(sys.argv[1], 'w'))"


def python(program: str, *arguments: str) -> dict[str, object]:
    return {"run": (sys.executable, "-c", program, *arguments)}


def send(settings: dict[str, object], its_parcel: Parcel | None = None) -> None:
    command(settings).send(its_parcel or parcel(), Secrets(ENVIRONMENT))


def written(out: Path, *arguments: str, its_parcel: Parcel | None = None) -> list[str]:
    """The arguments that a program was given."""
    send(python(WRITE, str(out), *arguments), its_parcel)
    told: list[str] = json.loads(out.read_text())
    return told


def test_placeholders_are_filled_in(tmp_path: Path) -> None:
    arguments = ("{camera}", "{label}", "{event}", "{snapshot}", "{rule}", "{delivery}", "{late}")
    told = written(tmp_path / "out", *arguments, its_parcel=parcel(picture=tmp_path / "it.jpg"))
    picture = str(tmp_path / "it.jpg")
    rule = "someone at the gate"
    assert told == ["gate", "person", "event-0000", picture, rule, "delivery-1", "in time"]


def test_what_there_is_none_of_is_empty(tmp_path: Path) -> None:
    absence = parcel(alert(label=None, score=None, events=()))
    assert written(tmp_path / "out", "{label}", "{event}", "{snapshot}", its_parcel=absence) == ["", "", ""]


@pytest.mark.parametrize("name", ["; touch evil", "$(touch evil)", "a b", "*", "${TOKEN}", "{label}", "'\""])
def test_names_mean_nothing_but_themselves(tmp_path: Path, name: str) -> None:
    assert written(tmp_path / "out", "{camera}", its_parcel=parcel(alert(camera=name))) == [name]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_secrets_are_filled_in(tmp_path: Path) -> None:
    assert written(tmp_path / "out", "--token=${TOKEN}") == ["--token=hush-token"]


def test_missing_secret_runs_nothing(tmp_path: Path) -> None:
    with pytest.raises(SecretMissing, match="NOWHERE"):
        written(tmp_path / "out", "${NOWHERE}")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("argument", ["--camera={camera}", "{camera}/{label}", " {event}"])
def test_placeholder_within_an_argument_is_refused(argument: str) -> None:
    with pytest.raises(ValidationError, match="as an argument of its own"):
        command({"run": ["echo", argument]})


def test_exit_code_and_last_line_are_told() -> None:
    with pytest.raises(DeliveryFailed, match=r"^expected exit code 0, received 3: no such siren$"):
        send(python("print('starting'); print('no such siren'); raise SystemExit(3)"))


def test_program_that_is_not_there() -> None:
    with pytest.raises(DeliveryFailed, match=r"^cannot be started: No such file or directory$"):
        send({"run": ["/nowhere/siren"]})


def test_endless_output_is_read_and_not_kept() -> None:
    with pytest.raises(DeliveryFailed, match=r"received 1: last$"):
        send(python("for _ in range(3000): print('x' * 1000)\nprint('last'); raise SystemExit(1)"))


def test_timeout_ends_the_program_and_what_it_started(tmp_path: Path) -> None:
    program = (
        "import os, subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"open({str(tmp_path / 'pids')!r}, 'w').write(f'{{os.getpid()}} {{child.pid}}')\n"
        "time.sleep(60)"
    )
    began_s = time.monotonic()
    with pytest.raises(DeliveryFailed, match=r"^ended after 3 s: it took too long$"):
        send({**python(program), "timeout_us": 3_000_000})
    assert time.monotonic() - began_s < 20
    pids = (tmp_path / "pids").read_text().split()
    until(lambda: not any(is_running(pid) for pid in pids))


def is_running(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_stopping_ends_the_program() -> None:
    cancelled = threading.Event()
    threading.Timer(0.3, cancelled.set).start()
    began_s = time.monotonic()
    with pytest.raises(DeliveryFailed, match=r"^ended: vedette stops$"):
        send(python("import time; time.sleep(60)"), parcel(cancelled=cancelled))
    assert time.monotonic() - began_s < 10


def test_late_alert_runs_no_program_that_does_not_ask(tmp_path: Path) -> None:
    with pytest.raises(DeliveryTooLate, match=r"^not run: the alert is old"):
        written(tmp_path / "out", "{camera}", its_parcel=parcel(alert(is_late=True)))
    assert list(tmp_path.iterdir()) == []


def test_late_alert_runs_a_program_that_asks(tmp_path: Path) -> None:
    assert written(tmp_path / "out", "{late}", its_parcel=parcel(alert(is_late=True))) == ["late"]


def test_program_that_leaves_something_behind_does_not_hold_the_queue_up() -> None:
    program = (
        "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])"
    )
    began_s = time.monotonic()
    send(python(program))
    assert time.monotonic() - began_s < 20


def test_name_shows_the_program_alone() -> None:
    assert command({"run": ["/usr/local/bin/siren", "--key", "hush"]}).name == "command siren"
