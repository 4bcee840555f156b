"""The command `vedette` as a whole: errors, exit status, what a start costs."""

import importlib.metadata
import subprocess
import sys
from pathlib import Path

import pytest

from tests.clips import write_passes

VEDETTE = Path(sys.executable).with_name("vedette")


def vedette(*arguments: str | Path, limit: str = "true") -> subprocess.CompletedProcess[str]:
    """Run the installed program; `limit` is a command of the shell to be given before it."""
    return subprocess.run(
        ["bash", "-c", f'{limit} && exec "$@"', "bash", VEDETTE, *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


def test_version() -> None:
    assert vedette("--version").stdout == f"vedette {importlib.metadata.version('vedette')}\n"


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["analyse"], 2, "No such command 'analyse'"),
        (["analyze"], 2, "Missing argument 'PATH'"),
        (["events", "--since", "tomorrow"], 2, "received 'tomorrow'"),
        (["events", "--colour"], 2, "No such option: --colour"),
        (["events", "--db", "none.db"], 1, "history none.db: no such file"),
    ],
    ids=["command", "argument", "value", "option", "history"],
)
def test_errors_are_one_line_and_a_status(arguments: list[str], status: int, words: str) -> None:
    done = vedette(*arguments)
    (line,) = done.stderr.splitlines()
    assert words in line
    assert (done.returncode, done.stdout) == (status, "")


def test_help_goes_to_standard_output() -> None:
    done = vedette("analyze", "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert "--start-time" in done.stdout


def test_reader_that_leaves_is_no_error() -> None:
    command = f"set -o pipefail; {VEDETTE} --help | true"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_full_disk_under_standard_output_is_one_line() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [VEDETTE, "--help"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.stderr == "[Errno 28] No space left on device\n"
    assert done.returncode == 1


def test_full_disk_under_the_history_is_one_line(tmp_path: Path) -> None:
    clip = write_passes(tmp_path / "clip.mp4")
    done = vedette("analyze", clip, "--out", tmp_path / "out", limit="ulimit -f 40")
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"history {tmp_path}/out/history.db: ")
    assert done.returncode == 1


def test_history_that_another_process_writes_is_one_line(tmp_path: Path) -> None:
    clip = write_passes(tmp_path / "clip.mp4")
    program = (
        "import sys, pathlib; from pipeline.history.writer import HistoryWriter\n"
        "with HistoryWriter(pathlib.Path(sys.argv[1])): print('open', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "history.db")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        done = vedette("analyze", clip, "--db", tmp_path / "history.db")
        other.communicate()
    assert f"another vedette (process {other.pid}) writes it" in done.stderr
    assert (len(done.stderr.splitlines()), done.returncode) == (1, 1)


def test_analysing_imports_nothing_that_it_does_not_use() -> None:
    program = "import api.cli, api.scan.job, api.scan.showing, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    unused = {"matplotlib", "tensorflow", "keras", "pydantic", "scipy.stats", "scipy.signal"}
    assert not unused & set(done.stdout.split())
