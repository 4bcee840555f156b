"""Finding what a person means by the paths they typed."""

import glob
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import SourceError, SourceInvalid, SourceNotFound, SourceUnreadable
from pipeline.media.images import MIN_PICTURES, is_pattern, natural_key, pictures_in
from pipeline.stream.address import without_credentials

VIDEO_SUFFIXES = frozenset({
    ".264", ".265", ".3gp", ".asf", ".avi", ".dav", ".flv", ".h264", ".h265", ".hevc", ".m2ts", ".m4v",
    ".mjpeg", ".mjpg", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg", ".mts", ".mxf", ".ogv", ".ts", ".vob",
    ".webm", ".wmv", ".y4m",
})  # fmt: skip
"""What is taken out of a folder. A file that is named itself is tried whatever its name ends in.
Half-written files (`clip.mp4.part`, `clip.tmp`) end in none of these."""


@dataclass(frozen=True, slots=True)
class Discovery:
    """What was found, in order and each once, and what was not."""

    found: tuple[Path, ...]
    """Video files, folders of numbered pictures, and patterns of such."""
    problems: tuple[SourceError, ...]


def find_sources(arguments: Sequence[str]) -> Discovery:
    """Find the sources behind files, folders, globs and patterns of pictures.

    Args:
        arguments: As typed. A folder is searched with all below it; in a glob `**` stands for any of those.
    """
    found: dict[Path, Path] = {}
    problems: list[SourceError] = []
    for argument in arguments:
        for item in _sources_of(argument):
            if isinstance(item, SourceError):
                problems.append(item)
            else:
                found.setdefault(Path(os.path.realpath(item)), item)
    return Discovery(tuple(found.values()), tuple(problems))


def _sources_of(argument: str) -> Iterator[Path | SourceError]:
    path = Path(argument)
    if re.match(r"\w+://", argument):
        address = without_credentials(argument)
        yield SourceInvalid(f"{address}: expected a file or a folder; `vedette watch` watches cameras")
    elif os.path.isdir(argument):  # noqa: PTH112 -- Path.is_dir raises where a folder above may not be entered
        yield from _sources_in(path)
    elif not os.path.lexists(argument) and glob.has_magic(argument):
        yield from _sources_matching(argument)
    elif os.path.lexists(argument) or is_pattern(path):
        yield path
    else:
        yield SourceNotFound(f"{argument}: no such file or folder")


def _sources_in(folder: Path) -> Iterator[Path | SourceError]:
    """Everything in a folder and below, and one problem if that is nothing."""
    unreadable: list[OSError] = []
    count = 0
    for place, folders, names in os.walk(folder, onerror=unreadable.append):
        folders[:] = sorted(
            (name for name in folders if name[0] != "."), key=lambda name: natural_key(Path(name))
        )
        sources = _videos(Path(place, name) for name in names) or _sequence(Path(place))
        count += len(sources)
        yield from sources
    for error in unreadable:
        yield SourceUnreadable(f"{error.filename}: no permission to look into this folder")
    if not count and not unreadable:
        yield SourceInvalid(f"{folder}: expected a folder with videos or numbered pictures, found none")


def _sources_matching(pattern: str) -> Iterator[Path | SourceError]:
    """What a glob matches: videos, whatever has the ending that it names, and the videos in folders."""
    ending = Path(pattern).suffix
    names_ending = bool(ending) and not glob.has_magic(ending)
    count = 0
    matches = glob.glob(pattern, recursive=True)  # noqa: PTH207 -- Path.glob refuses absolute patterns
    for path in sorted(map(Path, matches), key=natural_key):
        if path.is_dir():
            sources = [source for source in _sources_in(path) if isinstance(source, Path)]
        else:
            sources = [path] if names_ending else _videos([path])
        count += len(sources)
        yield from sources
    if not count:
        yield SourceNotFound(f"{pattern}: no video or folder with videos matches")


def _videos(paths: Iterable[Path]) -> list[Path]:
    videos = (path for path in paths if path.suffix.lower() in VIDEO_SUFFIXES and path.name[0] != ".")
    return sorted(videos, key=natural_key)


def _sequence(folder: Path) -> list[Path]:
    """The folder itself, if what it holds are the numbered pictures of one camera."""
    return [folder] if len(pictures_in(folder)) >= MIN_PICTURES else []
