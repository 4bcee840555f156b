"""A clip's file while it is written: under a temporary name, locked, and regularly brought to the disk."""

import fcntl
import os
import time
from itertools import chain, count
from pathlib import Path
from typing import Final

from pipeline.recording.clip import sha256_of

PARTIAL: Final = ".partial"
"""Ends the name of a clip that is being written, or whose writer died."""


class ClipFile:
    """The file at `path` with `PARTIAL` behind its name, as PyAV writes to it.

    It is written without a buffer, so that what was written survives the death of the process; what is older
    than `sync_s` survives that of the machine. The lock tells a clip being written from what a dead writer
    left: the kernel lets go of it when the process dies.

    Raises:
        OSError: The folder cannot be made or written, or someone else writes the same clip.
    """

    def __init__(self, path: Path, sync_s: float) -> None:
        self._path = path
        self.partial = path.with_name(path.name + PARTIAL)
        self._sync_s = sync_s
        self._synced_s = time.monotonic()
        path.parent.mkdir(parents=True, exist_ok=True)
        self.partial.touch()
        self._file = self.partial.open("r+b", buffering=0)  # `wb` would empty what another may be writing
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._file.truncate()
        except BaseException:
            self._file.close()
            raise

    @property
    def closed(self) -> bool:
        """True once it was finished or given up: PyAV then writes no end to it."""
        return self._file.closed

    def write(self, content: bytes) -> int:
        """Write all of the content."""
        rest = memoryview(content)
        while rest:
            rest = rest[self._file.write(rest) :]
        if time.monotonic() - self._synced_s >= self._sync_s:
            self._sync()
        return len(content)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to another place; containers write their sizes when they are done."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """The place to write to next."""
        return self._file.tell()

    def finish(self) -> Path:
        """Bring all of it to the disk, and only then give it its name (see `settled`)."""
        self._sync()
        final = settled(self.partial, self._path)
        self._file.close()
        return final

    def abandon(self) -> None:
        """Leave it as it is, under its temporary name."""
        self._file.close()

    def _sync(self) -> None:
        os.fdatasync(self._file.fileno())
        self._synced_s = time.monotonic()


def settled(partial: Path, wanted: Path) -> Path:
    """Give a clip the name that it should have, with a number where a clip with other content has that.

    So a finished clip is never altered, and the same clip cut again is the same file.

    Raises:
        OSError: The folder cannot be written.
    """
    names = chain([wanted], (wanted.with_stem(f"{wanted.stem}-{number}") for number in count(2)))
    final = next(name for name in names if not name.exists() or sha256_of(name) == sha256_of(partial))
    return partial.replace(final)


def is_being_written(partial: Path) -> bool:
    """True while the writer of a clip with a temporary name lives."""
    with partial.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False
