"""`vedette analyze` killed, interrupted, bereft of its workers: run again, it finds the same events."""

import json
import os
import pty
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.history.history import History
from pipeline.history.query import EventQuery
from tests.clips import write_passes

VEDETTE = Path(sys.executable).with_name("vedette")
KILLS = 4
PATIENCE_S = 60.0
"""Far longer than anything waited for here takes, on a busy machine too."""

pytestmark = pytest.mark.slow


@dataclass(frozen=True, slots=True)
class Footage:
    """Clips and what an undisturbed run finds in them."""

    folder: Path
    events: list[object]
    seconds: float
    """How long the run took."""


def start(folder: Path, db: Path, workers: int) -> subprocess.Popen[str]:
    """Begin an analysis, in a process group of its own as in a shell."""
    command = [
        str(VEDETTE),
        "analyze",
        str(folder),
        "--db",
        str(db),
        "--workers",
        str(workers),
        "--json",
        "--all",
    ]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, process_group=0
    )


def workers_of(pid: int) -> list[int]:
    """The processes that analyse for another one; none if it is gone."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [
            int(child) for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()
        ]
    except FileNotFoundError:
        return []


def wait_until_busy(pid: int, db: Path, workers: int) -> list[int]:
    """Wait until the workers are there and a source is being analysed; answer the workers."""
    for _ in patiently():
        pids = workers_of(pid)
        if len(pids) == workers and is_history(db) and has_begun(db):
            return pids
    raise AssertionError("the analysis was over before it was seen to begin")


def patiently() -> Iterator[None]:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        time.sleep(0.05)
        yield


def read_all(terminal: int) -> str:
    """What a terminal was sent, until nobody writes to it any more."""
    shown = b""
    try:
        while part := os.read(terminal, 4096):
            shown += part
    except OSError:
        return shown.decode()  # how Linux tells the end of a terminal
    return shown.decode()


def is_history(db: Path) -> bool:
    """False until the first transaction made one of an empty file."""
    if not db.exists():
        return False
    with closing(sqlite3.connect(db)) as connection:
        return bool(connection.execute("select count(*) from sqlite_master").fetchone()[0])


def has_begun(db: Path) -> bool:
    """True once a source is there. The file is asked: `History` would help a writer that creates it."""
    with closing(sqlite3.connect(db)) as connection:
        tables = {name for (name,) in connection.execute("select name from sqlite_master")}
        return "sources" in tables and any(connection.execute("select 1 from sources"))


def stored(db: Path) -> int:
    with History.open(db) as history:
        return history.count(EventQuery(include_hidden=True))


def are_gone(pids: list[int]) -> bool:
    return any(not any(Path(f"/proc/{pid}").exists() for pid in pids) for _ in patiently())


def finished(footage: Footage, db: Path, workers: int) -> list[object]:
    """The events of a run that is left alone."""
    process = start(footage.folder, db, workers)
    out, errors = process.communicate()
    assert (process.returncode, errors) == (0, "")
    events: list[object] = json.loads(out)["events"]
    return events


@pytest.fixture(scope="module")
def footage(tmp_path_factory: pytest.TempPathFactory) -> Footage:
    folder = tmp_path_factory.mktemp("footage")
    for number in range(2):
        write_passes(folder / f"camera{number}.mp4", 6, seed=number)
    began_s = time.monotonic()
    events = finished(Footage(folder, [], 0), tmp_path_factory.mktemp("whole") / "history.db", 1)
    assert len(events) > 4
    return Footage(folder, events, time.monotonic() - began_s)


@pytest.mark.parametrize("workers", [1, 2])
def test_killed_at_any_moment_it_goes_on_with_the_same_events(
    footage: Footage, tmp_path: Path, workers: int
) -> None:
    db = tmp_path / "history.db"
    moments = random.Random(workers)
    for _ in range(KILLS):
        process = start(footage.folder, db, workers)
        time.sleep(moments.uniform(0, footage.seconds))
        process.kill()
        process.communicate()
        if is_history(db):
            assert stored(db) <= len(footage.events)
    assert finished(footage, db, workers) == footage.events


@pytest.mark.parametrize("workers", [0, 2], ids=["alone", "with workers"])
def test_ctrl_c_stops_everything_in_one_line(footage: Footage, tmp_path: Path, workers: int) -> None:
    db = tmp_path / "history.db"
    process = start(footage.folder, db, workers or 1)
    pids = wait_until_busy(process.pid, db, workers)
    os.killpg(process.pid, signal.SIGINT)
    out, errors = process.communicate()
    assert errors == "stopped; run the same command again to go on\n"
    assert (process.returncode, out) == (130, "")
    assert are_gone(pids)
    assert finished(footage, db, 1) == footage.events


def test_ctrl_c_on_a_terminal_gives_the_cursor_back(footage: Footage, tmp_path: Path) -> None:
    db = tmp_path / "history.db"
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(VEDETTE, ["vedette", "analyze", str(footage.folder), "--db", str(db), "--workers", "2"])
    with ThreadPoolExecutor(1) as reader:
        screen = reader.submit(read_all, terminal)
        wait_until_busy(pid, db, 2)
        os.write(terminal, b"\x03")
        _, status = os.waitpid(pid, 0)
        shown = screen.result()
    assert os.waitstatus_to_exitcode(status) == 130
    assert shown.rfind("\x1b[?25h") > shown.rfind("\x1b[?25l") > -1
    assert shown.endswith("stopped; run the same command again to go on\r\n")
    assert "Traceback" not in shown


def test_workers_end_when_the_one_they_work_for_is_killed(footage: Footage, tmp_path: Path) -> None:
    db = tmp_path / "history.db"
    process = start(footage.folder, db, 2)
    pids = wait_until_busy(process.pid, db, 2)
    process.kill()
    process.communicate()
    assert are_gone(pids)


def test_worker_that_dies_fails_its_source_alone(footage: Footage, tmp_path: Path) -> None:
    db = tmp_path / "history.db"
    process = start(footage.folder, db, 2)
    victim, _ = wait_until_busy(process.pid, db, 2)
    os.kill(victim, signal.SIGKILL)
    out, errors = process.communicate()
    states = {source["state"]: source["error"] for source in json.loads(out)["sources"]}
    assert states == {"done": None, "failed": errors.strip()}
    assert "the worker process was ended by SIGKILL, as when memory runs out" in errors
    assert (len(errors.splitlines()), process.returncode) == (1, 1)
    assert finished(footage, db, 2) == footage.events
