"""The house: what holds for the repository, its packages and its documents as a whole."""

import pkgutil
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import typer.core
import typer.main

from api.cli import app

ROOT = Path(__file__).parent.parent
TRAINING_ONLY = {"tensorflow", "keras"}
ONLY_FOR_REPORTS = {"matplotlib"}
"""Takes half a second to import, of which no other command has a use."""


def run(*command: str, cwd: Path = ROOT) -> str:
    """Standard output of a command that must succeed."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def imported_by(module: str) -> set[str]:
    """Top-level packages in memory after importing `module` in a fresh interpreter."""
    program = f"import {module}, sys; print(*{{name.partition('.')[0] for name in sys.modules}})"
    return set(run(sys.executable, "-c", program).split())


def command_names(command: object, name: str) -> list[str]:
    """Full names, as typed, of a command line's commands."""
    if not isinstance(command, typer.core.TyperGroup):
        return [name]
    return [full for key, sub in command.commands.items() for full in command_names(sub, f"{name} {key}")]


def tracked_files() -> list[Path]:
    """Files that git keeps of this checkout."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    return [ROOT / name for name in run("git", "ls-files", "-z").split("\0") if name]


def project() -> dict[str, str]:
    """The table `project` of pyproject.toml."""
    table: dict[str, str] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return table


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder))
    (path,) = folder.glob("*.whl")
    return zipfile.ZipFile(path)


def test_program_tells_the_projects_version() -> None:
    told = run(sys.executable, "-c", "from api.cli import main; main()", "--version")
    assert told == f"vedette {project()['version']}\n"


@pytest.mark.parametrize("module", ["api.cli", "pipeline.history.history", "model.classifier"])
def test_serving_never_imports_the_training_library(module: str) -> None:
    assert not imported_by(module) & TRAINING_ONLY


def test_command_line_starts_without_plotting() -> None:
    assert not imported_by("api.cli") & ONLY_FOR_REPORTS


def test_documents_name_each_command() -> None:
    documents = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    text = "\n".join(path.read_text() for path in documents)
    commands = command_names(typer.main.get_command(app), "vedette")
    assert [name for name in commands if name not in text] == []


GLOSSARY = (ROOT / "docs" / "glossary.md").read_text()


def test_glossary_defines_each_word_once() -> None:
    words = re.findall(r"^\*\*(.+?)\*\*", GLOSSARY, re.MULTILINE)
    assert {"Source", "Camera", "Track", "Crop", "Event", "Alert", "Recording"} <= set(words)
    assert len(words) == len(set(words))


@pytest.mark.parametrize("name", re.findall(r"`((?:pipeline|model|rules|api)\.[\w.]+)`", GLOSSARY))
def test_glossary_names_what_the_code_has(name: str) -> None:
    pkgutil.resolve_name(name)


def test_no_file_names_a_package_registry_or_a_persons_folder() -> None:
    forbidden = re.compile(rb"pypi\.[o]rg|python[h]osted|npmj[s]|-index-u[r]l|/(?:home|root|work|Users)/\w")
    assert [path for path in tracked_files() if path.is_file() and forbidden.search(path.read_bytes())] == []


def test_each_requirement_is_pinned_with_its_hash() -> None:
    for name in ("run.txt", "dev.txt"):
        text = (ROOT / "requirements" / name).read_text().replace("\\\n", "")
        lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
        assert lines
        assert [line for line in lines if not re.match(r"[\w.-]+==\S+ .*--hash=sha256:", line)] == []


def test_demo_and_tests_run_on_the_same_versions() -> None:
    run_pins, dev_pins = (
        set(re.findall(r"^[\w.-]+==\S+", (ROOT / "requirements" / name).read_text(), re.MULTILINE))
        for name in ("run.txt", "dev.txt")
    )
    assert run_pins <= dev_pins


def test_wheel_holds_what_the_program_reads(wheel: zipfile.ZipFile) -> None:
    names = wheel.namelist()
    assert "pipeline/history/schema.sql" in names
    assert [name for name in names if re.fullmatch(r"model/.+\.tflite", name)]
    assert [name for name in names if re.fullmatch(r"api/sample_videos/.+\.mp4", name)]
    assert "api/sample_videos/truth.json" in names


def test_wheel_holds_nothing_else(wheel: zipfile.ZipFile) -> None:
    floors = {name.partition("/")[0] for name in wheel.namelist()}
    assert floors == {"pipeline", "model", "rules", "api", f"vedette-{project()['version']}.dist-info"}
    assert not [name for name in wheel.namelist() if "__pycache__" in name or name.endswith((".db", ".log"))]


def test_skipped_test_fails_a_run_that_forbids_skips(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text((ROOT / "tests" / "conftest.py").read_text())
    (tmp_path / "test_it.py").write_text("import pytest\n\ndef test_it():\n    pytest.skip('no camera')\n")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--rootdir", ".", "--no-skips"]
    forbidden = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert forbidden.returncode == pytest.ExitCode.TESTS_FAILED
    assert "no camera" in forbidden.stdout
    run(*command, "--may-skip", "camera", cwd=tmp_path)
