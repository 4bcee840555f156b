"""Reconciling the clips on disk with the history, both ways."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipeline.history.recording import Recording
from pipeline.recording.clip import sha256_of
from pipeline.recording.clip_file import PARTIAL, is_being_written
from pipeline.recording.naming import FOLDER

Kind = Literal["missing", "size", "unknown", "interrupted"]
"""A row without a file, a file of another size, a file without a row, what a dead writer left."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be."""

    kind: Kind
    path: str
    """The file, relative to the history's folder."""
    detail: str
    """What is wrong, for a person."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a clip is what it was when it was made."""

    recording: Recording
    state: Literal["ok", "changed", "missing"]


def findings(folder: Path, recordings: Iterable[Recording]) -> Iterator[Finding]:
    """Compare the clips below a history's folder with its rows; what is being written is passed over.

    Raises:
        OSError: The folder cannot be read.
    """
    files = {path.relative_to(folder).as_posix(): path for path in sorted((folder / FOLDER).rglob("*"))}
    known = set()
    for recording in recordings:
        known.add(recording.path)
        file = folder / recording.path
        if not file.is_file():
            yield Finding("missing", recording.path, "the history has it, the folder has not")
        elif file.stat().st_size != recording.bytes:
            size = file.stat().st_size
            yield Finding("size", recording.path, f"expected {recording.bytes:,} bytes, found {size:,}")
    for path, file in files.items():
        if path in known or not file.is_file():
            continue
        if not path.endswith(PARTIAL):
            yield Finding("unknown", path, "the folder has it, the history has not")
        elif not is_being_written(file):
            yield _interrupted(folder, file)


def left_behind(folder: Path, before_s: float) -> Iterator[Finding]:
    """Find what writers gave up that go on with other clips: after trouble with the disk.

    Args:
        folder: The history's.
        before_s: It was touched before, in seconds since 1970: a clip that is just begun is nobody's yet.

    Raises:
        OSError: The folder cannot be read.
    """
    for file in sorted((folder / FOLDER).rglob(f"*{PARTIAL}")):
        with suppress(FileNotFoundError):  # it is finished meanwhile
            if file.stat().st_mtime < before_s and not is_being_written(file):
                yield _interrupted(folder, file)


def _interrupted(folder: Path, file: Path) -> Finding:
    detail = f"its writer died after {file.stat().st_size:,} bytes"
    return Finding("interrupted", file.relative_to(folder).as_posix(), detail)


def verdicts(folder: Path, recordings: Iterable[Recording]) -> Iterator[Verdict]:
    """Digest each clip anew and compare with what the history noted when it was made.

    Raises:
        OSError: A clip is there but cannot be read.
    """
    for recording in recordings:
        try:
            is_same = sha256_of(folder / recording.path) == recording.sha256
        except FileNotFoundError:
            yield Verdict(recording, "missing")
            continue
        yield Verdict(recording, "ok" if is_same else "changed")
