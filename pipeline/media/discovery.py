"""Finding what a person means by the paths they typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import SourceError, SourceInvalid, SourceNotFound

VIDEO_SUFFIXES = frozenset(
    f".{name}"
    for name in (
        *(
            "264",
            "265",
            "3gp",
            "asf",
            "avi",
            "dav",
            "flv",
            "h264",
            "h265",
            "hevc",
            "m2ts",
            "m4v",
            "mjpeg",
            "mjpg",
        ),
        *("mkv", "mov", "mp4", "mpeg", "mpg", "mts", "mxf", "ogv", "ts", "vob", "webm", "wmv", "y4m"),
    )
)


@dataclass(frozen=True, slots=True)
class Discovery:
    """What was found, in order and each once, and what was not."""

    found: tuple[Path, ...]
    problems: tuple[SourceError, ...]


def find_sources(arguments: Sequence[str]) -> Discovery:
    """Find the sources behind files, folders and globs."""
    found: dict[Path, None] = {}
    problems: list[SourceError] = []
    for argument in arguments:
        path = Path(argument)
        if path.is_dir():
            videos = [p for p in sorted(path.rglob("*")) if p.suffix.lower() in VIDEO_SUFFIXES]
            found.update(dict.fromkeys(videos))
            if not videos:
                problems.append(SourceInvalid(f"{path}: expected a folder with videos, found none in it"))
        elif path.exists():
            found[path] = None
        else:
            problems.append(SourceNotFound(f"{path}: no such file or folder"))
    return Discovery(tuple(found), tuple(problems))
