"""What is found behind files, folders, globs and patterns."""

from pathlib import Path

import pytest

from pipeline.errors import SourceInvalid, SourceNotFound
from pipeline.media.discovery import Discovery, find_sources
from tests.videos import MovingSquare, write_pictures

FILES = (
    "clip10.mp4",
    "clip9.mp4",
    "LOUD.MP4",
    "notes.txt",
    "clip.mp4.part",
    "half.tmp",
    ".hidden.mp4",
    "garden/a.mkv",
    "garden/deep/b.ts",
    ".cache/c.mp4",
    "empty/readme.md",
    "strange/recording.dat",
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder tree of (empty) recordings, in which we stand."""
    for name in FILES:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def names(discovery: Discovery) -> list[str]:
    return [str(path) for path in discovery.found]


def test_folder_is_searched_with_all_below_it(home: Path) -> None:
    discovery = find_sources([str(home)])
    assert [str(path.relative_to(home)) for path in discovery.found] == [
        "LOUD.MP4",
        "clip9.mp4",
        "clip10.mp4",
        "garden/a.mkv",
        "garden/deep/b.ts",
    ]
    assert discovery.problems == ()


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        ("clip9.mp4", ["clip9.mp4"]),
        ("notes.txt", ["notes.txt"]),
        (".hidden.mp4", [".hidden.mp4"]),
        ("clip*", ["clip9.mp4", "clip10.mp4"]),
        ("clip?.mp4", ["clip9.mp4"]),
        ("**/*.ts", ["garden/deep/b.ts"]),
        ("**", ["LOUD.MP4", "clip9.mp4", "clip10.mp4", "garden/a.mkv", "garden/deep/b.ts"]),
        ("gar*", ["garden/a.mkv", "garden/deep/b.ts"]),
        ("strange/*.dat", ["strange/recording.dat"]),
        ("shots/img_%03d.png", ["shots/img_%03d.png"]),
    ],
)
@pytest.mark.usefixtures("home")
def test_argument_finds(argument: str, expected: list[str]) -> None:
    discovery = find_sources([argument])
    assert sorted(names(discovery)) == sorted(expected)
    assert discovery.problems == ()


@pytest.mark.parametrize(
    ("argument", "kind", "message"),
    [
        ("missing.mp4", SourceNotFound, "missing.mp4: no such file or folder"),
        ("empty", SourceInvalid, "empty: expected a folder with videos or numbered pictures, found none"),
        ("*.webm", SourceNotFound, "*.webm: no video or folder with videos matches"),
        ("*.txtx", SourceNotFound, "*.txtx: no video or folder with videos matches"),
        ("rtsp://10.0.0.8/live", SourceInvalid, "rtsp://10.0.0.8/live: expected a file or a folder"),
    ],
)
@pytest.mark.usefixtures("home")
def test_argument_that_finds_nothing_is_one_problem(
    argument: str, kind: type[Exception], message: str
) -> None:
    discovery = find_sources([argument, "clip9.mp4"])
    assert names(discovery) == ["clip9.mp4"]
    assert len(discovery.problems) == 1
    assert isinstance(discovery.problems[0], kind)
    assert str(discovery.problems[0]).startswith(message)


def test_source_named_twice_is_found_once(home: Path) -> None:
    (home / "link.mp4").symlink_to(home / "clip9.mp4")
    arguments = ["clip9.mp4", "./clip9.mp4", str(home / "clip9.mp4"), "garden/../clip9.mp4", "link.mp4"]
    assert names(find_sources(arguments)) == ["clip9.mp4"]


def test_file_whose_name_is_a_glob_is_that_file(home: Path) -> None:
    (home / "clip[9].mp4").touch()
    assert names(find_sources(["clip[9].mp4"])) == ["clip[9].mp4"]


def test_folder_of_numbered_pictures_is_one_source(home: Path) -> None:
    write_pictures(home / "timelapse", MovingSquare(width=32, height=32, frames=3).images())
    write_pictures(home / "garden", MovingSquare(width=32, height=32, frames=3).images())
    found = [str(path.relative_to(home)) for path in find_sources([str(home)]).found]
    assert found.count("timelapse") == 1
    assert "garden" not in found  # pictures beside a video are its thumbnails


def test_links_in_a_circle_end(home: Path) -> None:
    (home / "garden" / "up").symlink_to(home)
    assert len(find_sources([str(home)]).found) == 5


def test_a_refused_address_shows_no_password() -> None:
    (problem,) = find_sources(["rtsp://ann:secret@10.0.0.8/stream"]).problems
    assert "secret" not in str(problem)
    assert "10.0.0.8/stream" in str(problem)
