"""`vedette watch` as a process: signals, and what is left when it is killed."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
import pytest

from pipeline.history.history import History
from pipeline.history.query import EventQuery
from tests.delivery_samples import PATIENCE_S, until
from tests.rules_samples import write_rules
from tests.watching import configuration, events, lasting, noted, recordings, rule, write_crossing

ROOT = Path(__file__).parent.parent
VEDETTE = Path(sys.executable).with_name("vedette")

pytestmark = pytest.mark.slow

RECORD = "[alert, {record: {before: 1s, after: 1s}}]"


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_crossing(tmp_path_factory.mktemp("clip") / "clip.mp4")


@pytest.fixture
def folder(tmp_path: Path, clip: Path) -> Path:
    (tmp_path / "clip.mp4").symlink_to(clip)
    write_rules(tmp_path / "vedette.yaml", configuration(rule("anything", RECORD)))
    return tmp_path


@contextmanager
def vedette(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Have cameras watched; the log is in the file `log`."""
    with (folder / "log").open("w") as log:
        command: list[str | Path] = [VEDETTE, "watch", folder / "vedette.yaml"]
        process = subprocess.Popen(command, stderr=log, stdout=subprocess.DEVNULL, text=True)
        try:
            until(lambda: "watching 1 cameras" in said(folder))
            yield process
        finally:
            process.kill()
            process.wait(PATIENCE_S)


def has_ended(process: subprocess.Popen[str]) -> bool:
    """Whether it has ended; if not, it is told to once more."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    return process.poll() is not None


def said(folder: Path) -> str:
    return (folder / "log").read_text()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_a_signal_ends_what_lasts_and_stops(number: signal.Signals, folder: Path) -> None:
    db = folder / "out" / "history.db"
    with vedette(folder) as process:
        until(lambda: len(lasting(db)) > 0)
        process.send_signal(number)
        assert process.wait(PATIENCE_S) == 0
    assert lasting(db) == []
    assert noted(db)["yard"].is_watched is False
    assert [line.split(" ", 3)[-1] for line in said(folder).splitlines()][-1] == "stopped watching"
    for recording in recordings(db):
        with av.open(str(db.parent / recording.path)) as container:
            assert next(container.decode(video=0), None) is not None


def test_a_signal_said_twice_at_once_counts_once(folder: Path) -> None:
    db = folder / "out" / "history.db"
    with vedette(folder) as process:
        until(lambda: len(lasting(db)) > 0)
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE_S) == 0
    assert lasting(db) == []


def test_a_reload_takes_what_has_changed(folder: Path) -> None:
    with vedette(folder) as process:
        write_rules(folder / "vedette.yaml", configuration(rule("anything", when="{label: unicorn}")))
        process.send_signal(signal.SIGHUP)
        until(lambda: "refused, what it said before stays" in said(folder))
        write_rules(folder / "vedette.yaml", configuration(rule("other")))
        process.send_signal(signal.SIGHUP)
        until(lambda: "vedette.yaml: taken" in said(folder))
        assert process.poll() is None


def test_after_a_kill_the_next_start_ends_what_lasted(folder: Path) -> None:
    db = folder / "out" / "history.db"
    with vedette(folder) as process:
        until(lambda: len(lasting(db)) > 0)
        process.send_signal(signal.SIGKILL)
        process.wait(PATIENCE_S)
    before = {event.id for event in lasting(db)}
    assert before
    with vedette(folder) as process:
        until(lambda: not before & {event.id for event in lasting(db)})
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE_S) == 0
    assert before <= {event.id for event in events(db)}
    assert re.search(r"ended \d+ events of a service that was killed", said(folder))
    with History.open(db) as history:
        ended = (one for source in history.sources() for one in history.traced_events(source.id))
        assert before <= {one.id for one in ended if one.trace}
        assert history.hourly_counts(EventQuery(include_hidden=True)) == history.recount()


def test_what_cannot_be_followed_is_one_line(tmp_path: Path) -> None:
    write_rules(tmp_path / "vedette.yaml", "cameras: {yard: {url: 'rtsp://${NOWHERE}@127.0.0.1/'}}\n")
    done = subprocess.run(
        [VEDETTE, "watch", tmp_path / "vedette.yaml"], capture_output=True, text=True, check=False
    )
    assert done.stderr == (
        "camera yard: environment: expected a value for NOWHERE, as the rules need, received none\n"
    )
    assert done.returncode == 1


STOPS_SLOWLY = """
import time
from api.commands.watch import heard
with heard() as words:
    print("listening", flush=True)
    words.get()
    print("stopping", flush=True)
    time.sleep(3600)
"""


def test_a_second_signal_ends_the_process_as_it_is() -> None:
    command = [sys.executable, "-c", STOPS_SLOWLY]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "listening\n"
        process.send_signal(signal.SIGTERM)
        assert process.stdout.readline() == "stopping\n"
        until(lambda: has_ended(process))
        assert process.returncode == 128 + signal.SIGTERM
