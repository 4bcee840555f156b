"""`vedette serve` as a process: where it listens, what it refuses, how it stops."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.delivery_samples import PATIENCE_S, until
from tests.http_serving import WAIT_S, make_token

VEDETTE = Path(sys.executable).with_name("vedette")

pytestmark = pytest.mark.slow


def refused(*arguments: str) -> str:
    """What it says when it does not start."""
    done = subprocess.run([VEDETTE, "serve", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode != 0
    return done.stderr


def test_it_serves_a_new_history_until_it_is_told_to_stop(tmp_path: Path) -> None:
    log = tmp_path / "log"
    command: list[str | Path] = [VEDETTE, "serve", "--port", "0", "--db", tmp_path / "new" / "history.db"]
    with log.open("w") as out, subprocess.Popen(command, stderr=out) as process:
        try:
            until(lambda: " at http://127.0.0.1:" in log.read_text())
            url = log.read_text().split(" at ")[-1].strip()
            with httpx.Client(timeout=WAIT_S) as asking:
                assert asking.get(f"{url}events").json() == {"events": [], "next": None}
                assert asking.get(url).status_code == 200
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE_S) == 0
        finally:
            process.kill()


def test_it_lets_nobody_else_in_without_a_token(tmp_path: Path) -> None:
    db = tmp_path / "history.db"
    said = refused("--host", "192.0.2.1", "--port", "0", "--db", str(db))
    assert said.count("\n") == 1
    assert "expected a token, made with `vedette token make NAME`" in said
    make_token(db)
    assert "cannot listen at 192.0.2.1" in refused("--host", "192.0.2.1", "--port", "0", "--db", str(db))


def test_a_history_is_named_once() -> None:
    assert "expected CONFIG or --db, received both" in refused("a.yaml", "--db", "b.db")


def test_it_describes_itself() -> None:
    done = subprocess.run([VEDETTE, "serve", "--describe"], capture_output=True, text=True, check=True)
    assert "/events" in json.loads(done.stdout)["paths"]
